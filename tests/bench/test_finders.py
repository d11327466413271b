import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

import cv2
import numpy as np

from bench import finders
from bench.finders import Row, table

ROW = Row(
    name="b", parameters=153_315, minutes=23.4, recall=0.9, precision=0.8, h_mean=0.847, found=0.99, false_lines=1.26,
    reachable=0.95, milliseconds=80.4,
)  # fmt: skip


def test_what_leaves_most_words_to_be_read_stands_first() -> None:
    lines = table([ROW, replace(ROW, name="a", parameters=None, minutes=None, reachable=0.96)]).splitlines()
    assert lines[2] == "| `a` | – | – | 0.900 | 0.800 | 0.847 | 0.990 | 1.3 | 0.960 | 80 |"
    assert lines[3] == "| `b` | 153,315 | 23 | 0.900 | 0.800 | 0.847 | 0.990 | 1.3 | 0.950 | 80 |"


def test_a_run_that_was_gone_on_with_took_all_its_parts(tmp_path: Path) -> None:
    clock = [{"minutes": minutes} for minutes in (5.0, 10.0, 4.0, 9.5)]
    (tmp_path / "metrics.jsonl").write_text("\n".join(map(json.dumps, clock)), encoding="utf-8")
    assert finders._minutes(tmp_path / "metrics.jsonl") == 19.5


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
    (row,) = json.loads(results.read_text(encoding="utf-8"))
    assert row["name"] == "components"
    assert (row["recall"], row["precision"], row["false_lines"]) == (1.0, 1.0, 0.0)
    assert "| `components` | – | – | 1.000 |" in readme.read_text(encoding="utf-8")
