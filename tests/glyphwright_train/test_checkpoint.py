from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from glyphwright_train.checkpoint import Weights, load_weights, save_weights  # noqa: E402

pytestmark = pytest.mark.train


def test_weights_come_back_and_may_be_read_by_whom_the_umask_allows(tmp_path: Path) -> None:
    weights = Weights({"layer.weight": torch.tensor([[0.5, -2.0]]), "steps": torch.tensor(7)}, {"task": "line_reader"})
    save_weights(tmp_path / "weights.safetensors", weights)
    (tmp_path / "other").touch()
    read = load_weights(tmp_path / "weights.safetensors")
    assert read.description == weights.description
    assert {name: tensor.tolist() for name, tensor in read.tensors.items()} == {
        "layer.weight": [[0.5, -2.0]],
        "steps": 7,
    }
    assert (tmp_path / "weights.safetensors").stat().st_mode == (tmp_path / "other").stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "weights.safetensors"]
