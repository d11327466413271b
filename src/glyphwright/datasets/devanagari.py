"""DHCD, handwritten Devanagari letters and digits: folders of pictures, or an .npz → LabelledImages, 46 classes.

Acharya, Pant, Gyawali 2015: 32×32, ink light on dark. As folders Train/character_1_ka/*.png … Test/digit_9/*.png; as
.npz with arr_0 to arr_3 (training images and labels, test images and labels), or images and labels of one part.
"""

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.datasets.pictures import decode_grey, read_bytes
from glyphwright.datasets.splits import Split, check_both_parts, find_split, list_folder, split_folders, split_of
from glyphwright.errors import DamagedInputError, UnsupportedFormatError

_LETTERS = "क ख ग घ ङ च छ ज झ ञ ट ठ ड ढ ण त थ द ध न प फ ब भ म य र ल व श ष स ह क्ष त्र ज्ञ"
_DIGITS = "० १ २ ३ ४ ५ ६ ७ ८ ९"
_NAMES = (
    "ka kha ga gha kna cha chha ja jha yna taamatar thaa daa dhaa adna tabala tha da dha na pa pha ba bha ma yaw ra la "
    "waw motosaw petchiryakha patalosaw ha chhya tra gya"
)
_CLASSES = tuple(f"{_LETTERS} {_DIGITS}".split())
_FOLDERS = {
    **{f"character_{number}_{name}": number - 1 for number, name in enumerate(_NAMES.split(), start=1)},
    **{f"digit_{digit}": len(_NAMES.split()) + digit for digit in range(10)},
}
_LEADING_ZEROS = re.compile(r"(?<=_)0+(?=\d)")
# What NumPy raises about bytes that are not as they should be.
_COMPLAINTS = (OSError, EOFError, ValueError, LookupError, RuntimeError, MemoryError, zipfile.BadZipFile, zlib.error)
# Which arrays are images and which their labels, for each part; the last form is of one part only.
_ARRAYS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("arr_0", "arr_1"), ("arr_2", "arr_3")),
    (("arr_0", "arr_1"),),
    (("images", "labels"),),
)


def load_devanagari(source: Path, split: Split) -> LabelledImages:
    """Read a part of the set; where it is not divided into parts, one image in five is for testing, by its content.

    Args:
        source: The folder that has Train/ and Test/, or one of class folders alone; the .npz, or the folder of it.
        split: Which part.

    Raises:
        FileAccessError: It is missing or cannot be read.
        InputError: It is of another kind or damaged, lacks a class, or has one that is not of this set.
    """
    archive = _only_archive(source)
    images, labels = _from_arrays(archive, split) if archive else _from_folder(source, split)
    return LabelledImages("dhcd", images, tuple(_CLASSES[label] for label in labels), _CLASSES)


def holds_devanagari(folder: Path) -> bool:
    """Whether there are class folders of this set in a folder, or in Train/ or Test/ in it, or one .npz."""
    return bool(_holds_classes(folder) or split_folders(folder, _holds_classes) or _only_archive(folder))


def _only_archive(source: Path) -> Path | None:
    if not source.is_dir():
        return source
    archives = [path for path in list_folder(source) if path.suffix == ".npz"]
    return archives[0] if len(archives) == 1 else None


def _holds_classes(folder: Path) -> bool:
    """Digits alone would not tell it from any other folder."""
    return any(_place(path) is not None and path.name.startswith("character") for path in list_folder(folder))


def _place(path: Path) -> int | None:
    return _FOLDERS.get(_LEADING_ZEROS.sub("", path.name)) if path.is_dir() else None


def _from_folder(source: Path, split: Split) -> tuple[NDArray[np.uint8], list[int]]:
    folder, by_content = find_split(source, split, _holds_classes)
    images: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    total = 0
    for label, path in _pictures(folder):
        total += 1
        content = read_bytes(path)
        if by_content and split_of(content) != split:
            continue
        image = decode_grey(content, name=str(path))
        if images and image.shape != images[0].shape:
            raise DamagedInputError(
                f"{path}: is {image.shape[1]} × {image.shape[0]} px, unlike those before it: take it away"
            )
        images.append(image)
        labels.append(label)
    check_both_parts(total, len(images), name=str(folder), split=split)
    return np.stack(images), labels


def _pictures(folder: Path) -> list[tuple[int, Path]]:
    """The class and the path of every picture, in the order of the classes."""
    classes: dict[int, Path] = {}
    for path in list_folder(folder):
        place = _place(path)
        if place is None and path.is_dir():
            raise DamagedInputError(f"{path}: is none of the 46 classes of DHCD: rename it or take it away")
        if place is not None:
            classes[place] = path
    missing = [name for name, place in _FOLDERS.items() if place not in classes]
    if missing:
        raise DamagedInputError(
            f"{folder}: lacks {len(missing)} of the 46 class folders, the first is {missing[0]}: unpack DHCD again"
        )
    pictures = []
    for place in sorted(classes):
        paths = list_folder(classes[place])
        if not paths:
            raise DamagedInputError(f"{classes[place]}: is empty: unpack DHCD again")
        pictures += [(place, path) for path in paths]
    return pictures


def _from_arrays(path: Path, split: Split) -> tuple[NDArray[np.uint8], list[int]]:
    arrays = _load_arrays(path)
    form = next((form for form in _ARRAYS if {name for pair in form for name in pair} == set(arrays)), None)
    if form is None:
        raise UnsupportedFormatError(
            f"{path}: has the arrays {', '.join(sorted(arrays)) or '(none)'}, not arr_0 and arr_1 (to arr_3) or images "
            "and labels: rename them"
        )
    pairs = [_checked(path, arrays[images], arrays[labels], names=(images, labels)) for images, labels in form]
    first = _first_label(path, np.concatenate([labels for _, labels in pairs]))
    if len(pairs) == 2:
        images, labels = pairs[split == "test"]
    else:
        ((images, labels),) = pairs
        chosen = np.array([split_of(image.tobytes()) == split for image in images])
        check_both_parts(len(images), int(chosen.sum()), name=str(path), split=split)
        images, labels = images[chosen], labels[chosen]
    return images, [int(label) - first for label in labels]


def _load_arrays(path: Path) -> dict[str, NDArray[Any]]:
    content = read_bytes(path)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise UnsupportedFormatError(f"{path}: is cut short or no .npz: get it anew")
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except _COMPLAINTS as error:
        raise DamagedInputError(f"{path}: its arrays are damaged ({error}): get it anew") from error


def _first_label(path: Path, labels: NDArray[Any]) -> int:
    """Whether the classes count from 0 or, as the authors' do, from 1: only the lowest or the highest can tell."""
    if labels.size == 0 or labels.dtype.kind not in "ui":
        raise DamagedInputError(f"{path}: its labels are no whole numbers: get it anew")
    lowest, highest = int(labels.min()), int(labels.max())
    if (lowest, highest) == (0, len(_CLASSES)) or lowest < 0 or highest > len(_CLASSES):
        raise DamagedInputError(
            f"{path}: labels from {lowest} to {highest} are not of 46 classes: it is of another set"
        )
    if lowest > 0 and highest < len(_CLASSES):
        raise DamagedInputError(
            f"{path}: labels from {lowest} to {highest} may count from 0 or from 1: add the classes that are missing"
        )
    return int(lowest > 0)


def _checked(
    path: Path, images: NDArray[Any], labels: NDArray[Any], *, names: tuple[str, str]
) -> tuple[NDArray[np.uint8], NDArray[Any]]:
    labels = labels.reshape(-1)
    if images.ndim != 3 or images.size == 0 or images.dtype.kind not in "ui" or images.min() < 0 or images.max() > 255:
        raise UnsupportedFormatError(
            f"{path}: {names[0]} is {images.dtype} of shape {images.shape}, not bytes of (images, height, width): "
            "convert it"
        )
    if len(images) != len(labels):
        raise DamagedInputError(f"{path}: has {len(images)} {names[0]} and {len(labels)} {names[1]}: get it anew")
    return images.astype(np.uint8), labels
