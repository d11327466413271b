"""Frames of lines → the maps that a line finder shall predict, at a quarter of the view's resolution."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.db import CORE_SHARE
from glyphwright.geometry import Polygon
from glyphwright_train.networks.db import HEIGHT_UNIT_PX
from glyphwright_train.networks.page_features import STRIDE

THRESHOLD_LOW, THRESHOLD_HIGH = 0.3, 0.7
SMALLEST_HEIGHT_PX = 5.0
SHORTEST_CORE_PX = 6.0
INSIDE = 0.4
_SUBPIXEL_BITS = 4


@dataclass(frozen=True, slots=True)
class Maps:
    """Each (h / 4, w / 4) float32.

    core: share of a cell that the middle of a line covers: what is soft here lets a line be placed to a fraction of a
    cell. known: 0 where nobody knows. threshold: high around cores, where lines must be
    told apart. near: 1 where `threshold` counts. height: log of the line's height in units of 16 px, in cores.
    """

    core: NDArray[np.float32]
    known: NDArray[np.float32]
    threshold: NDArray[np.float32]
    near: NDArray[np.float32]
    height: NDArray[np.float32]


def draw_maps(lines: Sequence[Polygon], ignored: Sequence[Polygon], size: int) -> Maps:
    """Draw the maps of a view with sides of `size` pixels; lines too small to be read are not known."""
    cells = size // STRIDE
    core = np.zeros((size, size), np.uint8)
    near = np.zeros((cells, cells), np.uint8)
    unknown = np.zeros((cells, cells), np.uint8)
    height = np.zeros((cells, cells), np.float32)
    for frame in lines:
        across = _height(frame)
        if across < SMALLEST_HEIGHT_PX:
            _fill(unknown, frame.array / STRIDE, 1)
            continue
        _fill(core, shrink(frame), 255)
        _fill(near, grow(frame) / STRIDE, 1)
        _fill(height, grow(frame) / STRIDE, float(np.log(across / HEIGHT_UNIT_PX)))
    for frame in lines:
        across = _height(frame)
        if across >= SMALLEST_HEIGHT_PX:
            _fill(height, shrink(frame) / STRIDE, float(np.log(across / HEIGHT_UNIT_PX)))
    for frame in ignored:
        _fill(unknown, frame.array / STRIDE, 1)
    share = cv2.resize(core, (cells, cells), interpolation=cv2.INTER_AREA)
    outside = share < INSIDE * 255
    known = np.where((unknown > 0) & outside, 0.0, 1.0).astype(np.float32)
    threshold = np.where((near > 0) & outside, THRESHOLD_HIGH, THRESHOLD_LOW).astype(np.float32)
    return Maps((share / 255.0).astype(np.float32), known, threshold, near.astype(np.float32), height)


def shrink(frame: Polygon) -> NDArray[np.float64]:
    """The core of a line: the middle of its height; one that is a single `:` or `1` covers more than a cell; (4, 2)."""
    return _resized(frame, 0.0, -(1 - CORE_SHARE) / 2, shortest=SHORTEST_CORE_PX)


def grow(frame: Polygon) -> NDArray[np.float64]:
    """A line with the space around it in which its border is learnt; (4, 2)."""
    return _resized(frame, 0.2, 0.2)


def _resized(frame: Polygon, along_share: float, across_share: float, *, shortest: float = 0.0) -> NDArray[np.float64]:
    corners = frame.array
    across = ((corners[3] - corners[0]) + (corners[2] - corners[1])) / 2
    along = ((corners[1] - corners[0]) + (corners[2] - corners[3])) / 2
    length = max(float(np.linalg.norm(along)), 1e-6)
    reach = max(along_share * float(np.linalg.norm(across)), (shortest - length) / 2)
    a, b = along / length * reach, across * across_share
    return np.asarray(corners + np.array([-a - b, a - b, a + b, -a + b]))


def _height(frame: Polygon) -> float:
    corners = frame.array
    return float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2


def _fill(image: NDArray[np.uint8] | NDArray[np.float32], corners: NDArray[np.float64], value: float) -> None:
    """Fill a quadrilateral given in a frame whose pixel centres lie at .5."""
    fixed = np.round((corners - 0.5) * (1 << _SUBPIXEL_BITS)).astype(np.int32)
    cv2.fillConvexPoly(image, fixed, value, lineType=cv2.LINE_8, shift=_SUBPIXEL_BITS)
