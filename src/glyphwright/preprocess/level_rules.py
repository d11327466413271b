"""A mask of ink → the rules in it that run nearly level: straight runs many letters long, thinner than a letter.

They are looked for by opening with long kernels; they may be broken and lie a little aslant.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.preprocess.ink import find_pieces
from glyphwright.stages import Rule

RUN_SHARE, SHORTEST_RUN_PX = 2.5, 32
"""Length of the shortest straight run of a rule, in heights of a letter, and at least so much of the shrunken page."""
LENGTH_SHARE = 5.0
"""Length of the shortest rule, likewise."""
THICK_SHARE = 0.4
"""Of the thickest."""
GAP_SHARE = 1.5
"""Of the widest gap in a broken one."""
PANEL_INK = 0.42
"""Share of ink beside a rule, within the height of a letter, above which it is a part of a panel: its edge, or what of
it shows between rows of light letters. Beside rules that run through text it is 0.33 at the most, in panels 0.5."""


@dataclass(frozen=True, slots=True, eq=False)
class LevelRule:
    """A nearly level rule: its pixels (h, w), where their upper left corner lies on the page, and how thick it is.

    `touched` is the share of its length on which it touches other ink.
    """

    pixels: NDArray[np.bool_]
    left: int
    top: int
    width_px: float
    touched: float

    def rule(self, scale: float) -> Rule:
        """The middle of its two ends, by a straight line through its columns, on a page so many times as large."""
        inked = np.flatnonzero(self.pixels.any(axis=0))
        rows = np.arange(self.pixels.shape[0])[:, None] + 0.5
        middle = (self.pixels * rows).sum(axis=0)[inked] / self.pixels.sum(axis=0)[inked]
        slope, offset = np.polyfit(inked + 0.5, middle, 1)
        start, end = (
            ((self.left + x) * scale, (self.top + offset + slope * x) * scale) for x in (0, self.pixels.shape[1])
        )
        return Rule(start, end, self.width_px * scale)


def find_level_rules(mask: NDArray[np.uint8], letter: float) -> list[LevelRule]:
    """The nearly level rules in a mask (h, w) of ink, 0 or 255, where letters are so high."""
    import cv2

    gap = max(3, round(GAP_SHARE * letter))
    opened = level_runs(mask, max(SHORTEST_RUN_PX, round(RUN_SHARE * letter)))
    # One pixel up and down, so that the steps of a tilted rule hang together.
    thick = cv2.dilate(opened, np.ones((3, 1), np.uint8))
    # Few rows have any; those above and below stay, so that what was apart stays apart.
    rows = np.flatnonzero(cv2.dilate(thick.max(axis=1), np.ones(3, np.uint8)))
    if not len(rows):
        return []
    own = cv2.morphologyEx(thick[rows], cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    pieces = find_pieces(own)
    thickness = pieces.areas / np.maximum(pieces.widths, 1) - 2
    beside = (cv2.dilate(own, np.ones((3, 1), np.uint8)) > own) & (mask[rows] > 0)
    chosen = (pieces.widths >= LENGTH_SHARE * letter) & (thickness <= max(2.0, THICK_SHARE * letter))
    rules = []
    for i in np.flatnonzero(chosen):
        x, y, w, h = pieces.boxes[i]
        if _has_panel_beside(mask[:, x : x + w], int(rows[y]), int(rows[y + h - 1]) + 1, round(letter)):
            continue
        touched = float(beside[max(0, y - 1) : y + h + 1, x : x + w].any(axis=0).mean())
        pixels = pieces.labels[y : y + h, x : x + w] == i + 1
        rules.append(LevelRule(pixels, int(x), int(rows[y]), float(max(1.0, thickness[i])), touched))
    return rules


def _has_panel_beside(columns: NDArray[np.uint8], top: int, bottom: int, letter: int) -> bool:
    """Whether what is level between two rows is the edge of an inked panel, as under white letters on a black bar."""
    return any(
        side.size > 0 and float((side > 0).mean()) > PANEL_INK
        for side in (columns[max(0, top - letter) : top], columns[bottom : bottom + letter])
    )


def level_runs(mask: NDArray[np.uint8], shortest: int) -> NDArray[np.uint8]:
    """What of a mask (h, w), 0 or 255, lies in level runs of at least so many pixels."""
    import cv2

    # Few rows have such runs: groups of eight pixels tell which may have one.
    rows = np.flatnonzero(_fullest(mask) >= (shortest - 7) // 8)
    runs = np.zeros_like(mask)
    if len(rows):
        kernel = np.ones((1, shortest), np.uint8)
        runs[rows] = cv2.morphologyEx(mask[rows], cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return runs


def _fullest(mask: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many groups of eight pixels, from the left, are full in each row."""
    whole = np.ascontiguousarray(mask[:, : mask.shape[1] // 8 * 8]).view(np.uint64)
    return np.asarray(np.count_nonzero(whole == np.iinfo(np.uint64).max, axis=1))
