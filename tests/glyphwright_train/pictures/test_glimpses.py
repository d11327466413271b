from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from matplotlib.patches import Rectangle

from glyphwright.errors import OptionError
from glyphwright_train.pictures.glimpses import draw_glimpses
from glyphwright_train.pictures.layers import inspect

pytestmark = pytest.mark.train

Image = np.ndarray[Any, np.dtype[np.uint8]]


def test_the_path_is_numbered_and_framed_in_pixels_of_the_picture(models: dict[str, Path], image: Image) -> None:
    figure = draw_glimpses(models["ram"], image)
    ground, path, _ = figure.axes
    assert [text.get_text() for text in path.texts] == ["1", "2", "3"]
    (locations,) = inspect(models["ram"], image).values(["locations"])
    expected = (locations[0] + 1) / 2 * 12
    np.testing.assert_allclose([text.get_position() for text in path.texts], expected, atol=1e-5)
    assert path.texts[0].get_position() == (6, 6)
    frames = {
        (round(frame.get_x() + frame.get_width() / 2, 3), round(frame.get_y() + frame.get_height() / 2, 3)): set()
        for frame in path.patches
    }
    sizes = [frame.get_width() for frame in path.patches if isinstance(frame, Rectangle)]
    assert sorted(set(sizes)) == [4, 8]
    assert len(sizes) == 2 * 2 * 3
    assert set(frames) == {(round(float(x), 3), round(float(y), 3)) for x, y in expected}
    assert "tiny-ram says" in ground.texts[0].get_text()
    assert "after 3 glimpses" in ground.texts[0].get_text()


def test_a_column_a_glimpse_shows_what_the_model_saw(models: dict[str, Path], image: Image) -> None:
    ground = draw_glimpses(models["ram"], image).axes[0]
    drawn = [np.asarray(picture.get_array()) for picture in ground.images]
    inspection = inspect(models["ram"], image)
    seen = inspection.values([layer.output for layer in inspection.layers if layer.kind == "what is seen"])
    assert len(drawn) == len(seen) == 6
    for shown, known in zip(drawn, seen, strict=True):
        np.testing.assert_allclose(shown, known[0, 0], atol=1e-5)
    assert {round(picture.get_extent()[0], 3) for picture in ground.images} == {0.3, 1.45, 2.6}


def test_each_of_several_characters_has_its_probabilities(models: dict[str, Path], image: Image) -> None:
    chances = draw_glimpses(models["dram"], image).axes[2]
    heights = [bar.get_height() for bar in chances.patches]
    assert len(heights) == 6
    assert sum(heights[:3]) == pytest.approx(1, abs=1e-5)
    assert sum(heights[3:]) == pytest.approx(1, abs=1e-5)
    assert [label.get_text() for label in chances.get_xticklabels()] == ["a", "b", "$c$"] * 2


def test_a_model_that_does_not_look_is_refused(models: dict[str, Path], image: Image) -> None:
    with pytest.raises(OptionError, match="ram or dram"):
        draw_glimpses(models["cnn"], image)
