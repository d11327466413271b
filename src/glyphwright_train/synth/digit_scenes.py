"""Single digits → pictures in which they must be looked for: moved, among clutter, or two in one picture.

The tasks of Mnih et al. 2014, section 4.1 (a digit anywhere in 60 × 60 pixels; the same with four pieces of 8 × 8 of
other digits) and of Ba et al. 2015, section 4.1 (two digits anywhere in 100 × 100 pixels, said from left to right).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]

PAIR_SIDE_PX = 100
PIECES = 4
PIECE_PX = 8
TEST_SEED = 30_000


@dataclass(frozen=True, slots=True)
class Scene:
    """A way to place digits: `draw` makes (n, side, side) pictures and (n, characters) labels of source and places."""

    side_px: int
    characters: int
    draw: Callable[[np.random.Generator, Images, Labels, NDArray[np.int64]], tuple[Images, Labels]]


def draw_translated(
    rng: np.random.Generator, digits: Images, labels: Labels, places: NDArray[np.int64], *, side_px: int = 60
) -> tuple[Images, Labels]:
    """Each of the digits at `places` somewhere in an empty picture."""
    n, (h, w) = len(places), digits.shape[1:]
    scenes = np.zeros((n, side_px, side_px), np.uint8)
    corners = rng.integers(0, (side_px - h + 1, side_px - w + 1), (n, 2))
    for scene, digit, (y, x) in zip(scenes, digits[places], corners, strict=True):
        scene[y : y + h, x : x + w] = digit
    return scenes, labels[places, None]


def draw_cluttered(
    rng: np.random.Generator, digits: Images, labels: Labels, places: NDArray[np.int64]
) -> tuple[Images, Labels]:
    """As `draw_translated`, with pieces of other digits strewn about."""
    scenes, said = draw_translated(rng, digits, labels, places)
    n, side, _ = scenes.shape
    h, w = digits.shape[1:]
    sources = rng.integers(0, len(digits), (n, PIECES))
    cuts = rng.integers(0, (h - PIECE_PX + 1, w - PIECE_PX + 1), (n, PIECES, 2))
    corners = rng.integers(0, side - PIECE_PX + 1, (n, PIECES, 2))
    for i, scene in enumerate(scenes):
        for source, (cy, cx), (y, x) in zip(sources[i], cuts[i], corners[i], strict=True):
            part = scene[y : y + PIECE_PX, x : x + PIECE_PX]
            np.maximum(part, digits[source, cy : cy + PIECE_PX, cx : cx + PIECE_PX], out=part)
    return scenes, said


def draw_pairs(
    rng: np.random.Generator, digits: Images, labels: Labels, places: NDArray[np.int64]
) -> tuple[Images, Labels]:
    """Each of the digits at `places` and another one drawn at random, apart, said from left to right."""
    n, side = len(places), PAIR_SIDE_PX
    h, w = digits.shape[1:]
    scenes = np.zeros((n, side, side), np.uint8)
    others = rng.integers(0, len(digits), n)
    said = np.empty((n, 2), np.int64)
    for i in range(n):
        first, second = _apart(rng, side, h, w)
        for (y, x), place in ((first, places[i]), (second, others[i])):
            part = scenes[i, y : y + h, x : x + w]
            np.maximum(part, digits[place], out=part)
        pair = (labels[places[i]], labels[others[i]])
        said[i] = pair if first[1] <= second[1] else pair[::-1]
    return scenes, said


def _apart(rng: np.random.Generator, side: int, h: int, w: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Corners of two boxes that do not overlap, and of which one is clearly further to the left."""
    while True:
        (y0, x0), (y1, x1) = rng.integers(0, (side - h + 1, side - w + 1), (2, 2))
        if (abs(int(y0) - int(y1)) >= h or abs(int(x0) - int(x1)) >= w) and abs(int(x0) - int(x1)) >= w // 4:
            return (int(y0), int(x0)), (int(y1), int(x1))


SCENES: dict[str, Scene] = {
    "translated": Scene(60, 1, draw_translated),
    "cluttered": Scene(60, 1, draw_cluttered),
    "pairs": Scene(PAIR_SIDE_PX, 2, draw_pairs),
}


def draw_scenes(scene: str, digits: Images, labels: Labels) -> tuple[Images, Labels]:
    """Every digit of a test set in a scene of `SCENES`, the same every time: (n, side, side) and (n, characters)."""
    return SCENES[scene].draw(np.random.default_rng(TEST_SEED), digits, labels, np.arange(len(digits)))
