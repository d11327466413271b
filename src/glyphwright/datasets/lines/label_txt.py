"""Label.txt of PaddleOCR, rows of `path<TAB>[{"transcription", "points", "difficult"}]` ⇄ lines."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from glyphwright.datasets.lines.label_files import first_rows, lists_in, locate, only_one, read_rows
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.outlines import outline_from
from glyphwright.datasets.lines.output_folder import (
    UNREADABLE,
    copy_pictures,
    new_folder,
    outline,
    short_points,
    text_or_mark,
    write_text,
)
from glyphwright.errors import DamagedInputError

_ROW = re.compile(r'[^\t]+\t\s*\[\s*\{\s*"')
_EMPTY = re.compile(r"[^\t]+\t\s*\[\s*\]\s*")


def holds_label_txt(path: Path) -> bool:
    return bool(_lists(path))


def is_label_txt(file: Path) -> bool:
    """Whether the first row whose list is not empty begins as JSON; empty ones may be texts as well."""
    return bool(_ROW.match(next((row for row in first_rows(file) if not _EMPTY.fullmatch(row)), "")))


def read_label_txt(path: Path) -> list[LabelledLine]:
    """Read the lines of all pictures; those that are ### or difficult are to be ignored.

    Args:
        path: The file, or a folder with one. Pictures are looked for as `locate` says.

    Raises:
        FileAccessError: There is no such file, or it cannot be read.
        OptionError: There are several.
        DamagedInputError: It is not UTF-8, or a row is of another form.
    """
    file = path if path.is_file() else only_one(_lists(path), path)
    lines: list[LabelledLine] = []
    for number, row in read_rows(file):
        name, _, entries = row.partition("\t")
        try:
            lines += _parse(json.loads(entries), f"{file}:{number}", locate(file.parent, name))
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise DamagedInputError(
                f"{file}: row {number} is not a path, a tab and a list of lines ({error!r}): correct it"
            ) from error
    return lines


def write_label_txt(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """Write Label.txt and copies of the pictures in images/ into a new folder.

    Raises:
        FileAccessError: The folder is not empty, or a picture or the folder cannot be had.
        DamagedInputError: A picture cannot be opened.
        OutputError: A text is ### and not to be ignored.
    """
    rows = []
    for name, of_picture in copy_pictures(lines, new_folder(folder) / "images"):
        entries = [_entry(line) for line in of_picture]
        rows.append(f"images/{name}\t{json.dumps(entries, ensure_ascii=False)}\n")
    return write_text(folder / "Label.txt", "".join(rows))


def _lists(path: Path) -> list[Path]:
    return [file for file in lists_in(path) if is_label_txt(file)]


def _parse(entries: list[dict[str, Any]], name: str, picture: Path) -> Iterator[LabelledLine]:
    for number, entry in enumerate(entries, start=1):
        text = entry["transcription"]
        if not isinstance(text, str):
            raise TypeError(f"the text {text!r} is not a string")
        unreadable = text.strip() == UNREADABLE
        ignored = unreadable or bool(entry.get("difficult"))
        polygon = outline_from(entry["points"])
        yield LabelledLine(f"{name}#{number}", "" if unreadable else text, picture, polygon, ignored)


def _entry(line: LabelledLine) -> dict[str, Any]:
    text = line.text if line.ignored and line.text else text_or_mark(line)
    return {"transcription": text, "points": short_points(outline(line)), "difficult": line.ignored}
