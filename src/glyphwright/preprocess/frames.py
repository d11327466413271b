"""Pieces of ink → the frames around words among them, as buttons and boxed labels have: closed, thin, with ink inside.

Their sides stand as near to the words as letters do, and would be read as `|` or a bracket.
"""

import numpy as np
from numpy.typing import NDArray

from glyphwright.preprocess.ink import Pieces
from glyphwright.preprocess.level_rules import LevelRule

HEIGHT_PX, HIGHEST_SHARE = 9, 0.1
"""Of the lowest frame, and of the highest one as a share of the page's longer side."""
LEAST_WIDTH = 1.1
"""In its height: boxes to tick are square."""
THICK_SHARE = 0.15
"""Of the thickest side, likewise."""
EDGE_PX = 3
"""From the edge of its box, where a side is looked for first."""
CLOSED = 0.95
"""Share of each side that is ink."""
OUTLINE_INK = 1.5
"""How many times as much ink as its four sides a frame has at most, touching letters included."""
INSIDE_INK = 0.03
"""Share of ink inside, below which nothing is written there."""


def find_frames(mask: NDArray[np.uint8], pieces: Pieces) -> tuple[list[LevelRule], list[LevelRule]]:
    """The level sides of all frames, and the upright ones as level rules of the page with rows and columns swapped.

    Args:
        mask: (h, w), 0 or 255 where there is ink.
        pieces: Of it.
    """
    w, h = pieces.widths, pieces.heights
    sized = (h >= HEIGHT_PX) & (h <= HIGHEST_SHARE * max(mask.shape)) & (w >= LEAST_WIDTH * h)
    outline = 2 * (w + h)
    hollow = (pieces.areas >= CLOSED * (outline - 4)) & (pieces.areas <= OUTLINE_INK * THICK_SHARE * h * outline)
    level: list[LevelRule] = []
    upright: list[LevelRule] = []
    for i in _with_edges(pieces, np.flatnonzero(sized & hollow)):
        x, y, width, height = (int(value) for value in pieces.boxes[i])
        own = pieces.labels[y : y + height, x : x + width] == i + 1
        thick = max(1, round(THICK_SHARE * height))
        if _frames_ink(own, mask[y : y + height, x : x + width] > 0, thick):
            level += _sides(own, x, y, thick)
            upright += _sides(own.T, y, x, thick)
    return level, upright


def _with_edges(pieces: Pieces, some: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of some pieces that are ink in the middle of each edge of their box: a quick look that spares the rest."""
    x, y, w, h = pieces.boxes[some].T[..., None]
    near = np.arange(EDGE_PX)
    places = [
        (y + near, x + w // 2), (y + h - 1 - near, x + w // 2), (y + h // 2, x + near), (y + h // 2, x + w - 1 - near)
    ]  # fmt: skip
    edges = [(pieces.labels[rows, columns] == some[:, None] + 1).any(axis=1) for rows, columns in places]
    return some[np.logical_and.reduce(edges)]


def _frames_ink(own: NDArray[np.bool_], ink: NDArray[np.bool_], thick: int) -> bool:
    """Whether a piece (h, w) has four whole sides, and between them there is ink, the dividers of cells apart."""
    sides = own[:thick].any(axis=0), own[-thick:].any(axis=0), own[:, :thick].any(axis=1), own[:, -thick:].any(axis=1)
    if min(side.mean() for side in sides) < CLOSED:
        return False
    columns = ink[thick + 1 : -thick - 1, thick + 1 : -thick - 1].mean(axis=0)
    return bool(columns[columns < CLOSED].sum() >= INSIDE_INK * len(columns))


def _sides(own: NDArray[np.bool_], left: int, top: int, thick: int) -> list[LevelRule]:
    """The upper and the lower side of a frame whose upper left corner lies there, a pixel wider: edges are soft."""
    bands = [(top, own[:thick]), (top + len(own) - thick, own[-thick:])]
    return [
        LevelRule(np.pad(band, 1, mode="edge"), left - 1, first - 1, float(band.sum(axis=0).mean()), touched=1.0)
        for first, band in bands
        if first > 0 and left > 0
    ]
