"""A line on a grey page → the share of ink in each of its columns."""

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon
from glyphwright.pixels import straighten

Columns = NDArray[np.float64]
"""The share of ink in each column of a line, (length,)."""
INK, SPECK = 0.3, 0.08
"""What differs from the paper by this share of the contrast is ink; specks take less of a line's height than this."""


def ink_of(grey: NDArray[np.uint8], outline: Polygon) -> Columns:
    """The share of ink in each column of a line."""
    quad = outline.corners
    if len(outline.points) == 4:
        return _ink(_level(grey, quad))
    height = float(np.linalg.norm(quad[3] - quad[0]))
    return _ink(straighten(grey, outline, max(1, round(length_of(quad))), max(1, round(height)))[0])


def length_of(quad: NDArray[np.float64]) -> float:
    """Of the corners of a line, (4, 2), in pixels."""
    top_left, top_right, bottom_right, bottom_left = quad
    return float(np.linalg.norm(top_right + bottom_right - top_left - bottom_left) / 2)


def _level(grey: NDArray[np.uint8], quad: NDArray[np.float64]) -> NDArray[np.uint8]:
    """A line as a level picture, as high as it begins: not a pixel is stretched, even if it is higher at one end."""
    import cv2

    left, top = np.maximum(np.floor(quad.min(axis=0)).astype(int) - 1, 0)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int) + 1
    start, end = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    length = float(np.linalg.norm(end - start))
    size = max(1, round(length)), max(1, round(float(np.linalg.norm(quad[3] - quad[0]))))
    along = (end - start) / max(length, 1e-9)
    across = np.array([-along[1], along[0]])
    # warpAffine samples at pixel centres numbered from 0; our frames put a centre at .5.
    origin = start - (left, top) + along / 2 - across * (size[1] - 1) / 2 - 0.5
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    to_part = np.column_stack([along, across, origin])
    part = grey[top:bottom, left:right]
    return np.asarray(cv2.warpAffine(part, to_part, size, flags=how, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _ink(pixels: NDArray[np.uint8]) -> Columns:
    """The share of ink in each column; the paper has the median grey."""
    import cv2

    counts = cv2.calcHist([pixels], [0], None, [256], [0, 256]).ravel()
    apart = np.abs(np.arange(256) - np.searchsorted(counts.cumsum(), pixels.size / 2))
    contrast = max(1, int(np.searchsorted(np.bincount(apart, counts).cumsum(), 0.98 * pixels.size)))
    ink = cv2.LUT(pixels, (apart > INK * contrast).astype(np.uint8))
    return np.asarray(cv2.reduce(ink, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel() / len(pixels))
