"""A small document whose every field is set, for all formats."""

from collections.abc import Callable

import pytest

from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Cell, Document, Glyph, Line, Page, Word


@pytest.fixture
def small_document() -> Document:
    """Two pages: a title and a table on one, nothing on the other."""
    glyphs = (
        Glyph("A", Box(100, 50, 120, 90).polygon, 0.99, (("Á", 0.01),)),
        Glyph("b", Box(120, 50, 140, 90).polygon, 0.9),
    )
    title = Line(
        (Word("Ab", Box(100, 50, 140, 90).polygon, 0.891, glyphs), Word("<&>", Box(150, 50, 210, 90).polygon, 0.5)),
        Box(100, 50, 210, 90).polygon,
        ((100.0, 82.0), (210.0, 82.0)),
        score=0.75,
    )
    slanted = Polygon(((100.0, 120.0), (300.0, 140.0), (296.0, 180.0), (96.0, 160.0)))
    cell = Line((Word("один", slanted, 0.25, space_after=False),), slanted, script="Cyrl")
    blocks = (Block((title,), Box(100, 50, 210, 90).polygon, "title"), Block.around((cell,), "table"))
    pages = (Page(1, 400, 300, blocks, 150.0, 90), Page(2, 400, 300))
    return Document(pages, "scan.tif", ("reader.latin",))


def _line(text: str, left: float, top: float, *, width: float | None = None, cell: Cell | None = None) -> Line:
    """Words of ten pixels a character in a row twenty pixels high; `width` stretches none of them."""
    words, right = [], left
    for token in text.split(" "):
        words.append(Word(token, Box(right, top, right + 10 * len(token), top + 20).polygon))
        right += 10 * len(token) + 10
    return Line(tuple(words), Box(left, top, left + (width or right - 10 - left), top + 20).polygon, cell=cell)


@pytest.fixture
def line_of() -> Callable[..., Line]:
    return _line


@pytest.fixture
def table() -> Block:
    """A head over two columns that spans both, a cell of two lines that spans two rows, and one cell that is empty."""
    lines = (
        _line("Goods | prices", 0, 0, cell=Cell(0, 0, 1, 2)),
        _line("pen, ink", 0, 30, cell=Cell(1, 0, 2, 1)),
        _line("and <nib>", 0, 60, cell=Cell(1, 0, 2, 1)),
        _line("3.50", 200, 30, cell=Cell(1, 1)),
        _line("late", 200, 90, cell=Cell(3, 1)),
    )
    return Block.around(lines, "table")
