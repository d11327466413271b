import numpy as np
import pytest

from glyphwright.detect.db import find_in_maps
from glyphwright.geometry import Box, Polygon
from glyphwright_train.targets import draw_maps

pytestmark = pytest.mark.train


def as_output(lines: list[Polygon], size: int = 512) -> np.ndarray:
    """What a perfect network would say."""
    maps = draw_maps(lines, [], size)
    chance = np.clip(maps.core, 1e-4, 1 - 1e-4)
    return np.stack([np.log(chance / (1 - chance)), maps.threshold, maps.height]).astype(np.float32)


@pytest.mark.parametrize("height", [12, 20, 48])
def test_perfect_maps_lead_back_to_the_lines(height: int) -> None:
    lines = [Box(40, 30 + i * 1.5 * height, 400, 30 + (i * 1.5 + 1) * height).polygon for i in range(4)]
    found = [region.polygon.box for region in find_in_maps(as_output(lines), min_score=0.5)]
    found.sort(key=lambda box: box.top)
    assert len(found) == 4
    for box, line in zip(found, lines, strict=True):
        assert box.iou(line.box) > 0.75


def test_a_turned_line_leads_back_too() -> None:
    a = np.deg2rad(20)
    along, across = np.array([np.cos(a), np.sin(a)]) * 300, np.array([-np.sin(a), np.cos(a)]) * 24
    start = np.array([80.0, 120.0])
    line = Polygon.from_array([start, start + along, start + along + across, start + across])
    (region,) = find_in_maps(as_output([line]), min_score=0.5)
    assert np.abs(region.polygon.array - line.array).max() < 6


def test_what_nobody_vouches_for_is_unknown_but_not_where_a_line_is() -> None:
    line, doubtful = Box(40, 40, 300, 64).polygon, Box(40, 100, 300, 124).polygon
    maps = draw_maps([line], [doubtful, line], 512)
    assert maps.known[28, 40] == 0
    assert maps.core[12, 40] == 1
    assert maps.known[12, 40] == 1


def test_lines_too_small_to_read_are_unknown() -> None:
    maps = draw_maps([Box(40, 40, 300, 44).polygon], [], 512)
    assert maps.core.sum() == 0
    assert maps.known[10, 40] == 0


def test_a_line_that_reaches_far_out_of_the_view_is_drawn_to_the_edge() -> None:
    maps = draw_maps([Box(-3000, 40, 100, 64).polygon], [], 512)
    assert maps.core[12, 0] == 1
    assert maps.core[12, 30] == 0
