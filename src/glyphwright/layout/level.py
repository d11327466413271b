"""Outlines of lines → their boxes in the frame in which most text of the page runs level, from left to right.

The frame is the page turned about its corner by quarter turns and by the skew of its text. Lines that run otherwise
(up or down a margin) keep their box and the number of quarter turns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon

# A line this many times longer than high tells the skew of the page.
_OWN_DIRECTION = 3.0
# What an outline from ascender to descender has below the baseline.
_DESCENT_SHARE = 0.22
_SMALLEST = 1e-9


@dataclass(frozen=True)
class LevelLines:
    """Lines as arrays of shape (n,), in the level frame; `quarters` is 0 for those that run with the page.

    `turn` is by how much the page was turned back for that, clockwise, in radians.
    """

    left: NDArray[np.float64]
    top: NDArray[np.float64]
    right: NDArray[np.float64]
    bottom: NDArray[np.float64]
    quarters: NDArray[np.int64]
    turn: float = 0.0

    def __len__(self) -> int:
        return len(self.left)

    def take(self, members: NDArray[np.int64]) -> "LevelLines":
        sides = self.left[members], self.top[members], self.right[members], self.bottom[members]
        return LevelLines(*sides, self.quarters[members], self.turn)

    @cached_property
    def width(self) -> NDArray[np.float64]:
        return self.right - self.left

    @cached_property
    def height(self) -> NDArray[np.float64]:
        return self.bottom - self.top

    @cached_property
    def middle(self) -> NDArray[np.float64]:
        return (self.top + self.bottom) / 2

    @cached_property
    def baseline(self) -> NDArray[np.float64]:
        return self.bottom - _DESCENT_SHARE * self.height


def level_lines(lines: Sequence[Polygon]) -> LevelLines:
    """Turn a page level: by the direction in which most of its text runs, and the median skew of its long lines."""
    quads = _quads(lines)  # (n, 4, 2)
    along = (quads[:, 1] + quads[:, 2] - quads[:, 0] - quads[:, 3]) / 2
    length = np.hypot(along[:, 0], along[:, 1])
    angle = np.arctan2(along[:, 1], along[:, 0])
    quarters = np.round(angle / (np.pi / 2)).astype(np.int64) % 4
    main = int(np.argmax(np.bincount(quarters, length, minlength=4)))
    thickness = np.linalg.norm(quads[:, 3] - quads[:, 0] + quads[:, 2] - quads[:, 1], axis=1) / 2
    skew = (angle - quarters * (np.pi / 2) + np.pi) % (2 * np.pi) - np.pi
    turn = main * (np.pi / 2) + _skew(skew, length, length > _OWN_DIRECTION * thickness)
    return _boxes(quads, thickness, turn, (quarters - main) % 4)


def turned(lines: LevelLines) -> LevelLines:
    """Lines that all run the same other way, in the frame in which they run level."""
    match int(lines.quarters[0]):
        case 1:
            sides = lines.top, -lines.right, lines.bottom, -lines.left
        case 2:
            sides = -lines.right, -lines.bottom, -lines.left, -lines.top
        case 3:
            sides = -lines.bottom, lines.left, -lines.top, lines.right
        case _:
            return lines
    return LevelLines(*sides, np.zeros_like(lines.quarters))


def _quads(lines: Sequence[Polygon]) -> NDArray[np.float64]:
    """Start of the top, end of the top, end and start of the bottom, shape (n, 4, 2)."""
    return np.array([_corners(line) for line in lines], dtype=np.float64).reshape(-1, 4, 2)


def _corners(line: Polygon) -> Sequence[tuple[float, float]]:
    points = line.points
    if len(points) == 4:
        return points
    if len(points) >= 4 and len(points) % 2 == 0:
        half = len(points) // 2
        return points[0], points[half - 1], points[half], points[-1]
    return line.box.polygon.points


def _skew(skew: NDArray[np.float64], length: NDArray[np.float64], sure: NDArray[np.bool_]) -> float:
    """Median over the lines that are long enough to tell, by their length; 0 where none is."""
    if not sure.any():
        return 0.0
    order = np.argsort(skew[sure], kind="stable")
    running = np.cumsum(length[sure][order])
    return float(skew[sure][order][np.searchsorted(running, running[-1] / 2)])


def _boxes(
    quads: NDArray[np.float64], thickness: NDArray[np.float64], turn: float, quarters: NDArray[np.int64]
) -> LevelLines:
    """Boxes after a turn by −`turn`; across the direction of reading they are as thick as the line, however skew."""
    points = turn_back(quads, turn)
    middle = points.mean(axis=1)
    half = np.maximum(thickness, _SMALLEST) / 2
    upright = quarters % 2 == 0
    # Along the middle of a line, so that a slant does not make it reach into its neighbours.
    start, end = (points[:, 0] + points[:, 3]) / 2, (points[:, 1] + points[:, 2]) / 2
    first, last = np.minimum(start, end), np.maximum(start, end)
    return LevelLines(
        np.where(upright, first[:, 0], middle[:, 0] - half),
        np.where(upright, middle[:, 1] - half, first[:, 1]),
        np.where(upright, last[:, 0], middle[:, 0] + half),
        np.where(upright, middle[:, 1] + half, last[:, 1]),
        quarters,
        turn,
    )


def turn_back(points: NDArray[np.float64], turn: float) -> NDArray[np.float64]:
    """Points (…, 2) of the page in the frame that is turned back by so much."""
    cos, sin = np.cos(turn), np.sin(turn)
    return np.asarray(points @ np.array([[cos, -sin], [sin, cos]]))
