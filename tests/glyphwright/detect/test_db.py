import numpy as np
import pytest

from glyphwright.detect.db import CORE_SHARE, HEIGHT_UNIT_PX, STRIDE_PX, find_in_maps
from glyphwright.geometry import Box


def maps_of(bars: list[tuple[float, float, float, float, float]], size: tuple[int, int] = (128, 160)) -> np.ndarray:
    """Perfect maps of lines given as (centre x, centre y, length, height, angle in degrees), in image pixels."""
    h, w = size
    y, x = np.mgrid[0:h, 0:w].astype(np.float64)
    x, y = (x + 0.5) * STRIDE_PX, (y + 0.5) * STRIDE_PX
    maps = np.full((3, h, w), -9.0, np.float32)
    maps[2] = 0
    for cx, cy, length, height, degrees in bars:
        a = np.deg2rad(degrees)
        along = (x - cx) * np.cos(a) + (y - cy) * np.sin(a)
        across = -(x - cx) * np.sin(a) + (y - cy) * np.cos(a)
        inside = (np.abs(along) < length / 2) & (np.abs(across) < CORE_SHARE * height / 2)
        maps[0][inside] = 9.0
        maps[2][inside] = np.log(height / HEIGHT_UNIT_PX)
    return maps


def test_a_level_line_is_found_to_the_pixel() -> None:
    (region,) = find_in_maps(maps_of([(320, 200, 400, 24, 0)]), min_score=0.5)
    assert region.polygon.box.iou(Box(120, 188, 520, 212)) > 0.9
    assert region.score > 0.99


@pytest.mark.parametrize("degrees", [-40, -12, 5, 33])
def test_a_slanted_line_keeps_its_direction(degrees: float) -> None:
    (region,) = find_in_maps(maps_of([(320, 256, 300, 28, degrees)]), min_score=0.5)
    top_left, top_right = region.polygon.array[:2]
    found = np.rad2deg(np.arctan2(*(top_right - top_left)[::-1]))
    assert found == pytest.approx(degrees, abs=1.0)
    assert np.linalg.norm(top_right - top_left) == pytest.approx(300, rel=0.05)


def test_upright_columns_are_read_upwards() -> None:
    (region,) = find_in_maps(maps_of([(320, 256, 300, 28, 90)]), min_score=0.5)
    start, end = region.polygon.array[:2]
    assert end[1] < start[1]


def test_a_single_letter_takes_the_direction_of_the_page() -> None:
    regions = find_in_maps(maps_of([(300, 150, 400, 24, 10), (300, 300, 26, 24, 10)]), min_score=0.5)
    top_left, top_right = regions[1].polygon.array[:2]
    assert np.rad2deg(np.arctan2(*(top_right - top_left)[::-1])) == pytest.approx(10, abs=1.5)


def test_lines_of_neighbouring_columns_stay_apart() -> None:
    regions = find_in_maps(maps_of([(150, 100, 200, 20, 0), (380, 100, 200, 20, 0)]), min_score=0.5)
    assert len(regions) == 2


def test_nothing_is_found_on_a_blank_page() -> None:
    assert find_in_maps(np.full((3, 40, 40), -9, np.float32), min_score=0.5) == []


def test_faint_regions_are_left_out() -> None:
    maps = maps_of([(320, 200, 400, 24, 0)])
    maps[0][maps[0] > 0] = 0.2
    assert find_in_maps(maps, min_score=0.6) == []
    assert len(find_in_maps(maps, min_score=0.5)) == 1
