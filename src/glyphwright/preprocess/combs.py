"""Level rules of a page → its combs: boxes in a row, for a letter each, between two rules.

Dividers are as high as the boxes and stand equally far apart, which letters never do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon
from glyphwright.preprocess.level_rules import LevelRule

HEIGHT = (0.9, 4.0)
"""Of the boxes, in heights of a letter."""
WIDTH = (0.35, 1.8)
"""Of a box, in its height."""
BESIDE = 0.8
"""How much of the longer of two rules must lie above or below the other."""
LEAST_DIVIDERS = 5
FULL = 0.9
"""Share of the height between two rules that a divider fills."""
THICK_SHARE = 0.3
"""Of the thickest divider, in heights of a letter."""
ENDS_PX = 3
"""How much further than the pixels of a rule its ends may reach, and the ends of dividers into a rule."""
UNEVEN, EVEN = 0.15, 0.8
"""By how much of a box another may be wider or narrower, and how many must not be."""


@dataclass(frozen=True, slots=True, eq=False)
class Comb:
    """What lies between the rules of a comb, from its first divider to its last; and these.

    The dividers are level rules of the page with rows and columns swapped.
    """

    outline: Polygon
    dividers: list[LevelRule]


@dataclass(frozen=True, slots=True, eq=False)
class _Gap:
    """What lies between two level rules of some thickness: for each column from `left` on, its rows (rows, columns)."""

    left: int
    rows: NDArray[np.int64]
    slope: float
    thickness: int

    @property
    def height(self) -> int:
        return len(self.rows)

    def inked(self, mask: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Which of its pixels are ink, (rows, columns)."""
        columns = self.left + np.arange(self.rows.shape[1])
        return np.asarray(mask[self.rows, columns] > 0)


def find_combs(mask: NDArray[np.uint8], level: Sequence[LevelRule], letter: float) -> list[Comb]:
    """All combs of a page.

    Args:
        mask: (h, w), 0 or 255 where there is ink.
        level: The level rules in it.
        letter: How high letters are, in pixels.
    """
    found = (_comb(mask, gap, letter) for gap in _gaps(level, letter, shape=mask.shape))
    return [comb for comb in found if comb is not None]


def _gaps(level: Sequence[LevelRule], letter: float, *, shape: tuple[int, ...]) -> Iterator[_Gap]:
    """What lies between each level rule and the next one below it, where boxes for a letter each have room."""
    height, width = shape
    downwards = sorted(level, key=lambda rule: rule.top)
    for i, above in enumerate(downwards):
        below = next((rule for rule in downwards[i + 1 :] if _beside(above, rule)), None)
        if below is None:
            continue
        left = max(0, max(above.left, below.left) - ENDS_PX)
        columns = np.arange(left, min(width, min(_right(above), _right(below)) + ENDS_PX))
        slope, top = _line(above)
        other_slope, bottom = _line(below)
        first = top + slope * columns + above.width_px / 2 + 1.5
        last = bottom + other_slope * columns - below.width_px / 2 - 1.5
        high = int(np.median(last - first)) + 1
        if HEIGHT[0] * letter <= high <= HEIGHT[1] * letter:
            rows = np.round(first + (last - first) * np.linspace(0, 1, high)[:, None]).astype(np.int64)
            thickness = round(max(above.width_px, below.width_px))
            yield _Gap(left, np.clip(rows, 0, height - 1), (slope + other_slope) / 2, thickness)


def _beside(above: LevelRule, below: LevelRule) -> bool:
    shared = min(_right(above), _right(below)) - max(above.left, below.left)
    longer = max(above.pixels.shape[1], below.pixels.shape[1])
    return bool(shared >= BESIDE * longer and below.top > above.top + above.pixels.shape[0])


def _right(rule: LevelRule) -> int:
    return rule.left + int(rule.pixels.shape[1])


def _line(rule: LevelRule) -> tuple[float, float]:
    """Its slope, and the row of its middle at column 0."""
    line = rule.rule(1.0)
    (x, y), (x_end, y_end) = line.start, line.end
    slope = (y_end - y) / (x_end - x)
    return slope, y - slope * x


def _comb(mask: NDArray[np.uint8], gap: _Gap, letter: float) -> Comb | None:
    """The comb that lies there, if there are dividers enough, and they stand as far apart as they should."""
    import cv2

    inked = gap.inked(mask)
    # Upright to the rules: a divider leans as far as these rise.
    reach = 1 + round(abs(gap.slope) * gap.height / 2)
    wide = cv2.dilate(inked.astype(np.uint8), np.ones((1, 2 * reach + 1), np.uint8))
    full = np.concatenate([[False], wide.mean(axis=0) >= FULL, [False]])
    starts, ends = np.flatnonzero(full[1:] & ~full[:-1]), np.flatnonzero(~full[1:] & full[:-1])
    thin = ends - starts - 2 * reach <= max(2.0, THICK_SHARE * letter)
    starts, ends = starts[thin], ends[thin]
    if len(starts) < LEAST_DIVIDERS:
        return None
    boxes = np.diff((starts + ends) / 2)
    width = float(np.median(boxes))
    even = np.mean(np.abs(boxes - width) <= UNEVEN * width + 1)
    if even < EVEN or not WIDTH[0] <= width / gap.height <= WIDTH[1]:
        return None
    dividers = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        first, last = max(0, start - 2), min(inked.shape[1], end + 2)
        rows = gap.rows[:, first:last]
        into = gap.thickness + ENDS_PX
        top, bottom = max(0, int(rows.min()) - into), int(rows.max()) + 1 + into
        # A pixel to either side: edges are soft.
        pixels = cv2.dilate(mask[top:bottom, gap.left + first : gap.left + last], np.ones((1, 3), np.uint8)) > 0
        dividers.append(LevelRule(pixels.T, top, gap.left + first, max(1.0, end - start - 2.0 * reach), touched=1.0))
    first, last = int(starts[0]), int(ends[-1]) - 1
    corners = [(0, first), (0, last), (-1, last), (-1, first)]
    return Comb(Polygon(tuple((float(gap.left + x), float(gap.rows[y, x])) for y, x in corners)), dividers)
