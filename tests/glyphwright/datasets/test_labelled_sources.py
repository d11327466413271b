from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from glyphwright.datasets import open_labelled
from glyphwright.datasets.devanagari import _FOLDERS
from glyphwright.errors import FileAccessError, OptionError, UnsupportedFormatError

IMAGES = np.zeros((2, 28, 28), dtype=np.uint8)
LABELS = np.array([1, 2], dtype=np.uint8)


def write_mnist(folder: Path, write_idx: Callable[..., None], stem: str) -> None:
    write_idx(folder / f"{stem}-images-idx3-ubyte", IMAGES)
    write_idx(folder / f"{stem}-labels-idx1-ubyte.gz", LABELS)


def test_mnist_is_known_by_its_folder_or_any_of_its_files(tmp_path: Path, write_idx: Callable[..., None]) -> None:
    write_mnist(tmp_path, write_idx, "t10k")
    for name in ("", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz"):
        assert open_labelled(str(tmp_path / name), "test").name == "mnist"


def test_a_file_chooses_the_part_of_emnist(tmp_path: Path, write_idx: Callable[..., None]) -> None:
    write_mnist(tmp_path, write_idx, "emnist-balanced-train")
    assert open_labelled(tmp_path, "train").name == "emnist-balanced"
    write_mnist(tmp_path, write_idx, "emnist-letters-train")
    assert open_labelled(tmp_path / "emnist-letters-train-labels-idx1-ubyte.gz", "train").name == "emnist-letters"
    with pytest.raises(OptionError, match="several parts"):
        open_labelled(tmp_path, "train")


def test_svhn_is_known_in_both_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    for name in ("load_svhn_cropped", "load_svhn_full"):
        monkeypatch.setattr(
            f"glyphwright.datasets.labelled_sources.{name}",
            lambda folder, split, name=name: asked.append((name, folder)),
        )
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "test_32x32.mat").touch()
    (tmp_path / "b" / "Train").mkdir(parents=True)
    (tmp_path / "b" / "Train" / "digitStruct.mat").touch()
    for name in ("a", "a/test_32x32.mat", "b", "b/Train", "b/Train/digitStruct.mat"):
        open_labelled(tmp_path / name, "train")
    cropped, full = ("load_svhn_cropped", tmp_path / "a"), ("load_svhn_full", tmp_path / "b" / "Train")
    assert asked == [cropped, cropped, ("load_svhn_full", tmp_path / "b"), full, full]


def test_devanagari_is_known_as_folders_and_as_arrays(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    labels = np.arange(1, 47)
    np.savez(tmp_path / "dataset.npz", *(np.zeros((46, 4, 4), dtype=np.uint8), labels) * 2)
    assert open_labelled(tmp_path, "test").name == "dhcd"
    assert open_labelled(tmp_path / "dataset.npz", "test").name == "dhcd"
    for name, place in _FOLDERS.items():
        write_picture(tmp_path / "set" / "Test" / name / "1.png", place)
    assert len(open_labelled(tmp_path / "set", "test")) == 46


def test_ten_folders_of_digits_are_just_labels(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    for digit in range(10):
        for number in range(4):
            write_picture(tmp_path / f"digit_{digit}" / f"{number}.png", 10 * digit + number)
    assert open_labelled(tmp_path, "train").classes[3] == "digit_3"


def test_pictures_are_made_to_the_size_asked_for(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    for name in ("train/a/1.png", "train/b/1.png", "test/a/1.png"):
        write_picture(tmp_path / name)
    data = open_labelled(tmp_path, "train", size=12)
    assert isinstance(data.images, np.ndarray)
    assert (data.texts, data.images.shape) == (("a", "b"), (2, 12, 12))


def test_a_csv_may_be_named_itself(tmp_path: Path, write_picture: Callable[..., Path]) -> None:
    for part in ("train", "test"):
        for number in range(2):
            write_picture(tmp_path / part / f"{number}.png", number)
        (tmp_path / part / "labels.csv").write_text("image,label\n0.png,x\n1.png,y\n")
    assert open_labelled(tmp_path, "test").texts == ("x", "y")
    assert open_labelled(tmp_path / "train" / "labels.csv", "train").classes == ("x", "y")


@pytest.mark.parametrize("name", ["notes.txt", "scan.mat", "scan.gz", "idx", ""])
def test_what_is_not_known_lists_what_was_looked_for(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / name).write_text("x")
    for path in {tmp_path, tmp_path / name}:
        with pytest.raises(UnsupportedFormatError) as caught:
            open_labelled(path, "train")
        for word in (str(path), "MNIST", "EMNIST", "SVHN", "DHCD", "labels.csv"):
            assert word in str(caught.value)


def test_an_empty_folder_is_called_empty(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormatError, match="is empty: looked for"):
        open_labelled(tmp_path, "train")


def test_what_is_not_there_and_other_splits_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="gone: no such file or folder"):
        open_labelled(tmp_path / "gone", "train")
    with pytest.raises(OptionError, match="split 'val' is neither"):
        open_labelled(tmp_path, "val")  # type: ignore[arg-type]
