from collections.abc import Callable

import pytest

from glyphwright.export.paragraphs import items, join_lines, rows
from glyphwright.geometry import Box
from glyphwright.page import Block, Line, Word

MakeLine = Callable[..., Line]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("one", "two", "one two"),
        ("a word that was bro-", "ken in two", "a word that was broken in two"),
        ("Wörter wie Schiff\xad", "fahrt", "Wörter wie Schifffahrt"),
        ("a soft‐", "ware", "a software"),
        ("by Jean-", "Paul", "by Jean-Paul"),
        ("1990-", "2000", "1990-2000"),
        ("a dash -", "and more", "a dash - and more"),
        ("a dash –", "and more", "a dash – and more"),
        ("-", "more", "- more"),
        ("no more-", "", "no more-"),
    ],
)
def test_a_hyphen_goes_only_before_a_lower_case_letter(before: str, after: str, joined: str) -> None:
    assert join_lines(before, after) == joined


def test_lines_that_fill_their_column_are_one_row(line_of: MakeLine) -> None:
    block = Block.around((line_of("a line that is full", 0, 0), line_of("another that is hyph-", 0, 30)))
    last = line_of("enated ends", 0, 60)
    assert rows(Block.around((*block.lines, last))) == ["a line that is full another that is hyphenated ends"]


def test_lines_behind_which_the_next_word_had_room_were_ended_on_purpose(line_of: MakeLine) -> None:
    lines = (line_of("14 Quire Lane", 0, 0), line_of("Ribe", 0, 30), line_of("Denmark, the north of it", 0, 60))
    assert rows(Block.around(lines)) == ["14 Quire Lane", "Ribe", "Denmark, the north of it"]


def test_lines_on_one_row_stay_on_it(line_of: MakeLine) -> None:
    lines = (line_of("pen", 0, 0), line_of("3.50", 300, 1), line_of("ink", 0, 30), line_of("4.00", 300, 31))
    assert rows(Block.around(lines)) == ["pen 3.50", "ink 4.00"]


def test_lines_read_from_the_right_wrap_at_the_left() -> None:
    def line(left: float, right: float, top: float) -> Line:
        polygon = Box(left, top, right, top + 20).polygon
        return Line((Word("אבג", Box(right - 30, top, right, top + 20).polygon),), polygon, direction="rtl")

    assert len(rows(Block.around((line(0, 300, 0), line(200, 300, 30))))) == 1
    assert len(rows(Block.around((line(200, 300, 0), line(0, 300, 30))))) == 2


def test_lines_whose_places_nobody_knows_stay_apart() -> None:
    nowhere = Box(0, 0, 0, 0).polygon
    assert rows(Block((Line((Word("a", nowhere),), nowhere), Line((Word("b", nowhere),), nowhere)), nowhere)) == [
        "a",
        "b",
    ]
    assert rows(Block((), nowhere)) == []


def test_items_begin_with_a_bullet_or_number_and_go_on_without(line_of: MakeLine) -> None:
    texts = ["• first of the", "lot", "– second", "12. third", "4) fourth"]
    block = Block.around(tuple(line_of(text, 0, 30 * row) for row, text in enumerate(texts)), "list")
    assert items(block) == [(None, "first of the lot"), (None, "second"), (12, "third"), (4, "fourth")]


def test_without_bullets_and_numbers_every_line_is_an_item(line_of: MakeLine) -> None:
    block = Block.around((line_of("salt", 0, 0), line_of("-5 degrees", 0, 30)), "list")
    assert items(block) == [(None, "salt"), (None, "-5 degrees")]
