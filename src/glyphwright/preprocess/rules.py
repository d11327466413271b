"""Rules that touch letters → paper, the letters mended; where these and all others run is kept in `PageImage.rules`.

A rule is a run of ink many letters long and thinner than a letter (opening with long kernels), which may be broken and
lie a little aslant. It is painted over by a closing across it, which fills what is thin and leaves what goes on on both
sides: the strokes of letters that it crosses.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.preprocess.ink import find_pieces, ink_mask, is_light_on_dark, letter_height, shrunk_grey
from glyphwright.stages import PageImage, Rule

LONG_SIDE_PX = 1500
RUN_SHARE, SHORTEST_RUN_PX = 2.5, 32
"""Length of the shortest straight run of a rule, in heights of a letter, and at least so much of the shrunken page."""
LENGTH_SHARE = 5.0
"""Length of the shortest rule, likewise."""
THICK_SHARE = 0.4
"""Of the thickest."""
GAP_SHARE = 1.5
"""Of the widest gap in a broken one."""
LEAST_LETTER_PX = 6.0
TOUCHED = 0.05
"""Share of a rule's length on which letters touch it; the other rules of a frame touch it on less."""
PANEL_INK = 0.42
"""Share of ink beside a rule, within the height of a letter, above which it is a part of a panel: its edge, or what of
it shows between rows of light letters. Beside rules that run through text it is 0.33 at the most, in panels 0.5."""
SOFT = 0.25
"""What differs from the paper by this share of the ink belongs to the rule: its edges are soft."""
CLEAR_PERCENTILE = 30
"""Most rules are clear of letters for so much of their length."""


def remove_rules(image: PageImage) -> PageImage:
    """Take the rules off a page that touch its letters; the same pixels where none does."""
    import cv2

    grey, scale = shrunk_grey(image.pixels, LONG_SIDE_PX)
    mask = ink_mask(grey)
    turned = np.asarray(cv2.transpose(mask), np.uint8)
    if not (_level_runs(mask, SHORTEST_RUN_PX).any() or _level_runs(turned, SHORTEST_RUN_PX).any()):
        return image
    letter = max(LEAST_LETTER_PX, letter_height(find_pieces(mask)))
    level, upright = find_level_rules(mask, letter), find_level_rules(turned, letter)
    if not level and not upright:
        return image
    pixels = image.pixels
    if any(found.touched > TOUCHED for found in [*level, *upright]):
        pixels, dark = pixels.copy(), not is_light_on_dark(grey)
        for page, rules_of_it in ((pixels, level), (pixels.transpose(1, 0, 2), upright)):
            for found in rules_of_it:
                if found.touched > TOUCHED:
                    _paint_over(page, found, scale, dark=dark)
    rules = [found.rule(scale) for found in level] + [_transposed(found.rule(scale)) for found in upright]
    return replace(image, pixels=pixels, rules=tuple(rules))


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
    opened = _level_runs(mask, max(SHORTEST_RUN_PX, round(RUN_SHARE * letter)))
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


def _level_runs(mask: NDArray[np.uint8], shortest: int) -> NDArray[np.uint8]:
    import cv2

    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8)), np.uint8)


def _paint_over(pixels: NDArray[np.uint8], found: LevelRule, scale: int, *, dark: bool) -> None:
    """Close a page, in place (where its ink is light, open it), across one level rule of the shrunken page."""
    import cv2

    margin = round(found.width_px * scale) + 2 * scale
    h, w = (side * scale for side in found.pixels.shape)
    top, left = found.top * scale, found.left * scale
    above = min(top, margin)
    part = pixels[top - above : top + h + margin, left : left + w]
    where = np.zeros((above + h + margin, w), bool)
    where[above : above + h] = np.kron(found.pixels, np.ones((scale, scale), bool))
    where = where[: part.shape[0], : part.shape[1]]
    kernel = np.ones((_thickness(part, where, dark=dark) + 2, 1), np.uint8)
    across = cv2.morphologyEx(np.ascontiguousarray(part), cv2.MORPH_CLOSE if dark else cv2.MORPH_OPEN, kernel)
    part[where] = across[where]


def _thickness(part: NDArray[np.uint8], where: NDArray[np.bool_], *, dark: bool) -> int:
    """How many pixels a rule measures from top to bottom, beside the letters on it."""
    green = part[..., 1] if dark else 255 - part[..., 1]
    ink, paper = float(np.percentile(green[where], 10)), float(np.percentile(green, 80))
    runs = ((green < paper - SOFT * (paper - ink)) & where).sum(axis=0)
    return int(np.percentile(runs[runs > 0], CLEAR_PERCENTILE)) if runs.any() else 1


def _transposed(rule: Rule) -> Rule:
    return Rule(rule.start[::-1], rule.end[::-1], rule.width_px)
