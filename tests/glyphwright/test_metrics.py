import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glyphwright.geometry import Box, Polygon
from glyphwright.metrics import (
    DetectionScore,
    EditScore,
    WordScore,
    calibration_error,
    calibration_floor,
    cer,
    coverage_score,
    detection_score,
    exact_match,
    fold,
    kendall_tau,
    levenshtein,
    order_edits,
    reliability_table,
    risk_coverage,
    tokens_right,
    wer,
    word_f1,
    words_right,
)
from glyphwright.page import Word


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return Box(left, top, right, bottom).polygon


def turned(polygon: Polygon, degrees: float) -> Polygon:
    x, y = polygon.box.centre
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    rotation = np.array([[cosine, sine], [-sine, cosine]])
    return Polygon.from_array((polygon.array - [x, y]) @ rotation + [x, y])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("‘a’ “b” „c”", '\'a\' "b" "c"'),
        ("1–2 — 3 − 4 ‐", "1-2 - 3 - 4 -"),
        ("eﬀect ﬁne ﬂow aﬃx baﬄe", "effect fine flow affix baffle"),
        ("wait…", "wait..."),
        ("Intro.......12", "Intro 12"),
        ("Intro . . . . 12", "Intro 12"),
        ("Intro ... 12 …", "Intro 12"),
        ("e.g. 1.2.3 a..b", "e.g. 1.2.3 a..b"),
        ("cafe\u0301", "café"),
        (" one\n\ntwo\u00a0three\f", "one two three"),
    ],
)
def test_folding_keeps_what_is_on_the_paper_and_drops_its_typography(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_are_counted_as_a_multiset_in_any_order() -> None:
    score = word_f1("the cat the mat", "mat the cat sat on")
    assert (score.hits, score.n_output, score.n_truth) == (3, 4, 5)
    assert score.precision == 3 / 4
    assert score.recall == 3 / 5
    assert score.f1 == pytest.approx(2 * 3 / 9)


def test_case_counts_unless_it_is_ignored() -> None:
    assert word_f1("TOTAL Rm", "Total RM").f1 == 0
    assert word_f1("TOTAL Rm", "Total RM", ignore_case=True).f1 == 1
    assert cer("AB", "ab").rate == 1
    assert cer("AB", "ab", ignore_case=True).rate == 0


def test_summed_scores_weigh_every_word_alike() -> None:
    total = word_f1("a", "a") + word_f1("", "b c d")
    assert total == WordScore(1, 1, 4)
    assert total.recall == 1 / 4


def test_nothing_read_from_an_empty_page_is_right_and_something_is_wrong() -> None:
    assert word_f1("", "").f1 == 1
    assert word_f1("noise", "").f1 == 0
    assert cer("", "") == EditScore(0, 0)
    assert cer("abc", "").rate == 3


def slow_levenshtein(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above = row
        row = [i]
        for j, b in enumerate(right, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b)))
    return row[-1]


@given(st.text("abc", max_size=80), st.text("abcd", max_size=80))
def test_the_edit_distance_is_that_of_the_textbook(left: str, right: str) -> None:
    assert levenshtein(left, right) == slow_levenshtein(left, right)


def test_the_edit_distance_of_long_pages_takes_well_under_a_second() -> None:
    letters = np.random.default_rng(0).choice(list("abcdefgh "), (2, 6000))
    left, right = ("".join(row) for row in letters)
    start = time.process_time()
    distance = levenshtein(left, right)
    assert time.process_time() - start < 1
    assert 0 < distance < 6000


def test_error_rates_count_characters_and_words_in_reading_order() -> None:
    assert cer("kitten", "sitting") == EditScore(3, 7)
    assert wer("two one", "one two") == EditScore(2, 2)
    assert (cer("a", "b") + cer("xx", "xy")).rate == pytest.approx(2 / 3)


def test_a_crop_is_right_exactly_or_by_its_letters_and_digits() -> None:
    assert exact_match("Open!", "Open!").exact
    near = exact_match("OPEN", "Open!")
    assert not near.exact
    assert near.letters
    assert not exact_match("0pen", "Open").letters
    assert not exact_match("?", "&").letters
    assert exact_match("&", "&").letters


def test_lines_are_paired_one_to_one_with_the_best_overlap_first() -> None:
    truth = [box(0, 0, 100, 20), box(0, 30, 100, 50)]
    found = [box(0, 2, 100, 22), box(0, 0, 100, 20), box(0, 34, 100, 54), box(200, 0, 300, 20)]
    score = detection_score(found, truth)
    assert score == DetectionScore(2, 4, 2, 2)
    assert score.recall == 1
    assert score.precision == 0.5
    assert score.h_mean == pytest.approx(2 / 3)
    assert detection_score(found, truth, iou=0.9).recall == 0.5


def test_one_box_around_two_lines_finds_at_most_one_of_them() -> None:
    truth = [box(0, 0, 100, 20), box(0, 20, 100, 40)]
    assert detection_score([box(0, 0, 100, 40)], truth, iou=0.3).recall == 0.5


def test_nothing_found_and_nothing_there_are_scored() -> None:
    assert detection_score([], []).h_mean == 1
    missed = detection_score([], [box(0, 0, 9, 9)])
    assert (missed.recall, missed.h_mean) == (0, 0)
    assert detection_score([box(0, 0, 9, 9)], []).precision == 0


def test_slanted_outlines_overlap_by_their_area_not_by_their_boxes() -> None:
    line = turned(box(1000, 1000, 1400, 1020), 30)
    beside = Polygon.from_array(np.add(line.array, (0, 60)))
    assert line.box.iou(beside.box) > 0.5
    assert detection_score([line], [line], iou=0.99).recall == 1
    assert detection_score([beside], [line], iou=0.01).recall == 0
    half = detection_score([box(0, 0, 10, 10)], [turned(box(0, 0, 10, 10), 45)], iou=0.70)
    assert half.recall == 1  # an octagon of 82.8 in a union of 117.2: 0.707
    assert detection_score([box(0, 0, 10, 10)], [turned(box(0, 0, 10, 10), 45)], iou=0.71).recall == 0


@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(2, 9), st.integers(2, 9))
def test_upright_outlines_overlap_as_their_boxes_do(dx: int, dy: int, width: int, height: int) -> None:
    left, right = Box(0, 0, 5, 5), Box(dx, dy, dx + width, dy + height)
    iou = left.iou(right)
    assert detection_score([left.polygon], [right.polygon], iou=max(iou - 1e-6, 1e-7)).recall == (iou > 0)
    assert detection_score([left.polygon], [right.polygon], iou=iou + 1e-6).recall == 0


def test_words_are_covered_by_the_line_that_holds_them() -> None:
    words = [box(0, 0, 10, 10), box(20, 0, 30, 10), box(0, 50, 10, 60)]
    found = [box(-1, -1, 31, 11), box(0, 54.9, 10, 70), box(0, 100, 10, 110)]
    assert coverage_score(found, words) == DetectionScore(2, 3, 3, 3)
    assert coverage_score(found, words, share=0.6).recall == pytest.approx(2 / 3)


def word(text: str, left: float, right: float) -> Word:
    return Word(text, box(left, 0, right, 10))


def test_a_word_is_right_where_the_truth_has_it_and_only_once() -> None:
    truth = [word("the", 0, 30), word("cat", 40, 70), word("the", 80, 110)]
    found = [word("the", 2, 31), word("the", 42, 71), word("the", 79, 108), word("the", 83, 111), word("eel", 0, 30)]
    assert words_right(found, truth) == [True, False, True, False, False]
    assert words_right([word("CAT", 40, 70)], truth) == [False]
    assert words_right([word("CAT", 40, 70)], truth, ignore_case=True) == [True]


@pytest.mark.parametrize(
    ("order", "edits", "tau"),
    [
        ((), 0, 1.0),
        ((4,), 0, 1.0),
        ((1, 2, 5, 9), 0, 1.0),
        ((9, 5, 2, 1), 4, -1.0),
        ((2, 3, 4, 1), 2, 0.0),
        ((3, 4, 1, 2), 4, -1 / 3),
    ],
)
def test_order_is_told_by_edits_and_by_pairs(order: tuple[int, ...], edits: int, tau: float) -> None:
    assert order_edits(order) == EditScore(edits, len(order))
    assert kendall_tau(order) == pytest.approx(tau)


def test_true_words_may_bear_the_outline_of_their_line() -> None:
    truth = [word("TOTAL", 0, 100), word("5.00", 0, 100)]
    assert words_right([word("TOTAL", 0, 8), word("5.00", 60, 90), word("5.00", 160, 190)], truth) == [
        True,
        True,
        False,
    ]


def test_words_right_are_none_where_either_side_is_empty() -> None:
    assert words_right([], [word("a", 0, 5)]) == []
    assert words_right([word("a", 0, 5)], []) == [False]


def test_without_places_tokens_are_right_as_often_as_the_truth_has_them() -> None:
    assert tokens_right(["a", "b", "a", "“a"], 'a b "a') == [True, True, False, True]
    assert tokens_right(["A", "a"], "a", ignore_case=True) == [True, False]


def test_calibration_error_is_the_mean_distance_of_confidence_and_accuracy() -> None:
    confidences = [0.95, 0.95, 0.95, 0.95, 0.35, 0.35]
    correct = [True, True, True, False, False, False]
    assert calibration_error(confidences, correct, bins=10) == pytest.approx((4 * 0.2 + 2 * 0.35) / 6)
    assert calibration_error([1.0, 0.0], [True, False]) == 0
    assert calibration_error([], []) == 0


def test_the_floor_is_what_chance_makes_of_a_perfect_reader() -> None:
    rng = np.random.default_rng(0)
    confidences = rng.uniform(0, 1, 400)
    by_chance = [calibration_error(confidences, rng.uniform(size=400) < confidences) for _ in range(200)]
    assert calibration_floor(confidences) == pytest.approx(np.mean(by_chance), rel=0.05)
    assert calibration_floor([0.0, 1.0]) == calibration_floor([]) == 0


def test_the_reliability_table_holds_every_claim_once() -> None:
    confidences = np.linspace(0, 1, 301)
    table = reliability_table(confidences, confidences > 0.5)
    assert sum(row.n for row in table) == 301
    assert len(table) == 15
    assert all(row.low <= row.confidence <= row.high for row in table)


def test_risk_falls_with_coverage_when_confidence_tells_right_from_wrong() -> None:
    rows = risk_coverage([0.9, 0.8, 0.8, 0.1], [True, True, False, False])
    np.testing.assert_allclose(rows, [[0.25, 0], [0.75, 1 / 3], [1, 0.5]])
    assert risk_coverage([], []).shape == (0, 2)
