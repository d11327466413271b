"""Regions of a page → which are no text by the shape of their ink.

They are rows of dots or dashes, leaders or what tills part sums with, and pieces of such rows; pieces of upright rules;
holes, torn edges and shadows at the border of a page.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.ink_columns import SPECK, Columns, ink_of
from glyphwright.pixels import median_level, percentiles
from glyphwright.stages import Region

# How many marks a row of dots or dashes has at the least, and how much of a line's height any of them takes; letters
# have a stem in more than one column in fifty.
LEAST_MARKS, LOW, STEMS = 3, 0.35, 0.02
# In heights of the line: the longest piece of a row of dashes that is looked at, how far beyond its ends, and how far
# apart marks of one row are at most: what stands in cells is a word each.
LONGEST, BEYOND, APART = 20.0, 3.0, 1.2
# In heights of a piece of an upright rule: how wide it is at most, how far the rule goes on above or below, how far
# around it the paper is looked at. Of its contrast, what each of its rows has.
NARROW, UPWARDS, PAPER, EVERY_ROW = 0.35, 0.4, 0.4, 0.5
FAINTEST = 16
"""Levels of grey between a rule and the paper."""
# Of the height of a line: its upper and lower part, in which a row of dashes has no ink; of its contrast, what is none.
ASIDE, BLANK = 0.15, 0.7
# In the shorter sides of a region: how near the border of the page it stands, what is seen around it, and how thick a
# hole is.
NEAR, AROUND, THICK = 0.5, 0.5, 0.45
# Of the ink of a region, what belongs to a dark place that goes on to the border; of the region, what is ink at most:
# white letters on a dark panel have more around them. The least contrast, in levels of grey.
OF_BORDER, DARKEST, LEAST_CONTRAST = 0.8, 0.7, 64
# Of the columns (or rows) around a region, those that a torn edge runs through.
ACROSS = 0.95


def are_marks(ink: Columns) -> bool:
    """Whether a line, or a piece of one, is a row of dots or dashes and nothing else."""
    inked = ink > SPECK
    marks = np.count_nonzero(np.diff(inked.astype(np.int8)) == 1) + int(inked[:1].any())
    return bool(marks >= LEAST_MARKS and np.count_nonzero(ink > LOW) <= STEMS * np.count_nonzero(inked))


def are_strays(grey: NDArray[np.uint8], lines: Sequence[Region]) -> NDArray[np.bool_]:
    """Which of the regions of a grey page (h, w) are a piece of a row of dashes or an upright rule, or dirt, (n,)."""
    looks = (_is_dash, _is_upright_rule, _is_dirt)
    return np.array([any(look(grey, line) for look in looks) for line in lines], np.bool_)


def _is_dash(grey: NDArray[np.uint8], line: Region) -> bool:
    """Whether a level region is a piece of a row of marks, which goes on beyond its ends."""
    box = line.polygon.box
    if len(line.polygon.points) > 4 or box.width > LONGEST * box.height or not _is_low(grey, line):
        return False
    ink = ink_of(grey, line.polygon.grown(above=0.0, below=0.0, along=BEYOND))
    beyond = len(ink) * BEYOND / (box.width / box.height + 2 * BEYOND)
    runs = np.flatnonzero(np.diff(np.concatenate([[False], ink > SPECK, [False]]).astype(np.int8))).reshape(-1, 2)
    own = np.flatnonzero((runs[:, 1] > beyond) & (runs[:, 0] < len(ink) - beyond))
    mark = np.array([ink[start:stop].max() <= LOW for start, stop in runs], bool)
    if not len(own) or not mark[own].all():
        return False
    near = (runs[1:, 0] - runs[:-1, 1]) / box.height <= APART
    first, last = own[[0, -1]]
    while first > 0 and mark[first - 1] and near[first - 1]:
        first -= 1
    while last + 1 < len(mark) and mark[last + 1] and near[last]:
        last += 1
    return bool(last - first + 1 >= LEAST_MARKS)


def _is_upright_rule(grey: NDArray[np.uint8], line: Region) -> bool:
    """Whether a narrow region is a piece of an upright rule, which goes on above and below."""
    box = line.polygon.box
    h = box.height
    if box.width > NARROW * h:
        return False
    top, bottom, left, right = round(box.top), round(box.bottom), round(box.left), round(box.right) + 1
    around = grey[max(0, top) : bottom, max(0, round(left - PAPER * h)) : round(right + PAPER * h)]
    paper = int(median_level(np.ascontiguousarray(around)))
    beyond = round(UPWARDS * h)
    own = grey[max(0, top - beyond) : bottom + beyond, max(0, left) : right].astype(np.int16)
    dark, light = paper - own.min(axis=1), own.max(axis=1) - paper
    contrast = dark if np.median(dark) > np.median(light) else light
    runs = contrast > max(FAINTEST, EVERY_ROW * float(np.median(contrast)))
    return bool(runs[: bottom - top + beyond - 1].all() or runs[beyond + 1 :].all())


def _is_low(grey: NDArray[np.uint8], line: Region) -> bool:
    """Whether the ink of a level line stands in its middle alone; a quick look that spares the others a longer one."""
    box = line.polygon.box
    aside = max(1, round(ASIDE * box.height))
    part = grey[max(0, round(box.top)) : round(box.bottom), max(0, round(box.left)) : round(box.right)]
    if len(part) <= 2 * aside or not part.size:
        return False
    upper, lower = (int(np.ptp(some)) for some in (part[:aside], part[-aside:]))
    return max(upper, lower) < BLANK * int(np.ptp(part))


def _is_dirt(grey: NDArray[np.uint8], line: Region) -> bool:
    """Whether a region at the border of a page holds a hole or a torn edge: dark, and thick or long."""
    import cv2

    box = line.polygon.box
    h, w = grey.shape
    side = min(box.width, box.height)
    if min(box.left, box.top, w - box.right, h - box.bottom) > NEAR * side:
        return False
    left, top = max(0, int(box.left - AROUND * side)), max(0, int(box.top - AROUND * side))
    right, bottom = min(w, int(box.right + AROUND * side) + 1), min(h, int(box.bottom + AROUND * side) + 1)
    part = grey[top:bottom, left:right]
    own = np.s_[
        max(0, int(box.top) - top) : int(box.bottom) + 1 - top, max(0, int(box.left) - left) : int(box.right) + 1 - left
    ]
    darkest, lightest = percentiles(np.ascontiguousarray(part), [2, 90])
    if lightest - darkest < LEAST_CONTRAST:
        return False
    dark = (part < (darkest + lightest) / 2).astype(np.uint8)
    _, labels = cv2.connectedComponents(dark, connectivity=8)
    edges = [(top == 0, labels[0]), (bottom == h, labels[-1]), (left == 0, labels[:, 0]), (right == w, labels[:, -1])]
    at_border = np.isin(labels, np.unique(np.concatenate([[0], *(edge for is_border, edge in edges if is_border)]))[1:])
    inked, found = np.count_nonzero(dark[own]), np.count_nonzero(at_border[own])
    if not inked or found < OF_BORDER * inked or inked > DARKEST * dark[own].size:
        return False
    if max(at_border.any(axis=0).mean(), at_border.any(axis=1).mean()) > ACROSS:
        return True
    depth = cv2.distanceTransform(at_border.astype(np.uint8), cv2.DIST_L2, 3)[own]
    return bool(2 * depth.max() > THICK * side)
