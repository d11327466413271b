from pathlib import Path

import pytest

from glyphwright.datasets import ResultFolder
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError


@pytest.fixture
def results(tmp_path: Path) -> ResultFolder:
    (tmp_path / "results" / "img").mkdir(parents=True)
    return ResultFolder(tmp_path / "results", tmp_path / "images")


def test_a_result_is_found_by_the_name_of_its_image(results: ResultFolder) -> None:
    for name, text in (
        ("a.txt", "one"),
        ("b.png.txt", "two"),
        ("img/c.txt", "three"),
        ("d.txt", "four"),
        ("a.png", ""),
    ):
        (results.folder / name).write_text(text)
    read = [results.read(results.images / name).text for name in ("a.png", "b.png", "img/c.jpg", "img/d.png")]
    assert read == ["one\n", "two\n", "three\n", "four\n"]


def test_all_lines_of_a_crop_are_one(results: ResultFolder) -> None:
    (results.folder / "a.txt").write_text("one\ntwo three\n")
    assert results.read_line(results.images / "a.png").text == "one two three"
    (results.folder / "a.txt").write_text("")
    assert results.read_line(results.images / "a.png").text == ""


def test_a_result_that_lacks_or_is_there_twice_or_damaged_is_told(results: ResultFolder) -> None:
    with pytest.raises(FileAccessError, match=r"no result of a\.png is there: call it a with \.txt"):
        results.read(results.images / "a.png")
    (results.folder / "a.hocr").write_text("<html>")
    with pytest.raises(DamagedInputError, match=r"a\.hocr: the hOCR"):
        results.read(results.images / "a.png")
    (results.folder / "a.txt").touch()
    with pytest.raises(OptionError, match=r"a\.png has several results, .*a\.txt and a\.hocr"):
        results.read(results.images / "a.png")
