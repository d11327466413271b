from pathlib import Path

import pytest

from glyphwright.datasets.splits import find_split, list_folder, split_of
from glyphwright.errors import DamagedInputError, FileAccessError


def any_folder(_: Path) -> bool:
    return True


def test_a_picture_in_five_is_for_testing_and_always_the_same() -> None:
    parts = [split_of(str(number).encode()) for number in range(2000)]
    assert 0.17 < parts.count("test") / len(parts) < 0.23
    assert [number for number, part in enumerate(parts[:20]) if part == "test"] == [0, 7, 8, 9, 10, 19]


def test_folders_are_found_in_small_and_capital_letters(tmp_path: Path) -> None:
    (tmp_path / "Train").mkdir()
    (tmp_path / "test").mkdir()
    assert find_split(tmp_path, "train", any_folder) == (tmp_path / "Train", False)
    assert find_split(tmp_path, "test", any_folder) == (tmp_path / "test", False)


def test_without_folders_the_content_decides(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    assert find_split(tmp_path, "test", lambda _: False) == (tmp_path, True)


def test_one_folder_of_two_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    with pytest.raises(DamagedInputError, match=r"has train/ but no test/"):
        find_split(tmp_path, "test", any_folder)


def test_what_file_managers_leave_behind_is_not_listed(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "__MACOSX", "b.png", "a.png"):
        (tmp_path / name).touch()
    assert [path.name for path in list_folder(tmp_path)] == ["a.png", "b.png"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="gone: No such file"):
        list_folder(tmp_path / "gone")
