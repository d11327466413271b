"""Rows of one region from top to bottom → blocks: parted at wide gaps and where the size of the text changes."""

from itertools import pairwise

import numpy as np

from glyphwright.layout.level import LevelLines

# In units of the height: how much wider than usual a gap between blocks is.
_WIDER = 0.75
_LARGER = 1.3


def split_blocks(lines: LevelLines, rows: list[list[int]]) -> list[list[list[int]]]:
    """Group rows that follow one another at the usual distance and in the same size."""
    if not rows:
        return []
    top = np.array([lines.top[row].min() for row in rows])
    bottom = np.array([lines.bottom[row].max() for row in rows])
    height = np.array([np.average(lines.height[row], weights=lines.width[row] + 1e-9) for row in rows])
    gap = top[1:] - bottom[:-1]
    unit = float(np.median(height))
    usual = float(np.median(np.clip(gap, 0, 0.8 * unit))) if len(gap) else 0.0
    around = np.minimum(np.append(gap[1:], np.inf), np.insert(gap[:-1], 0, np.inf)) if len(gap) else gap
    single = np.array([len(row) == 1 for row in rows])
    table = ~single[1:] & ~single[:-1]
    normal = np.where(table & np.isfinite(around), np.maximum(around, usual), usual)
    larger = np.maximum(height[1:], height[:-1]) / np.minimum(height[1:], height[:-1])
    ends = (gap > normal + _WIDER * np.minimum(height[1:], height[:-1])) | (larger > _LARGER)
    stops = [0, *(np.flatnonzero(ends) + 1).tolist(), len(rows)]
    return [rows[a:b] for a, b in pairwise(stops)]
