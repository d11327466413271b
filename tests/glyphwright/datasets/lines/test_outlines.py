import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glyphwright.datasets.lines.outlines import box_from, corners, is_upright, outline_from
from glyphwright.geometry import Box, Polygon

QUADRILATERAL = ((10.0, 10.0), (60.0, 20.0), (58.0, 40.0), (8.0, 30.0))


def test_four_points_stay_as_they_are() -> None:
    assert outline_from(QUADRILATERAL) == Polygon(QUADRILATERAL)


def test_points_that_run_anticlockwise_are_turned_around_so_that_nothing_is_mirrored() -> None:
    first, *others = QUADRILATERAL
    assert outline_from([first, *others[::-1]]) == Polygon(QUADRILATERAL)


def test_more_points_become_the_rectangle_around_them() -> None:
    arc = [(0, 10), (50, 0), (100, 10), (100, 30), (50, 20), (0, 30)]
    assert np.allclose(outline_from(arc).array, Box(0, 0, 100, 30).polygon.array, atol=1e-3)


@given(st.floats(-40, 40), st.integers(0, 3))
def test_the_rectangle_begins_where_its_top_is_level(degrees: float, start: int) -> None:
    turn = np.array(
        [
            [math.cos(math.radians(degrees)), math.sin(math.radians(degrees))],
            [-math.sin(math.radians(degrees)), math.cos(math.radians(degrees))],
        ]
    )
    rectangle = Box(0, 0, 100, 20).polygon.array @ turn + 200
    with_middle = np.insert(np.roll(rectangle, start, axis=0), 1, np.roll(rectangle, start, axis=0)[:2].mean(0), axis=0)
    assert np.allclose(corners(Polygon.from_array(with_middle)).array, rectangle, atol=0.05)


def test_four_points_that_cross_become_a_rectangle_too() -> None:
    assert is_upright(corners(Polygon(((0, 0), (40, 20), (40, 0), (0, 20)))))


@pytest.mark.parametrize(
    "points",
    [[(0, 0), (1, 1)], [(0, 0), (1, 0), (1, float("nan"))], [(0, 0), (1, 0), (float("inf"), 1)], [(0, 0, 0)] * 4],
)
def test_what_is_no_outline_is_refused(points: list[tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match=r"outline|unpack"):
        outline_from(points)


def test_a_box_that_is_turned_around_is_refused() -> None:
    assert box_from(["1", "2", "3", "4"]) == Box(1, 2, 3, 4).polygon
    with pytest.raises(ValueError, match="ends before it starts: 3, 2, 1, 4"):
        box_from((3, 2, 1, 4))
