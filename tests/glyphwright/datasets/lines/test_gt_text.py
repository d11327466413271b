from pathlib import Path

import pytest

from glyphwright.datasets.lines import LabelledLine
from glyphwright.datasets.lines.gt_text import holds_gt_text, read_gt_text, write_gt_text
from glyphwright.errors import DamagedInputError, FileAccessError, OutputError


def test_texts_are_read_beside_their_pictures(pictures: Path) -> None:
    (pictures / "below").mkdir()
    (pictures / "below" / "4.bin.png").touch()
    texts = {"1": "\ufeff one\r\n", "2": "two \n\n", "3": "", "below/4": "vier, fünf"}
    for name, text in texts.items():
        (pictures / f"{name}.gt.txt").write_bytes(text.encode())
    lines = read_gt_text(pictures)
    assert [line.text for line in lines] == [" one", "two \n", "", "vier, fünf"]
    names = ["1.png", "2.png", "3.jpg", "below/4.bin.png"]
    assert [line.source for line in lines] == [pictures / name for name in names]
    assert read_gt_text(pictures / "2.gt.txt") == [lines[1]]
    assert lines[0].name == str(pictures / "1.gt.txt")


def test_a_text_without_a_picture_is_an_error_of_its_line_alone(pictures: Path) -> None:
    (pictures / "7.gt.txt").write_text("seven", encoding="utf-8")
    (line,) = read_gt_text(pictures)
    with pytest.raises(FileAccessError, match=r"7\.png \(of .*7\.gt\.txt\): No such file"):
        line.pixels()


def test_a_folder_without_texts_and_a_text_of_another_encoding_are_named(pictures: Path) -> None:
    assert not holds_gt_text(pictures)
    with pytest.raises(FileAccessError, match=r"has no \.gt\.txt"):
        read_gt_text(pictures)
    (pictures / "1.gt.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(DamagedInputError, match=r"1\.gt\.txt: is not text in UTF-8"):
        read_gt_text(pictures)


def test_all_texts_of_another_encoding_are_told_at_once(pictures: Path) -> None:
    for number in range(7):
        (pictures / f"latin-{number}.gt.txt").write_bytes("café".encode("latin-1"))
    with pytest.raises(
        DamagedInputError, match=r"latin-0\.gt\.txt, .*latin-4\.gt\.txt and 2 more are not text in UTF-8"
    ):
        read_gt_text(pictures)


def test_a_text_of_two_rows_is_not_written(tmp_path: Path, draw) -> None:
    with pytest.raises(OutputError, match="a: its text"):
        write_gt_text([LabelledLine("a", "1\n2", draw())], tmp_path / "out")
