"""Short regions of a page → which of them are empty circles to tick, as on questionnaires, and no text.

A thin ring looks like an O or a 0. But letters are thicker, and circles to tick come several of a size.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.stages import Region

# In heights of the region: how long it may be, how much around it is looked at, how wide a stroke may be.
LONGEST, AROUND, STROKE = 2.0, 0.25, 0.3
# In diameters: how thick the ring is at most, and how exactly its width, height and area are those of a circle.
THICKEST, ROUND = 0.1, 0.12
# Of the ink around it, what the ring has at the least; how many of about the same diameter there are.
ALONE, SAME, LEAST_RINGS = 0.8, 0.15, 3
# In grey levels, how much darker the ring is than what is beside it.
LEAST_CONTRAST = 16


def are_rings(grey: NDArray[np.uint8], lines: Sequence[Region]) -> NDArray[np.bool_]:
    """Which of the regions of a grey page (h, w) are circles to tick, (n,)."""
    diameters = np.array([_diameter(grey, line) for line in lines])
    rings = diameters > 0
    alike = np.abs(diameters[:, None] / np.maximum(diameters, 1) - 1) < SAME
    return np.asarray(rings & ((alike & rings).sum(axis=1) >= LEAST_RINGS))


def _diameter(grey: NDArray[np.uint8], line: Region) -> float:
    """Of a ring that stands alone there, in pixels; 0 where there is none."""
    import cv2

    box = line.polygon.box
    if len(line.polygon.points) > 4 or max(box.width, box.height) > LONGEST * min(box.width, box.height):
        return 0.0
    room = AROUND * box.height
    left, top = max(0, int(box.left - room)), max(0, int(box.top - room))
    part = grey[top : int(box.bottom + room) + 1, left : int(box.right + room) + 1]
    width = 2 * round(STROKE * box.height / 2) + 1
    stroke = cv2.morphologyEx(part, cv2.MORPH_BLACKHAT, np.ones((width, width), np.uint8))
    if stroke.size == 0 or stroke.max() < LEAST_CONTRAST:
        return 0.0
    ink = (stroke > stroke.max() / 2).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    x, y, w, h, area = stats[largest].tolist()
    contours, _ = cv2.findContours(ink[y : y + h, x : x + w], cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(contours, key=cv2.contourArea)
    filled, diameter = cv2.contourArea(outline), (w + h) / 2
    is_round = abs(w - h) <= ROUND * diameter and abs(filled / (np.pi / 4 * (w - 1) * (h - 1) + 1e-9) - 1) <= ROUND
    is_thin = area <= THICKEST * diameter * np.pi * diameter and area >= 0.8 * np.pi * (diameter - 2)
    return float(diameter) if is_round and is_thin and area >= ALONE * ink.sum() else 0.0
