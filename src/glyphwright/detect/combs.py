"""Lines of a page → the same, those in one comb (a row of boxes with a letter each) as one line.

What is written in a comb is one word, however far apart its letters stand.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from glyphwright.geometry import Polygon
from glyphwright.stages import Region

COMB = "comb"
"""The kind of such a line."""


def join_in_combs(lines: Sequence[Region], combs: Sequence[Polygon]) -> list[Region]:
    """Join what was found in each comb; other lines stay as they are."""
    left = list(lines)
    joined = []
    for comb in combs:
        inside = [line for line in left if _holds(comb, line)]
        if inside:
            left = [line for line in left if line not in inside]
            joined.append(replace(max(inside, key=lambda line: line.score), polygon=_around(comb, inside), kind=COMB))
    return left + joined


def _holds(comb: Polygon, line: Region) -> bool:
    import cv2

    middle = line.polygon.array.mean(axis=0)
    return cv2.pointPolygonTest(comb.array.astype(np.float32), (float(middle[0]), float(middle[1])), False) >= 0


def _around(comb: Polygon, lines: Sequence[Region]) -> Polygon:
    """The frame of all of them, along the upper rule of the comb."""
    origin, end = comb.array[0], comb.array[1]
    along = (end - origin) / np.linalg.norm(end - origin)
    axes = np.stack([along, [-along[1], along[0]]])  # along the comb, and down
    points = np.concatenate([(line.polygon.array - origin) @ axes.T for line in lines])
    (x, y), (x_end, y_end) = points.min(axis=0), points.max(axis=0)
    return Polygon.from_array(origin + np.array([(x, y), (x_end, y), (x_end, y_end), (x, y_end)]) @ axes)
