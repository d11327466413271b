import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from glyphwright.errors import FileAccessError, OptionError
from glyphwright.recognise.characters import CharacterClassifier
from glyphwright.runtime import load_model
from glyphwright_train.pictures.impressions import draw_impressions
from glyphwright_train.pictures.layers import inspect

pytestmark = pytest.mark.train

Image = np.ndarray[Any, np.dtype[np.uint8]]


def titles(model: Path, image: Image) -> list[str]:
    return [text.get_text() for text in draw_impressions(model, image).axes[0].texts]


def test_every_layer_is_there_from_the_image_to_the_softmax(models: dict[str, Path], image: Image) -> None:
    found = titles(models["cnn"], image)
    assert found[0].startswith("tiny-cnn")
    expected = [
        "image   12 × 12",
        "1  convolution 3×3   layers.0   4 × 12 × 12",
        "2  ReLU   layers.1   4 × 12 × 12",
        "3  max-pooling 2×2   layers.2   4 × 6 × 6",
        "4  convolution 3×3   layers.3   6 × 6 × 6",
        "5  ReLU   layers.4   6 × 6 × 6",
        "6  max-pooling 2×2   layers.5   6 × 3 × 3",
        "7  fully connected   layers.7   5",
        "8  ReLU   layers.8   5",
        "9  fully connected   layers.10   3",
        "10  softmax   3   says ",
    ]
    assert [title[: len(start)] for title, start in zip(found[1:], expected, strict=True)] == expected


def test_the_softmax_has_a_bar_of_its_probability_for_each_class(models: dict[str, Path], image: Image) -> None:
    figure = draw_impressions(models["perceptron"], image)
    axes = figure.axes[-1]
    classifier = CharacterClassifier(load_model(models["perceptron"], task="character_classifier"))
    (said,) = classifier.classify([image])
    assert [bar.get_height() for bar in axes.patches] == pytest.approx(said.probabilities[0].tolist(), abs=1e-6)
    assert [label.get_text() for label in axes.get_xticklabels()] == list(classifier.classes)
    assert f"says {said.text} {100 * said.confidence:.1f} %" in figure.axes[0].texts[-1].get_text()


def test_residual_networks_and_those_that_look_are_drawn_too(models: dict[str, Path], image: Image) -> None:
    modern = titles(models["modern"], image)
    assert sum("  sum " in title for title in modern) == 3
    assert sum("  sigmoid " in title for title in modern) == 3
    ram = titles(models["ram"], image)
    assert sum("what is seen" in title for title in ram) == 3 * 2
    assert "softmax" in ram[-1]


def test_a_line_reader_gives_symbols_over_the_line(models: dict[str, Path]) -> None:
    figure = draw_impressions(models["reader"], np.full((18, 40), 255, np.uint8))
    assert figure.axes[0].texts[1].get_text().startswith("image   36 × 96")
    chart = figure.axes[-1]
    assert chart.images[0].get_array().shape[1] == 96 // 4
    names = [label.get_text() for label in chart.get_yticklabels()]
    assert names[0] == "blank"
    assert set(names[1:]) <= {"␣", "a", "b"}


def test_what_a_layer_gives_is_what_the_network_computes(models: dict[str, Path], image: Image) -> None:
    inspection = inspect(models["cnn"], image)
    before, after = inspection.values([layer.output for layer in inspection.layers[:2]])
    assert before.min() < 0
    np.testing.assert_array_equal(after, np.maximum(before, 0))
    (whole,) = inspection.values(["output"])
    np.testing.assert_allclose(whole, inspection.model.run(inspection.sight), atol=1e-6)


def test_pictures_of_another_size_are_prepared_as_for_reading(models: dict[str, Path], image: Image) -> None:
    page = np.full((40, 60), 240, np.uint8)
    page[8:32, 28:34] = 20
    sight = inspect(models["cnn"], page).sight
    assert sight.shape == (1, 1, 12, 12)
    assert sight[0, 0, 0, 0] == 0
    assert sight.max() > 0.9


def test_models_that_cannot_be_drawn_are_refused(tmp_path: Path, models: dict[str, Path], image: Image) -> None:
    import onnx

    with pytest.raises(FileAccessError, match="no such model file"):
        draw_impressions(tmp_path / "none.onnx", image)
    model = onnx.load(str(models["perceptron"]))
    description = json.loads(model.metadata_props[0].value)
    model.metadata_props[0].value = json.dumps({**description, "features": "structure"})
    onnx.save(model, str(tmp_path / "structure.onnx"))
    with pytest.raises(OptionError, match="numbers and not pictures"):
        draw_impressions(tmp_path / "structure.onnx", image)


def test_too_many_layers_are_refused(monkeypatch: pytest.MonkeyPatch, models: dict[str, Path], image: Image) -> None:
    monkeypatch.setattr("glyphwright_train.pictures.impressions.MOST_LAYERS", 9)
    with pytest.raises(OptionError, match="10 layers"):
        draw_impressions(models["cnn"], image)
