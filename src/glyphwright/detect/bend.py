"""The core of a line that bends, as near the spine of a book → an outline that bends with it.

Only what bends so far that a straight crop reads badly is given more than four corners. The middle of the core is
smoothed by a P-spline of degree 1 (Eilers and Marx 1996, section 3), whose knots become the points of the outline. The
outline is as high as the line everywhere, and cut across its axis: on a page that curls towards its spine letters stand
upright however their baseline falls.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon

Floats = NDArray[np.float64]

# In heights of the line: how far its middle strays across its axis from which it bends, how long it is at the least,
# how far apart knots are, and by how much the end of a piece goes on from the one before.
BENT, LEAST_LENGTH, KNOT, LEAST_STEP = 0.4, 4.0, 1.5, 0.1
# How stiff the curve is. In heights of the line: how far the middle may stray from it, as it does where marks are
# raised, like the stars of a receipt or the numbers of footnotes; from which bend on it may stray further.
STIFFNESS, STRAY, SURE = 2.0, 0.045, 0.7
# How steeply a line may run across its axis.
STEEPEST = 0.7


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of a map: the core of which each is part, where it is along the axis of that and across it, its weight."""

    part: NDArray[np.int64]
    along: Floats
    across: Floats
    weight: Floats

    def of(self, part: int) -> "Cells":
        """Those of one core."""
        own = self.part == part
        return Cells(self.part[own], self.along[own], self.across[own], self.weight[own])


def may_bend(cells: Cells, first: Floats, last: Floats, height: Floats) -> NDArray[np.bool_]:
    """Which cores, (n,), stray as far across their axes as lines that bend do, if measured piece by piece.

    Args:
        cells: Of all cores.
        first: Where each begins along its axis, (n,).
        last: Where it ends.
        height: Of its line.
    """
    pieces = np.maximum((last - first) / height, 1).astype(np.int64)
    long = last - first > LEAST_LENGTH * height
    start = np.concatenate([[0], np.cumsum(pieces)])
    share = (cells.along - first[cells.part]) / (last - first)[cells.part]
    piece = start[cells.part] + (share * pieces[cells.part]).astype(np.int64)
    weight = np.bincount(piece, cells.weight, start[-1])
    middle = np.bincount(piece, cells.weight * cells.across, start[-1]) / np.where(weight > 0, weight, np.nan)
    highest = np.fmax.reduceat(middle, start[:-1])
    return np.asarray(long & (highest - np.fmin.reduceat(middle, start[:-1]) > BENT * height))


def bent(bar: Polygon, cells: Cells, ends: tuple[float, float], height: float) -> Polygon:
    """The outline of a line along its core, or the bar itself where that does not bend as lines do.

    Args:
        bar: Four corners along the axis of the core.
        cells: Of the core.
        ends: Where the bar begins and ends along the axis, in cells.
        height: Of the bar, in cells.
    """
    knots = np.linspace(*ends, max(3, round((ends[1] - ends[0]) / (KNOT * height)) + 1))
    middle = _smooth(cells, knots)
    column = (cells.along - ends[0]).astype(np.int64)
    weight = np.bincount(column, cells.weight)
    off = np.bincount(column, cells.weight * (cells.across - np.interp(cells.along, knots, middle)))
    stray = float(np.sqrt((off**2 / np.maximum(weight, 1e-9)).sum() / weight.sum())) / height
    slope = float(np.abs(np.diff(middle)).max() / (knots[1] - knots[0]))
    reach = float(np.ptp(middle)) / height
    if reach < BENT or stray > STRAY * max(1.0, (reach / SURE) ** 2) or slope > STEEPEST:
        return bar
    return _around((knots - ends[0]) / (ends[1] - ends[0]), middle / height, bar)


def bent_through(bar: Polygon, pieces: Sequence[Polygon]) -> Polygon:
    """The outline of a line that runs through all of its pieces, or the bar itself where they do not bend.

    Args:
        bar: Four corners, from the beginning of the first piece to the end of the last.
        pieces: In the order in which they are read; one may begin before the one before it ends.
    """
    top_left, top_right, bottom_right, bottom_left = bar.array
    start, along = (top_left + bottom_left) / 2, (top_right + bottom_right - top_left - bottom_left) / 2
    middle = np.concatenate([np.add(*piece.edges) / 2 for piece in pieces]) - start
    place, off = np.linalg.solve(np.column_stack([along, bottom_left - top_left]), middle.T)
    if np.ptp(off) < BENT:
        return bar
    step = LEAST_STEP * float(np.linalg.norm(bottom_left - top_left) / np.linalg.norm(along))
    ahead = np.diff(np.maximum.accumulate(place), prepend=-np.inf) > step
    return _around(place[ahead], off[ahead], bar)


def _around(share: Floats, off: Floats, bar: Polygon) -> Polygon:
    """The outline of a line whose middle lies so far off that of a bar, in heights, at some shares of its length."""
    top_left, top_right, bottom_right, bottom_left = bar.array
    aside = (bottom_left - top_left) * off[:, None]
    upper = top_left + (top_right - top_left) * share[:, None] + aside
    lower = bottom_left + (bottom_right - bottom_left) * share[:, None] + aside
    return Polygon.from_array(np.concatenate([upper, lower[::-1]]))


def _smooth(cells: Cells, knots: Floats) -> Floats:
    """The middle of a core across its axis, at each of some knots at equal distances."""
    n = len(knots)
    place = (cells.along - knots[0]) / (knots[1] - knots[0])
    left = np.minimum(place.astype(np.int64), n - 2)
    basis = np.zeros((len(place), n))
    rows = np.arange(len(place))
    basis[rows, left], basis[rows, left + 1] = left + 1 - place, place - left
    weighted = basis.T * cells.weight
    normal = weighted @ basis
    rough = np.diff(np.eye(n), 2, axis=0)
    normal += STIFFNESS * np.trace(normal) / n * (rough.T @ rough)
    return np.asarray(np.linalg.solve(normal, weighted @ cells.across))
