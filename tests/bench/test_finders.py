import json
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from bench import finders
from bench.finders import NAME, PAGE, RESULTS, Row, table
from bench.report import embedded
from bench.runs import Trained, find_trained, kept
from glyphwright.errors import FileAccessError
from glyphwright_train.checkpoint import Weights, save_weights

TRAINED = Trained(name="b", source="b.onnx", parameters=153_315, minutes=23.4, megabytes=0.6)
ROW = Row(
    model=TRAINED, recall=0.9, precision=0.8, h_mean=0.847, found=0.99, false_lines=1.26, reachable=0.95,
    milliseconds=80.4,
)  # fmt: skip


def test_what_leaves_most_words_to_be_read_stands_first() -> None:
    lines = table([ROW, replace(ROW, model=Trained(name="a", source="a"), reachable=0.96)]).splitlines()
    assert lines[2] == "| `a` | – | – | 0.900 | 0.800 | 0.847 | 0.990 | 1.3 | 0.960 | 80 |"
    assert lines[3] == "| `b` | 153,315 | 23 | 0.900 | 0.800 | 0.847 | 0.990 | 1.3 | 0.950 | 80 |"


def test_of_a_run_the_table_has_its_size_and_all_its_parts_of_time(tmp_path: Path) -> None:
    run = tmp_path / "db"
    run.mkdir()
    tensors = {"a.weight": torch.zeros(3, 4), "b.running_mean": torch.zeros(9)}
    save_weights(run / "weights.safetensors", Weights(tensors, {}))
    clock = [{"minutes": minutes} for minutes in (5.0, 10.0, 4.0, 9.5)]  # broken off, and gone on with
    (run / "metrics.jsonl").write_text("\n".join(map(json.dumps, clock)), encoding="utf-8")
    with pytest.raises(FileAccessError, match="glyphwright release"):
        find_trained(str(run))
    (run / "db.onnx").write_bytes(bytes(500_000))
    assert find_trained(str(run)) == Trained(
        name="db", source=str(run / "db.onnx"), parameters=12, minutes=19.5, megabytes=0.5
    )


def test_a_finder_is_measured_and_the_table_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = np.full((200, 400, 3), 255, np.uint8)
    cv2.putText(page, "Two words", (40, 100), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    cv2.imwrite(str(tmp_path / "a.png"), page)
    line = {"text": "Two words", "bbox": [40, 72, 232, 103]}
    (tmp_path / "truth.json").write_text(json.dumps({"a.png": {"lines": [line]}}), encoding="utf-8")
    readme, results = tmp_path / "README.md", tmp_path / "finders.json"
    readme.write_text("<!-- finders:begin --><!-- finders:end -->", encoding="utf-8")
    monkeypatch.setattr(finders, "PAGE", readme)
    monkeypatch.setattr(finders, "RESULTS", results)
    monkeypatch.setattr(sys, "argv", ["finders", "components", "--pages", str(tmp_path), "--lines", str(tmp_path)])
    finders.main()
    (row,) = kept(results, Row)
    assert row.model == Trained(name="components", source="components")
    assert (row.recall, row.precision, row.false_lines) == (1.0, 1.0, 0.0)
    assert "| `components` | – | – | 1.000 |" in readme.read_text(encoding="utf-8")


def test_the_readme_shows_the_results_that_are_kept() -> None:
    root = Path(__file__).parents[2]
    assert embedded(root / PAGE, name=NAME) == table(kept(root / RESULTS, Row))
