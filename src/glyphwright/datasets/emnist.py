"""EMNIST, handwritten letters and digits: IDX files of one of its parts → LabelledImages.

Cohen, Afshar, Tapson, van Schaik 2017: 28×28, ink light on dark, stored with rows and columns exchanged, which is
undone here. Balanced has 47 classes (letters whose two cases look alike share one), letters has 26, numbered from 1.
"""

import re
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits

import numpy as np

from glyphwright.datasets.idx import load_idx_pair
from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.datasets.pictures import read_bytes
from glyphwright.datasets.splits import Split, list_folder
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError

_MERGED = digits + ascii_uppercase + "abdefghnqrt"
_CLASSES = {
    "balanced": _MERGED,
    "byclass": digits + ascii_uppercase + ascii_lowercase,
    "bymerge": _MERGED,
    "digits": digits,
    "letters": ascii_uppercase,
    "mnist": digits,
}
_IMAGES = re.compile(r"emnist-([a-z]+)-(?:train|test)-(?:images[-.]idx3|labels[-.]idx1)-ubyte(?:\.gz)?")


def load_emnist(folder: Path, split: Split, *, part: str | None = None) -> LabelledImages:
    """Read one part of the set, upright.

    Classes are as emnist-balanced-mapping.txt (of whichever part) says, or in the order of the paper without it.

    Args:
        folder: Where emnist-balanced-train-images-idx3-ubyte.gz and so on lie, gzipped or not.
        split: Which of the files.
        part: "balanced", "letters", "byclass", "bymerge", "digits" or "mnist"; None for the only one there.

    Raises:
        OptionError: There are several parts and none is chosen.
        FileAccessError: A file is missing or cannot be read.
        InputError: A file is of another kind or damaged, or they do not belong together.
    """
    part = part or _only_part(folder)
    first, classes = _classes(folder, part)
    images, labels = load_idx_pair(folder, f"emnist-{part}-{split}", labels=range(first, first + len(classes)))
    upright = np.ascontiguousarray(images.transpose(0, 2, 1))
    return LabelledImages(f"emnist-{part}", upright, tuple(classes[label - first] for label in labels), classes)


def emnist_part(path: Path) -> str | None:
    """To which part of EMNIST a file belongs by its name; None for other files."""
    match = _IMAGES.fullmatch(path.name)
    return match[1] if match else None


def holds_emnist(folder: Path) -> bool:
    return any(emnist_part(path) for path in list_folder(folder))


def _only_part(folder: Path) -> str:
    parts = sorted({part for path in list_folder(folder) if (part := emnist_part(path))})
    if not parts:
        raise FileAccessError(f"{folder}: has no emnist-…-images-idx3-ubyte: put the files of EMNIST there")
    if len(parts) > 1:
        raise OptionError(f"{folder}: has several parts of EMNIST ({', '.join(parts)}): name a file of one of them")
    return parts[0]


def _classes(folder: Path, part: str) -> tuple[int, tuple[str, ...]]:
    """The lowest label, and the character for each label from there on."""
    mapping = folder / f"emnist-{part}-mapping.txt"
    if mapping.is_file():
        return _read_mapping(mapping)
    if part not in _CLASSES:
        raise FileAccessError(f"{mapping}: there is no such file: put it there, it says what the labels mean")
    return int(part == "letters"), tuple(_CLASSES[part])


def _read_mapping(path: Path) -> tuple[int, tuple[str, ...]]:
    """Lines of a label, the code of its character, and perhaps that of the other case, which is left alone."""
    try:
        rows = [[int(number) for number in line.split()] for line in read_bytes(path).decode("ascii").splitlines()]
        labels, classes = [row[0] for row in rows if row], tuple(chr(row[1]) for row in rows if row)
    except (ValueError, IndexError, OverflowError) as error:
        raise DamagedInputError(f"{path}: is not lines of a label and a character code: get it anew") from error
    counted = bool(labels) and labels == list(range(labels[0], labels[0] + len(labels)))
    if not (counted and labels[0] in (0, 1) and len(set(classes)) == len(classes) and "".join(classes).isprintable()):
        raise DamagedInputError(f"{path}: does not number different characters one by one: get it anew")
    return labels[0], classes
