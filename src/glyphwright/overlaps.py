"""Two lists of outlines → how much of their areas each has in common with each, exactly, turned ones too.

An outline is taken as it is where it is upright or convex, or where the other one is; where neither is, the left one
counts by its convex hull.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Point, Polygon


class Overlaps(NamedTuple):
    """For each outline of one list against each of another: (n, m) each."""

    iou: NDArray[np.float64]
    share: NDArray[np.float64]
    share_of_left: NDArray[np.float64]


def overlaps(left: Sequence[Polygon], right: Sequence[Polygon]) -> Overlaps:
    """Intersection over union, and the shared area as a share of the right outline's and of the left one's."""
    boxes_left, boxes_right = boxes_of(left)[:, None], boxes_of(right)[None]  # (n, 1, 4), (1, m, 4)
    low, high = np.maximum(boxes_left, boxes_right), np.minimum(boxes_left, boxes_right)
    shared = (high[..., 2:] - low[..., :2]).clip(0).prod(axis=2)  # (n, m)
    areas = [np.array([polygon.area for polygon in side]) for side in (left, right)]
    upright = [
        np.isclose((box[..., 2:] - box[..., :2]).prod(axis=-1).ravel(), area)
        for box, area in zip((boxes_left, boxes_right), areas, strict=True)
    ]
    for i, j in np.argwhere((shared > 0) & ~(upright[0][:, None] & upright[1][None])):
        shared[i, j] = shared_area(left[i], right[j])
    area_left, area_right = areas[0][:, None], areas[1][None]
    whole = np.maximum(area_left + area_right - shared, 1e-9)
    return Overlaps(shared / whole, shared / np.maximum(area_right, 1e-9), shared / np.maximum(area_left, 1e-9))


def boxes_of(polygons: Sequence[Polygon]) -> NDArray[np.float64]:
    """Left, top, right, bottom of each, shape (n, 4)."""
    boxes = [polygon.box for polygon in polygons]
    return np.array([[box.left, box.top, box.right, box.bottom] for box in boxes], dtype=np.float64).reshape(-1, 4)


def shared_area(left: Polygon, right: Polygon) -> float:
    """The area that lies in both."""
    import cv2

    hulls = [_hull(polygon, left.points[0]) for polygon in (left, right)]
    bulges = [float(cv2.contourArea(hull)) for hull in hulls]
    convex = [math.isclose(bulge, one.area, rel_tol=1e-4) for bulge, one in zip(bulges, (left, right), strict=True)]
    window, subject = (hulls[1], left) if convex[1] else (hulls[0], right)
    return _clipped_area(subject.array - left.points[0], window.reshape(-1, 2).astype(np.float64))


def _clipped_area(subject: NDArray[np.float64], window: NDArray[np.float64]) -> float:
    """The area of an outline inside a convex window: Sutherland and Hodgman 1974.

    What it leaves of an outline that falls apart hangs together by seams without area, so the area is exact.
    """
    inwards = 1.0 if _signed_area(window) > 0 else -1.0
    for start, end in zip(window, np.roll(window, -1, axis=0), strict=True):
        edge, towards = end - start, subject - start
        depth = inwards * (edge[0] * towards[:, 1] - edge[1] * towards[:, 0])
        following = np.roll(depth, -1)
        crosses = (depth > 0) != (following > 0)
        share = np.divide(depth, depth - following, out=np.zeros_like(depth), where=crosses)
        points = np.stack([subject, subject + share[:, None] * (np.roll(subject, -1, axis=0) - subject)], axis=1)
        subject = points[np.column_stack([depth > 0, crosses])]
        if not len(subject):
            return 0.0
    return abs(_signed_area(subject))


def _signed_area(points: NDArray[np.float64]) -> float:
    """Positive where the points run clockwise, y being down."""
    following = np.roll(points, -1, axis=0)
    return float((points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]).sum() / 2)


def _hull(polygon: Polygon, origin: Point) -> NDArray[np.float32]:
    """Its convex hull, moved to this origin, since OpenCV has single precision for it."""
    import cv2

    return np.asarray(cv2.convexHull((polygon.array - origin).astype(np.float32)), np.float32)
