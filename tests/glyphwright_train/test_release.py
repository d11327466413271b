import warnings
from dataclasses import asdict
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from glyphwright.recognise import open_line_reader  # noqa: E402
from glyphwright.runtime import load_model  # noqa: E402
from glyphwright_train.checkpoint import Weights, save_weights  # noqa: E402
from glyphwright_train.recipe import Recipe, Schedule  # noqa: E402
from glyphwright_train.release import release  # noqa: E402
from glyphwright_train.tasks.learning_reader import DECODERS  # noqa: E402
from glyphwright_train.tasks.line_reader import LineReaderTask  # noqa: E402

pytestmark = pytest.mark.train


@pytest.mark.parametrize("architecture", DECODERS)
def test_a_reader_with_a_decoder_is_released_as_it_is(
    architecture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LineReaderTask, "_source", lambda *_: None)
    monkeypatch.setattr(LineReaderTask, "evaluate", lambda *_: {"cer": 0.5})
    table = {"architecture": architecture, "channels": [8, 8, 16], "blocks": [0, 0, 0]}
    data = {"batch_px": 1000, "longest_px": 200}
    recipe = Recipe(name="tiny", task="line_reader", seed=1, schedule=Schedule(steps=1), data=data, network=table)
    task = LineReaderTask(recipe, tmp_path)
    description = {"name": "tiny", **task.description(), "recipe": asdict(recipe)}
    weights = tmp_path / "weights.safetensors"
    save_weights(weights, Weights(task.network().state_dict(), description))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that this exporter is the older of its two
        made = release(weights, tmp_path, material=tmp_path)
    assert "tiny" in made.entry
    reader = open_line_reader(load_model(tmp_path / "tiny.onnx", task="line_reader"))
    assert reader.name == "tiny"
