"""Grey → black and white, dark and light staying on their sides, in three ways; each a step of its own."""

from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from glyphwright.preprocess.ink import is_light_on_dark
from glyphwright.stages import PageImage

WINDOW_SHARE = 1 / 45
SAUVOLA_K, SAUVOLA_RANGE = 0.2, 128.0


def by_otsu(image: PageImage) -> PageImage:
    """One threshold for the page: where the variance between its two sides is largest (Otsu 1979)."""
    import cv2

    grey = image.grey
    return _bilevel(image, cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1])


def by_sauvola(image: PageImage) -> PageImage:
    """A threshold for each pixel, from the mean and spread around it (Sauvola and Pietikäinen 2000, section 3.3)."""
    grey = image.grey
    if is_light_on_dark(grey):
        return _bilevel(image, 255 - _sauvola(255 - grey))
    return _bilevel(image, _sauvola(grey))


def _sauvola(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    side = max(15, round(max(grey.shape) * WINDOW_SHARE)) | 1
    mean = cv2.boxFilter(grey, cv2.CV_32F, (side, side))
    square = cv2.sqrBoxFilter(grey, cv2.CV_32F, (side, side))
    spread = np.sqrt(np.maximum(square - mean * mean, 0))
    level = mean * (1 + SAUVOLA_K * (spread / SAUVOLA_RANGE - 1))
    return cast(NDArray[np.uint8], np.where(grey > level, 255, 0).astype(np.uint8))


def _bilevel(image: PageImage, bilevel: NDArray[np.uint8]) -> PageImage:
    import cv2

    return replace(image, pixels=cv2.cvtColor(bilevel, cv2.COLOR_GRAY2RGB))
