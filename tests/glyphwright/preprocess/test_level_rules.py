import cv2
import numpy as np
import pytest

from glyphwright.preprocess.level_rules import level_runs


@pytest.mark.parametrize("width", [5, 31, 64, 203])
@pytest.mark.parametrize("shortest", [32, 50])
def test_level_runs_are_what_an_opening_leaves(width: int, shortest: int) -> None:
    rng = np.random.default_rng(width)
    mask = np.zeros((80, width), np.uint8)
    for row in mask:
        start, length = rng.integers(0, width), rng.integers(1, 2 * shortest)
        row[start : start + length] = 255
    padded = cv2.copyMakeBorder(mask, 0, 0, 200, 200, cv2.BORDER_CONSTANT, value=0)
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))[:, 200:-200]
    assert (level_runs(mask, shortest) == opened).all()
    assert opened.any() == (width >= shortest)
