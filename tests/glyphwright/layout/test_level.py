import math

import numpy as np
import pytest

from glyphwright.geometry import Box, Polygon, Transform
from glyphwright.layout.level import level_lines, turned


def spun(polygon: Polygon, degrees: float) -> Polygon:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return Transform.from_array([[cos, -sin, 0], [sin, cos, 0]])(polygon)


PAGE = [Box(50, 40 + 30 * k, 50 + 400 + 10 * k, 60 + 30 * k).polygon for k in range(5)]


@pytest.mark.parametrize("degrees", [-15.0, 0.0, 7.5, 90.0, 180.0, -83.0])
def test_turned_pages_come_out_as_they_were(degrees: float) -> None:
    level = level_lines([spun(line, degrees) for line in PAGE])
    expected = np.array([[line.box.left, line.box.top, line.box.right, line.box.bottom] for line in PAGE])
    np.testing.assert_allclose(np.stack([level.left, level.top, level.right, level.bottom], axis=1), expected)
    assert not level.quarters.any()


def test_the_skew_is_that_of_the_long_lines() -> None:
    crooked = spun(Box(500, 500, 530, 520).polygon, 20)
    level = level_lines([*(spun(line, 3) for line in PAGE), crooked])
    np.testing.assert_allclose(level.height[:5], 20)
    np.testing.assert_allclose(level.top[:5], [line.box.top for line in PAGE])


def test_slanted_lines_are_as_high_as_they_are_thick() -> None:
    level = level_lines([*PAGE, spun(Box(50, 400, 450, 420).polygon, 2)])
    assert level.height[5] == pytest.approx(20)


def test_lines_up_and_down_the_page_are_told_apart_and_turned_level() -> None:
    down = Polygon(((520, 100), (520, 300), (500, 300), (500, 100)))
    up = Polygon(((600, 300), (600, 100), (620, 100), (620, 300)))
    level = level_lines([*PAGE, down, up])
    assert level.quarters.tolist() == [0] * 5 + [1, 3]
    for index in (5, 6):
        one = turned(level.take(np.array([index])))
        assert (one.width[0], one.height[0]) == pytest.approx((200, 20))


def test_a_line_without_extent_does_no_harm() -> None:
    level = level_lines([*PAGE, Polygon(((5, 5), (5, 5), (5, 5), (5, 5)))])
    assert np.isfinite(level.left).all()
    assert (level.height > 0).all()
