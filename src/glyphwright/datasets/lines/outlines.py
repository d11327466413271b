"""Outlines of lines as data sets note them → four corners, clockwise from where reading starts."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Box, Polygon

# Of a pixel; what remains of single precision is noise.
_DIGITS = 3


def outline_from(points: Iterable[Sequence[Any]]) -> Polygon:
    """The `corners` of three points (x, y) or more.

    Raises ValueError where there are fewer, or one is not two finite numbers; TypeError where it is no point at all.
    """
    polygon = Polygon(tuple((float(x), float(y)) for x, y in points))
    if len(polygon.points) < 3:
        raise ValueError(f"an outline of {len(polygon.points)} points, where three or more are needed")
    if not all(math.isfinite(side) for point in polygon.points for side in point):
        raise ValueError("an outline with a coordinate that is no finite number")
    return corners(polygon)


def box_from(sides: Iterable[Any]) -> Polygon:
    """The corners of left, top, right, bottom; raises ValueError where these are not that, or turned around."""
    left, top, right, bottom = (float(side) for side in sides)
    if right < left or bottom < top:
        raise ValueError(f"a box that ends before it starts: {left:g}, {top:g}, {right:g}, {bottom:g}")
    return outline_from(Box(left, top, right, bottom).polygon.points)


def is_upright(polygon: Polygon) -> bool:
    """Whether an outline is just the corners of its box, so that the box says all of it."""
    return polygon == polygon.box.polygon


def corners(polygon: Polygon) -> Polygon:
    """Four corners, clockwise from where reading starts.

    Four points that are convex stay, turned around where they run anticlockwise, which would mirror the text. Any
    others become the smallest rectangle around them, the one of its sides on top that is closest to level.
    """
    points = polygon.array
    if len(points) == 4 and _is_convex(points):
        return polygon if _signed_area(points) >= 0 else Polygon.from_array(points[[0, 3, 2, 1]])
    import cv2

    around = np.asarray(cv2.boxPoints(cv2.minAreaRect(points.astype(np.float32))), np.float64)
    if _signed_area(around) < 0:
        around = around[::-1]
    edges = np.roll(around, -1, axis=0) - around
    level = edges[:, 0] / np.maximum(np.linalg.norm(edges, axis=1), 1e-9)
    return Polygon.from_array(np.roll(around, -int(level.argmax()), axis=0).round(_DIGITS))


def _signed_area(points: NDArray[np.float64]) -> float:
    """Positive where the points run clockwise, y being down."""
    following = np.roll(points, -1, axis=0)
    return float((points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]).sum() / 2)


def _is_convex(points: NDArray[np.float64]) -> bool:
    edges = np.roll(points, -1, axis=0) - points
    following = np.roll(edges, -1, axis=0)
    turns = edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0]
    return bool((turns >= 0).all() or (turns <= 0).all())
