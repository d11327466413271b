"""A strip without text → whether it parts columns that are read one after the other, or the cells of rows.

Judged by looks alone, with a linear model of a few traits.
"""

import numpy as np
from numpy.typing import NDArray

from glyphwright.layout.gutters import Gutter
from glyphwright.layout.level import LevelLines
from glyphwright.layout.neighbours import Neighbours

# In units of the median height of the lines beside the strip.
_SAME_BASELINE = 0.3
_WIDER_GAP = 0.4
_SHARED_GAP = 0.2
_MOST = 0.85

BIAS = 2.50
WEIGHTS = np.array([8.67, -0.88, 0.29, -0.35, -1.83, -1.11, -1.57, -5.49])


def is_between_columns(lines: LevelLines, strip: Gutter, neighbours: Neighbours) -> bool:
    return bool(traits(lines, strip, neighbours) @ WEIGHTS + BIAS > 0)


def traits(lines: LevelLines, strip: Gutter, neighbours: Neighbours) -> NDArray[np.float64]:
    """What tells columns from cells, shape (8,)."""
    left, right = strip.left_edge, strip.right_edge
    heights = lines.height[np.concatenate([left, right])]
    unit = float(np.median(heights))
    reach = (neighbours.reach_before[left] / unit, neighbours.reach_after[right] / unit)
    wide = min(_log2(float(np.sort(side)[int(_MOST * (len(side) - 1))])) for side in reach)
    usual = max(_log2(float(np.median(side))) for side in reach)
    rows = float(np.log2(min(len(left), len(right), 40)))
    gaps = [_wide_gaps(lines, edge, unit) for edge in (left, right)]
    count = len(gaps[0]) + len(gaps[1])
    taller = abs(float(np.log2(np.median(lines.height[left]) / np.median(lines.height[right]))))
    steps = [float(np.median(np.diff(lines.middle[edge]))) for edge in (left, right)]
    return np.array(
        [
            _unaligned(lines, left, right, unit),
            rows,
            rows * wide,
            usual,
            min(1.0, taller),
            float(np.clip(np.log2(max(min(steps), 1e-9) / unit), -1, 2.5)),
            (_shared(*gaps, unit) + 1) / (count + 2),
            min(1.0, count / (len(left) + len(right))),
        ]
    )


def _log2(width: float) -> float:
    return float(np.clip(np.log2(max(width, 1e-9)), -1, 5))


def _unaligned(lines: LevelLines, left: NDArray[np.int64], right: NDArray[np.int64], unit: float) -> float:
    """The share of lines without another on their baseline across the strip, on the side with fewer such, up to 0.3."""
    aligned = np.abs(lines.baseline[left][:, None] - lines.baseline[right]) < _SAME_BASELINE * unit
    return min(0.3, 1 - max(float(aligned.any(axis=1).mean()), float(aligned.any(axis=0).mean())))


def _wide_gaps(lines: LevelLines, edge: NDArray[np.int64], unit: float) -> NDArray[np.float64]:
    """Top and bottom of the gaps between lines that are wider than most, shape (k, 2)."""
    gaps = np.column_stack([lines.bottom[edge][:-1], lines.top[edge][1:]])
    size = gaps[:, 1] - gaps[:, 0]
    return gaps[size > np.median(size) + _WIDER_GAP * unit]


def _shared(left: NDArray[np.float64], right: NDArray[np.float64], unit: float) -> int:
    """How many of the gaps of both sides lie beside one of the other side."""
    common = np.minimum(left[:, None, 1], right[:, 1]) - np.maximum(left[:, None, 0], right[:, 0])
    beside = common > _SHARED_GAP * unit
    return int(beside.any(axis=1).sum() + beside.any(axis=0).sum())
