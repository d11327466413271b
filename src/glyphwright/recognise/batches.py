"""Line crops → the arrays that a line reader takes; training and reading both prepare their lines here."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WIDTH_STEP_PX = 32


def padded_width(width: int) -> int:
    """The width that a crop is padded to: a property of the crop alone, so that no batch can change what is read."""
    return max(WIDTH_STEP_PX, -(-width // WIDTH_STEP_PX) * WIDTH_STEP_PX)


def to_input(crops: Sequence[NDArray[np.uint8]], width: int) -> NDArray[np.float32]:
    """Stack grey crops of one height, padded on the right with their own median grey.

    Returns:
        (n, 1, height, width), black −1 and white +1.
    """
    height = crops[0].shape[0]
    batch = np.empty((len(crops), 1, height, width), dtype=np.float32)
    for row, pixels in zip(batch, crops, strict=True):
        row[0, :, : pixels.shape[1]] = pixels
        row[0, :, pixels.shape[1] :] = np.median(pixels)
    batch /= 127.5
    batch -= 1.0
    return batch
