from collections.abc import Callable

from glyphwright.geometry import Box
from glyphwright.interpret.lexicon import kinds_of, month_number
from glyphwright.interpret.lookalikes import mend_lookalikes
from glyphwright.interpret.rows import document_rows
from glyphwright.page import Block, Document, Line, Page, Word

Set = Callable[..., Document]


def test_what_stands_at_one_height_is_one_row(set_rows: Set) -> None:
    rows = document_rows(set_rows("TOTAL|9.00", "CASH", "|10.00"))
    assert [row.text for row in rows] == ["TOTAL 9.00", "CASH", "10.00"]
    assert [cell.text for cell in rows[0].cells()] == ["TOTAL", "9.00"]
    assert [token.text for token in rows[0].between(4, 8)] == ["TOTAL", "9.00"]


def test_words_of_which_only_the_line_is_known_share_its_width() -> None:
    box = Box(0, 0, 70, 10)
    line = Line(tuple(Word(text, box.polygon) for text in ("AB", "CDEF")), box.polygon)
    (row,) = document_rows(Document((Page(1, 100, 20, (Block.around((line,)),)),)))
    assert [(token.box.left, token.box.right) for token in row.tokens] == [(0, 20), (30, 70)]


def test_words_name_kinds_in_many_languages_and_in_spite_of_a_wrong_letter() -> None:
    assert "total" in kinds_of("T0TAL")
    assert "total" in kinds_of("Gesamtbetrog")
    assert "subtotal" in kinds_of("SUB-TOTAL :")
    assert "street" in kinds_of("Hafenstraße 12")
    assert "company" in kinds_of("Northern Tools S.A.")
    assert "change" not in kinds_of("SERVICE CHARGE")
    assert month_number("marz") == month_number("mar") == 3
    assert month_number("xyz") is None


def test_characters_that_look_alike_are_told_by_their_neighbours() -> None:
    assert mend_lookalikes("SETlA B0OK I8 N0.59 Hello BHD2 l") == "SETIA BOOK 18 NO.59 Hello BHD2 l"
