"""Documents that are set, not drawn: each text at a place, its words as wide as their letters."""

from collections.abc import Callable

import pytest

from glyphwright.geometry import Box, Transform
from glyphwright.page import Block, Document, Line, Page, Word

Set = Callable[..., Document]
ROW = 30


@pytest.fixture
def set_rows() -> Set:
    """`set_rows("TOTAL|9.00", "CASH|10.00")`: a row each, cells between bars; `{2}` doubles the height of a text."""

    def made(*rows: str, confidence: float = 1.0, turn: Transform | None = None, left: float = 40) -> Document:
        lines = []
        for place, row in enumerate(rows):
            for cell, text in enumerate(row.split("|")):
                scale = 2 if text.startswith("{2}") else 1
                text = text.removeprefix("{2}")
                if text:
                    lines.append(_line(text, left + cell * 360, 20 + place * ROW, scale, confidence, turn))
        return Document((Page(1, 1200, 40 + ROW * len(rows), (Block.around(tuple(lines)),)),))

    return made


def _line(text: str, x: float, y: float, scale: int, confidence: float, turn: Transform | None) -> Line:
    words, at = [], x
    top = y - 10 * (scale - 1)
    for word in text.split():
        box = Box(at, top, at + 10 * len(word), y + 20)
        words.append(Word(word, box.polygon if turn is None else turn(box.polygon), confidence))
        at = box.right + 8
    outline = Box(x, top, at - 8, y + 20).polygon
    return Line(tuple(words), outline if turn is None else turn(outline))
