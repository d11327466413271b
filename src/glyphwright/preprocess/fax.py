"""A fax whose file does not say that its pixels are twice as high as wide → the same page with square pixels.

At standard resolution a fax has 204 dots an inch across and 98 down (8.04 dots and 3.85 lines a millimetre; ITU-T T.4),
so an upright sheet is wider than high in pixels, and so are its letters. Where the file says it, pages are
stretched as they are acquired.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Transform
from glyphwright.pixels import resize
from glyphwright.preprocess.ink import Pieces, find_pieces, ink_mask, letter_height
from glyphwright.stages import PageImage

DOTS_ACROSS_TO_DOWN = 204 / 98
FEWEST_LETTERS = 100
WIDE_LETTERS = 1.25
"""Width of letters in their heights, in the median; of ordinary pages it is 0.5 to 0.9, where letters touch more."""
WIDE_STROKES = 1.45
"""How much thicker upright strokes are than level ones, in the mean; of letters that only touch hardly at all."""


def square_fax(image: PageImage) -> PageImage:
    """Stretch the page to its height; the same image where it is not black and white, or its letters are not wide."""
    if image.dpi is not None or image.height >= image.width:
        return image
    grey = image.grey
    if not _is_bilevel(grey) or not _is_squashed(grey):
        return image
    height = round(image.height * DOTS_ACROSS_TO_DOWN)
    return replace(
        image,
        pixels=resize(image.pixels, image.width, height),
        to_source=Transform.scale(1.0, image.height / height).then(image.to_source),
        source_size=image.source_size or (image.height, image.width),
    )


def _is_bilevel(grey: NDArray[np.uint8]) -> bool:
    import cv2

    return int((cv2.calcHist([grey], [0], None, [256], [0, 256]) > 0).sum()) == 2


def _is_squashed(grey: NDArray[np.uint8]) -> bool:
    """Whether letters and upright strokes are too wide."""
    pieces = find_pieces(ink_mask(grey))
    letter = letter_height(pieces)
    fits = pieces.like_letters & (np.abs(pieces.heights / max(letter, 1) - 1.1) < 0.5)
    if fits.sum() < FEWEST_LETTERS or np.median(pieces.widths[fits] / pieces.heights[fits]) < WIDE_LETTERS:
        return False
    return _stroke_ratio(pieces, letter) >= WIDE_STROKES


def _stroke_ratio(pieces: Pieces, letter: float) -> float:
    """The mean run of ink along rows, in those down columns: the ink is the same, so fewer runs are longer."""
    ink = np.pad(pieces.chosen(pieces.like_letters & (pieces.heights >= letter / 2)), 1)
    along, down = (np.count_nonzero(np.diff(ink, axis=axis)) for axis in (1, 0))
    return down / along
