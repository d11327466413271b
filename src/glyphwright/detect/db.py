"""Maps of a differentiable-binarisation network → line regions.

The maps stand at a quarter of the resolution: the core of each line, and the logarithm of its height. A connected core
becomes one region: its axis gives direction and length, the height map how far the line reaches above and below. Where
it bends away from its axis, so does the region (detect/bend.py).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.bend import Cells, bent, may_bend
from glyphwright.geometry import Polygon
from glyphwright.stages import Region

STRIDE_PX = 4
HEIGHT_UNIT_PX = 16.0
CORE_SHARE = 0.5
CORE_LEVEL = 0.4
SMALLEST_CELLS = 2
# A core this many times longer than high has a direction of its own; shorter ones take that of the page.
OWN_DIRECTION = 3.0
UPWARDS_BEYOND_RAD = np.deg2rad(60)


def find_in_maps(maps: NDArray[np.float32], *, min_score: float) -> list[Region]:
    """Turn a network's maps into regions, in pixels of the image that the network saw.

    Args:
        maps: (3, h / 4, w / 4): logit of the core, logit of the threshold (only used in training), log height.
        min_score: Regions whose mean core probability is lower are left out.
    """
    import cv2

    probability = 1 / (1 + np.exp(-maps[0]))
    n, labels = cv2.connectedComponents((probability > CORE_LEVEL).astype(np.uint8), connectivity=8)
    if n == 1:
        return []
    y, x = np.nonzero(labels)
    part = labels[y, x] - 1
    weight = probability[y, x].astype(np.float64)
    count = np.bincount(part, minlength=n - 1)
    total = np.bincount(part, weight, n - 1)

    def mean(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(part, weight * values, n - 1) / total)

    centre_x, centre_y = mean(x + 0.5), mean(y + 0.5)
    height = np.exp(mean(maps[2][y, x].astype(np.float64))) * HEIGHT_UNIT_PX / STRIDE_PX
    dx, dy = x + 0.5 - centre_x[part], y + 0.5 - centre_y[part]
    angle = _directions(mean(dx * dx), mean(dy * dy), mean(dx * dy), height)
    along = dx * np.cos(angle)[part] + dy * np.sin(angle)[part]
    first, last = np.full(n - 1, np.inf), np.full(n - 1, -np.inf)
    np.minimum.at(first, part, along)
    np.maximum.at(last, part, along)
    first, last = first - 0.5, last + 0.5
    bars = _quads(np.stack([centre_x, centre_y], axis=1), angle, first, last, height) * STRIDE_PX
    score = total / count
    kept = np.flatnonzero((score >= min_score) & (count >= SMALLEST_CELLS))
    outlines = {i: Polygon.from_array(bars[i]) for i in kept.tolist()}
    across = dy * np.cos(angle)[part] - dx * np.sin(angle)[part]
    cells = Cells(part, along, across, weight)
    for i in np.flatnonzero(may_bend(cells, first, last, height)).tolist():
        if i in outlines:
            outlines[i] = bent(outlines[i], cells.of(i), (first[i], last[i]), height[i])
    return [Region(outline, float(score[i])) for i, outline in outlines.items()]


def _directions(
    xx: NDArray[np.float64], yy: NDArray[np.float64], xy: NDArray[np.float64], height: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The angle of each core's axis in radians; steep ones read upwards, short ones like the page."""
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    angle = np.where(angle > UPWARDS_BEYOND_RAD, angle - np.pi, angle)
    spread = np.hypot(xx - yy, 2 * xy)
    longer = np.sqrt(12 * (xx + yy + spread) / 2 + 1)
    sure = longer > OWN_DIRECTION * CORE_SHARE * height
    level = sure & (np.abs(angle) < UPWARDS_BEYOND_RAD)
    page = _weighted_median(angle[level], longer[level]) if level.any() else 0.0
    return np.asarray(np.where(sure, angle, page))


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, running[-1] / 2)])


def _quads(
    centre: NDArray[np.float64],
    angle: NDArray[np.float64],
    first: NDArray[np.float64],
    last: NDArray[np.float64],
    height: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Corners (n, 4, 2) of bars through `centre`, from `first` to `last` along `angle`, `height` across it."""
    along = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    across = np.stack([-np.sin(angle), np.cos(angle)], axis=1) * height[:, None] / 2
    start, end = centre + along * first[:, None], centre + along * last[:, None]
    return np.stack([start - across, end - across, end + across, start + across], axis=1)
