import json
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from glyphwright.errors import FileAccessError, OptionError
from glyphwright_train.pictures.training import draw_training

pytestmark = pytest.mark.train


def write(run: Path, losses: list[float]) -> None:
    accuracies = [0.5, 0.75, 0.625, 0.625]
    records = [
        {"step": step, "accuracy": accuracy, "accuracy_train": 1.0, "loss_val": loss, "loss_train": 0.1}
        for step, accuracy, loss in zip((30, 60, 90, 90), accuracies, losses, strict=True)
    ]
    (run / "metrics.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def test_training_stands_beside_held_out_pictures_over_epochs(tmp_path: Path) -> None:
    write(tmp_path, [0.9, 0.3, 0.4, 0.5])
    accuracy, loss = draw_training(tmp_path).axes
    train, held_out = accuracy.lines
    assert [train.get_label(), held_out.get_label()] == ["training", "held out"]
    assert list(held_out.get_xdata()) == [1, 2, 3]
    assert list(held_out.get_ydata()) == [0.5, 0.75, 0.625]
    assert list(train.get_ydata()) == [1.0, 1.0, 1.0]
    assert train.get_linestyle() != held_out.get_linestyle()
    assert "62.50 % on held-out pictures after epoch 3" in accuracy.get_title()
    assert "0.5000 on held-out pictures after epoch 3" in loss.get_title()
    assert list(loss.lines[1].get_ydata()) == [0.9, 0.3, 0.5]
    assert loss.get_yscale() == "linear"


def test_losses_far_apart_are_drawn_on_a_logarithmic_scale(tmp_path: Path) -> None:
    write(tmp_path, [5.0, 0.3, 0.4, 0.5])
    assert draw_training(tmp_path).axes[1].get_yscale() == "log"


def test_a_folder_without_a_classifiers_metrics_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="no such file"):
        draw_training(tmp_path)
    (tmp_path / "metrics.jsonl").write_text('{"step": 1, "cer": 0.5}\n', encoding="utf-8")
    with pytest.raises(OptionError, match="lacks accuracy"):
        draw_training(tmp_path)
