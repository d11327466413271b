import numpy as np
import pytest

from glyphwright.detect.bars import as_bars, bars_around, bars_of, directions, quads_of, regions_of
from glyphwright.geometry import Box


@pytest.mark.parametrize("degrees", [-110, -90, -30, 0, 8, 59])
def test_bars_and_quadrilaterals_say_the_same(degrees: float) -> None:
    bars = bars_around(np.array([[100.0, 50.0]]), np.deg2rad([degrees]), np.array([[80.0, 20.0]]))
    assert np.rad2deg(np.arctan2(*directions(bars)[0][::-1])) == pytest.approx(degrees)
    assert np.allclose(bars_of(quads_of(bars)), bars)


@pytest.mark.parametrize(("degrees", "read"), [(90, -90), (180, 0), (61, -119), (-121, 59)])
def test_what_is_upside_down_is_turned_around(degrees: float, read: float) -> None:
    bars = bars_around(np.zeros((1, 2)), np.deg2rad([degrees]), np.array([[80.0, 20.0]]))
    assert np.rad2deg(np.arctan2(*directions(bars)[0][::-1])) == pytest.approx(read)


def test_corners_go_clockwise_from_where_reading_starts() -> None:
    (region,) = regions_of(np.array([[10.0, 20, 50, 20, 8]]), np.array([0.5]))
    assert region.polygon == Box(10, 16, 50, 24).polygon
    assert as_bars([region]).tolist() == [[10, 20, 50, 20, 8]]


def test_a_bar_without_length_lies_level() -> None:
    assert quads_of(np.array([[10.0, 20, 10, 20, 8]]))[0].tolist() == [[10, 16], [10, 16], [10, 24], [10, 24]]
