from collections.abc import Callable

import pytest

from glyphwright.export.paragraphs import items, join_lines, paragraphs, rows
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


def column(line_of: MakeLine, *lines: tuple[str, float]) -> Block:
    """Lines under one another, each set in by so much; a column is as wide as 40 characters."""
    return Block(
        tuple(line_of(text, 100 + inset, 30.0 * row) for row, (text, inset) in enumerate(lines)),
        Box(100, 0, 500, 30.0 * len(lines)).polygon,
    )


FULL = "some running text that fills its column"
SHORTER = "running text that fills the column but"


def parts(block: Block) -> list[int]:
    """How many lines each paragraph has."""
    return [len(part.lines) for part in paragraphs(block)]


def test_paragraphs_begin_where_first_lines_are_set_in_even_if_the_last_one_was_full(line_of: MakeLine) -> None:
    block = column(
        line_of, (SHORTER, 20), (FULL, 0), (FULL, 0), (SHORTER, 20), (FULL, 0), (FULL + ".", 0), (SHORTER, 20)
    )
    assert parts(block) == [3, 3, 1]


def test_paragraphs_begin_where_first_lines_are_set_out(line_of: MakeLine) -> None:
    entry = [(FULL, 0.0), (SHORTER, 30.0), ("and it ends.", 30.0)]
    assert parts(column(line_of, *entry, *entry, *entry)) == [3, 3, 3]


def test_paragraphs_begin_after_a_wider_space(line_of: MakeLine) -> None:
    block = column(line_of, *[(FULL, 0.0)] * 6)
    lower = tuple(line_of(FULL, 100, 30.0 * row + 8) for row in range(6, 9))
    assert parts(Block((*block.lines, *lower), block.polygon)) == [6, 3]


def test_paragraphs_end_where_a_sentence_ends_before_the_edge(line_of: MakeLine) -> None:
    assert parts(column(line_of, (FULL, 0), (FULL, 0), ("and ends.", 0), (FULL, 0), ("Not here", 0), (FULL, 0))) == [
        3,
        3,
    ]


def test_lines_that_were_ended_on_purpose_and_tables_are_not_parted(line_of: MakeLine) -> None:
    assert parts(column(line_of, ("14 Quire Lane.", 0), ("Ribe.", 20), ("Denmark.", 0))) == [3]
    cells = (line_of("pen.", 0, 0), line_of("3.50", 300, 1), line_of("ink.", 0, 90), line_of("4.00", 300, 91))
    assert parts(Block.around(cells)) == [4]
    assert parts(Block((), Box(0, 0, 0, 0).polygon)) == [0]


def test_lines_of_an_address_stay_apart_though_the_next_word_would_not_fit(line_of: MakeLine) -> None:
    lines = [line_of(text, 0, 30 * i) for i, text in enumerate(("41, rue Lebon", "50662 Larochebourg", "France"))]
    assert rows(Block.around(lines)) == ["41, rue Lebon", "50662 Larochebourg", "France"]
    broken = [line_of("Donaudampf-", 0, 0), line_of("schifffahrt", 0, 30)]
    assert rows(Block.around(broken)) == ["Donaudampfschifffahrt"]
