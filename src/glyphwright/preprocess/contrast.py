"""A faint page → one whose ink is black and whose paper is white."""

from dataclasses import replace

import numpy as np

from glyphwright.pixels import to_grey
from glyphwright.stages import PageImage

DARKEST, LIGHTEST = 0.5, 95.0
"""Percentiles of the page's grey that become black and white."""
FAINT = 140
SMALLEST = 16
"""A range of grey that is narrower than this is noise."""


def stretch_contrast(image: PageImage) -> PageImage:
    """Stretch the range of grey; the same image where it is wide already, or there is nothing but paper."""
    import cv2

    low, high = np.percentile(to_grey(np.ascontiguousarray(image.pixels[::4, ::4])), [DARKEST, LIGHTEST])
    if not SMALLEST <= high - low < FAINT:
        return image
    levels = np.clip((np.arange(256) - low) * 255 / (high - low), 0, 255).astype(np.uint8)
    return replace(image, pixels=cv2.LUT(image.pixels, levels))
