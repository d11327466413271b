"""Image operations that two or more stages need, on uint8 arrays."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Bend, Polygon, Transform


def to_grey(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w, 3) RGB → (h, w) luma, ITU-R BT.601."""
    import cv2

    return cast(NDArray[np.uint8], cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))


def resize(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Scale to exactly this size: by area when shrinking, cubic when growing."""
    import cv2

    shrinks = width * height < image.shape[0] * image.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cast(NDArray[np.uint8], cv2.resize(image, (width, height), interpolation=method))


def percentiles(image: NDArray[np.uint8], percents: Sequence[float]) -> NDArray[np.float64]:
    """Those of the grey of (h, w), as NumPy has them, but by counting: many times as fast as by sorting."""
    import cv2

    running = cv2.calcHist([image], [0], None, [256], [0, 256]).ravel().cumsum(dtype=np.float64)
    places = np.asarray(percents) / 100 * (image.size - 1)
    lower, upper = (np.searchsorted(running, near, side="right") for near in (np.floor(places), np.ceil(places)))
    return np.asarray(lower + (upper - lower) * (places % 1))


def median_level(image: NDArray[np.uint8]) -> float:
    """The median grey of (h, w)."""
    return float(percentiles(image, [50])[0])


def border_level(image: NDArray[np.uint8]) -> float:
    """The median grey of the outermost pixels of (h, w): what a picture of a word or character stands on."""
    return float(np.median(np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])))


def rectify(
    image: NDArray[np.uint8], quadrilateral: Polygon, width: int, height: int
) -> tuple[NDArray[np.uint8], Transform]:
    """Cut four corners out of an image as an upright (height, width) picture, with the map from it to the image.

    Outside the image its border is repeated. When the cut shrinks, the part is first shrunk by area, so that thin
    strokes survive.
    """
    import cv2

    corners = quadrilateral.array
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    to_image = cv2.getPerspectiveTransform(target, corners.astype(np.float32))
    scaled, to_scaled = _part(image, quadrilateral, float(np.linalg.norm(corners[3] - corners[0])) / height)
    to_part = to_scaled @ to_image
    # warpPerspective samples at pixel centres numbered from 0; our frames put a centre at .5.
    centre = np.array([[1.0, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    matrix = np.linalg.inv(centre) @ to_part @ centre
    cut = cv2.warpPerspective(
        scaled,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return cast(NDArray[np.uint8], cut), Transform.from_array(to_image)


def straighten(image: NDArray[np.uint8], outline: Polygon, width: int, height: int) -> tuple[NDArray[np.uint8], Bend]:
    """Cut a line that bends out of an image as a level (height, width) picture, with the map from it to the image.

    Its border, and how it shrinks, are as in `rectify`.
    """
    import cv2

    to_image = Bend.along(outline, width, height)
    upper, lower = outline.edges
    scaled, to_scaled = _part(image, outline, float(np.linalg.norm(lower - upper, axis=1).mean()) / height)
    to_part = to_image.then(Transform.from_array(to_scaled))
    columns = np.arange(width) + 0.5
    ends = [to_part.points(np.column_stack([columns, np.full(width, y)])) for y in (0.0, float(height))]
    rows = ((np.arange(height) + 0.5) / height)[:, None, None]
    # remap samples at pixel centres numbered from 0; our frames put a centre at .5.
    where = (ends[0] + (ends[1] - ends[0]) * rows - 0.5).astype(np.float32)  # (h, w, 2)
    cut = cv2.remap(scaled, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8), to_image


def _part(image: NDArray[np.uint8], outline: Polygon, shrink: float) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """What of an image lies around an outline, made smaller by area where it will shrink, and the 3×3 map to it."""
    import cv2

    corners = outline.array
    left, top = np.floor(corners.min(axis=0) - 2).astype(int)
    right, bottom = np.ceil(corners.max(axis=0) + 2).astype(int)
    x0, y0 = max(left, 0), max(top, 0)
    part = image[y0 : max(bottom, y0 + 1), x0 : max(right, x0 + 1)]
    if part.size == 0:
        raise ValueError(f"the outline {outline.points} lies outside the image")
    scale_x = scale_y = 1.0
    if shrink > 1.2:
        factor = 1 / shrink
        size = (max(1, round(part.shape[1] * factor)), max(1, round(part.shape[0] * factor)))
        scale_x, scale_y = size[0] / part.shape[1], size[1] / part.shape[0]
        part = cast(NDArray[np.uint8], cv2.resize(part, size, interpolation=cv2.INTER_AREA))
    return part, np.diag([scale_x, scale_y, 1.0]) @ np.array([[1.0, 0, -x0], [0, 1, -y0], [0, 0, 1]])
