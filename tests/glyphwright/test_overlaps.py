import numpy as np
import pytest

from glyphwright.geometry import Box, Polygon
from glyphwright.overlaps import overlaps, shared_area

HORSESHOE = Polygon(((0, 0), (30, 0), (30, 30), (20, 30), (20, 10), (10, 10), (10, 30), (0, 30)))


def turned(cx: float, cy: float, width: float, height: float, degrees: float) -> Polygon:
    angle = np.deg2rad(degrees)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    return Polygon.from_array(
        [np.array([cx, cy]) + x * width / 2 * along + y * height / 2 * across for x, y in corners]
    )


def test_upright_boxes_overlap_as_boxes_do() -> None:
    one, other = Box(0, 0, 10, 10), Box(5, 0, 20, 10)
    found = overlaps([one.polygon], [other.polygon])
    assert found.iou[0, 0] == pytest.approx(one.iou(other))
    assert found.share[0, 0] == pytest.approx(1 / 3)
    assert found.share_of_left[0, 0] == pytest.approx(1 / 2)


def test_a_turned_square_fills_half_of_the_box_around_it() -> None:
    diamond = Polygon(((10, 0), (20, 10), (10, 20), (0, 10)))
    assert overlaps([diamond], [Box(0, 0, 20, 20).polygon]).iou[0, 0] == pytest.approx(0.5)


def test_lines_turned_alike_overlap_as_they_would_level() -> None:
    found = overlaps([turned(500, 400, 300, 30, 20)], [turned(500, 400, 150, 30, 20)])
    assert found.iou[0, 0] == pytest.approx(0.5, abs=1e-3)


def test_a_hollow_outline_does_not_hold_what_lies_in_its_hollow() -> None:
    hollow = Box(12, 12, 18, 28).polygon
    assert overlaps([hollow], [HORSESHOE]).iou[0, 0] == 0
    assert shared_area(HORSESHOE, Box(0, 0, 30, 30).polygon) == pytest.approx(HORSESHOE.area)


def test_what_is_left_of_a_hollow_outline_in_two_parts_is_counted_exactly() -> None:
    bar = turned(15, 20, 60, 8, 0)
    assert shared_area(bar, HORSESHOE) == shared_area(HORSESHOE, bar) == pytest.approx(2 * 10 * 8)
    assert shared_area(Polygon(bar.points[::-1]), HORSESHOE) == pytest.approx(160)


def test_nothing_overlaps_nothing() -> None:
    assert overlaps([], [HORSESHOE]).iou.shape == (0, 1)
    assert overlaps([HORSESHOE], []).share.shape == (1, 0)


def test_outlines_that_are_all_but_equal_share_all_but_everything() -> None:
    """OpenCV's intersectConvexConvex says 0 of some such pairs."""
    rng = np.random.default_rng(0)
    for _ in range(300):
        one = turned(*rng.uniform(100, 900, 2), rng.uniform(50, 600), rng.uniform(10, 40), rng.uniform(-20, 20))
        other = Polygon.from_array(one.array + rng.normal(0, 1e-5, (4, 2)))
        assert shared_area(one, other) == pytest.approx(one.area, rel=1e-3)
