r"""A user's own template, a TOML file of anchors → the fields of documents that look alike.

    name = "Delivery note"

    [[field]]
    name = "number"             # of the field in the result
    anchor = "Delivery note no" # text that stands beside the value; or anchor_regex
    edits = 2                   # how many letters of the anchor may be read wrongly
    where = "right"             # of the anchor; or "below"; or "box"
    type = "code"               # or text, number, amount, date
    pattern = 'DN-\d+'         # what the value must hold, a regular expression

`docs/interpret.md` tells all keys. Nothing is guessed: a field whose anchor or pattern is not found is absent.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from glyphwright.errors import FileAccessError, OptionError

TYPES = ("text", "number", "amount", "date", "code")
PLACES = ("right", "below", "box", "page")

Typed = str | Decimal | date


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One field of a template.

    Args:
        name: In the result.
        anchor: Text to find, fuzzily; capitals, accents and spaces do not count. Empty where `anchor_regex` is given.
        anchor_regex: A regular expression to find in a row instead.
        edits: How many characters of `anchor` may be read wrongly.
        where: `right` of the anchor on its row, `below` it, in a `box` beside it, or in a box of the `page`.
        box: left, top, right, bottom: of a box, in heights of the anchor from its top left corner; of the page, in
            shares of its width and height.
        type: What the value is.
        pattern: What the value must hold; its first group, if it has one, is the value.
        day_first: What 03/04/2018 means, for dates.
        which: Which of several anchors on a document counts, from 1.
        rows: How many rows below the anchor are the value.
    """

    name: str
    anchor: str = ""
    anchor_regex: re.Pattern[str] | None = None
    edits: int = 1
    where: str = "right"
    box: tuple[float, float, float, float] | None = None
    type: str = "text"
    pattern: re.Pattern[str] | None = None
    day_first: bool = True
    which: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Template:
    """The fields of documents of one kind."""

    name: str
    fields: tuple[TemplateField, ...]


def load_template(path: Path) -> Template:
    """Read a template.

    Raises:
        FileAccessError: The file cannot be read.
        OptionError: It is not a template; the message names the line at fault.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileAccessError(f"{path}: {error.strerror or error}: name a template, a TOML file") from error
    except UnicodeDecodeError as error:
        raise OptionError(f"{path}: is not text in UTF-8 ({error}): save it as that") from error
    return parse_template(text, source=str(path))


def parse_template(text: str, *, source: str = "template") -> Template:
    """Read a template from its text; `source` is what messages call it. Raises OptionError as `load_template` does."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = f", line {_last_line(text)}" if "(at end of document)" in str(error) else ""
        raise OptionError(f"{source}{where}: is not TOML: {error}") from error
    for key in table:
        if key not in {"name", "field"}:
            raise OptionError(
                f"{source}, line {_line(text, key)}: {key!r} is no key of a template: name and [[field]] are"
            )
    entries = table.get("field", [])
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise OptionError(
            f"{source}, line {_last_line(text)}: the end, and it has no fields: write a [[field]] table for each"
        )
    fields = tuple(_parse_field(entry, _Place(text, source, number)) for number, entry in enumerate(entries))
    return Template(str(table.get("name", "")), fields)


@dataclass(frozen=True, slots=True)
class _Place:
    """The field of some number, from 0, in the text of a template: where its errors are."""

    text: str
    source: str
    number: int

    def error(self, key: str, message: str) -> OptionError:
        return OptionError(f"{self.source}, line {_line(self.text, key, self.number)}: {message}")


_KINDS: dict[str, type] = {
    "name": str, "anchor": str, "anchor_regex": str, "edits": int, "where": str, "box": list, "type": str,
    "pattern": str, "day_first": bool, "which": int, "rows": int,
}  # fmt: skip


def _parse_field(entry: dict[str, Any], place: _Place) -> TemplateField:
    for key, value in entry.items():
        if key not in _KINDS:
            raise place.error(key, f"{key!r} is no key of a field: choose one of {', '.join(_KINDS)}")
        if not isinstance(value, _KINDS[key]) or (isinstance(value, bool) and _KINDS[key] is int):
            raise place.error(key, f"{key} is {value!r}, where a value of type {_KINDS[key].__name__} is needed")
    if not entry.get("name"):
        raise place.error("", "the field has no name: give it one")
    _check_choices(entry, place)
    return TemplateField(**{
        **entry,
        "anchor_regex": _pattern(entry, "anchor_regex", place),
        "pattern": _pattern(entry, "pattern", place),
        "box": _box(entry, place),
    })  # fmt: skip


def _check_choices(entry: dict[str, Any], place: _Place) -> None:
    for key, choices in (("type", TYPES), ("where", PLACES)):
        if key in entry and entry[key] not in choices:
            raise place.error(key, f"{key} is {entry[key]!r}: choose one of {', '.join(choices)}")
    for key, least in (("edits", 0), ("which", 1), ("rows", 1)):
        if entry.get(key, least) < least:
            raise place.error(key, f"{key} is {entry[key]}: give {least} or more")
    anchors = sum(bool(entry.get(key)) for key in ("anchor", "anchor_regex"))
    if anchors != (entry.get("where") != "page"):
        wanted = (
            "no anchor where it is a box of the page"
            if entry.get("where") == "page"
            else "an anchor or an anchor_regex"
        )
        raise place.error("name", f"the field {entry['name']!r} needs {wanted}")
    if (entry.get("where") in {"box", "page"}) != ("box" in entry):
        raise place.error(
            "where", 'box = [left, top, right, bottom] goes with where = "box" or "page", and with these alone'
        )


def _pattern(entry: dict[str, Any], key: str, place: _Place) -> re.Pattern[str] | None:
    if key not in entry:
        return None
    try:
        return re.compile(entry[key], re.IGNORECASE if key == "anchor_regex" else 0)
    except re.error as error:
        raise place.error(key, f"{key} is no regular expression: {error}") from error


def _box(entry: dict[str, Any], place: _Place) -> tuple[float, float, float, float] | None:
    if "box" not in entry:
        return None
    sides = entry["box"]
    if len(sides) != 4 or not all(isinstance(side, int | float) and not isinstance(side, bool) for side in sides):
        raise place.error("box", f"box is {sides!r}: give four numbers, left, top, right, bottom")
    left, top, right, bottom = map(float, sides)
    if right <= left or bottom <= top:
        raise place.error("box", f"box is {sides!r}: right must be more than left, and bottom more than top")
    return left, top, right, bottom


def _last_line(text: str) -> int:
    return max(1, len(text.splitlines()))


def _line(text: str, key: str, field: int | None = None) -> int:
    """The line, from 1, on which a key stands: of the field of this number, or of the table above all fields.

    That of the field's head where the key is nowhere.
    """
    lines = text.splitlines()
    heads = [i for i, line in enumerate(lines) if re.match(r"\s*\[\[\s*field\s*\]\]", line)]
    start = heads[field] if field is not None and field < len(heads) else 0
    end = next((head for head in heads if head > start), len(lines))
    found = (i for i in range(start, end) if key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]", lines[i]))
    return next(found, start) + 1
