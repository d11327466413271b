import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glyphwright.datasets.lines import LINE_FORMATS, LabelledLine, open_lines, writable_formats, write_lines
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError, UnsupportedFormatError
from glyphwright.geometry import Box, Polygon

CROPS = ["gt-txt", "list", "labels-json", "lmdb"]
WORDS = ["page", "alto", "hocr"]
PAGES = ["icdar", "label-txt", "label-studio", "truth"]

PLAIN = st.characters(exclude_categories=("Cs",), exclude_characters="\n\r\ufeff")
PRINTED = st.characters(categories=("L", "N", "P", "S"), include_characters=" ")
TEXTS = st.text(PLAIN, max_size=12) | st.sampled_from(
    ["", 'a,"b",c\t1', " x ", '"', "\\", "a#b", "*", "[{]", "½ Größe"]
)
PRINTED_TEXTS = st.text(PRINTED, max_size=12).map(lambda text: " ".join(text.split()))
CORNERS = st.tuples(st.integers(0, 30), st.integers(0, 20), st.integers(40, 60), st.integers(25, 40))
TILT = st.integers(0, 8)


def outline(sides: tuple[int, int, int, int], tilt: int) -> Polygon:
    left, top, right, bottom = sides
    return Polygon(((left, top), (right, top + tilt), (right, bottom + tilt), (left, bottom)))


OUTLINES = st.builds(outline, CORNERS, TILT)


def round_trip(lines: list[LabelledLine], name: str) -> list[LabelledLine]:
    with tempfile.TemporaryDirectory() as folder:
        written = write_lines(lines, Path(folder) / "out", name)
        read = open_lines(Path(folder) / "out")
        assert open_lines(written) == open_lines(written, format=name) == read
        return [LabelledLine(line.name, line.text, line.content(), line.polygon, line.ignored) for line in read]


def told(lines: list[LabelledLine]) -> list[tuple[Any, ...]]:
    return [(line.text, line.polygon, line.ignored, line.content()) for line in lines]


def test_every_format_that_is_written_is_tried_here() -> None:
    assert sorted(writable_formats()) == sorted(CROPS + WORDS + PAGES)


@pytest.mark.parametrize("name", CROPS)
@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(TEXTS, OUTLINES | st.none(), st.booleans()), min_size=1, max_size=4), st.data())
def test_crops_come_back_with_their_texts(
    draw: Any, name: str, truths: list[tuple[str, Polygon | None, bool]], data: Any
) -> None:
    truths = [*truths, ("end", None, False)]
    lines = [
        LabelledLine(str(number), text, draw(number, size=(64, 48)), polygon, ignored)
        for number, (text, polygon, ignored) in enumerate(truths)
    ]
    wanted = [line for line in lines if not line.ignored]
    read = round_trip(lines, name)
    assert [line.text for line in read] == [line.text for line in wanted]
    assert all(np.array_equal(a.pixels(), b.pixels()) for a, b in zip(read, wanted, strict=True))


@pytest.mark.parametrize("name", PAGES)
@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(TEXTS.filter(lambda text: text.strip() != "###"), OUTLINES), min_size=1, max_size=4))
def test_lines_of_pages_come_back_with_their_texts_and_outlines(
    draw: Any, name: str, truths: list[tuple[str, Polygon]]
) -> None:
    lines = [
        LabelledLine(str(number), text, draw(number // 2, size=(64, 48)), polygon)
        for number, (text, polygon) in enumerate(truths)
    ]
    assert told(round_trip(lines, name)) == told(lines)


@pytest.mark.parametrize("name", WORDS)
@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(PRINTED_TEXTS, OUTLINES), min_size=1, max_size=4))
def test_lines_of_words_come_back_with_single_spaces(draw: Any, name: str, truths: list[tuple[str, Polygon]]) -> None:
    lines = [
        LabelledLine(str(number), text, draw(number // 2, size=(64, 48)), polygon)
        for number, (text, polygon) in enumerate(truths)
    ]
    assert told(round_trip(lines, name)) == told(lines)


@pytest.mark.parametrize("name", PAGES)
def test_lines_to_ignore_come_back_as_such(page_lines: list[LabelledLine], name: str) -> None:
    assert LINE_FORMATS[name].keeps_ignored
    assert told(round_trip(page_lines, name)) == told(page_lines)


@pytest.mark.parametrize("name", CROPS + WORDS)
def test_lines_to_ignore_are_left_out_where_a_format_cannot_say_so(page_lines: list[LabelledLine], name: str) -> None:
    assert not LINE_FORMATS[name].keeps_ignored
    assert len(round_trip(page_lines, name)) == 2


@pytest.mark.parametrize("name", PAGES + WORDS)
def test_whole_pictures_are_lines_as_large_as_they_are(pictures: Path, name: str) -> None:
    (line,) = round_trip([LabelledLine("a", "whole", pictures / "3.jpg")], name)
    assert line.text == "whole"
    assert line.polygon in (None, Box(0, 0, 120, 60).polygon)
    assert np.array_equal(line.pixels(), LabelledLine("a", "whole", pictures / "3.jpg").pixels())


def test_two_formats_in_one_folder_must_be_told_apart(pictures: Path) -> None:
    (pictures / "1.gt.txt").write_text("one\n", encoding="utf-8")
    (pictures / "labels.json").write_text('{"2.png": "two"}', encoding="utf-8")
    with pytest.raises(OptionError, match=r"may be of 2 formats \(gt-txt, labels-json\): say which"):
        open_lines(pictures)
    assert [line.text for line in open_lines(pictures, format="labels-json")] == ["two"]


def test_what_is_not_known_or_not_there_is_named(pictures: Path) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"data: holds no lines that are known: looked for 1\.png with"):
        open_lines(pictures)
    with pytest.raises(UnsupportedFormatError, match=r"1\.png: holds no lines"):
        open_lines(pictures / "1.png")
    with pytest.raises(FileAccessError, match="no such file or folder"):
        open_lines(pictures / "4.png")
    with pytest.raises(OptionError, match="'tiff' is no format of lines: choose one of gt-txt, list"):
        open_lines(pictures, format="tiff")
    (pictures / "labels.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"has no lines \(labels-json\)"):
        open_lines(pictures)


def test_sets_that_are_only_read_are_not_written(page_lines: list[LabelledLine], tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="format svt is only read: choose one of gt-txt"):
        write_lines(page_lines, tmp_path / "out", "svt")
    with pytest.raises(FileAccessError, match="is not empty"):
        write_lines(page_lines, tmp_path, "gt-txt")


@pytest.mark.parametrize("name", CROPS + PAGES + WORDS)
def test_a_picture_that_is_missing_ends_the_writing(tmp_path: Path, name: str) -> None:
    line = LabelledLine("line 1", "x", tmp_path / "gone.png", Box(0, 0, 9, 9).polygon)
    with pytest.raises(FileAccessError, match=r"gone\.png \(of line 1\): No such file"):
        write_lines([line], tmp_path / "out", name)


def test_every_format_says_what_it_looks_like() -> None:
    assert len({kind.files for kind in LINE_FORMATS.values()}) == len(LINE_FORMATS)
