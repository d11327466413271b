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
    """A closed outline, its points clockwise from the corner where reading starts (top left of upright text)."""

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
    def turned(self) -> "Polygon":
        """The same outline of a line that is read the other way up."""
        half = len(self.points) // 2
        return Polygon(self.points[half:] + self.points[:half])

    def grown(self, *, above: float, below: float, along: float) -> "Polygon":
        """A quadrilateral with a margin around it, in shares of its height; `along` at both ends."""
        top_left, top_right, bottom_right, bottom_left = self.array
        height = (np.linalg.norm(bottom_left - top_left) + np.linalg.norm(bottom_right - top_right)) / 2
        right = (top_right - top_left) + (bottom_right - bottom_left)
        down = (bottom_left - top_left) + (bottom_right - top_right)
        if not right.any():
            right = np.array([down[1], -down[0]])
        right = right / max(float(np.linalg.norm(right)), 1e-6) * height * along
        down = down / max(float(np.linalg.norm(down)), 1e-6) * height
        return Polygon.from_array(
            [
                top_left - right - down * above,
                top_right + right - down * above,
                bottom_right + right + down * below,
                bottom_left - right + down * below,
            ]
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

    def points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points of shape (n, 2)."""
        mapped = np.column_stack([points, np.ones(len(points))]) @ self.array.T
        return np.asarray(mapped[:, :2] / mapped[:, 2:3])

    def __call__(self, polygon: Polygon) -> Polygon:
        return Polygon.from_array(self.points(polygon.array))
