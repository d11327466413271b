from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.datasets import load_devanagari
from glyphwright.datasets.devanagari import _FOLDERS
from glyphwright.errors import DamagedInputError, FileAccessError, UnsupportedFormatError

NAMES = sorted(_FOLDERS)


@pytest.fixture
def folder(tmp_path: Path, write_picture: Callable[..., Path]) -> Path:
    for part in ("Train", "Test"):
        for name in NAMES:
            write_picture(tmp_path / part / name / "1.png", _FOLDERS[name])
    return tmp_path


def arrays_of(n: int, *, first: int = 1) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    labels = np.arange(n) % 46
    return np.tile(labels[:, None, None], (1, 4, 4)).astype(np.uint8), labels + first


def test_folders_become_letters_in_the_order_of_the_script(folder: Path) -> None:
    data = load_devanagari(folder, "train")
    assert data.name == "dhcd"
    assert data.texts == data.classes
    assert len(data) == 46
    assert [data.classes[place] for place in (0, 1, 10, 35, 36, 45)] == ["क", "ख", "ट", "ज्ञ", "०", "९"]
    assert [int(image[0, 0]) for image in data.images] == list(range(46))


def test_numbers_of_folders_may_begin_with_zero(folder: Path) -> None:
    (folder / "Test" / "character_1_ka").rename(folder / "Test" / "character_01_ka")
    assert load_devanagari(folder, "test").texts[0] == "क"


def test_class_folders_alone_are_divided_by_content(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    for name in NAMES:
        for number in range(4):
            write_picture(tmp_path / name / f"{number}.png", _FOLDERS[name] + 50 * number)
    train, test = load_devanagari(tmp_path, "train"), load_devanagari(tmp_path, "test")
    assert len(train) + len(test) == 4 * 46
    assert 20 < len(test) < 55


def refused(source: Path, what: str) -> None:
    with pytest.raises(DamagedInputError, match=what):
        load_devanagari(source, "train")


def test_a_folder_that_is_missing_empty_or_strange_is_named(folder: Path, write_picture: Callable[..., Path]) -> None:
    picture = folder / "Train" / "digit_4" / "1.png"
    picture.unlink()
    refused(folder, "digit_4: is empty")
    picture.parent.rename(folder / "Train" / "character_3_kha")
    refused(folder, "character_3_kha: is none of the 46 classes")
    (folder / "Train" / "character_3_kha").rmdir()
    refused(folder, "Train: lacks 1 of the 46 class folders, the first is digit_4")


def test_pictures_that_are_damaged_or_of_another_size_are_named(
    folder: Path, write_picture: Callable[..., Path]
) -> None:
    write_picture(folder / "Train" / "digit_4" / "1.png", size=(9, 8))
    refused(folder, r"digit_4/1\.png: is 9 × 8 px")
    (folder / "Train" / "digit_4" / "1.png").write_bytes(b"GIF89a")
    refused(folder, r"digit_4/1\.png: is not a picture")


@pytest.mark.parametrize("first", [0, 1])
def test_four_arrays_are_both_parts(tmp_path: Path, first: int) -> None:
    np.savez(tmp_path / "dataset.npz", *arrays_of(92, first=first), *arrays_of(46, first=first))
    train, test = (load_devanagari(tmp_path / "dataset.npz", split) for split in ("train", "test"))
    assert (len(train), test.texts) == (92, test.classes)
    assert (train.labels == train.images[:, 0, 0]).all()
    assert load_devanagari(tmp_path, "test").texts == test.texts


@pytest.mark.parametrize("names", [("images", "labels"), ("arr_0", "arr_1")])
def test_two_arrays_are_divided_by_content(tmp_path: Path, names: tuple[str, str]) -> None:
    images, labels = arrays_of(46)
    np.savez(tmp_path / "a.npz", **dict(zip(names, (images, labels), strict=True)))
    train, test = (load_devanagari(tmp_path / "a.npz", split) for split in ("train", "test"))
    assert {*train.texts} | {*test.texts} == {*train.classes}
    assert not {*train.texts} & {*test.texts}


IMAGES, LABELS = arrays_of(46)


@pytest.mark.parametrize(
    ("arrays", "what"),
    [
        ({"images": IMAGES, "labels": LABELS[:-1]}, "has 46 images and 45 labels"),
        ({"images": IMAGES, "labels": LABELS + 1}, "labels from 2 to 47 are not of 46 classes"),
        ({"images": IMAGES, "labels": LABELS - 2}, "labels from -1 to 44 are not of 46 classes"),
        ({"images": IMAGES, "labels": np.r_[LABELS[1:], 0]}, "labels from 0 to 46 are not"),
        ({"images": IMAGES[3:9], "labels": LABELS[3:9]}, "labels from 4 to 9 may count from 0 or from 1"),
        ({"images": IMAGES, "labels": LABELS / 2}, "its labels are no whole numbers"),
        ({"images": IMAGES / 2, "labels": LABELS}, "images is float64 of shape"),
        ({"images": IMAGES[:, 0], "labels": LABELS}, r"images is uint8 of shape \(46, 4\)"),
        ({"x": IMAGES, "y": LABELS}, "has the arrays x, y, not"),
        ({"images": np.array([{}]), "labels": LABELS}, "its arrays are damaged"),
    ],
)
def test_other_arrays_are_refused(tmp_path: Path, arrays: dict[str, Any], what: str) -> None:
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises((DamagedInputError, UnsupportedFormatError), match=rf"a\.npz: .*{what}"):
        load_devanagari(tmp_path / "a.npz", "train")


def test_an_archive_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, images=IMAGES, labels=LABELS)
    content = path.read_bytes()
    for damaged in (b"", content[:-40], content[:200] + b"\xff" * 90 + content[290:]):
        path.write_bytes(damaged)
        with pytest.raises((DamagedInputError, UnsupportedFormatError), match=r"a\.npz: "):
            load_devanagari(path, "train")
    with pytest.raises(FileAccessError, match=r"gone\.npz: No such file"):
        load_devanagari(tmp_path / "gone.npz", "train")
