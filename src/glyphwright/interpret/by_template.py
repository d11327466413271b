"""A document and a template → the fields that the template asks for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from glyphwright.geometry import Box, union_of
from glyphwright.interpret.amounts import find_amounts, parse_amount
from glyphwright.interpret.dates import find_dates
from glyphwright.interpret.fields import Field, fields_to_dict
from glyphwright.interpret.lexicon import plain
from glyphwright.interpret.rows import Row, Token, document_rows
from glyphwright.interpret.template import Template, TemplateField
from glyphwright.metrics import levenshtein
from glyphwright.page import Document

# In units of the anchor's height: what is above the row below, and how far left of the anchor a value below may begin.
_OUTDENT = 1.0
_MOST_BELOW = 4.0
_NUMBER = re.compile(r"[-−+]?[\dOolI|][\dOolI|.,'’ ]*")


@dataclass(frozen=True, slots=True)
class Interpreted:
    """The fields that were found, by name, in the order of the template."""

    template: str
    fields: dict[str, Field[str] | Field[Decimal] | Field[date]]

    def to_dict(self) -> dict[str, Any]:
        return {"template": self.template, "fields": fields_to_dict(self.fields.items())}


@dataclass(frozen=True, slots=True)
class _Anchor:
    row: int
    tokens: tuple[Token, ...]
    edits: int

    @property
    def box(self) -> Box:
        return union_of(token.box for token in self.tokens)


def read_by_template(document: Document, template: Template) -> Interpreted:
    """Find the fields of a template in a document; those whose anchor or value is not there are left out."""
    rows = document_rows(document)
    sizes = {page.number: (page.width, page.height) for page in document.pages}
    found = {}
    for wanted in template.fields:
        for part in _places(rows, wanted, sizes):
            field = _typed(part, wanted)
            if field is not None:
                found[wanted.name] = field
                break
    return Interpreted(template.name, found)


def _places(rows: Sequence[Row], wanted: TemplateField, sizes: dict[int, tuple[int, int]]) -> Iterator[list[Row]]:
    """Where the value may stand, likeliest first: the parts of rows in each place."""
    if wanted.where == "page" and wanted.box is not None:
        left, top, right, bottom = wanted.box
        for page, (width, height) in sizes.items():
            yield _inside(
                [row for row in rows if row.page == page],
                Box(left * width, top * height, right * width, bottom * height),
            )
        return
    for anchor in _anchors(rows, wanted)[wanted.which - 1 :]:
        if wanted.where == "right":
            yield _right_of(rows[anchor.row], anchor)
        elif wanted.where == "below":
            yield _below(rows, anchor, wanted.rows)
        elif wanted.box is not None:
            x, y, unit = anchor.box.left, anchor.box.top, anchor.box.height
            left, top, right, bottom = (side * unit for side in wanted.box)
            same = [row for row in rows if row.page == rows[anchor.row].page]
            yield _inside(same, Box(x + left, y + top, x + right, y + bottom), but=anchor.tokens)


def _anchors(rows: Sequence[Row], wanted: TemplateField) -> list[_Anchor]:
    """From top to bottom; of fuzzy ones only those of the fewest edits."""
    found = []
    for place, row in enumerate(rows):
        if wanted.anchor_regex is not None:
            match = wanted.anchor_regex.search(row.text)
            if match and match.end() > match.start():
                found.append(_Anchor(place, row.between(*match.span()), 0))
        elif (anchor := _fuzzy(place, row, wanted)) is not None:
            found.append(anchor)
    least = min((one.edits for one in found), default=0)
    return [one for one in found if one.edits == least]


def _fuzzy(place: int, row: Row, wanted: TemplateField) -> _Anchor | None:
    """The run of tokens of a row that is nearest to the anchor's text, if near enough."""
    text = _letters(wanted.anchor)
    best: _Anchor | None = None
    for start in range(len(row.tokens)):
        joined = ""
        for end in range(start, len(row.tokens)):
            joined += _letters(row.tokens[end].text)
            if len(joined) > len(text) + wanted.edits:
                break
            edits = levenshtein(joined, text) if abs(len(joined) - len(text)) <= wanted.edits else wanted.edits + 1
            if edits <= wanted.edits and (best is None or edits < best.edits):
                best = _Anchor(place, row.tokens[start : end + 1], edits)
    return best


def _letters(text: str) -> str:
    """What counts of an anchor: letters and digits, plain; for one of marks alone, such as №, the marks."""
    return "".join(filter(str.isalnum, plain(text))) or plain(text).replace(" ", "")


def _right_of(row: Row, anchor: _Anchor) -> list[Row]:
    """The cell behind it, without a colon that stands between."""
    rest = [token for token in row.tokens if token.box.left >= anchor.box.right - 1 and token not in anchor.tokens]
    while len(rest) > 1 and not rest[0].text.strip(":.=-–_|"):
        rest.pop(0)
    return Row(tuple(rest)).cells()[:1] if rest else []


def _below(rows: Sequence[Row], anchor: _Anchor, count: int) -> list[Row]:
    """The next cells that begin under the anchor."""
    box, found = anchor.box, list[Row]()
    for row in rows[anchor.row + 1 :]:
        if row.page != rows[anchor.row].page or row.box.top - box.bottom > _MOST_BELOW * box.height * (len(found) + 1):
            break
        under = [
            cell for cell in row.cells()
            if cell.box.right > box.left and box.left - _OUTDENT * box.height < cell.box.left < box.right
        ]  # fmt: skip
        found += under[:1]
        if len(found) == count:
            break
    return found


def _inside(rows: Sequence[Row], box: Box, *, but: Sequence[Token] = ()) -> list[Row]:
    """What has its centre in a box."""
    parts = []
    for row in rows:
        kept = tuple(token for token in row.tokens if token not in but and _holds(box, token.box))
        if kept:
            parts.append(Row(kept))
    return parts


def _holds(box: Box, other: Box) -> bool:
    x, y = other.centre
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _typed(parts: Sequence[Row], wanted: TemplateField) -> Field[str] | Field[Decimal] | Field[date] | None:
    """The value of some parts of rows; None where it is not of the type, or has not the pattern."""
    tokens = [token for part in parts for token in part.tokens]
    if not tokens:
        return None
    row = Row(tuple(tokens))
    start, end = 0, len(row.text)
    if wanted.pattern is not None:
        match = wanted.pattern.search(row.text)
        if match is None:
            return None
        start, end = match.span(1 if wanted.pattern.groups and match[1] is not None else 0)
    text = row.text[start:end]
    if wanted.type in {"text", "code"}:
        value = re.sub(r"\s", "", text) if wanted.type == "code" else "\n".join(part.text for part in parts)
        if wanted.type == "text" and wanted.pattern is not None:
            value = text
        return Field.of(row.between(start, end), value, text=text) if value else None
    return _measured(row, start, text, wanted)


def _measured(row: Row, start: int, text: str, wanted: TemplateField) -> Field[Decimal] | Field[date] | None:
    """A date, an amount or a number: the first that the text holds."""
    if wanted.type == "date":
        for day in find_dates(text, day_first=wanted.day_first):
            return Field.of(row.between(start + day.start, start + day.end), day.value, text=text[day.start : day.end])
        return None
    if wanted.type == "amount":
        for one in find_amounts(text):
            shown = text[one.start : one.end].strip()
            return Field.of(row.between(start + one.start, start + one.end), one.value, text=shown)
    for match in _NUMBER.finditer(text):
        # Letters that look like digits stand in words too.
        if any(map(str.isdigit, match[0])) and (value := parse_amount(match[0].rstrip("., "))) is not None:
            return Field.of(row.between(start + match.start(), start + match.end()), value, text=match[0].strip())
    return None
