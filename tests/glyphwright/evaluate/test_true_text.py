from dataclasses import replace

import numpy as np

from glyphwright.evaluate.true_text import read_truly
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Word


def row(top: float, *texts: str) -> list[Word]:
    """Words of ten pixels a character, a space apart."""
    words, left = [], 0.0
    for text in texts:
        words.append(Word(text, Box(left, top, left + 10 * len(text), top + 20).polygon))
        left += 10 * len(text) + 10
    return words


def line(top: float, left: float = 0, right: float = 300) -> Polygon:
    return Box(left, top, right, top + 20).polygon


def test_lines_that_hold_their_words_give_the_truth() -> None:
    words = [*row(0, "one", "two"), *row(30, "three")]
    assert read_truly([line(30), line(0)], words) == "one two\nthree"


def test_a_cut_word_is_read_in_pieces_and_a_missed_one_not_at_all() -> None:
    words = [*row(0, "one", "twenty"), *row(30, "lost")]
    text = read_truly([line(0, right=62), line(0, left=62)], words)
    assert text.split() == ["one", "tw", "enty"]


def test_a_line_over_two_rows_mixes_them() -> None:
    words = [*row(0, "one", "two"), *row(22, "a", "bcdefg")]
    both = Box(0, 0, 300, 42).polygon
    assert read_truly([both], words) == "one a bcdefg two"


def test_a_word_in_two_lines_is_read_twice() -> None:
    assert read_truly([line(0), line(4)], row(0, "one")).split() == ["one", "one"]


def test_lines_can_be_put_into_the_order_of_the_truth() -> None:
    words = [*row(100, "first"), *row(0, "second")]
    lines = [line(0), line(100)]
    assert read_truly(lines, words).split() == ["second", "first"]
    assert read_truly(lines, words, true_order=True).split() == ["first", "second"]


def test_without_lines_or_words_nothing_is_read() -> None:
    assert read_truly([], row(0, "one")) == ""
    assert read_truly([line(0)], []) == ""
    assert read_truly([], [], true_order=True) == ""


def test_a_line_that_bends_holds_what_stands_along_it() -> None:
    one, twenty, three = row(0, "one", "twenty", "three")
    words = [one, replace(twenty, polygon=Polygon.from_array(np.add(twenty.polygon.array, (0, 24)))), three]
    upper = [(0, 0), (30, 0), (40, 24), (100, 24), (110, 0), (170, 0)]
    bent = Polygon((*upper, *((x, y + 20) for x, y in reversed(upper))))
    assert read_truly([bent], words) == "one twenty three"
    assert read_truly([Polygon.from_array(bent.corners)], words) == "one three"
