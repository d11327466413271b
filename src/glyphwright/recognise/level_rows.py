"""The ink of a line that falls or rises, or stands too high or low → the same, level, its baseline where it belongs.

A line is level when its row profile is sharpest (Postl 1986). Then it is moved to where the edges of its profile, above
all the baseline, lie on those of what is usual in the fonts of a reader. Nothing moves from column to column.
"""

from typing import cast

import numpy as np
from numpy.typing import NDArray

MOST_FALL, FALLS = 0.25, 25
MOST_SHIFT, SHIFTS = 0.12, 25
USUAL_SHIFT = 0.04


def level_rows(ink: NDArray[np.uint8], usual: NDArray[np.float64] | None) -> NDArray[np.uint8]:
    """Level and move ink (h, w).

    Args:
        ink: 0 for paper.
        usual: (h,), the row profile that it is moved to; None to level it alone.
    """
    height = ink.shape[0]
    falls = np.linspace(-MOST_FALL, MOST_FALL, FALLS) * height
    level = max(
        (_moved(ink, fall, 0.0) for fall in falls), key=lambda one: float((np.diff(row_profile(one)) ** 2).sum())
    )
    if usual is None:
        return level
    shifts = np.linspace(-MOST_SHIFT, MOST_SHIFT, SHIFTS) * height
    rows = np.arange(height)
    edges, profile = np.diff(usual), row_profile(level)
    moved = np.array([np.diff(np.interp(rows - shift, rows, profile)) for shift in shifts])
    likeness = moved @ edges / np.maximum(np.linalg.norm(moved, axis=1) * np.linalg.norm(edges), 1e-9)
    likely = likeness - (shifts / (USUAL_SHIFT * height)) ** 2 / 40
    return _moved(level, 0.0, float(shifts[likely.argmax()]))


def row_profile(ink: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How much ink each row has, of all ink, (h,)."""
    rows = ink.sum(axis=1, dtype=np.float64)
    return np.asarray(rows / max(float(rows.sum()), 1.0))


def _moved(ink: NDArray[np.uint8], fall: float, down: float) -> NDArray[np.uint8]:
    """Lifted on the right by `fall` pixels and lowered on the left by as much, and all of it moved down."""
    import cv2

    h, w = ink.shape
    slope = fall / max(w, 1)
    matrix = np.array([[1, 0, 0], [-slope, 1, fall / 2 + down]], np.float64)
    return cast(NDArray[np.uint8], cv2.warpAffine(ink, matrix, (w, h), flags=cv2.INTER_LINEAR))
