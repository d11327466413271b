import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from glyphwright.datasets import LabelledImages, load_svhn_cropped, load_svhn_full
from glyphwright.errors import DamagedInputError, FileAccessError, MissingDependencyError, UnsupportedFormatError
from glyphwright.geometry import Box

Digit = tuple[int, float, float, float, float]
HOUSE: tuple[Digit, ...] = ((2, 5, 1, 10, 18), (10, 15, 1, 10, 18), (1, 25, 2, 9, 18), (6, 34, 2, 9.5, 18))


def write_cropped(path: Path, pixels: NDArray[Any], labels: Sequence[int]) -> None:
    scipy_io = pytest.importorskip("scipy.io")
    scipy_io.savemat(path, {"X": pixels, "y": np.array(labels, dtype=np.uint8)[:, None]})


def write_full(folder: Path, numbers: dict[str, Sequence[Digit]]) -> None:
    """As MATLAB 7.3 does: a lone digit stands in its field, several are referred to."""
    h5py = pytest.importorskip("h5py")
    folder.mkdir(parents=True, exist_ok=True)
    with h5py.File(folder / "digitStruct.mat", "w") as file:
        names, groups = [], []
        for place, (name, digits) in enumerate(numbers.items()):
            characters = np.array([[ord(letter)] for letter in name], dtype=np.uint16)
            names.append([file.create_dataset(f"#refs#/n{place}", data=characters).ref])
            group = file.create_group(f"#refs#/b{place}")
            groups.append([group.ref])
            for field, column in zip(
                ("label", "left", "top", "width", "height"), zip(*digits, strict=True), strict=True
            ):
                values = [
                    [file.create_dataset(f"#refs#/v{place}{field}{i}", data=[[float(value)]]).ref]
                    for i, value in enumerate(column)
                ]
                if len(values) == 1:
                    group.create_dataset(field, data=[[float(column[0])]])
                else:
                    group.create_dataset(field, data=np.array(values, dtype=object), dtype=h5py.ref_dtype)
            Image.new("RGB", (50, 20 + place), (255, 0, place % 256)).save(folder / name)
        for field, references in (("name", names), ("bbox", groups)):
            file.create_dataset(f"digitStruct/{field}", data=np.array(references, dtype=object), dtype=h5py.ref_dtype)


@pytest.fixture
def cropped(tmp_path: Path) -> Path:
    pixels = np.zeros((32, 32, 3, 3), dtype=np.uint8)
    pixels[:, :, 0, 1] = 255
    pixels[4, 7, :, 2] = 200
    write_cropped(tmp_path / "train_32x32.mat", pixels, [1, 10, 9])
    return tmp_path


@pytest.fixture
def full(tmp_path: Path) -> Path:
    write_full(tmp_path / "train", {"1.png": HOUSE, "2.png": [(5, -1, 0, 9, 20)]})
    write_full(tmp_path / "test", {"1.png": [(3, 0, 0, 9, 9)]})
    return tmp_path


def test_cropped_digits_are_grey_and_ten_means_zero(cropped: Path) -> None:
    data = load_svhn_cropped(cropped, "train")
    assert isinstance(data.images, np.ndarray)
    assert (data.name, data.texts, data.images.shape) == ("svhn-cropped", ("1", "0", "9"), (3, 32, 32))
    assert data.images[1].max() == data.images[1].min() == 76
    assert (data.images[2, 4, 7], data.images[2].sum()) == (200, 200)


@pytest.mark.parametrize(
    ("pixels", "labels", "what"),
    [
        (np.zeros((32, 32, 3, 2), dtype=np.uint8), [1, 11], "label 11 is outside 1 to 10"),
        (np.zeros((32, 32, 3, 2), dtype=np.uint8), [0, 1], "label 0 is outside 1 to 10"),
        (np.zeros((32, 32, 3, 2), dtype=np.uint8), [1], "has not one label in y for each of 2 images"),
        (np.zeros((32, 32, 1, 2), dtype=np.uint8), [1, 2], "has no X of bytes"),
        (np.zeros((32, 32, 3, 2)), [1, 2], "has no X of bytes"),
    ],
)
def test_other_arrays_are_refused(tmp_path: Path, pixels: NDArray[Any], labels: list[int], what: str) -> None:
    write_cropped(tmp_path / "test_32x32.mat", pixels, labels)
    with pytest.raises((DamagedInputError, UnsupportedFormatError), match=rf"test_32x32\.mat: {what}"):
        load_svhn_cropped(tmp_path, "test")


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.6, 0.95])
def test_a_cropped_file_that_is_cut_short_is_refused(cropped: Path, share: float) -> None:
    path = cropped / "train_32x32.mat"
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises((DamagedInputError, UnsupportedFormatError), match=r"train_32x32\.mat: "):
        load_svhn_cropped(cropped, "train")


def test_a_cropped_file_of_another_kind_is_refused(cropped: Path) -> None:
    (cropped / "train_32x32.mat").write_bytes(b"<!doctype html>" * 100)
    with pytest.raises(DamagedInputError, match="is cut short or no file of MATLAB 5"):
        load_svhn_cropped(cropped, "train")
    with pytest.raises(FileAccessError, match=r"test_32x32\.mat: there is no such file"):
        load_svhn_cropped(cropped, "test")


def test_whole_numbers_keep_their_sizes_and_the_boxes_of_their_digits(full: Path) -> None:
    data = load_svhn_full(full, "train")
    assert (data.name, data.texts, data.classes) == ("svhn-full", ("2016", "5"), tuple("0123456789"))
    assert [image.shape for image in data.images] == [(20, 50), (21, 50)]
    assert [image.max() for image in data.images] == [76, 76]
    assert data.boxes[0][3] == Box(34, 2, 43.5, 20)
    assert data.boxes[1] == (Box(-1, 0, 8, 20),)
    assert load_svhn_full(full, "test").texts == ("3",)


def test_numbers_without_parts_are_divided_by_content(tmp_path: Path) -> None:
    write_full(tmp_path, {f"{number}.png": [(number % 10 + 1, 0, 0, 9, 9)] for number in range(30)})
    train, test = load_svhn_full(tmp_path, "train"), load_svhn_full(tmp_path, "test")
    assert len(train) + len(test) == 30
    assert 0 < len(test) < len(train)
    assert len(train.boxes) == len(train)


def refused(folder: Path, what: str) -> None:
    with pytest.raises(DamagedInputError, match=what):
        load_svhn_full(folder, "train")


def test_a_number_whose_picture_is_missing_is_named(full: Path) -> None:
    (full / "train" / "2.png").unlink()
    refused(full, r"train/2\.png: is missing")


def test_a_picture_that_is_damaged_is_named(full: Path) -> None:
    (full / "train" / "2.png").write_bytes(b"\x89PNG")
    refused(full, r"train/2\.png: is not a picture")


def test_labels_beyond_ten_and_names_that_are_paths_are_refused(tmp_path: Path) -> None:
    write_full(tmp_path / "a", {"1.png": [(11, 0, 0, 9, 9)]})
    refused(tmp_path / "a", r"digitStruct\.mat: label 11 of 1\.png is outside 1 to 10")
    write_full(tmp_path / "b", {"../1.png": [(1, 0, 0, 9, 9)]})
    refused(tmp_path / "b", r"'\.\./1\.png' is no name of a file")


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9])
def test_a_digit_struct_that_is_cut_short_is_refused(full: Path, share: float) -> None:
    path = full / "train" / "digitStruct.mat"
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    refused(full, r"digitStruct\.mat: is cut short or no digitStruct")


def test_hdf5_of_another_kind_is_refused(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "digitStruct.mat", "w") as file:
        file["digitStruct/name"] = [[1.0]]
        file["digitStruct/bbox"] = [[1.0]]
    refused(tmp_path, r"digitStruct\.mat: is cut short or no digitStruct")


@pytest.mark.parametrize(("package", "modules"), [("SciPy", ("scipy.io",)), ("h5py", ("h5py",))])
def test_what_to_install_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, modules: tuple[str, ...]
) -> None:
    for name in modules:
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "train_32x32.mat").touch()
    (tmp_path / "digitStruct.mat").touch()
    load: Any = load_svhn_cropped if package == "SciPy" else load_svhn_full
    with pytest.raises(MissingDependencyError, match=rf"\.mat: needs {package}: pip install 'glyphwright\[datasets\]'"):
        _: LabelledImages = load(tmp_path, "train")
