"""Rows of one region from top to bottom → blocks: parted at wide gaps and where the size of the text changes."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glyphwright.layout.level import LevelLines
from glyphwright.layout.ruled import NOWHERE, Ruling

# In units of the height of the text: how much wider than usual a gap between blocks is, and the widest usual one.
_WIDER = 0.75
_WIDEST_USUAL = 0.8
_LARGER = 1.3


def split_blocks(lines: LevelLines, rows: list[list[int]], ruling: Ruling) -> list[list[list[int]]]:
    """Group rows that follow one another at the usual distance and in the same size.

    The usual distance is that of the region; between rows of several lines each, as in a table, also that to the next
    row but one, since tables are set wider than text. A ruled table is a block.
    """
    flat = np.array([line for row in rows for line in row])
    starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
    width = np.add.reduceat(lines.width[flat], starts)
    height = np.add.reduceat((lines.width * lines.height)[flat], starts) / np.maximum(width, 1e-9)
    top, bottom = np.minimum.reduceat(lines.top[flat], starts), np.maximum.reduceat(lines.bottom[flat], starts)
    several = np.array([len(row) > 1 for row in rows])
    smaller, larger = np.minimum(height[1:], height[:-1]), np.maximum(height[1:], height[:-1])
    usual = _usual_gaps(top[1:] - bottom[:-1], several, float(np.median(height)))
    ends = (top[1:] - bottom[:-1] > usual + _WIDER * smaller) | (larger > _LARGER * smaller)
    tables = ruling.tables[[row[0] for row in rows]]
    ends = np.where((tables[1:] == tables[:-1]) & (tables[1:] == NOWHERE), ends, tables[1:] != tables[:-1])
    stops = [0, *(np.flatnonzero(ends) + 1).tolist(), len(rows)]
    return [rows[start:stop] for start, stop in pairwise(stops)]


def _usual_gaps(gaps: NDArray[np.float64], several: NDArray[np.bool_], unit: float) -> NDArray[np.float64]:
    """What is usual at each gap between rows, of which some have several lines."""
    if not len(gaps):
        return gaps
    usual = float(np.median(np.clip(gaps, 0, _WIDEST_USUAL * unit)))
    before, after = np.append(np.inf, gaps[:-1]), np.append(gaps[1:], np.inf)
    around = np.minimum(before, after)
    table = several[1:] & several[:-1] & np.isfinite(around)
    return np.where(table, np.maximum(around, usual), usual)
