import pytest

from glyphwright.evaluate.judgement import FATES, judge_lines, n_rows
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Word


def word(text: str, left: float, top: float, *, width: float = 40, height: float = 20) -> Word:
    return Word(text, Box(left, top, left + width, top + height).polygon)


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return Box(left, top, right, bottom).polygon


FIRST, SECOND, BELOW = word("one", 0, 0), word("two", 50, 0), word("three", 0, 30)


def test_words_in_one_line_each_are_found() -> None:
    judged = judge_lines([box(-2, -2, 92, 22), box(-2, 28, 92, 52)], [FIRST, SECOND, BELOW])
    assert judged.fates == ("found", "found", "found")
    assert judged.merges == judged.false == (False, False)


@pytest.mark.parametrize(
    ("lines", "fates"),
    [
        ([box(0, 0, 90, 50)], ("merged", "merged", "merged")),
        ([box(0, 0, 90, 20), box(0, 0, 92, 21)], ("doubled", "doubled", "missed")),
        ([box(0, 0, 20, 20), box(20, 0, 90, 20)], ("cut", "found", "missed")),
        ([box(10, 0, 90, 20)], ("clipped", "found", "missed")),
        ([box(25, 0, 90, 20)], ("missed", "found", "missed")),
        ([], ("missed", "missed", "missed")),
    ],
)
def test_every_word_has_one_fate(lines: list[Polygon], fates: tuple[str, ...]) -> None:
    judged = judge_lines(lines, [FIRST, SECOND, BELOW])
    assert judged.fates == fates
    assert sum(judged.count(fate) for fate in FATES) == 3


def test_a_line_that_only_grazes_the_next_row_is_no_merge() -> None:
    judged = judge_lines([box(0, 0, 90, 38)], [FIRST, SECOND, BELOW])
    assert judged.merges == (False,)
    assert judged.fates == ("found", "found", "missed")


def test_lines_without_words_are_false_unless_the_truth_leaves_the_place_aside() -> None:
    lines = [box(200, 0, 300, 20), box(200, 100, 300, 120), box(200, 140, 300, 160)]
    judged = judge_lines(lines, [FIRST], [box(190, 95, 260, 125), box(290, 140, 300, 160)])
    assert judged.false == (True, False, True)


def test_raised_figures_and_dashes_are_no_rows_of_their_own() -> None:
    line = box(0, 0, 200, 40)
    raised, dash, underscore = (
        word("2", 45, 2, width=5, height=9),
        word("–", 60, 18, height=2),
        word("_", 120, 34, height=2),
    )
    assert n_rows(line, [word("x", 0, 8), raised, dash, underscore]) == 1
    assert n_rows(line, [word("x", 0, 0, height=15), word("y", 0, 20, height=15)]) == 2
    assert n_rows(line, []) == 0


def test_rows_of_a_turned_line_are_told_across_it() -> None:
    upwards = Polygon(((0, 200), (0, 0), (50, 0), (50, 200)))
    beside = [word("a", 5, 100, width=15, height=60), word("b", 5, 20, width=15, height=60)]
    assert n_rows(upwards, beside) == 1
    assert n_rows(upwards, [*beside, word("c", 28, 50, width=15, height=60)]) == 2
