"""Regions of a page → which of them are circles and squares to tick, as on questionnaires, and no text.

A thin ring looks like an O or a 0, and rings below one another like an upright line of them. But letters are thicker,
and what is to be ticked comes several of a size.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.stages import Region

# In the shorter sides of the region: how wide it may be, how much around it counts, how wide a stroke may be.
LONGEST, AROUND, STROKE = 2.0, 0.25, 0.3
# In its longer side, or so many of the shorter ones: how far an outline may reach beyond it.
BEYOND, LONG = 0.75, 3.0
# In diameters: how thick an outline is at most, and in a column of several; how exact its shape is.
THICKEST, THICKEST_IN_COLUMN, EXACT = 0.1, 0.2, 0.12
# Of the ink there, what an outline has at the least, and what all of a column have, of which some may be ticked.
ALONE, IN_COLUMN = 0.8, 0.6
# How many there are of about the same diameter.
SAME, LEAST_ALIKE = 0.15, 3
# In grey levels, how much the outline differs from what is beside it; what share of the most is ink, too: what ticks
# those of a column may be three times as dark.
LEAST_CONTRAST, INK, INK_IN_COLUMN = 16, 1 / 2, 1 / 3
# Every so many pixels tell whether ink is dark.
SAMPLED = 3


def are_rings(grey: NDArray[np.uint8], lines: Sequence[Region]) -> NDArray[np.bool_]:
    """Which of the regions of a grey page (h, w) are circles and squares to tick, (n,)."""
    found = [_diameters(grey, line) for line in lines]
    every = np.concatenate([np.zeros(0), *found])
    alike = np.abs(every[:, None] / every - 1) < SAME
    several = alike.sum(axis=1) >= LEAST_ALIKE
    owner = np.repeat(np.arange(len(lines)), [len(diameters) for diameters in found])
    return np.asarray(np.bincount(owner[several], minlength=len(lines)) > 0)


def _diameters(grey: NDArray[np.uint8], line: Region) -> NDArray[np.float64]:
    """Of the outlines there, in pixels, (n,), where there is nothing else to speak of."""
    import cv2

    box = line.polygon.box
    side = min(box.width, box.height)
    if len(line.polygon.points) > 4 or box.width > LONGEST * side:
        return np.zeros(0)
    around, beyond = AROUND * side, BEYOND * min(LONG * side, max(box.width, box.height))
    left, top = max(0, int(box.left - beyond)), max(0, int(box.top - beyond))
    part = grey[top : int(box.bottom + beyond) + 1, left : int(box.right + beyond) + 1]
    stroke = _strokes(part, 2 * round(STROKE * side / 2) + 1)
    own = np.s_[
        max(0, int(box.top - around) - top) : int(box.bottom + around) + 1 - top,
        max(0, int(box.left - around) - left) : int(box.right + around) + 1 - left,
    ]
    darkest = int(stroke[own].max(initial=0))
    if darkest < LEAST_CONTRAST:
        return np.zeros(0)
    column = box.height > LONGEST * side
    ink, thickest, least = (INK_IN_COLUMN, THICKEST_IN_COLUMN, IN_COLUMN) if column else (INK, THICKEST, ALONE)
    _, labels, stats, _ = cv2.connectedComponentsWithStats((stroke > ink * darkest).astype(np.uint8), connectivity=8)
    areas = np.bincount(labels[own].ravel(), minlength=len(stats))
    areas[0] = 0
    pieces = np.flatnonzero(areas > areas.max() / 4)  # no specks
    diameters = np.array([_diameter(labels, int(i), stats[i], thickest) for i in pieces])
    inked = areas[pieces[diameters > 0]].sum()
    return diameters[diameters > 0] if inked >= least * areas.sum() else np.zeros(0)


def _strokes(grey: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """How much strokes that are thinner than so many pixels differ from what is beside them: darker, or lighter."""
    import cv2

    paper = float(np.median(grey[::SAMPLED, ::SAMPLED])) if grey.size else 0.0
    dark = paper - grey.min(initial=255) >= grey.max(initial=0) - paper
    kind = cv2.MORPH_BLACKHAT if dark else cv2.MORPH_TOPHAT
    return np.asarray(cv2.morphologyEx(grey, kind, np.ones((width, width), np.uint8)), np.uint8)


def _diameter(labels: NDArray[np.int32], piece: int, stats: NDArray[np.int32], thickest: float) -> float:
    """Of a piece that is the outline of a circle or square, in pixels; 0 where it is none."""
    import cv2

    x, y, w, h, area = stats.tolist()
    ink = (labels[y : y + h, x : x + w] == piece).astype(np.uint8)
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled, diameter = max(map(cv2.contourArea, contours)) / ((w - 1) * (h - 1) + 1e-9), (w + h) / 2
    if abs(w - h) > EXACT * diameter:
        return 0.0
    for shape in (np.pi / 4, 1.0):  # of a circle, of a square, in their bounding box
        around = 4 * shape * diameter
        if abs(filled / shape - 1) <= EXACT and 0.8 * (around - 8 * shape) <= area <= thickest * diameter * around:
            return float(diameter)
    return 0.0
