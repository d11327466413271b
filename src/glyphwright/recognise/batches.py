"""Line crops → the arrays that a line reader takes; training and reading both prepare their lines here."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import OptionError
from glyphwright.pixels import median_level
from glyphwright.stages import LineCrop

T = TypeVar("T")
WIDTH_STEP_PX = 32
BATCH_PX = 2048


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
        row[0, :, pixels.shape[1] :] = median_level(pixels)
    batch /= 127.5
    batch -= 1.0
    return batch


def read_in_batches(
    crops: Sequence[LineCrop], read: Callable[[NDArray[np.float32]], list[T]], *, threads: int
) -> list[T]:
    """Read crops, those of equal padded width together, so that what is read of one depends on that one alone.

    Args:
        crops: All of one height.
        read: What reads a batch that `to_input` made.
        threads: How many batches are read at once.
    """
    batches = _batches([crop.pixels.shape[1] for crop in crops])

    def read_batch(batch: list[int]) -> list[T]:
        width = padded_width(crops[batch[0]].pixels.shape[1])
        return read(to_input([crops[i].pixels for i in batch], width))

    if threads > 1 and len(batches) > 1:
        with ThreadPoolExecutor(threads) as pool:
            results = list(pool.map(read_batch, batches))
    else:
        results = [read_batch(batch) for batch in batches]
    readings: dict[int, T] = {}
    for batch, result in zip(batches, results, strict=True):
        readings.update(zip(batch, result, strict=True))
    return [readings[i] for i in range(len(crops))]


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Indices of crops of equal padded width, widest first, so many together that a batch is about 2048 px wide."""
    by_width: dict[int, list[int]] = defaultdict(list)
    for i, width in enumerate(widths):
        by_width[padded_width(width)].append(i)
    batches = []
    for width in sorted(by_width, reverse=True):
        size = max(1, BATCH_PX // width)
        same = by_width[width]
        batches += [same[i : i + size] for i in range(0, len(same), size)]
    return batches


def allowed_symbols(alphabet: str, charset: str | None, *, reader: str) -> NDArray[np.float32] | None:
    """1 for each symbol that may be read, else 0; symbol 0 (the blank, or the stop) and the space always may.

    None where all may.

    Raises:
        OptionError: If `charset` has characters that the reader does not know.
    """
    if charset is None:
        return None
    unknown = sorted(set(charset) - set(alphabet))
    if unknown:
        raise OptionError(f"charset: {reader} cannot read {''.join(unknown)!r}: leave these characters out")
    wanted = set(charset) | {" "}
    return np.array([1.0, *(float(character in wanted) for character in alphabet)], dtype=np.float32)
