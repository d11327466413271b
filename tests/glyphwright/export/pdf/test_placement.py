import math

import pytest

from glyphwright.export.pdf.placement import PlacedWord, place_words
from glyphwright.geometry import Box, Polygon, Transform
from glyphwright.page import Line, Word

# User space is 200 units high and has y up.
UP = Transform.from_array([[1.0, 0.0, 0.0], [0.0, -1.0, 200.0]])


def word(text: str, left: float, right: float, top: float = 100, bottom: float = 120, *, space: bool = True) -> Word:
    return Word(text, Box(left, top, right, bottom).polygon, space_after=space)


def placed(*words: Word, **line: object) -> list[PlacedWord]:
    outline = Box(10, 100, 190, 120).polygon
    return place_words(Line(words, outline, **line), UP)  # type: ignore[arg-type]


def test_a_word_starts_on_its_lower_left_corner_and_a_space_reaches_to_the_next() -> None:
    first, second = placed(word("one", 10, 60), word("two", 80, 130))
    assert first == PlacedWord("one", (10, 80), (1, 0), 20, 50, 20)
    assert second == PlacedWord("two", (80, 80), (1, 0), 20, 50, 0)


def test_words_of_a_line_share_its_base_and_height() -> None:
    low, high = placed(word("gap", 10, 60, 105, 125), word("Tip", 80, 130, 100, 120))
    assert low.start[1] == high.start[1] == 75
    assert low.size == high.size == 25


def test_words_that_stand_on_no_common_line_keep_their_own() -> None:
    first, second = placed(word("one", 10, 60, 100, 120), word("two", 80, 130, 130, 150))
    assert (first.start[1], second.start[1]) == (80, 50)
    assert (first.size, second.size) == (20, 20)


def test_a_word_that_touches_the_next_is_trimmed_so_that_a_space_is_seen() -> None:
    first, _ = placed(word("one", 10, 60), word("two", 61, 100))
    assert first.width + first.gap == pytest.approx(51)
    assert first.gap == pytest.approx(0.18 * 20)


def test_words_without_a_space_between_are_left_as_they_are() -> None:
    first, _ = placed(word("one", 10, 60, space=False), word("two", 60, 100))
    assert (first.width, first.gap) == (50, 0)


def test_a_last_word_of_one_character_brings_a_space() -> None:
    assert placed(word("x", 10, 20))[0].gap > 0


def test_the_baseline_gives_the_direction() -> None:
    slope = math.tan(math.radians(5))
    (only,) = placed(word("one", 10, 60), baseline=((10, 110), (110, 110 + 100 * slope)))
    assert only.along == pytest.approx((math.cos(math.radians(5)), -math.sin(math.radians(5))))


def test_without_a_baseline_the_corners_of_the_words_do() -> None:
    upside_down = Polygon(((60, 120), (10, 120), (10, 100), (60, 100)))
    (only,) = placed(Word("one", upside_down))
    assert only.along == (-1, 0)
    assert only.start == pytest.approx((60, 100))


def test_on_a_bent_baseline_every_word_has_its_own_direction() -> None:
    first, second = placed(word("one", 10, 60), word("two", 60, 110), baseline=((10, 120), (60, 110), (110, 120)))
    assert first.along[1] == pytest.approx(-second.along[1])
    assert first.along[1] > 0


@pytest.mark.parametrize("baseline", [(), ((130.0, 115.0), (10.0, 115.0)), ((10.0, 115.0), (130.0, 115.0))])
def test_a_line_read_from_the_right_is_laid_out_from_the_left(baseline: tuple[tuple[float, float], ...]) -> None:
    words = (word("שלום", 80, 130, space=True), word("אב", 10, 60))
    left, right = placed(*words, direction="rtl", baseline=baseline)
    assert (left.text, right.text) == ("בא", "םולש")
    assert left.along == right.along == (1, 0)
    assert (left.start[0], left.gap) == (10, 20)


def test_corners_of_a_line_read_from_the_right_may_start_at_the_right() -> None:
    corners = Polygon(((60, 100), (60, 120), (10, 120), (10, 100)))
    (only,) = placed(Word("שלום", corners), direction="rtl")
    assert (only.along, only.size, only.width) == ((1, 0), 20, 50)


def test_a_line_read_downwards_runs_downwards() -> None:
    (only,) = placed(word("縦書き", 100, 120, 10, 70), direction="ttb")
    assert only.along == (0, -1)
    assert (only.size, only.width) == (20, 60)


def test_words_without_a_visible_character_are_left_out() -> None:
    assert [w.text for w in placed(word(" \t", 10, 20), word("a\0b", 30, 60), word("", 70, 80))] == ["ab"]


def test_outlines_of_no_extent_do_no_harm() -> None:
    (only,) = placed(Word("x", Box(0, 0, 0, 0).polygon), baseline=((5, 5), (5, 5)))
    assert only.size > 0
    assert only.width > 0
