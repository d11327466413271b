"""A read form → its key–value pairs: `label: value`, a value in the cell beside or below its label, tick boxes.

A label ends in a colon, or is one of the names of fields in `lexicon.toml` and nothing else. What is neither is left
out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from glyphwright.interpret.fields import Field
from glyphwright.interpret.lexicon import listed, words_of
from glyphwright.interpret.rows import Row, document_rows
from glyphwright.page import Document

_COLON = re.compile(r"(?<!\d)\s*:(?!//)|(?<=[^\W\d_])\s*:(?!//)|：")
_TICK = re.compile(r"(?P<box>[☐☑☒□■✓✔✗]|[\[(]\s?[xXvV✓✔✗]?\s?[\])])\s*(?P<label>[^☐☑☒□■\[\](]{2,60})")
_TICKED = re.compile(r"[☑☒■✓✔✗xXvV]")
_MOST_LABEL = 40
# In units of the label's height: how far below it a value may stand, and how far to the left of it begin.
_BELOW, _OUTDENT = 2.2, 1.0
# How sure a pair is by the way it was found.
_BESIDE, _KNOWN, _BENEATH = 0.95, 0.85, 0.75


@dataclass(frozen=True, slots=True)
class Pair:
    """A label, without its colon, and what is filled in: a text, or for a tick box whether it is ticked."""

    key: Field[str]
    value: Field[str] | Field[bool]


@dataclass(frozen=True, slots=True)
class Form:
    """Pairs in reading order; keys may come several times."""

    pairs: tuple[Pair, ...] = ()

    def __getitem__(self, key: str) -> str | bool:
        """The value of the first pair of this key, capitals and accents aside; raises KeyError if there is none."""
        for pair in self.pairs:
            if words_of(pair.key.value) == words_of(key):
                return pair.value.value
        raise KeyError(key)

    def to_dict(self) -> dict[str, Any]:
        return {"pairs": [{"key": pair.key.to_dict(), "value": pair.value.to_dict()} for pair in self.pairs]}


def read_form(document: Document) -> Form:
    """Understand all pages of a document as one form."""
    rows = [row.cells() for row in document_rows(document)]
    used: set[tuple[int, int]] = set()
    pairs = [pair for at in range(len(rows)) for pair in _pairs_of_row(rows, at, used)]
    return Form(tuple(pairs))


def _pairs_of_row(rows: Sequence[Sequence[Row]], at: int, used: set[tuple[int, int]]) -> Iterator[Pair]:
    cells = rows[at]
    for place, cell in enumerate(cells):
        if (at, place) in used:
            continue
        ticks = list(_ticks(cell))
        if ticks:
            yield from ticks
            continue
        label = _label_end(cell.text)
        if label is None:
            continue
        key_end, value_start = label
        key = _key(cell, key_end)
        if value_start < len(cell.text):
            yield Pair(
                key, _value(Row(cell.between(value_start, len(cell.text))), _BESIDE, cut=cell.text[value_start:])
            )
        elif place + 1 < len(cells) and _label_end(cells[place + 1].text) is None:
            used.add((at, place + 1))
            yield Pair(key, _value(cells[place + 1], _BESIDE if key_end < len(cell.text) else _KNOWN))
        elif (below := _below(rows, at, cell)) is not None:
            used.add(below)
            yield Pair(key, _value(rows[below[0]][below[1]], _BENEATH))


def _ticks(cell: Row) -> Iterator[Pair]:
    for match in _TICK.finditer(cell.text):
        box, label = cell.between(*match.span("box")), cell.between(*match.span("label"))
        ticked = bool(_TICKED.search(match["box"]))
        yield Pair(Field.of(label, match["label"].strip()), Field.of(box, ticked, sure=_KNOWN))


def _label_end(text: str) -> tuple[int, int] | None:
    """Where a label ends and its value starts; both the whole length for a label alone; None where there is none."""
    colon = _COLON.search(text)
    if colon is not None and 0 < colon.start() <= _MOST_LABEL and any(map(str.isalpha, text[: colon.start()])):
        value = text[colon.end() :]
        return colon.start(), len(text) - len(value.lstrip()) if value.strip() else len(text)
    if len(text) <= _MOST_LABEL and words_of(text) in _labels() and not any(map(str.isdigit, text)):
        return len(text), len(text)
    return None


@cache
def _labels() -> frozenset[tuple[str, ...]]:
    return frozenset(map(words_of, listed("label")))


def _key(cell: Row, end: int) -> Field[str]:
    return Field.of(cell.between(0, end), cell.text[:end].strip(" :.*"))


def _value(cell: Row, sure: float, *, cut: str | None = None) -> Field[str]:
    text = (cell.text if cut is None else cut).strip().strip("_").strip()
    return Field.of(cell.tokens, text, sure=sure, text=text)


def _below(rows: Sequence[Sequence[Row]], at: int, label: Row) -> tuple[int, int] | None:
    """The nearest cell below a label that begins where it does and is no label, on one of the next two rows."""
    for other in range(at + 1, min(at + 3, len(rows))):
        for place, cell in enumerate(rows[other]):
            gap = cell.box.top - label.box.bottom
            aligned = label.box.left - _OUTDENT * label.height < cell.box.left < label.box.right
            if cell.page == label.page and aligned and gap < _BELOW * label.height:
                return None if _label_end(cell.text) is not None else (other, place)
    return None
