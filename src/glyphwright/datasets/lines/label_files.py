"""Files of labels → their rows, their JSON, and the pictures that they name. No format is known here."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glyphwright.datasets.pictures import read_bytes
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif", ".jp2")
_LEFTOVERS = {"thumbs.db", "desktop.ini", "__macosx"}
_HEAD_BYTES = 1 << 16


def files_below(path: Path, *suffixes: str) -> list[Path]:
    """The file itself, or all files below a folder, sorted; only those whose names end so, where endings are given.

    Hidden files and those that file managers leave behind do not count. Raises FileAccessError where there is nothing.
    """
    return _files(path, suffixes, deep=True)


def files_in(path: Path, *suffixes: str) -> list[Path]:
    """As `files_below`, but of a folder only what lies directly in it."""
    return _files(path, suffixes, deep=False)


def lists_in(path: Path) -> list[Path]:
    """Text files that may be lists of lines: not those with the text of a single one."""
    files = [path] if path.is_file() else files_in(path, ".txt", ".tsv")
    return [file for file in files if not file.name.endswith(".gt.txt")]


def only_one(files: Sequence[Path], path: Path) -> Path:
    """The only file of several that may be there.

    Raises OptionError where there are several, and FileAccessError where there is none.
    """
    if not files:
        raise FileAccessError(f"{path}: has no such file: check the path and the format")
    if len(files) > 1:
        names = ", ".join(file.name for file in files[:5])
        raise OptionError(f"{path}: has {len(files)} such files ({names}): give the path of one of them")
    return files[0]


def read_text(path: Path) -> str:
    """A text file in UTF-8, a byte order mark at its start taken off.

    Raises FileAccessError where it cannot be read and DamagedInputError where it is not that.
    """
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DamagedInputError(f"{path}: is not text in UTF-8 ({error}): save it as that") from error


def read_rows(path: Path) -> list[tuple[int, str]]:
    """The rows of a text file that are not empty, each with its number from 1; errors are those of `read_text`.

    Only a line feed, perhaps after a carriage return, ends a row: other breaks that Unicode knows may be text.
    """
    rows = (row.removesuffix("\r") for row in read_text(path).split("\n"))
    return [(number, row) for number, row in enumerate(rows, start=1) if row.strip()]


def first_rows(path: Path) -> list[str]:
    """The first rows of a file that are not empty, as far as they can be read: to recognise it by."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES).decode("utf-8-sig", errors="replace")
    except OSError:
        return []
    return [row.removesuffix("\r") for row in head.split("\n") if row.strip()]


def first_row(path: Path) -> str:
    """The first of these; "" where there is none."""
    return next(iter(first_rows(path)), "")


def read_json(path: Path) -> Any:
    """A JSON file in UTF-8.

    Raises FileAccessError where it cannot be read, and DamagedInputError where it is no JSON, has a key twice in one
    object, or a number that is not finite.
    """
    try:
        return json.loads(read_text(path), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise DamagedInputError(f"{path}: is not sound JSON ({error}): mend or export it anew") from error


def locate(folder: Path, name: str) -> Path:
    """Where a picture lies that a file of labels in a folder names, or where it should be.

    Below the folder, its images/ or the folder above (as PaddleOCR writes it), as the name says; else by the last part
    of the name alone, since many programs note paths of the machine that they ran on.
    """
    name = name.strip().replace("\\", "/")
    last = name.rsplit("/", 1)[-1]
    places = [folder / name, folder / "images" / name, folder.parent / name, folder / last, folder / "images" / last]
    return next((place for place in places if _is_file(place)), places[0])


def is_picture(path: Path) -> bool:
    """By its name."""
    return path.name.lower().endswith(PICTURES)


def _files(path: Path, suffixes: tuple[str, ...], *, deep: bool) -> list[Path]:
    if not path.exists():
        raise FileAccessError(f"{path}: no such file or folder: check the path")
    if not path.is_dir():
        return [path] if not suffixes or path.name.lower().endswith(suffixes) else []
    found = []
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if deep and _counts(name)]
        wanted = (name for name in names if not suffixes or name.lower().endswith(suffixes))
        found += [Path(folder, name) for name in wanted if _counts(name)]
    return sorted(found)


def _counts(name: str) -> bool:
    return not name.startswith(".") and name.lower() not in _LEFTOVERS


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is there twice")
    return made


def _refuse_constant(constant: str) -> float:
    raise ValueError(f"{constant} is no number")
