"""Uneven light on a page → the same light everywhere, that of its brightest parts."""

from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from glyphwright.pixels import resize
from glyphwright.preprocess.ink import is_light_on_dark
from glyphwright.stages import PageImage

LONG_SIDE_PX = 256
STROKE_PX = 9
"""Side of the square, on the shrunken page, that no stroke or letter fills."""
SMOOTH_PX = 15
UNEVEN = 0.18
"""Share by which light must vary over the page to be flattened."""
MOST_GAIN = 3.5


def flatten(image: PageImage) -> PageImage:
    """Divide the page by its paper; the same image where light is even, or the page light on dark."""
    grey = image.grey
    if is_light_on_dark(grey):
        return image
    paper = paper_level(grey)
    dim, bright = np.percentile(paper, [3, 97])
    if bright - dim < UNEVEN * bright:
        return image
    gain = np.clip(bright / np.maximum(paper, 1), 1, MOST_GAIN).astype(np.float32)
    return replace(image, pixels=_multiplied(image.pixels, gain))


def paper_level(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w) grey, dark on light → the level of its paper, (h', w') with the longer side at 256 pixels.

    What is dark and small is closed over, then smoothed by a median.
    """
    import cv2

    scale = min(1.0, LONG_SIDE_PX / max(grey.shape))
    small = resize(grey, max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((STROKE_PX, STROKE_PX), np.uint8))
    return cast(NDArray[np.uint8], cv2.medianBlur(closed, SMOOTH_PX))


def _multiplied(pixels: NDArray[np.uint8], gain: NDArray[np.float32]) -> NDArray[np.uint8]:
    import cv2

    full = cv2.resize(gain, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return cast(NDArray[np.uint8], cv2.multiply(pixels, cv2.merge([full] * 3), dtype=cv2.CV_8U))
