"""Pictures of single characters and where they stand in their line → numbers that a nearest-neighbour model compares.

Two ways to see a picture: as grey levels whose distance is a normalised correlation, or by its structure
(structure.py). Both end with top, bottom and width, as shares of the line's height: what tells c from C and ' from a
comma.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.glyph_cutter import Run
from glyphwright.recognise.structure import describe_structure

SIDE_PX = 16
PLACES = 3


def describe_runs(runs: Sequence[Run], *, kind: str, height: int) -> NDArray[np.float32]:
    """(runs, features) numbers.

    Args:
        runs: At least one.
        kind: "correlation" or "structure".
        height: Of the crop that they stand in, in pixels.
    """
    describe = PICTURES[kind]
    pictures = np.stack([describe(run.ink) for run in runs])
    boxes = np.array([run.box for run in runs], np.float32)
    places = np.stack([boxes[:, 1], boxes[:, 3], boxes[:, 2] - boxes[:, 0]], axis=1) / np.float32(height)
    return np.concatenate([pictures, places], axis=1)


def _grey_levels(ink: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Of mean 0 and length 1, so that the squared distance of two is 2 − 2 × their correlation."""
    import cv2

    scaled = cv2.resize(ink.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA).ravel()
    centred = scaled - scaled.mean()
    return np.asarray(centred / max(float(np.linalg.norm(centred)), 1e-6), np.float32)


def _structure(ink: NDArray[np.uint8]) -> NDArray[np.float32]:
    return describe_structure(255 - ink)


PICTURES: dict[str, Callable[[NDArray[np.uint8]], NDArray[np.float32]]] = {
    "correlation": _grey_levels,
    "structure": _structure,
}
