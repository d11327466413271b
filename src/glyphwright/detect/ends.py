"""Line regions → the same, those that end in the middle of a letter or word drawn out to its end.

Small print beside larger is found well enough to be read, but its last letter or colon may be missed.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Bend, Polygon
from glyphwright.stages import Region

# In heights of the line: how far beyond its ends is looked, how much of the line within, the widest gap in a word, and
# what is not worth the while.
BEYOND, WITHIN, GAP, LEAST = 1.5, 2.0, 0.18, 0.06
# Of the contrast in the line, that of a column with ink; a column that is ink from top to bottom has none.
INKED = 0.4
# How much a line may rise over its length: what lies beyond it is looked at without turning it.
LEVEL = 0.06


def with_whole_ends(grey: NDArray[np.uint8], lines: Sequence[Region]) -> list[Region]:
    """Draw lines out to the ends of their words; those that bend or run uphill stay as they are.

    Args:
        grey: The page, (h, w).
        lines: Found on it.
    """
    return [_drawn_out(grey, line) if len(line.polygon.points) == 4 else line for line in lines]


def _drawn_out(grey: NDArray[np.uint8], line: Region) -> Region:
    (left, top), (right, top_right), (_, bottom_right), (_, bottom) = line.polygon.points
    height, length = bottom - top, right - left
    if length < height or height < 1 or abs(top_right - top) > LEVEL * length:
        return line
    start, end = round(left), round(right)
    within, beyond = round(WITHIN * height), round(BEYOND * height)
    first, last = max(0, start - beyond), max(0, end - within)
    before = _missing(_contrast(grey, top, bottom, first, start + within)[::-1], within, height)
    after = _missing(_contrast(grey, top_right, bottom_right, last, end + beyond), end - last, height)
    if max(before, after) < LEAST * height:
        return line
    edges = np.array([-before / length, 1 + after / length])
    frame = np.column_stack([edges[[0, 1, 1, 0]], [0, 0, 1, 1]])
    return replace(line, polygon=Polygon.from_array(Bend.along(line.polygon, 1.0, 1.0).points(frame)))


def _contrast(grey: NDArray[np.uint8], top: float, bottom: float, left: int, right: int) -> NDArray[np.uint8]:
    """The range of grey in every column of a part of a page."""
    import cv2

    part = grey[max(0, round(top)) : round(bottom), left:right]
    if part.size == 0:
        return np.zeros(0, np.uint8)
    darkest, lightest = (cv2.reduce(part, 0, kind).ravel() for kind in (cv2.REDUCE_MIN, cv2.REDUCE_MAX))
    return np.asarray(lightest - darkest, np.uint8)


def _missing(contrast: NDArray[np.uint8], within: int, height: float) -> int:
    """How many columns of a line's last word lie behind so many that are in it."""
    inner = contrast[:within]
    if len(inner) == 0 or len(contrast) <= within:
        return 0
    inked = np.flatnonzero(contrast > INKED * inner.max())
    steps = np.diff(inked) - 1
    own = int(np.searchsorted(inked, within))  # so many of them lie in the line
    if not 0 < own < len(inked):
        return 0
    gaps = np.flatnonzero(steps[own - 1 :] > GAP * height)
    word_end = int(inked[own - 1 + gaps[0]] if len(gaps) else inked[-1])
    # What goes on and on is a rule, or the next line.
    return max(0, word_end + 1 - within) if word_end < len(contrast) - 2 else 0
