"""labels.json, {file: text}, with its pictures in images/ or beside it, as docTR has it ⇄ lines."""

import json
from collections.abc import Sequence
from pathlib import Path

from glyphwright.datasets.lines.label_files import locate, read_json
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.output_folder import counted, new_folder, write_crops, write_text
from glyphwright.errors import DamagedInputError, UnsupportedFormatError

LABELS_JSON = "labels.json"


def holds_labels_json(path: Path) -> bool:
    return _file(path).name == LABELS_JSON and _file(path).is_file()


def read_labels_json(path: Path) -> list[LabelledLine]:
    """Read the file, or that of a folder, in its order.

    Raises:
        FileAccessError: There is none, or it cannot be read.
        UnsupportedFormatError: It is of docTR's other kind, outlines without texts.
        DamagedInputError: It is no such JSON.
    """
    file = _file(path)
    labels = read_json(file)
    if not isinstance(labels, dict):
        raise DamagedInputError(f"{file}: is not an object: write {{picture: text}}")
    for name, text in labels.items():
        if isinstance(text, dict) and "polygons" in text:
            raise UnsupportedFormatError(f"{file}: has outlines without texts: give the labels for recognition")
        if not isinstance(text, str):
            raise DamagedInputError(f"{file}: the text of {name} is not a string: correct it")
    pictures = {name: locate(file.parent, f"images/{name}") for name in labels}
    return [LabelledLine(f"{file}#{name}", text, pictures[name]) for name, text in labels.items()]


def write_labels_json(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """Write labels.json and images/000001.png … into a new folder; lines to ignore are left out.

    Raises:
        FileAccessError: The folder is not empty, or a picture or the folder cannot be had.
        InputError: A picture is damaged.
    """
    named = write_crops(counted(lines), new_folder(folder) / "images")
    labels = {name: line.text for name, line in named}
    return write_text(folder / LABELS_JSON, json.dumps(labels, ensure_ascii=False, indent=1) + "\n")


def _file(path: Path) -> Path:
    return path / LABELS_JSON if path.is_dir() else path
