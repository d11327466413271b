import numpy as np

from bench.curl import curl
from glyphwright.geometry import Box


def test_rows_of_a_curled_page_fall_by_the_strength_asked_for_at_one_side_alone() -> None:
    page = np.full((400, 900, 3), 255, np.uint8)
    page[20:24] = 0
    words = [Box(50, 12, 850, 32)]
    for seed in range(6):
        bent = curl(np.random.default_rng(seed), page, words, strength=3)
        assert bent.shape == page.shape
        rows = [
            np.flatnonzero(bent[:, x, 0] < 128).mean() if (bent[:, x, 0] < 128).any() else -99.0 for x in (60, 450, 840)
        ]
        steps = np.abs(np.diff(rows))
        assert steps.max() > 1.5 * 20 / 0.8
        assert steps.min() < 0.7 * 20 / 0.8
