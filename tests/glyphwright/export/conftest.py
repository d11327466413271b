"""A small document whose every field is set, for all formats."""

import pytest

from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Document, Glyph, Line, Page, Word


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
