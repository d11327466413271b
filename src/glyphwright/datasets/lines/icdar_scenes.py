"""ICDAR 2013 and 2015, whole pictures: rows `x1,y1,…,x4,y4,text` in gt_img_1.txt for img_1.jpg ⇄ lines.

Corners clockwise from where reading starts; ### for what nobody can read. ICDAR 2013 has rows `left, top, right,
bottom, "text"`, or the same parted by spaces, which are read too.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from glyphwright.datasets.lines.icdar_words import unescape
from glyphwright.datasets.lines.label_files import files_below, first_row, is_picture, read_rows
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.outlines import box_from, corners, outline_from
from glyphwright.datasets.lines.output_folder import (
    UNREADABLE,
    copy_pictures,
    new_folder,
    one_row,
    outline,
    text_or_mark,
    whole_pixels,
    write_text,
)
from glyphwright.errors import DamagedInputError
from glyphwright.geometry import Polygon

_NUMBER = r"-?\d+(?:\.\d+)?"
_QUADRILATERAL = re.compile(rf"\s*({_NUMBER}(?:\s*,\s*{_NUMBER}){{7}})\s*,(.*)")
_BOX = re.compile(rf'\s*({_NUMBER}(?:(?:\s*,\s*|\s+){_NUMBER}){{3}})(?:\s*,\s*|\s+)"(.*)"\s*')
_PREFIX = "gt_"


def holds_icdar(path: Path) -> bool:
    files = [path] if path.is_file() else _texts(path)
    return any(_is_row(first_row(file)) for file in files)


def read_icdar(path: Path) -> list[LabelledLine]:
    """Read the words of all pictures, sorted by file; a file without rows is a picture without words.

    Args:
        path: A folder, with pictures and texts in it or in folders below it, or one text.

    Raises:
        FileAccessError: There is none, or it cannot be read.
        DamagedInputError: It is not UTF-8, or a row is of another form.
    """
    pictures: dict[str, list[Path]] = {}
    for picture in filter(is_picture, files_below(path if path.is_dir() else path.parent)):
        pictures.setdefault(picture.stem, []).append(picture)
    lines = []
    for file in [path] if path.is_file() else _texts(path):
        stem = file.stem.removeprefix(_PREFIX)
        found = sorted(pictures.get(stem, ()), key=lambda picture: picture.parent != file.parent)
        if found or file.stem != stem or path.is_file():
            lines += _read(file, found[0] if found else file.with_name(f"{stem}.jpg"))
    return lines


def write_icdar(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """Copy the pictures into a new folder, each with its gt_….txt, in whole pixels; other outlines get four corners.

    Raises:
        FileAccessError: The folder is not empty, or a picture or the folder cannot be had.
        DamagedInputError: A picture cannot be opened.
        OutputError: A text has a line break, or is ### and not to be ignored.
    """
    for name, of_picture in copy_pictures(lines, new_folder(folder)):
        rows = [_row(line) for line in of_picture]
        write_text(folder / f"{_PREFIX}{Path(name).stem}.txt", "".join(f"{row}\n" for row in rows))
    return folder


def _texts(folder: Path) -> list[Path]:
    return [file for file in files_below(folder, ".txt") if not file.name.endswith(".gt.txt")]


def _is_row(row: str) -> bool:
    return bool(_QUADRILATERAL.fullmatch(row) or _BOX.fullmatch(row))


def _read(file: Path, picture: Path) -> list[LabelledLine]:
    lines = []
    for number, row in read_rows(file):
        try:
            polygon, text = _parse(row)
        except ValueError as error:
            raise DamagedInputError(f"{file}: row {number}: {error}: correct it") from error
        ignored = text.strip() == UNREADABLE
        lines.append(LabelledLine(f"{file}:{number}", "" if ignored else text, picture, polygon, ignored))
    return lines


def _parse(row: str) -> tuple[Polygon, str]:
    if match := _QUADRILATERAL.fullmatch(row):
        numbers = [float(number) for number in match[1].split(",")]
        return outline_from(list(zip(numbers[::2], numbers[1::2], strict=True))), match[2]
    if match := _BOX.fullmatch(row):
        return box_from(match[1].replace(",", " ").split()), unescape(match[2])
    raise ValueError("it is not eight numbers and a text with commas between them")


def _row(line: LabelledLine) -> str:
    sides = [str(side) for point in whole_pixels(corners(outline(line))) for side in point]
    return ",".join([*sides, one_row(line, text_or_mark(line))])
