import math

import pytest

from glyphwright.geometry import Box, Polygon, Transform
from glyphwright.layout import order_lines, rows_of


def line(x: float, y: float, width: float, height: float = 20) -> Polygon:
    return Box(x, y, x + width, y + height).polygon


def receipt() -> list[Polygon]:
    """Name, four items with prices, a note under the second."""
    lines = [line(120, 40, 200)]
    for k, width in enumerate((150, 210, 90, 170)):
        lines += [line(60, 80 + 60 * k, width), line(400, 82 + 60 * k, 60)]
    return [*lines, line(80, 170, 120)]


def test_items_and_prices_are_one_row_each() -> None:
    assert rows_of([0, 1, 2, 3, 4, 9, 5, 6, 7, 8], receipt()) == [[0], [1, 2], [3, 4], [9], [5, 6], [7, 8]]


@pytest.mark.parametrize("degrees", [-12.0, 12.0, 90.0])
def test_rows_are_found_on_turned_pages(degrees: float) -> None:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    spin = Transform.from_array([[cos, -sin, 0], [sin, cos, 0]])
    lines = [spin(one) for one in receipt()]
    rows = [row for block in order_lines(lines) for row in rows_of(block, lines)]
    assert rows == [[0], [1, 2], [3, 4], [9], [5, 6], [7, 8]]


def test_lines_of_a_column_are_rows_of_their_own() -> None:
    lines = [line(100, 100 + 27 * k, 400) for k in range(4)]
    assert rows_of([0, 1, 2, 3], lines) == [[0], [1], [2], [3]]


def test_the_next_column_at_the_same_height_begins_a_new_row() -> None:
    lines = [line(100, 100, 400), line(100, 127, 400), line(550, 100, 400), line(550, 127, 400)]
    assert rows_of([0, 1, 2, 3], lines) == [[0], [1], [2], [3]]


def test_only_the_lines_of_the_block_are_grouped() -> None:
    assert rows_of([3, 4], receipt()) == [[3, 4]]


def test_lines_that_run_up_the_page_are_grouped_along_their_direction() -> None:
    def upwards(x: float, bottom: float, length: float) -> Polygon:
        return Polygon(((x, bottom), (x, bottom - length), (x + 20, bottom - length), (x + 20, bottom)))

    upright = [line(200, 100 + 27 * k, 600) for k in range(6)]
    lines = [*upright, upwards(50, 500, 100), upwards(50, 380, 80), upwards(77, 500, 100)]
    assert rows_of([6, 7, 8], lines) == [[6, 7], [8]]


def test_a_block_without_lines_has_no_rows() -> None:
    assert rows_of([], receipt()) == []
