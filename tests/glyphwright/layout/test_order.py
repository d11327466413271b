import math
import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glyphwright.geometry import Box, Polygon, Transform
from glyphwright.layout import order_lines

HEIGHT, STEP = 20.0, 27.0


def line(x: float, y: float, width: float, height: float = HEIGHT) -> Polygon:
    return Box(x, y, x + width, y + height).polygon


def column(x: float, y: float, n: int, *, width: float = 400, seed: int = 0) -> list[Polygon]:
    """Running text: full lines, and now and then the short last line of a paragraph."""
    rng = np.random.default_rng(seed)
    return [line(x, y + k * STEP, width * (rng.uniform(0.3, 0.9) if k % 7 == 6 else 1)) for k in range(n)]


def upwards(x: float, bottom: float, length: float, height: float = HEIGHT) -> Polygon:
    """A line that is read from the bottom to the top."""
    return Polygon(((x, bottom), (x, bottom - length), (x + height, bottom - length), (x + height, bottom)))


def turn(lines: Sequence[Polygon], degrees: float) -> list[Polygon]:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    spin = Transform.from_array([[cos, -sin, 700], [sin, cos, 900]])
    return [spin(one) for one in lines]


def read(lines: Sequence[Polygon], *, seed: int = 5) -> list[list[int]]:
    """Blocks of a shuffled page, in indices of the page as it was given."""
    order = np.random.default_rng(seed).permutation(len(lines)).tolist()
    return [[order[k] for k in block] for block in order_lines([lines[k] for k in order])]


def flat(blocks: Sequence[Sequence[int]]) -> list[int]:
    return [index for block in blocks for index in block]


def assert_read_as_given(lines: Sequence[Polygon]) -> None:
    assert flat(read(lines)) == list(range(len(lines)))


def test_a_page_without_lines_has_no_blocks() -> None:
    assert order_lines([]) == []


def test_a_single_line_is_a_block() -> None:
    assert order_lines([line(10, 10, 200)]) == [[0]]


def test_one_column_is_one_block_from_top_to_bottom() -> None:
    assert read(column(100, 100, 40, width=900)) == [list(range(40))]


@pytest.mark.parametrize("offset", [0.0, 9.0])
def test_two_columns_are_not_interleaved_whether_or_not_their_baselines_agree(offset: float) -> None:
    title, number = line(250, 60, 500, 40), line(500, 1400, 30)
    assert_read_as_given([title, *column(100, 160, 40, seed=1), *column(550, 160 + offset, 36, seed=2), number])


def test_three_columns_with_a_narrow_gutter_are_read_one_by_one() -> None:
    columns = [column(100 + k * 245, 100 + 4 * k, 40, width=220, seed=k) for k in range(3)]
    assert_read_as_given([*columns[0], *columns[1], *columns[2]])


def test_a_line_across_both_columns_divides_them() -> None:
    above = [*column(100, 100, 12, seed=1), *column(550, 105, 12, seed=2)]
    below = [*column(100, 500, 15, seed=3), *column(550, 505, 15, seed=4)]
    assert_read_as_given([*above, line(200, 450, 650), *below])


def test_a_heading_alone_in_its_band_divides_columns_that_it_does_not_cross() -> None:
    above = [*column(100, 100, 12, seed=1), *column(550, 100, 12, seed=2)]
    below = [*column(100, 500, 15, seed=3), *column(550, 500, 15, seed=4)]
    assert_read_as_given([*above, line(100, 450, 150, 30), *below])


def test_columns_of_different_length_are_read_to_their_end() -> None:
    assert_read_as_given([*column(100, 100, 45, seed=1), *column(550, 104, 12, seed=2)])


def test_a_heading_deep_in_the_left_column_divides_no_columns_if_the_right_one_has_long_ended() -> None:
    left = [*column(100, 100, 20, seed=1), line(100, 680, 250, 30), *column(100, 730, 14, seed=2)]
    assert_read_as_given([*left, *column(550, 100, 4, seed=3)])


def test_what_stands_apart_under_the_left_column_comes_after_the_right_one() -> None:
    columns = [*column(100, 100, 15, seed=1), *column(550, 104, 15, seed=2)]
    assert_read_as_given([*columns, line(100, 620, 300), line(100, 647, 280)])


def test_the_cells_of_a_table_stay_in_their_rows_and_in_one_block() -> None:
    rng = np.random.default_rng(3)
    cells = [line(100 + 180 * c, 100 + 40 * r, rng.uniform(30, 130)) for r in range(15) for c in range(5)]
    assert read(cells) == [list(range(75))]


def test_items_of_a_receipt_are_followed_by_their_prices() -> None:
    rng = np.random.default_rng(4)
    lines = [line(150, 50, 200, 24), line(120, 80, 260, 24)]
    for k in range(12):
        price = rng.uniform(45, 70)
        lines += [line(60, 150 + 26 * k, rng.uniform(120, 260)), line(440 - price, 151 + 26 * k, price)]
    lines.append(line(140, 500, 220))
    blocks = read(lines)
    assert flat(blocks) == list(range(len(lines)))
    assert list(range(2, 26)) in blocks


def test_keys_and_values_stay_together() -> None:
    rng = np.random.default_rng(5)
    rows = [(line(80, 100 + 30 * k, rng.uniform(50, 110)), line(260, 100 + 30 * k, 200 + 30 * k)) for k in range(8)]
    assert read([one for row in rows for one in row]) == [list(range(16))]


def test_numbers_of_lines_stay_with_their_lines_of_code() -> None:
    rng = np.random.default_rng(6)
    rows = [(line(80, 100 + 25 * k, 20), line(130, 100 + 25 * k, rng.uniform(80, 700))) for k in range(30)]
    assert read([one for row in rows for one in row]) == [list(range(60))]


def test_numbers_of_lines_that_count_otherwise_are_a_column_of_their_own() -> None:
    numbers = [line(40, 100 + 22 * k, 20) for k in range(49)]
    assert_read_as_given([*numbers, *column(90, 100, 40, width=860, seed=1)])


def test_numbers_that_end_the_entries_of_an_index_stay_with_them() -> None:
    entries = [(line(x, 100 + 30 * k, 240), line(x + 260, 100 + 30 * k, 10)) for x in (100, 392) for k in range(40)]
    assert_read_as_given([part for entry in entries for part in entry])


def test_cells_of_several_lines_are_read_cell_by_cell() -> None:
    cells = [
        [line(100 + 330 * c, 100 + 150 * r + STEP * k, 250 - 60 * (k == 3)) for k in range(4)]
        for r in range(4)
        for c in range(2)
    ]
    assert_read_as_given([one for cell in cells for one in cell])


def test_headers_and_footers_come_first_and_last() -> None:
    head = [line(100, 40, 150), line(920, 40, 30)]
    foot = [line(100, 1330, 30), line(800, 1330, 150)]
    columns = [*column(100, 120, 42, seed=1), *column(550, 124, 42, seed=2)]
    assert_read_as_given([*head, *columns, *foot])


def test_heads_of_columns_stay_with_their_columns() -> None:
    left, right = column(100, 150, 20, seed=1), column(550, 150, 20, seed=2)
    assert_read_as_given([line(100, 100, 180), *left, line(550, 100, 220), *right])


def test_a_sidebar_is_not_mixed_with_the_text_beside_it() -> None:
    side = column(100, 130, 14, width=170, seed=1)
    assert_read_as_given([*side, *column(310, 120, 40, width=640, seed=2)])


@pytest.mark.parametrize("degrees", [-15.0, -4.0, 10.0, 15.0])
def test_skewed_pages_are_read_as_if_they_were_level(degrees: float) -> None:
    head = [line(250, 60, 500, 40)]
    lines = [*head, *column(100, 160, 30, seed=1), *column(550, 165, 30, seed=2)]
    assert_read_as_given(turn(lines, degrees))


@pytest.mark.parametrize("degrees", [-10.0, 10.0])
def test_rows_of_a_skewed_receipt_stay_together(degrees: float) -> None:
    rng = np.random.default_rng(8)
    rows = [(line(60, 30 * k, rng.uniform(120, 260)), line(420, 30 * k, 60)) for k in range(14)]
    assert read(turn([one for row in rows for one in row], degrees)) == [list(range(28))]


@pytest.mark.parametrize("degrees", [90.0, 180.0, 270.0])
def test_a_page_that_lies_on_its_side_is_read_along_its_lines(degrees: float) -> None:
    assert_read_as_given(turn([*column(100, 160, 20, seed=1), *column(550, 165, 20, seed=2)], degrees))


def test_a_line_up_the_margin_comes_last_as_a_block_of_its_own() -> None:
    lines = [*column(100, 100, 30, width=800), upwards(30, 700, 500)]
    assert read(lines) == [list(range(30)), [30]]


def test_lines_up_the_side_of_a_figure_come_after_what_they_stand_beside() -> None:
    above, below = column(100, 100, 10, width=800), column(100, 760, 10, width=800, seed=2)
    ticks = [line(340, 420 + 50 * k, 30) for k in range(5)]
    lines = [*above, *ticks, upwards(300, 640, 220), upwards(324, 640, 180), *below]
    assert flat(read(lines)) == list(range(len(lines)))
    assert [15, 16] in read(lines)


def test_wide_gaps_and_larger_text_part_blocks() -> None:
    first, second = column(100, 200, 6, width=800), column(100, 200 + 6 * STEP + HEIGHT, 6, width=800)
    assert read([line(100, 160, 300, 32), *first, *second]) == [[0], list(range(1, 7)), list(range(7, 13))]


def test_a_loosely_set_paragraph_is_not_torn_apart() -> None:
    assert read([line(100, 100 + 36 * k, 800) for k in range(20)]) == [list(range(20))]


def test_an_initial_is_read_before_the_lines_beside_it() -> None:
    beside = [line(175, 100 + STEP * k, 725) for k in range(3)]
    assert_read_as_given([line(100, 100, 70, 2 * STEP + HEIGHT), *beside, *column(100, 100 + 3 * STEP, 8, width=800)])


def test_outlines_of_many_points_are_lines_too() -> None:
    bent = Polygon(((100, 100), (300, 96), (500, 100), (500, 120), (300, 116), (100, 120)))
    assert read([bent, line(100, 130, 400), line(100, 157, 380)]) == [[0, 1, 2]]


def scattered(seed: int, n: int) -> list[Polygon]:
    """Lines anywhere, upright for the most part."""
    rng = np.random.default_rng(seed)
    lines = []
    for _ in range(n):
        x, y, width, height = rng.uniform(0, 900), rng.uniform(0, 1200), rng.uniform(10, 400), rng.uniform(12, 30)
        lines.append(line(x, y, width, height) if rng.random() < 0.9 else upwards(x, y, width, height))
    return lines


seeds = st.integers(0, 2**32 - 1)


@settings(deadline=None, max_examples=60)
@given(seed=seeds, n=st.integers(0, 60))
def test_every_line_comes_once(seed: int, n: int) -> None:
    blocks = order_lines(scattered(seed, n))
    assert sorted(flat(blocks)) == list(range(n))
    assert all(blocks)


@settings(deadline=None, max_examples=60)
@given(seed=seeds, n=st.integers(1, 60), shuffle=seeds)
def test_the_order_in_which_lines_are_found_does_not_count(seed: int, n: int, shuffle: int) -> None:
    lines = scattered(seed, n)
    assert read(lines, seed=shuffle) == order_lines(lines)


@settings(deadline=None, max_examples=60)
@given(seed=seeds, n=st.integers(1, 60), scale=st.sampled_from([0.3, 2.0, 7.0]), shift=st.integers(-3000, 3000))
def test_neither_size_nor_place_on_the_page_counts(seed: int, n: int, scale: float, shift: int) -> None:
    lines = scattered(seed, n)
    moved = Transform.scale(scale, scale).then(Transform.shift(shift, 2 * shift))
    assert order_lines([moved(one) for one in lines]) == order_lines(lines)


def test_lines_that_are_found_twice_are_kept() -> None:
    lines = column(100, 100, 5) * 2
    assert sorted(flat(order_lines(lines))) == list(range(10))


def test_a_thousand_lines_take_no_longer_than_a_blink() -> None:
    lines = [one for k in range(8) for one in column(100 + 230 * k, 100 + k, 125, width=200, seed=k)]
    taken = []
    for _ in range(3):
        start = time.process_time()
        order_lines(lines)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.25


def test_a_cell_of_two_lines_is_read_whole_beside_one_that_is_centred_on_it() -> None:
    lines, y = [], 100.0
    for n in (2, 1, 2, 2, 1, 2):
        lines.append(line(100, y + (n - 1) * STEP / 2, 60))
        lines += [line(200, y + STEP * k, 55 - 20 * (k == 1)) for k in range(n)]
        y += n * STEP + 4
    assert_read_as_given(lines)


def test_tightly_set_rows_of_a_table_stay_rows() -> None:
    cells = [line(100 + 150 * c, 100 + 18 * r, 40 + 7 * ((r + c) % 4)) for r in range(10) for c in range(4)]
    assert_read_as_given(cells)


def test_a_fraction_is_read_between_what_stands_beside_it() -> None:
    numerator, denominator = line(305, 88, 30), line(300, 112, 40)
    assert_read_as_given([line(100, 100, 180), numerator, denominator, line(360, 100, 200)])


@pytest.mark.parametrize("pitch", [40, 66, 84])
def test_widely_set_lines_are_one_block_but_a_header_apart_from_them(pitch: int) -> None:
    text = [Box(150, 400 + i * pitch, 1450 - (i * 37) % 120, 433 + i * pitch).polygon for i in range(13)]
    assert [len(block) for block in order_lines(text)] == [13]
    assert order_lines([*text, Box(700, 150, 900, 183).polygon])[0] == [13]
