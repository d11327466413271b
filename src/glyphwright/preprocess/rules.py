"""Rules that touch letters → paper, the letters mended; where these and all others run is kept in `PageImage.rules`.

A rule is painted over by a closing across it, which fills what is thin and leaves what goes on on both sides: the
strokes of letters that it crosses. So are the frames of single words, and the dividers of combs, boxes with a letter
each; `PageImage.combs` keeps where these are.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Transform
from glyphwright.preprocess.combs import find_combs
from glyphwright.preprocess.frames import find_frames
from glyphwright.preprocess.ink import find_pieces, ink_mask, is_light_on_dark, letter_height, shrunk
from glyphwright.preprocess.level_rules import SHORTEST_RUN_PX, LevelRule, find_level_rules, level_runs
from glyphwright.stages import PageImage, Rule

LONG_SIDE_PX = 1500
LEAST_LETTER_PX = 6.0
TOUCHED = 0.02
"""Share of a rule's length on which letters touch it; the other rules of a frame touch it on less."""
SOFT = 0.25
"""What differs from the paper by this share of the ink belongs to the rule: its edges are soft."""
CLEAR_PERCENTILE = 30
"""Most rules are clear of letters for so much of their length."""


def remove_rules(image: PageImage) -> PageImage:
    """Take off a page the rules that touch letters, and the frames of words; the same pixels where there are none."""
    import cv2

    grey, scale = shrunk(image.grey, LONG_SIDE_PX)
    mask = ink_mask(grey)
    turned = np.asarray(cv2.transpose(mask), np.uint8)
    if not (level_runs(mask, SHORTEST_RUN_PX).any() or level_runs(turned, SHORTEST_RUN_PX).any()):
        return image
    pieces = find_pieces(mask)
    letter = max(LEAST_LETTER_PX, letter_height(pieces))
    level, upright = find_level_rules(mask, letter), find_level_rules(turned, letter)
    frames_level, frames_upright = find_frames(mask, pieces)
    if not level and not upright and not frames_level:
        return image
    pixels, combs = image.pixels, find_combs(mask, level, letter)
    dividers = [divider for comb in combs for divider in comb.dividers]
    marring = [
        [found for found in [*level, *frames_level] if found.touched > TOUCHED],
        [found for found in [*upright, *dividers, *frames_upright] if found.touched > TOUCHED],
    ]
    if any(marring):
        pixels, dark = pixels.copy(), not is_light_on_dark(grey)
        for page, rules_of_it in zip((pixels, pixels.transpose(1, 0, 2)), marring, strict=True):
            for found in rules_of_it:
                _paint_over(page, found, scale, dark=dark)
    rules = [found.rule(scale) for found in level] + [_transposed(found.rule(scale)) for found in upright]
    outlines = tuple(Transform.scale(scale, scale)(comb.outline) for comb in combs)
    return replace(image, pixels=pixels, rules=tuple(rules), combs=outlines)


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
