"""A faint page → one whose ink is black and whose paper is white, or the reverse where it is light on dark."""

from dataclasses import replace

import numpy as np

from glyphwright.pixels import percentiles
from glyphwright.preprocess.ink import is_light_on_dark
from glyphwright.stages import PageImage

DARK_ON_LIGHT, LIGHT_ON_DARK = (0.5, 95.0), (5.0, 99.9)
"""Percentiles of the page's grey that become black and white. What is written on dark slides and screens is so little
that a hundredth of the page holds all of it."""
FAINT = 140
SMALLEST = 16
"""A range of grey that is narrower than this is noise."""


def stretch_contrast(image: PageImage) -> PageImage:
    """Stretch the range of grey; the same image where it is wide already, or there is nothing but paper."""
    import cv2

    grey = np.ascontiguousarray(image.grey[::4, ::4])
    ends = LIGHT_ON_DARK if is_light_on_dark(grey) else DARK_ON_LIGHT
    low, high = percentiles(grey, ends)
    if not SMALLEST <= high - low < FAINT:
        return image
    levels = np.clip((np.arange(256) - low) * 255 / (high - low), 0, 255).astype(np.uint8)
    return replace(image, pixels=cv2.LUT(image.pixels, levels))
