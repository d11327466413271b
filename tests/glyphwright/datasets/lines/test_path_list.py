from pathlib import Path

import pytest

from glyphwright.datasets.lines.path_list import holds_path_list, read_path_list
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError


def test_what_follows_the_first_tab_is_the_text(pictures: Path) -> None:
    path = pictures / "rec_gt.txt"
    path.write_bytes("\ufeff1.png\tone\ttwo\r\n\r\ndata/2.png\t\n3.jpg\t “x” \n".encode())
    lines = read_path_list(pictures)
    assert [line.text for line in lines] == ["one\ttwo", "", " “x” "]
    assert [line.source for line in lines] == [pictures / name for name in ("1.png", "2.png", "3.jpg")]
    assert [line.name for line in lines] == [f"{path}:{row}" for row in (1, 3, 4)]
    assert read_path_list(path) == lines


def test_a_row_without_a_tab_is_named(pictures: Path) -> None:
    (pictures / "gt.txt").write_text("1.png\tone\n2.png two\n", encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"gt\.txt: row 2 is not a path, a tab and a text"):
        read_path_list(pictures)


def test_of_several_lists_one_must_be_given(pictures: Path) -> None:
    for name in ("train.txt", "test.txt", "readme.txt", "1.gt.txt"):
        (pictures / name).write_text("words" if name == "readme.txt" else "1.png\tone\n", encoding="utf-8")
    with pytest.raises(OptionError, match=r"has 2 such files \(test\.txt, train\.txt\)"):
        read_path_list(pictures)
    assert len(read_path_list(pictures / "test.txt")) == 1


def test_lists_of_other_formats_are_not_taken(pictures: Path) -> None:
    (pictures / "Label.txt").write_text('1.png\t[{"transcription": "a"}]\n', encoding="utf-8")
    (pictures / "gt.txt").write_text('1.png, "a\tb"\n', encoding="utf-8")
    (pictures / "gt_1.txt").write_text("1,1,9,1,9,9,1,9,a\tb\n", encoding="utf-8")
    assert not holds_path_list(pictures)
    with pytest.raises(FileAccessError, match="has no such file"):
        read_path_list(pictures)
