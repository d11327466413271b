import json

import pytest

from glyphwright.geometry import Box, Transform
from glyphwright.page import Block, Cell, Document, Glyph, Line, Page, Word


def word(text: str, left: float, *, confidence: float = 1.0, space_after: bool = True) -> Word:
    polygon = Box(left, 0, left + 10, 10).polygon
    return Word(text, polygon, confidence, (Glyph(text[0], polygon, 0.5, (("x", 0.25),)),), space_after)


def document() -> Document:
    line = Line((word("one", 0), word("two", 20)), Box(0, 0, 30, 10).polygon, ((0, 8), (30, 8)))
    return Document((Page(1, 100, 50, (Block.around((line,)),), 300.0),), "scan.png", ("finder", "reader"))


def test_text_joins_words_by_spaces_lines_by_newlines_and_pages_by_form_feeds() -> None:
    page = document().pages[0]
    assert Document((page, page)).text == "one two\n\fone two\n"


def test_words_without_a_space_after_them_stay_together() -> None:
    line = Line((word("end", 0, space_after=False), word(".", 20)), Box(0, 0, 30, 10).polygon)
    assert line.text == "end."


def test_lines_of_one_row_stand_on_one_row_of_the_text() -> None:
    def line(text: str, left: float, top: float) -> Line:
        polygon = Box(left, top, left + 40, top + 10).polygon
        return Line((Word(text, polygon, space_after=False),), polygon)

    block = Block.around((line("item", 0, 0), line("9.50", 100, 1), line("total", 0, 20), line("2.00", 100, 20)))
    assert block.text == "item  9.50\ntotal  2.00"


def test_the_confidence_of_a_line_weighs_words_by_their_length() -> None:
    line = Line((word("abcd", 0, confidence=1.0), word("ab", 20, confidence=0.4)), Box(0, 0, 30, 10).polygon)
    assert line.confidence == pytest.approx(0.8)


def test_json_leads_back_to_the_same_document() -> None:
    assert Document.from_dict(json.loads(document().to_json())) == document()


def test_another_schema_version_is_refused() -> None:
    data = document().to_dict() | {"schema_version": 99}
    with pytest.raises(ValueError, match="99"):
        Document.from_dict(data)


def cell_line(text: str, *place: int) -> Line:
    polygon = Box(0, 0, 10, 10).polygon
    return Line((Word(text, polygon, space_after=False),), polygon, cell=Cell(*place))


def test_cells_come_row_by_row_with_all_their_lines() -> None:
    lines = (cell_line("c", 1, 0), cell_line("a", 0, 0, 1, 2), cell_line("d", 1, 2), cell_line("c2", 1, 0))
    block = Block.around(lines, "table")
    assert block.cells == {Cell(0, 0, 1, 2): "a", Cell(1, 0): "c\nc2", Cell(1, 2): "d"}
    assert block.grid == (("a", "", ""), ("c\nc2", "", "d"))


def test_cells_that_begin_at_one_place_lose_no_text() -> None:
    assert Block.around((cell_line("a", 0, 0), cell_line("b", 0, 0, 1, 2))).grid == (("a\nb", ""),)


def test_a_block_with_a_line_outside_all_cells_has_none() -> None:
    plain = Line((word("one", 0),), Box(0, 0, 30, 10).polygon)
    block = Block.around((cell_line("a", 0, 0), plain), "table")
    assert (block.cells, block.grid) == ({}, ())


@pytest.mark.parametrize("place", [(-1, 0), (0, -1), (0, 0, 0), (0, 0, 1, 0), (10_000, 0), (0, 0, 1, 1_001)])
def test_a_cell_that_no_table_can_have_is_refused(place: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"place in a table|beyond a table"):
        Cell(*place)


def test_json_tells_cells_only_of_lines_that_have_one() -> None:
    table = Document((Page(1, 100, 50, (Block.around((cell_line("a", 2, 3, 1, 4),), "table"),)),))
    (line,) = table.to_dict()["pages"][0]["blocks"][0]["lines"]
    assert line["cell"] == {"row": 2, "column": 3, "row_span": 1, "column_span": 4}
    assert Document.from_dict(json.loads(table.to_json())) == table
    assert "cell" not in document().to_dict()["pages"][0]["blocks"][0]["lines"][0]


@pytest.mark.parametrize("quarters", range(4))
def test_a_row_is_one_row_however_its_page_lies(quarters: int) -> None:
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarters]
    turn = Transform.from_array([[cosine, -sine, 900], [sine, cosine, 900]])

    def line(text: str, left: float, top: float) -> Line:
        outline = turn(Box(left, top, left + 80, top + 20).polygon)
        (x0, y0), (x1, y1) = outline.points[3], outline.points[2]
        return Line((Word(text, outline, 1.0),), outline, ((x0, y0), (x1, y1)))

    block = Block.around((line("total", 0, 0), line("7.20", 300, 2), line("cash", 0, 40)))
    assert block.text == "total  7.20\ncash"
