import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glyphwright.datasets import read_truth_folder
from glyphwright.errors import FileAccessError
from glyphwright.geometry import Box
from glyphwright.page import Block, Line, Page, Word
from glyphwright_train.synth.lines import LineSample
from glyphwright_train.synth.sample_folder import draw_line_sheet, worn_page, write_lines, write_pages

pytestmark = pytest.mark.train

GREY = np.full((36, 80), 128, np.uint8)


def small_page() -> tuple[np.ndarray, Page]:
    line = Line(
        (Word("two", Box(10, 10, 30, 20).polygon), Word("words", Box(35, 10, 70, 20).polygon)),
        Box(10, 8, 70, 22).polygon,
    )
    pixels = np.full((60, 100, 3), 255, np.uint8)
    pixels[10:20, 10:70] = (0, 0, 90)
    return pixels, Page(1, 100, 60, (Block.around((line,)),), dpi=72)


def test_lines_lie_beside_their_texts(tmp_path: Path) -> None:
    assert write_lines(tmp_path / "new", [LineSample(GREY, "first"), LineSample(GREY, "Übung")]) == 2
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "000001.gt.txt",
        "000001.png",
        "000002.gt.txt",
        "000002.png",
    ]
    assert (tmp_path / "new/000002.gt.txt").read_text(encoding="utf-8") == "Übung\n"
    with Image.open(tmp_path / "new/000002.png") as image:
        assert (np.asarray(image) == GREY).all()


def test_pages_can_be_evaluated_from_their_folder(tmp_path: Path) -> None:
    assert write_pages(tmp_path, [small_page(), small_page()]) == 2
    samples = read_truth_folder(tmp_path)
    assert [sample.text for sample in samples] == ["two words"] * 2
    (line,) = samples[0].page.lines
    assert line.box == Box(10, 8, 70, 22)
    words = json.loads((tmp_path / "truth.json").read_text())["000001.png"]["words"]
    assert words[1] == {"text": "words", "bbox": [35, 10, 70, 20]}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for write, samples in ((write_lines, [LineSample(GREY, "a")]), (write_pages, [small_page()])):
        with pytest.raises(FileAccessError, match="file: cannot be written"):
            write(tmp_path / "file", samples)


def test_wear_leaves_the_size_and_the_truth() -> None:
    pixels, truth = small_page()
    worn, same = worn_page(np.random.default_rng(1), pixels, truth, strength=1.0)
    assert same is truth
    assert worn.shape == pixels.shape
    assert (worn[..., 0] == worn[..., 2]).all()
    empty = Page(1, 100, 60)
    assert worn_page(np.random.default_rng(1), pixels, empty, strength=0.5)[1] is empty


def test_a_sheet_shows_every_line() -> None:
    sheet = np.asarray(draw_line_sheet([LineSample(GREY, "a"), LineSample(GREY, "b")], width_px=200))
    assert sheet.shape[1] == 200
    assert (sheet[:, 40] == 128).sum() == 72
