import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from glyphwright.datasets import Split, load_image_folder
from glyphwright.datasets.splits import split_of
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError


@pytest.fixture
def labelled(tmp_path: Path, write_picture: Callable[..., Path]) -> Path:
    for label in "ab":
        for number in range(20):
            write_picture(tmp_path / label / f"{number:02}.png", number + 100 * (label == "b"))
    return tmp_path


@pytest.fixture
def listed(tmp_path: Path, write_picture: Callable[..., Path]) -> Path:
    for number in range(3):
        write_picture(tmp_path / "img" / f"{number}.png", number)
    write_csv(tmp_path, "img/2.png,ä", "img/0.png,b", "img/1.png,ä")
    return tmp_path


def write_csv(folder: Path, *rows: str, header: str = "image,label") -> None:
    (folder / "labels.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")


def refused(folder: Path, what: str) -> None:
    with pytest.raises(DamagedInputError, match=what):
        load_image_folder(folder)


def test_the_name_of_a_folder_is_the_label(labelled: Path) -> None:
    data = load_image_folder(labelled)
    assert (data.name, data.classes) == (labelled.name, ("a", "b"))
    assert data.texts == ("a",) * 20 + ("b",) * 20
    assert [int(image[0, 0]) for image in data.images] == [*range(20), *range(100, 120)]


def test_pictures_of_all_formats_and_sizes_come_out_square(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    for name, size in (("a/1.png", (40, 20)), ("a/2.bmp", (3, 9)), ("b/3.jpg", (28, 28)), ("b/4.tga", (5, 5))):
        write_picture(tmp_path / name, 128, size=size)
    data = load_image_folder(tmp_path, size=24)
    assert isinstance(data.images, np.ndarray)
    assert data.images.shape == (4, 24, 24)
    assert (data.images == 128).all()
    with pytest.raises(OptionError, match="size 0"):
        load_image_folder(tmp_path, size=0)


def test_the_content_of_a_picture_decides_its_part(labelled: Path) -> None:
    train, test = load_image_folder(labelled, split="train"), load_image_folder(labelled, split="test")
    assert len(train) + len(test) == 40
    assert 2 < len(test) < 16
    assert train.classes == test.classes == ("a", "b")
    values = [int(image[0, 0]) for image in test.images]
    (labelled / "a" / "00.png").rename(labelled / "a" / "99.png")
    assert sorted(int(image[0, 0]) for image in load_image_folder(labelled, split="test").images) == sorted(values)


def test_a_part_without_pictures_is_an_error(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    for label in "ab":
        write_picture(tmp_path / label / "1.png")
    here = split_of((tmp_path / "a" / "1.png").read_bytes())
    there: Split = "test" if here == "train" else "train"
    assert len(load_image_folder(tmp_path, split=here)) == 2
    with pytest.raises(DamagedInputError, match=f"of its 2 pictures none is for the part “{there}”"):
        load_image_folder(tmp_path, split=there)


def test_train_and_test_may_be_folders(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    for name in ("train/a/1.png", "train/b/2.png", "Test/c/3.png"):
        write_picture(tmp_path / name)
    assert load_image_folder(tmp_path, split="train").texts == ("a", "b")
    assert load_image_folder(tmp_path, split="test").texts == ("c",)
    assert load_image_folder(tmp_path).classes == load_image_folder(tmp_path, split="test").classes == ("a", "b", "c")
    write_picture(tmp_path / "d" / "1.png")
    refused(tmp_path, "d: lies beside Test/ and train/")


def test_train_without_test_is_an_error(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    for label in "ab":
        write_picture(tmp_path / "train" / label / "1.png")
    assert len(load_image_folder(tmp_path, split="train")) == 2
    with pytest.raises(DamagedInputError, match="has train/ but no test/"):
        load_image_folder(tmp_path, split="test")


def test_a_label_may_be_called_train(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    for label in ("train", "bus"):
        write_picture(tmp_path / label / "1.png")
    assert load_image_folder(tmp_path).classes == ("bus", "train")


def test_what_systems_leave_in_folders_is_passed_over(labelled: Path) -> None:
    (labelled / "a" / ".DS_Store").write_bytes(b"x")
    (labelled / "a" / "Thumbs.db").write_bytes(b"x")
    (labelled / ".git").mkdir()
    (labelled / "README.md").write_text("mine")
    assert len(load_image_folder(labelled)) == 40


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_a_picture_that_cannot_be_opened_is_named(labelled: Path, content: bytes) -> None:
    (labelled / "b" / "07.png").write_bytes(content)
    refused(labelled, r"b/07\.png: is (empty|not a picture)")


def test_folders_that_cannot_be_meant_are_refused(
    tmp_path: Path, labelled: Path, write_picture: Callable[..., Path]
) -> None:
    with pytest.raises(FileAccessError, match="gone: No such file"):
        load_image_folder(tmp_path / "gone")
    write_picture(labelled / "stray.png")
    refused(labelled, r"stray\.png: lies in no label folder")
    (labelled / "stray.png").unlink()
    (labelled / "c").mkdir()
    refused(labelled, "c: is a label folder without a picture")
    refused(labelled / "c", "c: is empty")
    write_picture(labelled / "c" / "d" / "1.png")
    refused(labelled, "d: is a folder in the label folder c/")
    refused(labelled / "c", "has only one class, 'd'")


def test_a_csv_gives_labels_in_its_own_order(listed: Path) -> None:
    data = load_image_folder(listed)
    assert (data.texts, data.classes) == (("ä", "b", "ä"), ("b", "ä"))
    assert [int(image[0, 0]) for image in data.images] == [2, 0, 1]


def test_labels_are_the_same_however_unicode_spells_them(listed: Path) -> None:
    write_csv(listed, "img/2.png,ä", "img/0.png,b", f"./img\\1.png, {unicodedata.normalize('NFD', 'ä')} ")
    assert load_image_folder(listed).texts == ("ä", "b", "ä")


def test_a_csv_of_a_spreadsheet_begins_with_a_mark(listed: Path) -> None:
    (listed / "labels.csv").write_text('\ufeffimage,label\r\nimg/0.png,"a,b"\r\nimg/1.png,b\r\nimg/2.png,b\r\n\r\n')
    assert load_image_folder(listed).texts == ("a,b", "b", "b")


def test_an_image_of_the_csv_that_is_missing_is_named(listed: Path) -> None:
    (listed / "img" / "0.png").unlink()
    refused(listed, r"labels\.csv: names 1 of 3 images that are not there, the first is img/0\.png")


def test_an_image_without_a_line_is_named(listed: Path, write_picture: Callable[..., Path]) -> None:
    write_picture(listed / "img" / "more" / "9.png")
    refused(listed, r"labels\.csv: has no label for 1 of 4 images, the first is img/more/9\.png")


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (["img/0.png"], "row 2 is not an image and a label"),
        (["img/0.png,a,b"], "row 2 is not an image and a label"),
        (["img/0.png,a", "img/1.png, "], "row 3 is not an image and a label"),
        (["img/0.png,a", "./img/0.png,b"], r"row 3 names img/0\.png a second time"),
        (["img/0.png,a", "img/1.png,a", "img/2.png,a"], "has only one class, 'a'"),
        (["../labels.csv,a"], "images that are not there"),
        (['img/0.png,"a'], "is not CSV in UTF-8"),
        ([], "names no image"),
    ],
)
def test_a_csv_that_is_wrong_is_refused(listed: Path, rows: list[str], what: str) -> None:
    write_csv(listed, *rows)
    refused(listed, what)


@pytest.mark.parametrize("header", ["image;label", "label,image", "img/0.png,a", ""])
def test_a_csv_without_its_header_is_refused(listed: Path, header: str) -> None:
    write_csv(listed, "img/0.png,a", header=header)
    refused(listed, r"labels\.csv: does not begin with the line image,label")


def test_a_csv_of_another_encoding_is_refused(listed: Path) -> None:
    (listed / "labels.csv").write_bytes("image,label\nimg/0.png,ä\n".encode("latin-1"))
    refused(listed, r"labels\.csv: is not CSV in UTF-8")
