"""The grids of networks that guess boxes at several strides: where their cells lie, and which rows of output they are.

The cells of all strides lie one after the other, those of each in row-major order.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

STRIDES_PX = (8, 16, 32)


def grids(size: tuple[int, int]) -> Iterator[tuple[int, int, int]]:
    """Stride, rows and columns of each level, for an image of so many pixels in height and width."""
    return ((stride, size[0] // stride, size[1] // stride) for stride in STRIDES_PX)


def centres(size: tuple[int, int]) -> NDArray[np.float32]:
    """(cells, 3): x, y of every cell's centre, and its stride, in pixels."""
    parts = []
    for stride, rows, columns in grids(size):
        y, x = (np.indices((rows, columns)).reshape(2, -1) + 0.5) * stride
        parts.append(np.stack([x, y, np.full(rows * columns, stride)], axis=1))
    return np.concatenate(parts).astype(np.float32)
