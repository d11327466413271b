"""Many guesses at pieces of lines → the lines: what agrees is merged along the line, what is told twice left out.

A network sees no more than a few hundred pixels around a place, so what it says there of a long line is a piece of it.
The locality-aware merging of Zhou et al. 2017 (EAST, section 3.6) averages whole boxes; here, as pieces go, only those
nearest to an end decide where the line ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.bars import Bars, bars_around, directions, regions_of
from glyphwright.stages import Region

Pairs = NDArray[np.int64]
Floats = NDArray[np.float64]

# Two pieces are of one line that are no further off each other's row than this, in heights, and differ in height by no
# more than this factor; where a line ends is told by the pieces within so many heights of its outermost one.
OFF_ROW, TALLER, NEAR_END = 0.35, 1.5, 0.25
COVERED = 0.5
SHORTEST_PX = 1e-3
NEIGHBOURS = ((0, 1), (0, 2), (1, -2), (1, -1), (1, 0), (1, 1), (1, 2), (2, -1), (2, 0), (2, 1))
# A page of dirt gives thousands of bars, whose pairs would not fit into memory together.
AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Pieces:
    """Bars (n, 5), their scores (n,) in [0, 1], and how much speaks for each (n,), in a unit that all of them share."""

    bars: Bars
    scores: Floats
    weights: Floats

    @classmethod
    def of(cls, bars: Bars, scores: Floats) -> "Pieces":
        """Pieces that are no cells of a grid: the longer and the surer, the more speaks for them."""
        return cls(bars, scores, scores * (np.linalg.norm(bars[:, 2:4] - bars[:, :2], axis=1) + bars[:, 4]))


def merge_cells(bars: Bars, scores: Floats, cells: NDArray[np.bool_], *, pitch: tuple[float, float]) -> Pieces:
    """Merge the guesses of some cells of a grid; only cells next to each other, or next but one, are compared.

    Args:
        bars: (n, 5).
        scores: (n,) in [0, 1].
        cells: (h, w), true where there is a guess; these stand in row-major order.
        pitch: How far apart rows and columns are, in pixels.
    """
    index = np.full((cells.shape[0] + 2, cells.shape[1] + 4), -1)
    index[:-2, 2:-2][cells] = np.arange(len(bars))
    y, x = np.nonzero(cells)
    other = np.stack([index[y + dy, x + 2 + dx] for dy, dx in NEIGHBOURS])
    first = np.broadcast_to(np.arange(len(bars)), other.shape)
    pairs = np.stack([first[other >= 0], other[other >= 0]], axis=1)
    pieces = Pieces(bars, scores, scores * pitch[0] * pitch[1])
    return merge_pairs(pieces, np.column_stack([x * pitch[1], y * pitch[0]]), pairs[_agree(bars, pairs)])


def lines_from_pieces(parts: Sequence[Pieces], *, min_score: float) -> list[Region]:
    """Merge every two pieces that agree, wherever they come from; drop the faint, and what runs in a better line.

    Lines whose mean score is below `min_score` are faint.
    """
    pieces = Pieces(*(np.concatenate(values) for values in zip(*map(_values, parts), strict=True)))
    bars = pieces.bars
    blocks = [_close_pairs(bars, slice(first, first + AT_ONCE)) for first in range(0, len(bars), AT_ONCE)]
    pairs = np.concatenate([np.zeros((0, 2), np.int64), *blocks])
    lines = merge_pairs(pieces, (bars[:, :2] + bars[:, 2:4]) / 2, pairs[_agree(bars, pairs)])
    sure = np.flatnonzero(lines.scores >= min_score)
    kept = sure[suppress(lines.bars[sure], lines.weights[sure])]
    return regions_of(lines.bars[kept], lines.scores[kept])


def merge_pairs(pieces: Pieces, places: NDArray[np.float64], pairs: Pairs) -> Pieces:
    """Merge all that pairs (m, 2) connect, by weight.

    `places` (n, 2) is from where each piece was seen: who is nearest to an end knows best where it is.
    """
    bars, weights = pieces.bars, pieces.weights
    group = connected(len(bars), pairs)
    n = int(group.max(initial=-1)) + 1
    total: Floats = np.bincount(group, weights, n).astype(np.float64)

    def mean(values: Floats) -> Floats:
        return np.asarray(np.bincount(group, weights * values, n) / total)

    centres, along = (bars[:, :2] + bars[:, 2:4]) / 2, bars[:, 2:4] - bars[:, :2]
    centre = np.stack([mean(centres[:, 0]), mean(centres[:, 1])], axis=1)
    off = centres - centre[group]
    # The spread of the points of all members, which are bars, not points.
    xx, yy = (mean(off[:, i] ** 2 + along[:, i] ** 2 / 12) for i in (0, 1))
    angle = 0.5 * np.arctan2(2 * mean(off[:, 0] * off[:, 1] + along[:, 0] * along[:, 1] / 12), xx - yy)
    unit = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    height = np.exp(mean(np.log(bars[:, 4])))
    place, seen_from = (off * unit[group]).sum(axis=1), (places * unit[group]).sum(axis=1)
    half = np.abs((along * unit[group]).sum(axis=1)) / 2
    near = NEAR_END * height[group]
    first = -_end((half - place) / near, -seen_from / near, group, weights)
    last = _end((half + place) / near, seen_from / near, group, weights)
    ends = np.stack([first, last], axis=1) * NEAR_END * height[:, None]
    sizes = np.stack([np.maximum(ends[:, 1] - ends[:, 0], SHORTEST_PX), height], axis=1)
    return Pieces(bars_around(centre + unit * ends.mean(axis=1)[:, None], angle, sizes), mean(pieces.scores), total)


def _end(ends: Floats, places: Floats, group: NDArray[np.int64], weights: Floats) -> Floats:
    """Where each group ends: what its outermost members say, and those that agree with them."""
    outermost = np.full(group.max(initial=-1) + 1, -np.inf)
    np.maximum.at(outermost, group, places)
    weight = weights * np.exp(places - outermost[group])
    guess = np.bincount(group, weight * ends) / np.bincount(group, weight)
    weight = weights * np.exp(-((ends - guess[group]) ** 2)) + 1e-9
    return np.asarray(np.bincount(group, weight * ends) / np.bincount(group, weight))


def _values(pieces: Pieces) -> tuple[Bars, Floats, Floats]:
    return pieces.bars, pieces.scores, pieces.weights


def connected(n: int, pairs: Pairs) -> NDArray[np.int64]:
    """Number the connected groups of n things from 0; each round every group takes on the lowest number it touches."""
    label = np.arange(n)
    while True:
        ends = label[pairs]
        lower = label.copy()
        np.minimum.at(lower, ends, ends.min(axis=1, keepdims=True))
        while not np.array_equal(lower, lower[lower]):
            lower = lower[lower]
        if np.array_equal(lower[label], label):
            return np.unique(label, return_inverse=True)[1]
        label = lower[label]


def suppress(bars: Bars, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Indices of the bars that are kept: none runs for more than half of its length in one of more weight that is kept.

    Unlike an overlap of boxes, this keeps lines that are set tightly, and drops what crosses a line at an angle.
    """
    alive = np.ones(len(bars), dtype=bool)
    kept = []
    for i in np.argsort(-weights, kind="stable").tolist():
        if alive[i]:
            kept.append(i)
            alive &= covered(bars, bars[i]) <= COVERED
    return np.array(kept, dtype=np.int64)


def covered(bars: Bars, by: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of each bar's middle line that lies in one bar."""
    unit = directions(by[None])[0]
    sides = ((unit, np.linalg.norm(by[2:4] - by[:2]) / 2), (np.array([-unit[1], unit[0]]), by[4] / 2))
    enter, leave = np.zeros(len(bars)), np.ones(len(bars))
    for axis, half in sides:
        start = (bars[:, :2] - (by[:2] + by[2:4]) / 2) @ axis
        run = (bars[:, 2:4] - bars[:, :2]) @ axis
        run = np.where(np.abs(run) < 1e-9, 1e-9, run)
        first, last = np.sort([(-half - start) / run, (half - start) / run], axis=0)
        enter, leave = np.maximum(enter, first), np.minimum(leave, last)
    return np.clip(leave - enter, 0, None)


def _close_pairs(bars: Bars, some: slice) -> Pairs:
    """(m, 2) pairs of some bars with later ones whose circles touch."""
    centres = (bars[:, :2] + bars[:, 2:4]) / 2
    reach = np.linalg.norm(bars[:, 2:4] - bars[:, :2], axis=1) / 2
    distance = np.linalg.norm(centres[some, None] - centres[None], axis=2)
    pairs = np.argwhere(distance < reach[some, None] + reach[None])
    pairs[:, 0] += some.start
    return pairs[pairs[:, 0] < pairs[:, 1]]


def _agree(bars: Bars, pairs: Pairs) -> NDArray[np.bool_]:
    """Which pairs are pieces of one line: on one row, of about one height, one going on where the other is."""
    left, right = bars[pairs[:, 0]], bars[pairs[:, 1]]
    lower, higher = np.minimum(left[:, 4], right[:, 4]), np.maximum(left[:, 4], right[:, 4])
    between = (right[:, :2] + right[:, 2:4] - left[:, :2] - left[:, 2:4]) / 2
    fits = higher < TALLER * lower
    reach = np.zeros(len(pairs))
    for bar in (left, right):
        unit = directions(bar)
        fits &= np.abs(between[:, 0] * unit[:, 1] - between[:, 1] * unit[:, 0]) < OFF_ROW * lower
        reach += np.linalg.norm(bar[:, 2:4] - bar[:, :2], axis=1) / 2
    return np.asarray(fits & (np.linalg.norm(between, axis=1) < reach))
