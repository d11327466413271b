"""Sets that `datasets` reads as labelled images → lines: whole numbers of SVHN, characters of DHCD (Devanagari).

Pictures are held in memory, as PNG. Both parts of a set are read; the folder of one part gives that part alone.
"""

import os
from collections.abc import Callable
from pathlib import Path

from glyphwright.datasets.devanagari import holds_devanagari, load_devanagari
from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.splits import Split, split_folders
from glyphwright.datasets.svhn import DIGIT_STRUCT, holds_full, load_svhn_full
from glyphwright.geometry import Box, Polygon, union_of

_SPLITS: tuple[Split, ...] = ("train", "test")


def holds_svhn(path: Path) -> bool:
    if path.is_file():
        return path.name == DIGIT_STRUCT
    return (path / DIGIT_STRUCT).is_file() or (any(path.glob(f"*/{DIGIT_STRUCT}")) and holds_full(path))


def read_svhn(path: Path) -> list[LabelledLine]:
    """Read whole house numbers, each standing in the box around its digits.

    Args:
        path: The folder with train/ and test/, one of these, or its digitStruct.mat.

    Raises:
        MissingDependencyError, FileAccessError, InputError: As `load_svhn_full`.
    """
    folder = path.parent if path.is_file() else path
    return _lines(folder, path, holds_full, load_svhn_full)


def holds_dhcd(path: Path) -> bool:
    if path.is_file():
        return path.suffix == ".npz"
    # Spares the closer look, which takes its time, at large folders of pictures.
    _, folders, names = next(os.walk(path), ("", [], []))
    return bool(folders or any(name.endswith(".npz") for name in names)) and holds_devanagari(path)


def read_dhcd(path: Path) -> list[LabelledLine]:
    """Read handwritten Devanagari letters and digits, each a line of one character (or conjunct).

    Args:
        path: The folder with Train/ and Test/, one of these, or the .npz.

    Raises:
        FileAccessError, InputError: As `load_devanagari`.
    """
    return _lines(path, path, holds_devanagari, load_devanagari)


def _lines(
    folder: Path, path: Path, holds: Callable[[Path], bool], load: Callable[[Path, Split], LabelledImages]
) -> list[LabelledLine]:
    parts = split_folders(folder, holds) if folder.is_dir() else {}
    loaded = [(split, load(folder, split)) for split in _SPLITS if split in parts or not parts]
    return [
        LabelledLine(f"{path}#{split}.{number + 1}", text, _png(data, number), _outline(data, number))
        for split, data in loaded
        for number, text in enumerate(data.texts)
    ]


def _png(data: LabelledImages, number: int) -> bytes:
    import cv2

    return bytes(cv2.imencode(".png", data.images[number])[1])


def _outline(data: LabelledImages, number: int) -> Polygon | None:
    """Around all characters, within the picture; None where nobody noted where they are."""
    if not data.boxes:
        return None
    h, w = data.images[number].shape
    return union_of(data.boxes[number]).intersection(Box(0, 0, w, h)).polygon
