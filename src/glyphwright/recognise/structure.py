"""A picture of one character → numbers that say how it is built: strokes, loops, directions, crossings.

The classic way before networks (Trier, Jain and Taxt 1996, sections 4 and 5): what they have in common is that a person
can say what each number means. Every part is scaled so that none outweighs the others in a distance.
"""

from typing import cast

import numpy as np
from numpy.typing import NDArray

SIDE_PX = 32
ZONES = 4
DIRECTIONS = 8
SCANS = 8
PROFILE = 8

FEATURES = DIRECTIONS * ZONES**2 + 2 * SCANS + 4 * PROFILE + ZONES**2 + 6


def describe_structure(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Describe dark ink on light paper, (h, w) grey of any size, as (FEATURES,) numbers.

    In this order: how much of each direction the outline has in each of 4 × 4 zones; how often 8 rows and 8 columns
    cross ink; how far it is from each side to the ink; how much ink each zone has; and, of the whole: loops, where the
    largest stands and how large it is, parts, and height over width. A picture without ink gives zeros.
    """
    ink = _normalised(image)
    if ink is None:
        return np.zeros(FEATURES, np.float32)
    square, aspect = ink
    mask = square > 127
    parts = [
        _directions(square),
        _crossings(mask),
        _profiles(mask),
        _zones(square / 255.0) * 0.5,
        _whole(mask, aspect),
    ]
    return np.concatenate(parts).astype(np.float32)


def _normalised(image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float] | None:
    """The ink alone, light on black, scaled to fill a square; and its height over its width."""
    import cv2

    level, _ = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    mask = image <= level
    if not mask.any() or mask.all():
        return None
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    cut = 255 - image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    h, w = cut.shape
    # A one is not stretched into a bar: its narrow side grows by half as much as its long one.
    inner = SIDE_PX - 4
    scale = inner / max(h, w)
    size = tuple(max(2, round(side * scale * (max(h, w) / side) ** 0.5)) for side in (w, h))
    scaled = cv2.resize(cut, (min(size[0], inner), min(size[1], inner)), interpolation=cv2.INTER_AREA)
    square = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    top, left = (SIDE_PX - scaled.shape[0]) // 2, (SIDE_PX - scaled.shape[1]) // 2
    square[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return cast(NDArray[np.uint8], cv2.normalize(square, None, 0, 255, cv2.NORM_MINMAX)), h / w


def _directions(square: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Strength of the outline in 8 directions and 4 × 4 zones, (128,), of length 3 in all."""
    import cv2

    soft = cv2.GaussianBlur(square, (0, 0), 0.8).astype(np.float32)
    dx, dy = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    strength = np.hypot(dx, dy)
    turn = (np.arctan2(dy, dx) / (2 * np.pi) * DIRECTIONS) % DIRECTIONS
    lower = np.floor(turn).astype(int) % DIRECTIONS
    share = turn - np.floor(turn)
    planes = np.zeros((DIRECTIONS, SIDE_PX, SIDE_PX))
    y, x = np.mgrid[:SIDE_PX, :SIDE_PX]
    planes[lower, y, x] += strength * (1 - share)
    planes[(lower + 1) % DIRECTIONS, y, x] += strength * share
    zones = np.sqrt(np.concatenate([_zones(plane) for plane in planes]))
    return np.asarray(3 * zones / max(float(np.linalg.norm(zones)), 1e-6))


def _crossings(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How many strokes each of 8 rows and 8 columns crosses, (16,)."""
    lines = np.linspace(3, SIDE_PX - 4, SCANS).round().astype(int)
    across = (np.diff(mask[lines].astype(int), axis=1) > 0).sum(axis=1)
    down = (np.diff(mask[:, lines].astype(int), axis=0) > 0).sum(axis=0)
    return np.concatenate([across, down]) * 0.2


def _profiles(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How far it is from the left, right, top and bottom to the ink, each at 8 heights, (32,)."""
    lines = np.linspace(2, SIDE_PX - 3, PROFILE).round().astype(int)
    views = (mask, mask[:, ::-1], mask.T, mask.T[:, ::-1])
    depths = [np.where(view.any(axis=1), view.argmax(axis=1), SIDE_PX)[lines] for view in views]
    return np.concatenate(depths) / SIDE_PX * 0.7


def _zones(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Means over 4 × 4 zones, (16,)."""
    side = SIDE_PX // ZONES
    return np.asarray(values.reshape(ZONES, side, ZONES, side).mean(axis=(1, 3)).ravel(), np.float64)


def _whole(mask: NDArray[np.bool_], aspect: float) -> NDArray[np.float64]:
    """Loops, height and size of the largest loop (two numbers each where there is one), parts, and the aspect, (6,)."""
    import cv2

    background = np.pad(~mask, 1, constant_values=True).astype(np.uint8)
    count, _, boxes, centres = cv2.connectedComponentsWithStats(background, connectivity=4)
    holes = [k for k in range(1, count) if boxes[k, 0] > 0 and boxes[k, 1] > 0 and boxes[k, cv2.CC_STAT_AREA] >= 4]
    parts = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[0] - 1
    height, size, beside = 0.0, 0.0, 0.0
    if holes:
        largest = max(holes, key=lambda k: int(boxes[k, cv2.CC_STAT_AREA]))
        beside, height = (float(value) / SIDE_PX for value in centres[largest])
        size = float(boxes[largest, cv2.CC_STAT_AREA]) / SIDE_PX**2
    lean = float(np.clip(np.log2(aspect), -2, 2)) * 0.25
    return np.array([0.5 * min(len(holes), 3), height, beside, 2 * size, 0.3 * min(parts, 4), lean])
