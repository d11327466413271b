from pathlib import Path

import pytest

from glyphwright.datasets.lines.label_files import (
    files_below,
    files_in,
    first_row,
    locate,
    only_one,
    read_json,
    read_rows,
)
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError


def test_files_are_sorted_and_hidden_ones_left_out(tmp_path: Path) -> None:
    for name in ("b/2.TXT", "a.txt", ".hidden/3.txt", "b/.4.txt", "__MACOSX/5.txt", "b/Thumbs.db", "6.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert files_below(tmp_path, ".txt") == [tmp_path / "a.txt", tmp_path / "b/2.TXT"]
    assert files_in(tmp_path, ".txt") == [tmp_path / "a.txt"]
    assert files_below(tmp_path / "a.txt", ".txt") == files_in(tmp_path / "a.txt") == [tmp_path / "a.txt"]
    with pytest.raises(FileAccessError, match="no such file or folder"):
        files_below(tmp_path / "c")


def test_which_of_several_files_must_be_said(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"has 2 such files \(a, b\): give the path of one"):
        only_one([Path("a"), Path("b")], tmp_path)
    with pytest.raises(FileAccessError, match="has no such file"):
        only_one([], tmp_path)


def test_rows_end_at_line_feeds_alone_and_marks_of_windows_are_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "gt.txt"
    path.write_bytes("\ufeffone\r\n\r\ntwo\u2028\x85 \n".encode())
    assert read_rows(path) == [(1, "one"), (3, "two\u2028\x85 ")]
    assert first_row(path) == "one"
    assert first_row(tmp_path) == ""


def test_text_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "gt.txt").write_bytes(b"caf\xe9")
    with pytest.raises(DamagedInputError, match=r"gt\.txt: is not text in UTF-8"):
        read_rows(tmp_path / "gt.txt")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("{", "is not sound JSON"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "'c' is there twice"),
        ("[NaN]", "NaN is no number"),
    ],
)
def test_unsound_json_is_named(tmp_path: Path, content: str, what: str) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(DamagedInputError, match=rf"a\.json: .*{what}"):
        read_json(tmp_path / "a.json")


def test_json_nested_without_end_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(DamagedInputError, match="is not sound JSON"):
        read_json(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("1.png", "set/1.png"),
        ("set/1.png", "set/1.png"),
        ("2.png", "set/images/2.png"),
        (r"C:\data\crops\1.png", "set/1.png"),
        ("/home/somebody/2.png", "set/images/2.png"),
        ("gone/3.png", "set/gone/3.png"),
        ("x" * 5000, "set/" + "x" * 5000),
    ],
)
def test_pictures_are_found_where_programs_put_them(tmp_path: Path, name: str, place: str) -> None:
    (tmp_path / "set" / "images").mkdir(parents=True)
    (tmp_path / "set" / "1.png").touch()
    (tmp_path / "set" / "images" / "2.png").touch()
    assert locate(tmp_path / "set", name) == tmp_path / place
