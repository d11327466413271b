"""SVHN, house numbers from the street: MATLAB files and pictures → LabelledImages, grey by BT.601.

Netzer et al. 2011. Cropped: train_32x32.mat, one digit in the middle of 32×32. Full: train/1.png … with
train/digitStruct.mat, whole numbers with a box around each digit. Needs the extra `datasets`: SciPy for cropped, h5py
for full.
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.datasets.pictures import decode_grey, read_bytes
from glyphwright.datasets.splits import Split, check_both_parts, find_split, split_folders, split_of
from glyphwright.errors import DamagedInputError, FileAccessError, MissingDependencyError, UnsupportedFormatError
from glyphwright.geometry import Box
from glyphwright.pixels import to_grey

DIGIT_STRUCT = "digitStruct.mat"
_CLASSES = tuple("0123456789")
# In these files 1 to 9 mean themselves and 10 means 0.
_DIGITS = {float(label): _CLASSES[label % 10] for label in range(1, 11)}
_FIELDS = ("label", "left", "top", "width", "height")
# What the readers of MATLAB files raise about bytes that are not as they should be, besides errors of their own.
_COMPLAINTS = (
    *(OSError, EOFError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, ArithmeticError),
    *(MemoryError, struct.error, zlib.error),
)


def holds_cropped(folder: Path) -> bool:
    return _cropped_file(folder, "train").is_file() or _cropped_file(folder, "test").is_file()


def holds_full(folder: Path) -> bool:
    """Whether there are whole numbers in a folder, or in train/ or test/ in it."""
    return _holds_numbers(folder) or bool(split_folders(folder, _holds_numbers))


def load_svhn_cropped(folder: Path, split: Split) -> LabelledImages:
    """Read train_32x32.mat or test_32x32.mat: single digits, images (n, 32, 32).

    Raises:
        MissingDependencyError: SciPy is not installed.
        FileAccessError: The file is missing or cannot be read.
        InputError: It is of another kind or damaged.
    """
    path = _cropped_file(folder, split)
    content = _load_matlab_5(path)
    pixels, labels = np.asarray(content.get("X")), np.asarray(content.get("y")).reshape(-1)
    if pixels.dtype != np.uint8 or pixels.ndim != 4 or pixels.shape[2] != 3 or pixels.size == 0:
        raise UnsupportedFormatError(
            f"{path}: has no X of bytes, height × width × 3 × images: put {path.name} of SVHN there"
        )
    if labels.dtype.kind not in "uif" or len(labels) != pixels.shape[3]:
        raise DamagedInputError(f"{path}: has not one label in y for each of {pixels.shape[3]} images: get it anew")
    strange = next((label for label in labels if float(label) not in _DIGITS), None)
    if strange is not None:
        raise DamagedInputError(f"{path}: label {strange} is outside 1 to 10: it is of another set or damaged")
    height, width, _, n = pixels.shape
    rgb = np.ascontiguousarray(pixels.transpose(3, 0, 1, 2)).reshape(n * height, width, 3)
    texts = tuple(_DIGITS[float(label)] for label in labels)
    return LabelledImages("svhn-cropped", to_grey(rgb).reshape(n, height, width), texts, _CLASSES)


def load_svhn_full(folder: Path, split: Split) -> LabelledImages:
    """Read whole numbers, each image in its own size, with the box of each digit as it was drawn by hand.

    Boxes may reach beyond the edge of the image; digits come in the order of the file, which is that of reading.

    Args:
        folder: With train/ and test/, or itself with digitStruct.mat, which is then divided by content.
        split: Which of them.

    Raises:
        MissingDependencyError: h5py is not installed.
        FileAccessError: A file is missing or cannot be read.
        InputError: A file is of another kind or damaged.
    """
    place, by_content = find_split(folder, split, _holds_numbers)
    images, texts, boxes, total = [], [], [], 0
    for name, text, outlines in _digit_struct(place / DIGIT_STRUCT):
        total += 1
        path = place / name
        if not path.is_file():
            raise DamagedInputError(f"{path}: is missing, but {DIGIT_STRUCT} names it: unpack SVHN again")
        content = read_bytes(path)
        if by_content and split_of(content) != split:
            continue
        images.append(decode_grey(content, name=str(path)))
        texts.append(text)
        boxes.append(outlines)
    check_both_parts(total, len(texts), name=str(place), split=split)
    return LabelledImages("svhn-full", tuple(images), tuple(texts), _CLASSES, tuple(boxes))


def _cropped_file(folder: Path, split: Split) -> Path:
    return folder / f"{split}_32x32.mat"


def _holds_numbers(folder: Path) -> bool:
    return (folder / DIGIT_STRUCT).is_file()


def _load_matlab_5(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise FileAccessError(f"{path}: there is no such file: put it there")
    try:
        from scipy.io import loadmat
        from scipy.io.matlab import MatReadError
    except ImportError as error:
        raise _missing(path, "SciPy") from error
    try:
        return dict(loadmat(path, variable_names=("X", "y")))
    except (MatReadError, *_COMPLAINTS) as error:
        raise DamagedInputError(f"{path}: is cut short or no file of MATLAB 5 ({error}): get it anew") from error


def _digit_struct(path: Path) -> Iterator[tuple[str, str, tuple[Box, ...]]]:
    """The file name, the text and the boxes of each picture, from HDF5 as MATLAB 7.3 writes a struct array."""
    if not path.is_file():
        raise FileAccessError(f"{path}: there is no such file: put it there")
    try:
        import h5py
    except ImportError as error:
        raise _missing(path, "h5py") from error
    try:
        records = _read_records(h5py, path)
    except _COMPLAINTS as error:
        raise DamagedInputError(
            f"{path}: is cut short or no digitStruct of MATLAB 7.3 ({error}): unpack SVHN again"
        ) from error
    for name, columns in records:
        if Path(name).name != name or not name.isprintable():
            raise DamagedInputError(f"{path}: {name!r} is no name of a file: unpack SVHN again")
        strange = next((label for label in columns["label"] if label not in _DIGITS), None)
        if strange is not None:
            raise DamagedInputError(f"{path}: label {strange:g} of {name} is outside 1 to 10: unpack SVHN again")
        sides = zip(*(columns[field] for field in _FIELDS[1:]), strict=True)
        outlines = tuple(Box(left, top, left + width, top + height) for left, top, width, height in sides)
        yield name, "".join(_DIGITS[label] for label in columns["label"]), outlines


def _read_records(h5py: ModuleType, path: Path) -> list[tuple[str, dict[str, list[float]]]]:
    with h5py.File(path, "r") as file:
        names, groups = (file[f"digitStruct/{field}"][()].ravel() for field in ("name", "bbox"))
        if len(names) != len(groups) or len(names) == 0:
            raise ValueError(f"{len(names)} names, {len(groups)} boxes")
        records = []
        for name_at, group_at in zip(names, groups, strict=True):
            name = "".join(chr(code) for code in file[name_at][()].ravel())
            group = file[group_at]
            columns = {field: _numbers(file, group[field][()]) for field in _FIELDS}
            if len({len(column) for column in columns.values()}) != 1:
                raise ValueError(f"{name} has fields of different lengths")
            records.append((name, columns))
        return records


def _numbers(file: Any, values: NDArray[Any]) -> list[float]:
    """One number stands in the field itself; of several the field holds references to each."""
    if values.dtype == object:
        return [float(file[reference][()].item()) for reference in values.ravel()]
    return [float(values.item())]


def _missing(path: Path, package: str) -> MissingDependencyError:
    return MissingDependencyError(f"{path}: needs {package}: pip install 'glyphwright[datasets]'")
