"""Boxes, polygons and the maps between pixel frames: the only geometry of the project.

Coordinates are pixels, x to the right, y down; pixel (i, j) covers [i, i + 1) × [j, j + 1). Nothing here knows what
a page or a line is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Point = tuple[float, float]

_NEWTON_STEPS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-parallel rectangle; `right` and `bottom` are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> Point:
        return ((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    @property
    def polygon(self) -> "Polygon":
        """Its corners, clockwise from the top left: text that is read from left to right."""
        return Polygon(
            ((self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom))
        )

    def union(self, other: "Box") -> "Box":
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def intersection(self, other: "Box") -> "Box":
        """The part in common; of zero or negative extent where there is none."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def iou(self, other: "Box") -> float:
        """Intersection over union, in [0, 1]."""
        shared = self.intersection(other)
        if shared.width <= 0 or shared.height <= 0:
            return 0.0
        return shared.area / (self.area + other.area - shared.area)


def union_of(boxes: Iterable[Box]) -> Box:
    """The smallest box around all; raises TypeError when there are none."""
    return reduce(Box.union, boxes)


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed outline, its points clockwise from the corner where reading starts (top left of upright text).

    That of a line that bends has more than four: so many along its upper edge, and as many back along the lower one.
    """

    points: tuple[Point, ...]

    @classmethod
    def from_array(cls, points: ArrayLike) -> "Polygon":
        """From an array of shape (n, 2)."""
        return cls(tuple((float(x), float(y)) for x, y in np.asarray(points, dtype=np.float64)))

    @property
    def box(self) -> Box:
        xs = [x for x, _ in self.points]
        ys = [y for _, y in self.points]
        return Box(min(xs), min(ys), max(xs), max(ys))

    @property
    def array(self) -> NDArray[np.float64]:
        """Its points, shape (n, 2)."""
        return np.asarray(self.points, dtype=np.float64)

    @property
    def area(self) -> float:
        """By the shoelace formula; zero for fewer than three points."""
        closed = [*self.points, self.points[0]]
        return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(closed))) / 2

    @property
    def edges(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The upper and the lower edge of a line, each (n, 2) from where reading starts to where it ends."""
        points, half = self.array, len(self.points) // 2
        return points[:half], points[: half - 1 : -1]

    @property
    def corners(self) -> NDArray[np.float64]:
        """Those of a line, shape (4, 2): the ends of its edges."""
        half = len(self.points) // 2
        return self.array[[0, half - 1, half, -1]]

    @property
    def turned(self) -> "Polygon":
        """The same outline of a line that is read the other way up."""
        half = len(self.points) // 2
        return Polygon(self.points[half:] + self.points[:half])

    def grown(self, *, above: float, below: float, along: float) -> "Polygon":
        """A line's outline with a margin around it, in shares of its height; `along` at both ends."""
        if len(self.points) > 4:
            return self._grown_along_bend(above, below, along)
        # Complex numbers are many times as fast as arrays of two.
        top_left, top_right, bottom_right, bottom_left = (complex(x, y) for x, y in self.points)
        height = (abs(bottom_left - top_left) + abs(bottom_right - top_right)) / 2
        right = (top_right - top_left) + (bottom_right - bottom_left)
        down = (bottom_left - top_left) + (bottom_right - top_right)
        if not right:
            right = complex(down.imag, -down.real)
        right *= height * along / max(abs(right), 1e-6)
        down *= height / max(abs(down), 1e-6)
        corners = (
            top_left - right - down * above,
            top_right + right - down * above,
            bottom_right + right + down * below,
            bottom_left - right + down * below,
        )
        return Polygon(tuple((corner.real, corner.imag) for corner in corners))

    def _grown_along_bend(self, above: float, below: float, along: float) -> "Polygon":
        upper, lower = self.edges
        height = float(np.linalg.norm(lower - upper, axis=1).mean())
        down = (lower - upper).mean(axis=0)
        down = down / max(float(np.linalg.norm(down)), 1e-6) * height
        middle = (upper + lower) / 2
        beyond = np.zeros_like(middle)
        for end, inner in ((0, 1), (-1, -2)):
            outwards = middle[end] - middle[inner]
            beyond[end] = outwards / max(float(np.linalg.norm(outwards)), 1e-6) * height * along
        return Polygon.from_array(
            np.concatenate([upper + beyond - down * above, (lower + beyond + down * below)[::-1]])
        )


@dataclass(frozen=True, slots=True)
class Transform:
    """A projective map of the plane, as the rows of its 3×3 matrix acting on columns (x, y, 1)."""

    matrix: tuple[tuple[float, float, float], ...]

    @classmethod
    def from_array(cls, matrix: ArrayLike) -> "Transform":
        """From a 2×3 (affine) or 3×3 (projective) array."""
        full = np.eye(3)
        given = np.asarray(matrix, dtype=np.float64)
        full[: given.shape[0]] = given
        return cls(tuple((float(a), float(b), float(c)) for a, b, c in full))

    @classmethod
    def identity(cls) -> "Transform":
        return cls.from_array(np.eye(3))

    @classmethod
    def scale(cls, x: float, y: float) -> "Transform":
        return cls.from_array(np.diag([x, y, 1.0]))

    @classmethod
    def shift(cls, x: float, y: float) -> "Transform":
        return cls.from_array([[1.0, 0.0, x], [0.0, 1.0, y]])

    @classmethod
    def quarter_turns(cls, quarters: int, width: float, height: float) -> "Transform":
        """From a picture of this size to the same picture, turned clockwise by so many quarters."""
        matrices: tuple[list[list[float]], ...] = (
            [[1, 0, 0], [0, 1, 0]],
            [[0, -1, height], [1, 0, 0]],
            [[-1, 0, width], [0, -1, height]],
            [[0, 1, 0], [-1, 0, width]],
        )
        return cls.from_array(matrices[quarters % 4])

    @property
    def array(self) -> NDArray[np.float64]:
        """Its matrix, shape (3, 3)."""
        return np.asarray(self.matrix, dtype=np.float64)

    @property
    def inverse(self) -> "Transform":
        """The way back; raises numpy.linalg.LinAlgError for a map that folds the plane into a line."""
        return Transform.from_array(np.linalg.inv(self.array))

    def then(self, following: "Transform") -> "Transform":
        """This map first, then the other."""
        return Transform.from_array(following.array @ self.array)

    def upside_down(self, width: float, height: float) -> "Transform":
        """From a picture of this size, which the map is from, turned on its head."""
        return Transform.quarter_turns(2, width, height).then(self)

    def back(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points of shape (n, 2) the other way."""
        return self.inverse.points(points)

    def points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points of shape (n, 2)."""
        mapped = np.column_stack([points, np.ones(len(points))]) @ self.array.T
        return np.asarray(mapped[:, :2] / mapped[:, 2:3])

    def __call__(self, polygon: Polygon) -> Polygon:
        return Polygon.from_array(self.points(polygon.array))


@dataclass(frozen=True, slots=True)
class Bend:
    """From a level picture of a line to the page on which it bends: between two of its columns as a bilinear map.

    Args:
        columns: x of n ≥ 2 columns of the picture, in increasing order.
        upper: Where their upper ends lie, n points.
        lower: Where their lower ends lie.
        height: Of the picture.
    """

    columns: tuple[float, ...]
    upper: tuple[Point, ...]
    lower: tuple[Point, ...]
    height: float

    @classmethod
    def along(cls, outline: Polygon, width: float, height: float) -> "Bend":
        """From a picture of this size to the outline of a line; lengths along its middle stay in proportion."""
        upper, lower = outline.edges
        run = np.linalg.norm(np.diff((upper + lower) / 2, axis=0), axis=1)
        columns = np.concatenate([[0.0], np.cumsum(run)]) / max(float(run.sum()), 1e-6) * width
        return cls(tuple(columns.tolist()), _as_points(upper), _as_points(lower), height)

    def then(self, following: Transform) -> "Bend":
        """This map first, then the other, which is taken for affine between two columns."""
        upper, lower = (_as_points(following.points(np.asarray(edge))) for edge in (self.upper, self.lower))
        return Bend(self.columns, upper, lower, self.height)

    def upside_down(self, width: float, height: float) -> "Bend":
        """From a picture of this size, which the map is from, turned on its head."""
        columns = tuple(width - x for x in reversed(self.columns))
        return Bend(columns, self.lower[::-1], self.upper[::-1], height)

    def points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points of shape (n, 2); beyond the first and last column as beside them."""
        columns = np.asarray(self.columns)
        i = np.searchsorted(columns[1:-1], points[:, 0], side="right")
        t = ((points[:, 0] - columns[i]) / (columns[i + 1] - columns[i]))[:, None]
        upper, lower = (edge[i] + t * (edge[i + 1] - edge[i]) for edge in map(np.asarray, (self.upper, self.lower)))
        return np.asarray(upper + (lower - upper) * (points[:, 1:] / self.height))

    def back(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points of shape (n, 2) the other way.

        Which columns a point lies between shows by its side of each; a column through it, by Newton's method.
        """
        columns, upper, lower = np.asarray(self.columns), np.asarray(self.upper), np.asarray(self.lower)
        down = lower - upper
        beyond = _cross(points[:, None] - upper[1:-1], down[1:-1]) > 0  # (n, inner columns)
        i = np.cumprod(beyond, axis=1).sum(axis=1).astype(np.int64)
        t = np.full(len(points), 0.5)
        along, turn = upper[i + 1] - upper[i], down[i + 1] - down[i]
        for _ in range(_NEWTON_STEPS):
            aside, across = points - upper[i] - t[:, None] * along, down[i] + t[:, None] * turn
            t -= _cross(aside, across) / (_cross(aside, turn) - _cross(along, across))
        aside, across = points - upper[i] - t[:, None] * along, down[i] + t[:, None] * turn
        y = (aside * across).sum(axis=1) / (across**2).sum(axis=1) * self.height
        return np.column_stack([columns[i] + t * (columns[i + 1] - columns[i]), y])

    def __call__(self, polygon: Polygon) -> Polygon:
        return Polygon.from_array(self.points(polygon.array))


def _cross(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The cross products of vectors, (…, 2) → (…)."""
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])


def _as_points(points: NDArray[np.float64]) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in points)
