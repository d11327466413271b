"""A folder of images with a truth.json → samples: an image, its text, and where its lines or words are.

truth.json is {image: truth}, image a path in the folder, truth one of

    "text"                                                 a crop of one word or line, or a page without places
    {"text": "…", "lines": [{"text": "…", "bbox": […]}]}   a page whose lines are known
    {"text": "…", "words": [{"text": "…", "bbox": […]}]}   a page whose words are known

with bbox = [left, top, right, bottom] in pixels; other keys are left alone.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from glyphwright.errors import DamagedInputError, FileAccessError, OptionError
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Line, Page, Word

_SLICE = re.compile(r"(-?\d*):(-?\d*)(?::(\d*))?")


@dataclass(frozen=True, slots=True)
class Sample:
    """One image and what stands on it.

    Args:
        path: The image.
        text: All of it, in the order in which the truth gives it.
        page: Where it stands, None where nobody noted it. Of known lines every word bears the outline of its line;
            of known words each is a line of its own.
        lines_known: Whether the lines of `page` are lines, or whatever else a finder shall give, not words of lines.
        ignored: Outlines of text that does not count, whether it is found or not.
    """

    path: Path
    text: str
    page: Page | None = None
    lines_known: bool = False
    ignored: tuple[Polygon, ...] = ()


def read_truth_folder(folder: Path, *, select: str | None = None) -> list[Sample]:
    """Read the truth of a folder, sorted by the names of its images, or of those that `select_names` picks.

    Raises FileAccessError where truth.json or an image is missing and DamagedInputError where truth.json is malformed.
    """
    truth = _load(folder / "truth.json")
    names = sorted(truth) if select is None else select_names(list(truth), select)
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise FileAccessError(
            f"{folder}: {len(missing)} of {len(names)} images that truth.json names are missing, the first is "
            f"{missing[0]}: put them there or take them out of truth.json"
        )
    return [_sample(folder, name, truth[name]) for name in names]


def select_names(names: Sequence[str], select: str) -> list[str]:
    """Pick some of these names, sorted: a Python slice ("80:120", "::10") or globs ("img/0[89]*,img/1*").

    Raises OptionError when nothing is picked.
    """
    ordered = sorted(names)
    if match := _SLICE.fullmatch(select):
        first, end, step = (int(part) if part else None for part in match.groups())
        if step == 0:
            raise OptionError(f'selection "{select}" has a step of 0: give 1 or more')
        picked = ordered[first:end:step]
    else:
        globs = [part.strip() for part in select.split(",")]
        picked = [name for name in ordered if any(fnmatchcase(name, glob) for glob in globs)]
    if not picked:
        raise OptionError(
            f'selection "{select}" picks none of {len(ordered)} images: give a slice such as 80:120 or ::10, '
            "or globs such as img/0*,img/1*"
        )
    return picked


def _load(path: Path) -> dict[str, Any]:
    try:
        truth = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileAccessError(f"{path}: {reason}: name a folder of images with a truth.json in it") from error
    except ValueError as error:
        raise DamagedInputError(f"{path}: is not JSON in UTF-8 ({error}): mend or regenerate it") from error
    if not isinstance(truth, dict) or not truth:
        raise DamagedInputError(f"{path}: is not an object of at least one image: write {{image: truth}}")
    return truth


def _sample(folder: Path, name: str, truth: Any) -> Sample:
    path = folder / name
    try:
        if isinstance(truth, str):
            return Sample(path, truth)
        if "lines" in truth:
            lines = tuple(_parse(truth["lines"], _line))
        else:
            lines = tuple(_parse(truth.get("words", ()), _line_of_one_word))
        text = truth["text"] if "text" in truth else "\n".join(line.text for line in lines)
        if not isinstance(text, str):
            raise TypeError('"text" is not a string')
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DamagedInputError(f"{folder / 'truth.json'}: the truth of {name} is malformed ({error!r})") from error
    if not ("lines" in truth or "words" in truth):
        return Sample(path, text)
    width, height = _size(path)
    blocks = (Block.around(lines),) if lines else ()
    return Sample(path, text, Page(1, width, height, blocks), lines_known="lines" in truth)


def _parse(entries: Any, parse: Callable[[str, Box], Line]) -> list[Line]:
    lines = []
    for entry in entries:
        left, top, right, bottom = (float(edge) for edge in entry["bbox"])
        text = entry["text"]
        if not isinstance(text, str):
            raise TypeError(f"the text {text!r} is not a string")
        if right < left or bottom < top:
            raise ValueError(f"the box of {text!r} ends before it starts")
        lines.append(parse(text, Box(left, top, right, bottom)))
    return lines


def _line(text: str, box: Box) -> Line:
    return Line(tuple(Word(token, box.polygon) for token in text.split()), box.polygon)


def _line_of_one_word(text: str, box: Box) -> Line:
    return Line((Word(text, box.polygon),), box.polygon)


def _size(path: Path) -> tuple[int, int]:
    """Width and height from the header of an image."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            return image.size
    except OSError as error:
        raise DamagedInputError(f"{path}: is not a picture that can be opened: replace it") from error
