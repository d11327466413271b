import json
from pathlib import Path
from typing import Any

import pytest

from glyphwright.datasets import read_truth_folder
from glyphwright.datasets.lines import LabelledLine
from glyphwright.datasets.lines.truth_json import read_truth_json, write_truth_json
from glyphwright.errors import DamagedInputError
from glyphwright.geometry import Box


def write(folder: Path, truth: Any) -> Path:
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return folder


def test_crops_lines_and_words_are_read_with_their_spaces(pictures: Path) -> None:
    truth = {
        "1.png": " a  b",
        "2.png": {"lines": [{"text": "c d ", "bbox": [1, 2, 30, 12.5]}], "text": "c d", "dpi": 300},
        "3.jpg": {"words": [{"text": "e", "bbox": [1, 2, 3, 4]}, {"text": "f", "bbox": [5, 2, 7, 4]}]},
        "4.png": {"text": "g"},
    }
    lines = read_truth_json(write(pictures, truth))
    assert [line.text for line in lines] == [" a  b", "c d ", "e", "f", "g"]
    assert [line.polygon for line in lines[:2]] == [None, Box(1, 2, 30, 12.5).polygon]
    assert [line.name for line in lines[2:]] == [f"{pictures}/3.jpg#1", f"{pictures}/3.jpg#2", f"{pictures}/4.png"]
    assert read_truth_json(pictures / "truth.json") == lines


@pytest.mark.parametrize(
    "truth", [3, {}, {"text": 5}, {"lines": [{"text": "a"}]}, {"lines": [{"text": "a", "bbox": [3, 0, 1, 1]}]}, ["a"]]
)
def test_malformed_truth_is_named(pictures: Path, truth: Any) -> None:
    with pytest.raises(DamagedInputError, match=r"truth\.json: the truth of 1\.png is malformed"):
        read_truth_json(write(pictures, {"1.png": truth}))
    with pytest.raises(DamagedInputError, match=r"truth\.json: is not an object"):
        read_truth_json(write(pictures, [truth]))


def test_what_is_written_can_be_evaluated_without_what_is_ignored(
    page_lines: list[LabelledLine], tmp_path: Path
) -> None:
    folder = write_truth_json(page_lines, tmp_path / "out").parent
    first, second = read_truth_folder(folder)
    assert first.page is not None
    assert [line.text for line in first.page.lines] == [line.text for line in page_lines[:2]]
    assert (second.text, second.page and second.page.blocks) == ("", ())
