import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.level_rows import level_rows, row_profile


def bars(fall: float = 0.0, down: int = 0) -> NDArray[np.uint8]:
    """Letters like bars that stand on row 26, falling by so many pixels over the line."""
    ink = np.zeros((36, 300), np.uint8)
    for x in range(10, 290, 12):
        drop = round(fall * (x / 300 - 0.5)) + down
        ink[12 + drop : 26 + drop, x : x + 5] = 255
    return ink


def test_a_line_that_falls_becomes_level() -> None:
    level = level_rows(bars(fall=5), None)
    assert (np.diff(row_profile(level)) ** 2).sum() > 2 * (np.diff(row_profile(bars(fall=5))) ** 2).sum()
    feet = [int(np.flatnonzero(level[:, x + 2] > 127)[-1]) for x in range(10, 290, 12)]
    assert max(feet) - min(feet) <= 1


def test_a_level_line_stays_as_it_is() -> None:
    np.testing.assert_array_equal(level_rows(bars(), row_profile(bars())), bars())


def test_a_line_that_stands_low_is_lifted_to_where_lines_usually_stand() -> None:
    moved = level_rows(bars(down=2), row_profile(bars()))
    assert np.abs(row_profile(moved) - row_profile(bars())).max() < 0.02
