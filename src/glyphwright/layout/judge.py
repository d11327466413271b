"""A strip without text → whether it parts columns that are read one after the other, or the cells of rows.

Judged by looks alone, with a linear model of a few traits. `python -m glyphwright_train.fit_judge --pages CACHE --count
1500 --drawn 100` fits it to the order in which the text of born-digital PDFs and of drawn pages comes.
"""

import numpy as np
from numpy.typing import NDArray

from glyphwright.layout.gutters import Gutter
from glyphwright.layout.level import LevelLines
from glyphwright.layout.neighbours import Neighbours, share_row

# In units of the median height of the lines beside the strip.
_WIDER_GAP = 0.4
_SHARED_GAP = 0.2
_SAME_END = 0.5
_LEAST_WIDTH, _NARROW = 4.0, 8.0

_NARROW_SCORE = 0.6

_MANY_LINES = 40
_WIDE = 32.0
_MOST = 0.85
_MOSTLY = 0.7
_MANY_NUMBERS = 12

BIAS = 1.013
WEIGHTS = np.array([-2.481, -9.033, 0.728, -1.457, 1.736, 1.002])


def is_between_columns(lines: LevelLines, strip: Gutter, neighbours: Neighbours) -> bool:
    """Whether the lines on either side are text to read down: narrow ones must look more like it than others."""
    width = least_width(lines, strip, neighbours)
    if width < _LEAST_WIDTH:
        return _is_out_of_step(lines, strip)
    score = float(traits(lines, strip, neighbours) @ WEIGHTS) + BIAS
    return score > (_NARROW_SCORE if width < _NARROW else 0)


def is_wide(lines: LevelLines, strip: Gutter, neighbours: Neighbours) -> bool:
    """Whether the text on both sides is wide enough for running text; only then its traits count."""
    return least_width(lines, strip, neighbours) >= _LEAST_WIDTH


def least_width(lines: LevelLines, strip: Gutter, neighbours: Neighbours) -> float:
    """How wide the text is on the side where it is narrower: all lines but the widest few, in heights of a line."""
    return min(_widths(strip, neighbours, _unit(lines, strip)))


def traits(lines: LevelLines, strip: Gutter, neighbours: Neighbours) -> NDArray[np.float64]:
    """What tells columns from cells, shape (6,).

    The amount of text beside the strip, and rows that end at one place on either side, speak for columns; wide spacing,
    wide gaps at the same places on both sides, and many lines of one side of which hardly one lacks a partner on its
    baseline on the other speak for rows.
    """
    left, right = strip.left_edge, strip.right_edge
    unit = _unit(lines, strip)
    width = float(np.log2(np.clip(least_width(lines, strip, neighbours), 0.5, _WIDE)))
    n = min(len(left), len(right), _MANY_LINES)
    level = share_row(lines, left[:, None], right)
    fewer, more = sorted(float(level.any(axis=axis).mean()) for axis in (0, 1))
    ends = lines.right[left], lines.left[right] + neighbours.reach_after[right]
    step = min(float(np.median(np.diff(lines.middle[edge]))) for edge in (left, right)) / unit
    return np.array(
        [
            float(np.log2(np.clip(step, 0.5, 6.0))),
            _shared_gaps(lines, left, right, unit) / (len(left) + len(right)),
            fewer * width,
            max(0.0, more - _MOSTLY) / (1 - _MOSTLY) * float(np.log2(n)),
            n / _MANY_LINES * width,
            min(_straight(end, unit) for end in ends),
        ]
    )


def _is_out_of_step(lines: LevelLines, strip: Gutter) -> bool:
    """Whether many lines on either side stand on other baselines, as numbers of lines do beside what they do not count.

    By chance half of them share one.
    """
    if min(len(strip.left_edge), len(strip.right_edge)) < _MANY_NUMBERS:
        return False
    level = share_row(lines, strip.left_edge[:, None], strip.right_edge)
    return bool(max(level.any(axis=0).mean(), level.any(axis=1).mean()) < _MOSTLY)


def _straight(ends: NDArray[np.float64], unit: float) -> float:
    """The largest share of rows that end at one place."""
    near = np.abs(ends[:, None] - ends) < _SAME_END * unit
    return float(near.mean(axis=1).max())


def _unit(lines: LevelLines, strip: Gutter) -> float:
    return float(np.median(lines.height[np.concatenate([strip.left_edge, strip.right_edge])]))


def _widths(strip: Gutter, neighbours: Neighbours, unit: float) -> tuple[float, float]:
    """How wide the lines on either side are: all but the widest few, in units."""
    reach = neighbours.reach_before[strip.left_edge], neighbours.reach_after[strip.right_edge]
    left, right = (float(np.sort(side)[int(_MOST * (len(side) - 1))]) / unit for side in reach)
    return left, right


def _shared_gaps(lines: LevelLines, left: NDArray[np.int64], right: NDArray[np.int64], unit: float) -> int:
    """How many of the wide gaps between lines, on both sides, lie beside one of the other side."""
    one, other = (_wide_gaps(lines, edge, unit) for edge in (left, right))
    common = np.minimum(one[:, None, 1], other[:, 1]) - np.maximum(one[:, None, 0], other[:, 0])
    beside = common > _SHARED_GAP * unit
    return int(beside.any(axis=1).sum() + beside.any(axis=0).sum())


def _wide_gaps(lines: LevelLines, edge: NDArray[np.int64], unit: float) -> NDArray[np.float64]:
    """Top and bottom of the gaps between lines that are wider than most, shape (k, 2)."""
    gaps = np.column_stack([lines.bottom[edge][:-1], lines.top[edge][1:]])
    size = gaps[:, 1] - gaps[:, 0]
    return gaps[size > np.median(size) + _WIDER_GAP * unit]
