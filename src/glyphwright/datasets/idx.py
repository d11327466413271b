"""IDX files, plain or gzipped, as MNIST and EMNIST come in → arrays of images and their labels, checked.

The format: two zero bytes, the type (8 is unsigned bytes), the number of dimensions, each dimension as four bytes,
highest first, and then the values.
"""

import gzip
import struct
import zlib
from math import prod
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import DamagedInputError, FileAccessError, UnsupportedFormatError

_DIMENSIONS = {"images": 3, "labels": 1}
_UNSIGNED_BYTES = 8
# A damaged header may ask for any size; the largest set in this format, EMNIST by class, has 550 MB.
_MAX_BYTES = 2**30

Kind = Literal["images", "labels"]


def idx_names(stem: str, kind: Kind) -> tuple[str, ...]:
    """What a file of a set may be called: with a dash or a dot before idx, plain or gzipped."""
    return tuple(
        f"{stem}-{kind}{mark}idx{_DIMENSIONS[kind]}-ubyte{suffix}" for suffix in ("", ".gz") for mark in ("-", ".")
    )


def find_idx(folder: Path, stem: str, kind: Kind) -> Path | None:
    return next((folder / name for name in idx_names(stem, kind) if (folder / name).is_file()), None)


def load_idx_pair(folder: Path, stem: str, *, labels: range) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Read the images (n, h, w) of a set and their labels (n,).

    Args:
        folder: Where both files lie.
        stem: How their names begin: "train", "emnist-letters-test".
        labels: Which labels there can be.

    Raises:
        FileAccessError: One of the files is missing or cannot be read.
        UnsupportedFormatError: One is no IDX file of images or of labels.
        DamagedInputError: One is cut short or too long, a label is out of range, or there are not as many as images.
    """
    image_path, label_path = _find_or_say(folder, stem, "images"), _find_or_say(folder, stem, "labels")
    images, values = read_idx(image_path, "images"), read_idx(label_path, "labels")
    if len(images) != len(values):
        raise DamagedInputError(
            f"{label_path}: has {len(values)} labels for {len(images)} images in {image_path.name}: "
            "they are not of one set, download both again"
        )
    strange = np.flatnonzero((values < labels.start) | (values >= labels.stop))
    if strange.size:
        raise DamagedInputError(
            f"{label_path}: label {values[strange[0]]} of image {strange[0]} is outside {labels.start} to "
            f"{labels.stop - 1}: it is of another set or damaged, download it again"
        )
    return images, values


def read_idx(path: Path, kind: Kind) -> NDArray[np.uint8]:
    """Read one file: images as (n, h, w), labels as (n,), at least one of them.

    Raises:
        FileAccessError, UnsupportedFormatError, DamagedInputError: As `load_idx_pair`.
    """
    try:
        with path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            if not zipped:
                return _values(file, path, kind)
            with gzip.GzipFile(fileobj=file) as unzipped:
                return _values(unzipped, path, kind)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedInputError(f"{path}: its gzip data is cut short or damaged ({error}): get it anew") from error
    except OSError as error:
        raise FileAccessError(f"{path}: {error.strerror or error}: check the path and its permissions") from error


def _find_or_say(folder: Path, stem: str, kind: Kind) -> Path:
    found = find_idx(folder, stem, kind)
    if found is None:
        dash = idx_names(stem, kind)[0]
        raise FileAccessError(f"{folder / dash}: there is no such file, nor {dash}.gz: put it there")
    return found


def _values(file: "BinaryIO | gzip.GzipFile", path: Path, kind: Kind) -> NDArray[np.uint8]:
    n_dimensions = _DIMENSIONS[kind]
    magic = bytes((0, 0, _UNSIGNED_BYTES, n_dimensions))
    header = file.read(4 + 4 * n_dimensions)
    if header[:4] != magic:
        what = f"begins with {header[:4].hex()}, not {magic.hex()}" if header else "is empty"
        raise UnsupportedFormatError(f"{path}: is no IDX file of {kind} ({what}): put the right file there")
    if len(header) < 4 + 4 * n_dimensions:
        raise DamagedInputError(f"{path}: ends within its header: get it anew")
    shape = struct.unpack(f">{n_dimensions}I", header[4:])
    expected = prod(shape)
    if not 0 < expected <= _MAX_BYTES:
        size = " × ".join(map(str, shape))
        raise DamagedInputError(f"{path}: its header speaks of {size} values, which cannot be: get it anew")
    data = bytearray(file.read(expected + 1))
    if len(data) != expected:
        found = f"{len(data)} of" if len(data) < expected else "more than"
        raise DamagedInputError(f"{path}: has {found} the {expected} values that its header speaks of: get it anew")
    return np.frombuffer(data, dtype=np.uint8).reshape(shape)
