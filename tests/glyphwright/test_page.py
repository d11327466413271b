import json

import pytest

from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Glyph, Line, Page, Word


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
