from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from glyphwright.datasets import load_emnist
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError

IMAGES = np.random.default_rng(1).integers(0, 256, (3, 28, 28), dtype=np.uint8)
BALANCED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"


@pytest.fixture
def folder(tmp_path: Path, write_idx: Callable[..., None]) -> Path:
    for part, labels in (("balanced", [0, 10, 46]), ("letters", [1, 2, 26])):
        write_idx(tmp_path / f"emnist-{part}-train-images-idx3-ubyte.gz", IMAGES)
        write_idx(tmp_path / f"emnist-{part}-train-labels-idx1-ubyte.gz", np.array(labels, dtype=np.uint8))
    return tmp_path


def test_images_are_turned_upright(folder: Path) -> None:
    data = load_emnist(folder, "train", part="balanced")
    assert isinstance(data.images, np.ndarray)
    assert data.images.flags.c_contiguous
    assert (data.images[1] == IMAGES[1].T).all()


def test_balanced_has_47_classes(folder: Path) -> None:
    data = load_emnist(folder, "train", part="balanced")
    assert (data.name, data.texts, data.classes) == ("emnist-balanced", ("0", "A", "t"), tuple(BALANCED))


def test_letters_are_numbered_from_one(folder: Path) -> None:
    data = load_emnist(folder, "train", part="letters")
    assert (data.texts, len(data.classes)) == (("A", "B", "Z"), 26)
    assert data.labels.tolist() == [0, 1, 25]


def test_a_mapping_file_says_what_labels_mean(folder: Path) -> None:
    (folder / "emnist-letters-mapping.txt").write_text(
        "\n".join(f"{number} {96 + number} {64 + number}" for number in range(1, 27))
    )
    assert load_emnist(folder, "train", part="letters").texts == ("a", "b", "z")


@pytest.mark.parametrize(
    "lines", ["", "0 48\n2 50\n", "1 65\n2 65\n", "0\n", "zero 48\n", "0 48 é\n", "0 9999999\n", "0 7\n"]
)
def test_a_damaged_mapping_is_refused(folder: Path, lines: str) -> None:
    (folder / "emnist-balanced-mapping.txt").write_text(lines, encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"emnist-balanced-mapping\.txt: "):
        load_emnist(folder, "train", part="balanced")


def test_labels_outside_the_mapping_are_refused(folder: Path, write_idx: Callable[..., None]) -> None:
    write_idx(folder / "emnist-letters-train-labels-idx1-ubyte.gz", np.array([1, 0, 2], dtype=np.uint8))
    with pytest.raises(DamagedInputError, match="label 0 of image 1 is outside 1 to 26"):
        load_emnist(folder, "train", part="letters")


def test_one_of_several_parts_must_be_chosen(folder: Path) -> None:
    with pytest.raises(OptionError, match=r"several parts of EMNIST \(balanced, letters\)"):
        load_emnist(folder, "train")
    for path in folder.glob("emnist-balanced-*"):
        path.unlink()
    assert load_emnist(folder, "train").name == "emnist-letters"


def test_missing_files_are_named(tmp_path: Path, folder: Path, write_idx: Callable[..., None]) -> None:
    with pytest.raises(FileAccessError, match="emnist-letters-test-images-idx3-ubyte: there is no such file"):
        load_emnist(folder, "test", part="letters")
    with pytest.raises(FileAccessError, match=r"emnist-kanji-mapping\.txt: there is no such file"):
        load_emnist(folder, "train", part="kanji")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileAccessError, match="empty: has no emnist"):
        load_emnist(tmp_path / "empty", "train")
