"""The rows of a receipt → a page of words in their places, without pixels: as if each letter were as wide as the next.

That is all that understanding a receipt needs, a thousand times faster than drawing it. Heights and rows vary a little,
as they do where lines were found on scans.
"""

import random
from collections.abc import Iterator

from glyphwright.geometry import Box, union_of
from glyphwright.page import Block, Document, Line, Page, Word
from glyphwright_train.synth.tills.receipt import TillReceipt
from glyphwright_train.synth.tills.till import Cell, TillRow

_ADVANCE, _HEIGHT = 10.0, 18.0


def set_receipt(dice: random.Random, receipt: TillReceipt) -> Document:
    """The receipt as it was printed."""
    width = receipt.columns * _ADVANCE
    step = _HEIGHT * dice.uniform(1.15, 1.7)
    y, lines = step, list[Line]()
    for row in receipt.rows:
        y += row.gap * step
        lines += _lines(dice, row, width, y)
        y += step * row.size
    blocks = (Block.around(tuple(lines)),)
    return Document((Page(1, round(width + 4 * _ADVANCE), round(y + step), blocks),))


def _lines(dice: random.Random, row: TillRow, width: float, y: float) -> Iterator[Line]:
    """A line for each cell, none over the one before it; what stands beyond the paper is set all the same."""
    end = 0.0
    for cell in row.cells:
        height = _HEIGHT * row.size * dice.uniform(0.9, 1.1)
        top = y + dice.uniform(-0.06, 0.06) * _HEIGHT
        words = _words(cell, row.size * _ADVANCE, width, end, (top, top + height))
        end = words[-1].box.right + _ADVANCE
        yield Line(words, union_of(word.box for word in words).polygon)


def _words(cell: Cell, advance: float, width: float, least: float, rows: tuple[float, float]) -> tuple[Word, ...]:
    x = max(least, 2 * _ADVANCE + cell.at * width - cell.align * len(cell.text) * advance)
    words = []
    for text in cell.text.split():
        words.append(Word(text, Box(x, rows[0], x + len(text) * advance, rows[1]).polygon))
        x += (len(text) + 1) * advance
    return tuple(words)
