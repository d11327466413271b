"""Lines as bars: (n, 5) arrays of start x, start y, end x, end y and height, the form in which networks guess boxes.

A bar runs along the middle of its line, from where reading starts; its height is measured across. The direction follows
detect/db.py: between −120° and 60°, so that steep lines are read upwards.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.db import UPWARDS_BEYOND_RAD
from glyphwright.geometry import Polygon
from glyphwright.stages import Region

Bars = NDArray[np.float64]


def bars_of(quads: NDArray[np.float64]) -> Bars:
    """Quadrilaterals (n, 4, 2), clockwise from where reading starts → bars."""
    start, end = (quads[:, 0] + quads[:, 3]) / 2, (quads[:, 1] + quads[:, 2]) / 2
    sides = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1) + np.linalg.norm(quads[:, 2] - quads[:, 1], axis=1)
    return oriented(np.column_stack([start, end, sides / 2]))


def bars_around(centre: NDArray[np.float64], angle: NDArray[np.float64], sizes: NDArray[np.float64]) -> Bars:
    """Bars from centres (n, 2), angles (n,) in radians and sizes (n, 2) as length and height."""
    half = np.stack([np.cos(angle), np.sin(angle)], axis=1) * sizes[:, :1] / 2
    return oriented(np.column_stack([centre - half, centre + half, sizes[:, 1]]))


def oriented(bars: Bars) -> Bars:
    """The same bars, each read in the usual direction."""
    along = bars[:, 2:4] - bars[:, :2]
    angle = np.arctan2(along[:, 1], along[:, 0])
    backwards = (angle > UPWARDS_BEYOND_RAD) | (angle <= UPWARDS_BEYOND_RAD - np.pi)
    return np.where(backwards[:, None], bars[:, [2, 3, 0, 1, 4]], bars)


def quads_of(bars: Bars) -> NDArray[np.float64]:
    """Bars → quadrilaterals (n, 4, 2), clockwise from where reading starts; a bar without length lies level."""
    start, end, unit = bars[:, :2], bars[:, 2:4], directions(bars)
    down = np.stack([-unit[:, 1], unit[:, 0]], axis=1) * bars[:, 4:] / 2
    return np.stack([start - down, end - down, end + down, start + down], axis=1)


def directions(bars: Bars) -> NDArray[np.float64]:
    """Unit vectors (n, 2) along bars."""
    along = bars[:, 2:4] - bars[:, :2]
    length = np.linalg.norm(along, axis=1, keepdims=True)
    return np.where(length > 1e-6, along / np.maximum(length, 1e-6), [1.0, 0.0])


def regions_of(bars: Bars, scores: NDArray[np.float64]) -> list[Region]:
    """Bars → regions of text."""
    quads = quads_of(bars)
    return [Region(Polygon.from_array(quad), float(score)) for quad, score in zip(quads, scores, strict=True)]


def as_bars(lines: Sequence[Region]) -> Bars:
    """Regions with four corners each → bars."""
    return bars_of(np.array([line.polygon.array for line in lines]).reshape(-1, 4, 2))
