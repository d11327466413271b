"""Whole pages of made-up lines: what a person would read first stands first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glyphwright.geometry import Box, Polygon, Transform
from glyphwright.layout import order_lines


def column(left: float, right: float, top: float, rows: int, *, height: float = 20, step: float = 30) -> list[Polygon]:
    return [Box(left, top + i * step, right, top + i * step + height).polygon for i in range(rows)]


def flat(lines: list[Polygon]) -> list[int]:
    return [index for block in order_lines(lines) for index in block]


def test_no_lines_have_no_blocks() -> None:
    assert order_lines([]) == []


def test_one_column_reads_from_top_to_bottom() -> None:
    assert flat(column(100, 700, 100, 20)) == list(range(20))


def test_two_columns_under_a_title_read_one_after_the_other() -> None:
    title = [Box(150, 40, 650, 80).polygon]
    lines = title + column(50, 380, 120, 25) + column(420, 750, 120, 25)
    assert flat(lines) == list(range(51))


def test_columns_whose_rows_do_not_meet_are_columns_too() -> None:
    lines = column(50, 380, 100, 25) + column(420, 750, 111, 25)
    assert flat(lines) == list(range(50))


def test_an_item_and_its_price_stay_on_one_row() -> None:
    rows = [(Box(20, 40 * i, 60 + 25 * (i % 3), 40 * i + 20), Box(330, 40 * i + 1, 380, 40 * i + 21)) for i in range(8)]
    lines = [box.polygon for row in rows for box in row]
    assert flat(lines) == list(range(16))


def test_a_heading_begins_a_block() -> None:
    heading = [Box(100, 400, 420, 440).polygon]
    lines = column(100, 700, 100, 8) + heading + column(100, 700, 470, 8)
    starts = [block[0] for block in order_lines(lines)]
    assert 8 in starts


@pytest.mark.parametrize("degrees", [-8, 3, 10])
def test_skew_changes_nothing(degrees: float) -> None:
    a = np.deg2rad(degrees)
    turn = Transform.from_array([[np.cos(a), -np.sin(a), 300], [np.sin(a), np.cos(a), 300]])
    lines = [turn(line) for line in column(50, 380, 100, 20) + column(430, 760, 100, 20)]
    assert flat(lines) == list(range(40))


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 60))
def test_every_line_once_whatever_the_order_given(chance: "object", n: int) -> None:
    boxes = [(chance.uniform(0, 900), chance.uniform(0, 900), chance.uniform(5, 400)) for _ in range(n)]
    lines = [Box(x, y, x + w, y + 20).polygon for x, y, w in boxes]
    order = flat(lines)
    assert sorted(order) == list(range(n))
    shuffled = list(range(n))
    chance.shuffle(shuffled)
    again = flat([lines[i] for i in shuffled])
    assert [lines[shuffled[i]] for i in again] == [lines[i] for i in order]
