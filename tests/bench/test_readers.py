import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

import cv2
import numpy as np

from bench import readers
from bench.runs import keep, kept


def test_a_reader_is_measured_and_the_table_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, words = tmp_path / "pages", tmp_path / "words"
    for folder, text, width in ((pages, "Two words", 400), (words, "Word", 160)):
        folder.mkdir()
        page = np.full((90, width, 3), 255, np.uint8)
        cv2.putText(page, text, (30, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2, cv2.LINE_AA)
        cv2.imwrite(str(folder / "a.png"), page)
        (folder / "truth.json").write_text(json.dumps({"a.png": text}), encoding="utf-8")
    table, results = tmp_path / "models.md", tmp_path / "readers.json"
    table.write_text("<!-- readers:begin --><!-- readers:end -->", encoding="utf-8")
    monkeypatch.setattr(readers, "PAGE", table)
    monkeypatch.setattr(readers, "RESULTS", results)
    given = ["latin-reader", "--pages", str(pages), "--receipts", str(pages), "--words", str(words), "--some", "::1"]
    monkeypatch.setattr(sys, "argv", ["readers", *given])
    readers.main()
    (row,) = kept(results, readers.Row)
    other = replace(row, model=replace(row.model, name="other"))
    assert keep([replace(other, f1=0.5)], results) == [
        replace(other, f1=0.5, model=replace(other.model, source="other")),
        row,
    ]
    assert len(keep([other], results)) == 2
    assert (row.f1, row.cer, row.receipts_f1, row.words) == (1.0, 0.0, 1.0, {"words": 1.0})
    assert "| – | – | 1.000 | 0.000 | 1.000 | 0.000 | 1.000 |" in table.read_text(encoding="utf-8")
