"""Level lines of one region → the gutter between columns of running text that parts it best, or none.

A gutter is a strip that no line crosses, with several lines on either side. Tables have such strips too; whether the
text is read down or across is judged by its looks: how long the lines are, whether they stand on common baselines …
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.layout.level import LevelLines
from glyphwright.layout.neighbours import Neighbours

_LEAST_LINES = 3
# In units of the median height.
_STEP = 0.4
_STICKS_OUT_LEFT, _STICKS_OUT_RIGHT = 0.3, 1.0
# Rules of a table stick out of its text by less.
_RULED = 2.0
_MARGIN = 0.6
_LARGE, _CLEAR = 1.2, 0.3
# A column that goes on further than this below the end of the other is not divided there.
RUNS_ON = 5.0


@dataclass(frozen=True, slots=True)
class Gutter:
    """A strip at `x` and what stands beside it, by index, each from top to bottom.

    `left` and `right` are all lines between the last that crosses above and the first that does below. Of them
    `left_edge` and `right_edge` are those that border the strip, where it has text on both sides: from `top` to
    `bottom`.
    """

    x: float
    top: float
    bottom: float
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    left_edge: NDArray[np.int64]
    right_edge: NDArray[np.int64]


def strips(
    lines: LevelLines, members: NDArray[np.int64], neighbours: Neighbours, rules: NDArray[np.float64]
) -> list[Gutter]:
    """All strips of a region, of columns or tables; each pair of edges once.

    A level rule over a strip, one of (k, 3) left, right, y, ends it as a line does.
    """
    order = members[np.lexsort((lines.left[members], lines.middle[members]))]
    unit = float(np.median(lines.height[members]))
    place = np.full(len(lines) + 1, len(order))
    place[order] = np.arange(len(order))
    after, before = place[neighbours.after[order]], place[neighbours.before[order]]
    xs = _places(lines.left[order][after[after < len(order)]], unit)
    if not len(xs):
        return []
    left, right = lines.left[order], lines.right[order]
    crossing = (left < xs - _STICKS_OUT_LEFT * unit) & (right > xs + _STICKS_OUT_RIGHT * unit)  # (x, line)
    is_left = (left + right) / 2 < xs
    crossing |= _alone(lines, order, unit) & _is_near(lines, order, is_left, crossing, unit)
    is_left &= ~crossing
    is_right = ~crossing & ~is_left
    left_edge = is_left & ~_at(is_left, after)
    right_edge = is_right & ~_at(is_right, before)
    over = (rules[:, 0] < xs - _RULED * unit) & (rules[:, 1] > xs + _RULED * unit)  # (x, rule)
    ruled = over.astype(np.int64) @ (rules[:, 2:] < lines.middle[order])
    most = len(order) + len(rules) + 1
    band = np.cumsum(crossing, axis=1) + ruled + np.arange(len(xs))[:, None] * most
    enough = [np.bincount(band[edge], minlength=most * len(xs)) >= _LEAST_LINES for edge in (left_edge, right_edge)]
    found: dict[tuple[bytes, bytes], Gutter] = {}
    for key in np.flatnonzero(enough[0] & enough[1]):
        k = key // most
        here = band[k] == key
        sides = [order[here & side[k]] for side in (is_left, is_right, left_edge, right_edge)]
        strip = _shared(lines, float(xs[k, 0]), unit, sides)
        if strip is not None:
            found.setdefault((strip.left_edge.tobytes(), strip.right_edge.tobytes()), strip)
    return list(found.values())


def _is_near(
    lines: LevelLines, order: NDArray[np.int64], is_left: NDArray[np.bool_], crossing: NDArray[np.bool_], unit: float
) -> NDArray[np.bool_]:
    """Whether the other side of x has not ended long before each line, (x, line)."""
    found = np.zeros_like(is_left)
    for side in (is_left, ~is_left):
        bottom = np.where(~side & ~crossing, lines.bottom[order], -np.inf)
        found |= side & (lines.top[order] - np.maximum.accumulate(bottom, axis=1) < RUNS_ON * unit)
    return found


def _alone(lines: LevelLines, order: NDArray[np.int64], unit: float) -> NDArray[np.bool_]:
    """Large lines with nothing beside them: headings, which divide what is left and right even if they are short."""
    top, bottom = lines.top[order], lines.bottom[order]
    clear = _CLEAR * unit
    begun = np.searchsorted(np.sort(top), bottom + clear)
    ended = np.searchsorted(np.sort(bottom), top - clear)
    return np.asarray((begun - ended == 1) & (bottom - top > _LARGE * unit))


def _places(starts: NDArray[np.float64], unit: float) -> NDArray[np.float64]:
    """Where a strip may end: just before the lines that have another to their left, shape (k, 1)."""
    places: list[float] = []
    for start in np.unique(starts).tolist():
        if not places or start - places[-1] > _STEP * unit:
            places.append(start)
    return np.array(places).reshape(-1, 1)


def _at(side: NDArray[np.bool_], neighbour: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the neighbour of each is on this side, (k, m); the last index stands for none in the region."""
    return np.asarray(np.column_stack([side, np.zeros(len(side), np.bool_)])[:, neighbour], dtype=np.bool_)


def _shared(lines: LevelLines, x: float, unit: float, sides: list[NDArray[np.int64]]) -> Gutter | None:
    """The strip where it has text on both sides; None where that is too short."""
    left, right, left_edge, right_edge = sides
    middle = lines.middle
    top = max(middle[left_edge[0]], middle[right_edge[0]]) - _MARGIN * unit
    bottom = min(middle[left_edge[-1]], middle[right_edge[-1]]) + _MARGIN * unit
    left_edge, right_edge = (edge[(middle[edge] > top) & (middle[edge] < bottom)] for edge in (left_edge, right_edge))
    if min(len(left_edge), len(right_edge)) < _LEAST_LINES:
        return None
    return Gutter(x, float(top), float(bottom), left, right, left_edge, right_edge)
