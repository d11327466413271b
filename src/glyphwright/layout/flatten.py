"""Lines and rules of a page that curls → where they would stand if it lay flat; order is told there.

How a page falls shows in all of its lines: the slope of their pieces, fitted by least squares as a function of x that
fades from the top of the page to its bottom, is what its columns fall by, summed up from its middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Point, Polygon
from glyphwright.stages import Rule

Floats = NDArray[np.float64]

_KNOTS = 9
_STIFFNESS = 0.001
# A line this many times longer than high has a direction of its own.
_OWN_DIRECTION = 3.0


def flatten(lines: Sequence[Polygon], rules: Sequence[Rule]) -> tuple[list[Polygon], list[Rule]]:
    """The lines and rules of a page without its curl; as they are where no line bends."""
    if not any(len(line.points) > 4 and _tells(line) for line in lines):
        return list(lines), list(rules)
    lines = [line if _has_edges(line) else line.box.polygon for line in lines]
    fall = _fall_of(lines)

    def moved(points: Sequence[Point]) -> list[Point]:
        places = np.asarray(points, np.float64)
        return [(x, y) for x, y in np.column_stack([places[:, 0], places[:, 1] - fall(places)]).tolist()]

    flat = [_flat(line, fall) for line in lines]
    ends = [moved((rule.start, rule.end)) for rule in rules]
    return flat, [replace(rule, start=start, end=end) for rule, (start, end) in zip(rules, ends, strict=True)]


@dataclass(frozen=True)
class _Fall:
    """By how much a page falls, at knots along x: the same everywhere, and times y from −1 to 1, (2, knots)."""

    knots: Floats
    by: Floats
    top: float
    bottom: float

    def __call__(self, points: Floats) -> Floats:
        """(n, 2) → (n,)."""
        y = _share(points[:, 1], self.top, self.bottom)
        return np.asarray(
            np.interp(points[:, 0], self.knots, self.by[0]) + y * np.interp(points[:, 0], self.knots, self.by[1])
        )


def _fall_of(lines: Sequence[Polygon]) -> _Fall:
    middles = [(upper + lower) / 2 for upper, lower in (line.edges for line in lines)]
    (left, top), (right, bottom) = np.min(np.concatenate(middles), axis=0), np.max(np.concatenate(middles), axis=0)
    told = [middle for line, middle in zip(lines, middles, strict=True) if _tells(line)]
    starts, ends = np.concatenate([middle[:-1] for middle in told]), np.concatenate([middle[1:] for middle in told])
    run = ends - starts
    knots = np.linspace(left, right, _KNOTS)
    # What a piece falls by is the difference of two hat functions at its ends, for either factor.
    hats = _hats(ends[:, 0], knots) - _hats(starts[:, 0], knots)
    y = _share((starts[:, 1] + ends[:, 1]) / 2, top, bottom)[:, None]
    weight = np.sqrt(run[:, :1])
    basis = np.hstack([hats, y * hats]) * weight
    normal = basis.T @ basis
    rough = np.kron(np.eye(2), np.diff(np.eye(_KNOTS), 2, axis=0))
    normal += np.trace(normal) / len(normal) * (_STIFFNESS * rough.T @ rough + 1e-6 * np.eye(len(normal)))
    by = np.linalg.solve(normal, basis.T @ (run[:, 1] * weight[:, 0])).reshape(2, _KNOTS)
    return _Fall(knots, by - by[:, _KNOTS // 2, None], float(top), float(bottom))


def _has_edges(line: Polygon) -> bool:
    return len(line.points) >= 4 and len(line.points) % 2 == 0


def _tells(line: Polygon) -> bool:
    """Whether a line is long enough to tell how the page falls, and runs from left to right."""
    if not _has_edges(line):
        return False
    upper, lower = line.edges
    width, fall = (upper + lower)[-1] / 2 - (upper + lower)[0] / 2
    return bool(width > max(_OWN_DIRECTION * float(np.linalg.norm(lower - upper, axis=1).mean()), abs(fall)))


def _hats(x: Floats, knots: Floats) -> Floats:
    """(n,) → (n, knots): hat functions."""
    return np.asarray(np.maximum(0, 1 - np.abs(x[:, None] - knots) / (knots[1] - knots[0])))


def _share(y: Floats, top: float, bottom: float) -> Floats:
    """From −1 at the top to 1 at the bottom."""
    return np.asarray(2 * (y - top) / max(bottom - top, 1.0) - 1)


def _flat(line: Polygon, fall: _Fall) -> Polygon:
    """A line where its middle would stand, as high as it is."""
    upper, lower = line.edges
    down = np.column_stack([np.zeros(len(upper)), fall((upper + lower) / 2)])
    return Polygon.from_array(np.concatenate([upper - down, (lower - down)[::-1]]))
