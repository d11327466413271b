"""A random generator → pages with nothing on them that could be read: (1024, 1024) uint8 grey."""

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright_train.synth.wear import noise_patch

SIDE_PX = 1024


def draw_noise(rng: np.random.Generator) -> NDArray[np.uint8]:
    """A page of nothing but grain or specks: what must never be taken for text."""
    return draw_specks(rng) if rng.random() < 0.4 else draw_grain(rng)


def draw_grain(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Faint grain to snow, fine to coarse."""
    noise = noise_patch(rng, (SIDE_PX, SIDE_PX), float(rng.choice([0.2, 0.5, 1, 2, 4, 8])))
    page = rng.uniform(60, 240) + noise * rng.uniform(5, 110)
    return np.clip(page, 0, 255).astype(np.uint8)


def draw_specks(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Paper strewn with dust, toner or stars: dark on light or the reverse, from few to dense, all of like size."""
    paper, speck = (float(level) for level in rng.permutation([rng.uniform(0, 90), rng.uniform(150, 255)]))
    page = np.full((SIDE_PX, SIDE_PX), paper, np.float32)
    radius = float(np.exp(rng.uniform(np.log(0.5), np.log(7))))
    count = int(np.exp(rng.uniform(np.log(30), np.log(0.15 * SIDE_PX**2 / (4 * radius**2 + 4)))))
    places = rng.integers(0, SIDE_PX, (count, 2))
    for (x, y), size in zip(places, rng.gamma(2.0, radius / 2, count), strict=True):
        stretch = (max(0, round(size)), max(0, round(size * rng.uniform(0.4, 1.0))))
        cv2.ellipse(page, (int(x), int(y)), stretch, float(rng.uniform(0, 180)), 0, 360, speck, -1)
    return np.clip(page, 0, 255).astype(np.uint8)
