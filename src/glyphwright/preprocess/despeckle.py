"""Specks of dust and toner → paper, while full stops, dots of i and accents stay.

What a speck is, the letters of the page tell: it is smaller than their dots, or it is alone.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.preprocess.ink import Pieces, find_pieces, ink_mask, letter_height, stroke_width
from glyphwright.stages import PageImage

DUST_SHARE = 0.75
"""Pieces whose larger side is below this share of a stroke's width are never print: full stops are wider."""
DOT_SHARE = 0.35
"""Pieces up to this share of a letter's height are dots where a letter is near, specks where none is."""
NEAR_SHARE = 0.6
"""How near, as a share of a letter's height."""
SMALLEST_LETTER_PX = 7.0
"""Of smaller letters, dots and specks look alike."""
WORTH = 0.3
"""Fewer specks than this share of the number of letters are left alone."""


def despeckle(image: PageImage) -> PageImage:
    """Clean a speckled page; the same image where specks are few, or too much like the dots of small letters."""
    import cv2

    grey = image.grey
    mask = ink_mask(grey)
    pieces = find_pieces(mask)
    letter = letter_height(pieces)
    if letter < SMALLEST_LETTER_PX:
        return image
    specks = find_specks(pieces, letter, stroke_width(pieces))
    if specks.sum() < max(1.0, WORTH * (pieces.like_letters & ~specks).sum()):
        return image
    gone = cv2.dilate(pieces.chosen(specks).astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    gone &= ~cv2.dilate(pieces.chosen(~specks).astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    return replace(image, pixels=_papered(image.pixels, gone, reach=round(letter / 2)))


def find_specks(pieces: Pieces, letter: float, stroke: float) -> NDArray[np.bool_]:
    """(n,): which pieces are specks, where letters are so high and their strokes so wide."""
    import cv2

    size = np.maximum(pieces.widths, pieces.heights)
    dust = size < DUST_SHARE * stroke
    small = size <= DOT_SHARE * letter
    print_ = pieces.chosen(~small).astype(np.uint8)
    side = 2 * round(NEAR_SHARE * letter) + 1
    near = cv2.dilate(print_, np.ones((side, side), np.uint8)).astype(bool)
    x, y = (pieces.boxes[:, i] + pieces.boxes[:, i + 2] // 2 for i in (0, 1))
    return np.asarray(dust | (small & ~near[y, x]))


def _papered(pixels: NDArray[np.uint8], gone: NDArray[np.bool_], *, reach: int) -> NDArray[np.uint8]:
    """Paint over with the paper around, which the median of so many pixels is."""
    import cv2

    paper = cv2.medianBlur(pixels, min(max(3, reach) | 1, 255))
    cleaned = pixels.copy()
    cleaned[gone] = paper[gone]
    return cleaned
