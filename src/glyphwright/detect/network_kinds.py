"""The architectures of trained line finders, and how what each says becomes regions."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect import db, east, mask, ssd, yolo
from glyphwright.stages import Region

STRIDE_PX = 4
"""How many pixels of the image one cell of a map covers."""


class FindInMaps(Protocol):
    """Regions from maps, (maps, h / 4, w / 4), in pixels of the image that the network saw."""

    def __call__(self, maps: NDArray[np.float32], /, *, min_score: float) -> list[Region]: ...


class FindInBoxes(Protocol):
    """Regions from guesses, (guesses, values), in pixels of the image of that height and width."""

    def __call__(self, output: NDArray[np.float32], /, *, size: tuple[int, int], min_score: float) -> list[Region]: ...


MAPS: dict[str, FindInMaps] = {"db": db.find_in_maps, "east": east.find_in_maps}
"""Networks that say of every place what it is; the maps of neighbouring tiles fit together."""

BOXES: dict[str, FindInBoxes] = {
    "ssd": ssd.find_in_default_boxes,
    "yolo": yolo.find_in_cells,
    "mask": mask.find_in_masks,
}
"""Networks that say where boxes are."""


def find_in_output(
    architecture: str, output: NDArray[np.float32], *, size: tuple[int, int], min_score: float
) -> list[Region]:
    """Regions from what a network says of one image of that height and width, in its pixels."""
    if architecture in MAPS:
        return MAPS[architecture](output, min_score=min_score)
    return BOXES[architecture](output, size=size, min_score=min_score)
