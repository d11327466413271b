"""Found lines and true words of one page → what became of each word, and which lines are merged or false."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from glyphwright.evaluate.true_words import height_of
from glyphwright.geometry import Polygon
from glyphwright.overlaps import overlaps
from glyphwright.page import Word

WHOLE, HELD, TOUCHED = 0.9, 0.5, 0.1
"""Shares of a word's area: a line has it whole, holds it, touches it."""
SAME_ROW = 0.25
"""Words stand on one row whose heights share so much of the lower one's."""
ASIDE = 0.5
"""A found line without true words does not count where so much of it is what the truth leaves aside."""

Fate = Literal["found", "merged", "doubled", "cut", "clipped", "missed"]
FATES: tuple[Fate, ...] = get_args(Fate)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of each true word, in the order of the words, and what each found line is.

    The fate of a word is the first of these that is true:

    found     Exactly one line has it whole (90 % of its area), and that holds words of no other row.
    merged    Exactly one line has it whole, and that is a merge.
    doubled   Several lines have it whole.
    cut       No line has it whole, and two or more touch it (10 % each).
    clipped   One line alone touches it, and that holds it (half of its area).
    missed    None of these.

    A line holds a word that it has half of or more. It is a merge where it holds words of more than one row: words
    with a letter or digit, whose extents across the line do not overlap by a quarter of the lower one, nor hang
    together by others that do. It is false where it touches no true word, unless half of it or more lies in what
    the truth leaves aside.
    """

    fates: tuple[Fate, ...]
    merges: tuple[bool, ...]
    false: tuple[bool, ...]

    def count(self, fate: Fate) -> int:
        return self.fates.count(fate)


def judge_lines(found: Sequence[Polygon], words: Sequence[Word], ignored: Sequence[Polygon] = ()) -> Judgement:
    """Judge the lines found on one page; all outlines are in pixels of the same frame."""
    share = overlaps(found, [word.polygon for word in words]).share  # (lines, words)
    held = [[words[w] for w in np.flatnonzero(row).tolist()] for row in share >= HELD]
    merges = np.array([n_rows(line, inside) > 1 for line, inside in zip(found, held, strict=True)], np.bool_)
    aside = overlaps(found, ignored).share_of_left.sum(axis=1) >= ASIDE
    false = ~(share >= TOUCHED).any(axis=1) & ~aside
    fates = tuple(_fate(share[:, w], merges) for w in range(len(words)))
    return Judgement(fates, tuple(merges.tolist()), tuple(false.tolist()))


def n_rows(line: Polygon, words: Sequence[Word]) -> int:
    """On how many rows words stand, seen from a line that holds them."""
    telling = [word for word in words if any(map(str.isalnum, word.text))]
    if len(telling) < 2:
        return len(telling)
    along = direction_of(line)
    across = np.array([-along[1], along[0]])
    height = np.array([height_of(word.polygon, along) for word in telling])
    middle = np.array([word.polygon.box.centre for word in telling]) @ across
    low, high = middle - height / 2, middle + height / 2
    shared = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    linked = shared >= SAME_ROW * np.minimum(height[:, None], height)
    label = np.arange(len(telling))
    while (lower := np.where(linked, label, len(label)).min(axis=1)).tolist() != label.tolist():
        label = lower
    return len(set(label.tolist()))


def direction_of(line: Polygon) -> NDArray[np.float64]:
    """The unit vector in which a line is read, from end to end."""
    top_left, top_right, bottom_right, bottom_left = line.corners
    along = top_right + bottom_right - top_left - bottom_left
    return np.asarray(along / max(float(np.linalg.norm(along)), 1e-9))


def _fate(share: NDArray[np.float64], merges: NDArray[np.bool_]) -> Fate:
    """By the shares (lines,) of one word's area, and which lines are merges."""
    whole = np.flatnonzero(share >= WHOLE)
    if len(whole) > 1:
        return "doubled"
    if len(whole) == 1:
        return "merged" if merges[whole[0]] else "found"
    if (share >= TOUCHED).sum() > 1:
        return "cut"
    return "clipped" if (share >= HELD).any() else "missed"
