"""Our own truth.json, whose form `datasets.truth_folder` describes ⇄ lines.

Two more keys than that has are read and written: "polygon" of a line whose box does not say all, and "ignored", a list
of what is not to be read, beside "lines". Texts stay as they are, spaces included.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from glyphwright.datasets.lines.label_files import read_json
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.outlines import box_from, is_upright, outline_from
from glyphwright.datasets.lines.output_folder import (
    copy_pictures,
    new_folder,
    outline,
    short_box,
    short_points,
    write_text,
)
from glyphwright.errors import DamagedInputError

TRUTH_JSON = "truth.json"


def holds_truth_json(path: Path) -> bool:
    return _file(path).name == TRUTH_JSON and _file(path).is_file()


def read_truth_json(path: Path) -> list[LabelledLine]:
    """Read the file, or that of a folder, in its order: lines, or words as lines of their own, or whole pictures.

    Raises:
        FileAccessError: There is none, or it cannot be read.
        DamagedInputError: It is malformed.
    """
    file = _file(path)
    truth = read_json(file)
    if not isinstance(truth, dict):
        raise DamagedInputError(f"{file}: is not an object: write {{image: truth}}")
    lines: list[LabelledLine] = []
    for name, of_picture in truth.items():
        try:
            lines += _parse(of_picture, file.parent / name)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise DamagedInputError(f"{file}: the truth of {name} is malformed ({error!r}): correct it") from error
    return lines


def write_truth_json(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """Write truth.json and copies of the pictures in img/ into a new folder.

    Raises:
        FileAccessError: The folder is not empty, or a picture or the folder cannot be had.
        DamagedInputError: A picture cannot be opened.
    """
    named = copy_pictures(lines, new_folder(folder) / "img")
    truth = {f"img/{name}": _truth(of_picture) for name, of_picture in named}
    return write_text(folder / TRUTH_JSON, json.dumps(truth, ensure_ascii=False, indent=1) + "\n")


def _file(path: Path) -> Path:
    return path / TRUTH_JSON if path.is_dir() else path


def _parse(truth: Any, picture: Path) -> Iterator[LabelledLine]:
    if isinstance(truth, str):
        yield LabelledLine(str(picture), truth, picture)
        return
    entries = truth.get("lines", truth.get("words"))
    if entries is None and "ignored" not in truth:
        yield LabelledLine(str(picture), _string(truth["text"]), picture)
        return
    marked = [(entry, False) for entry in entries or ()] + [(entry, True) for entry in truth.get("ignored", ())]
    for number, (entry, ignored) in enumerate(marked, start=1):
        polygon = outline_from(entry["polygon"]) if "polygon" in entry else box_from(entry["bbox"])
        yield LabelledLine(f"{picture}#{number}", _string(entry["text"]), picture, polygon, ignored)


def _string(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError(f"the text {text!r} is not a string")
    return text


def _truth(lines: list[LabelledLine]) -> str | dict[str, Any]:
    if len(lines) == 1 and lines[0].polygon is None and not lines[0].ignored:
        return lines[0].text
    wanted = [line for line in lines if not line.ignored]
    ignored = [_entry(line) for line in lines if line.ignored]
    truth = {"text": "\n".join(line.text for line in wanted), "lines": [_entry(line) for line in wanted]}
    return truth | ({"ignored": ignored} if ignored else {})


def _entry(line: LabelledLine) -> dict[str, Any]:
    polygon = outline(line)
    entry = {"text": line.text, "bbox": short_box(polygon)}
    return entry if is_upright(polygon) else entry | {"polygon": short_points(polygon)}
