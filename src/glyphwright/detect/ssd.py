"""Guesses of an SSD-style network at its default boxes → line regions.

Liao et al. 2017 (TextBoxes, section 3.2): default boxes as wide as text, at the height of every cell's centre and
between two of them. They are moved by the ends of the line and its height, as in TextBoxes++ (Liao et al. 2018,
section 3.2), so that tilted lines are found too.
"""

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.bars import oriented
from glyphwright.detect.levels import grids
from glyphwright.detect.merge import lines_from_pieces, merge_cells
from glyphwright.stages import Region

HEIGHTS_PX = {8: (9.0, 14.0), 16: (21.0, 31.0), 32: (46.0, 70.0)}
ASPECTS = (8.0, 3.0, 1.0)
OFFSETS = (-0.25, 0.25)
PER_CELL = len(OFFSETS) * 2 * len(ASPECTS)
LEVEL = 0.35
MOST_LOG = 2.0


def default_shapes(stride: int) -> NDArray[np.float32]:
    """(shapes, 2): width and height of the default boxes at one place, in pixels."""
    return np.array([(h * aspect, h) for h in HEIGHTS_PX[stride] for aspect in ASPECTS], dtype=np.float32)


def default_boxes(size: tuple[int, int]) -> NDArray[np.float32]:
    """(boxes, 4): centre x and y, width and height of all default boxes, in pixels; in a cell by offset, then shape."""
    parts = []
    for stride, rows, columns in grids(size):
        y, x, down, shape = np.indices((rows, columns, len(OFFSETS), PER_CELL // len(OFFSETS))).reshape(4, -1)
        place = np.stack([x + 0.5, y + 0.5 + np.array(OFFSETS)[down]], axis=1) * stride
        parts.append(np.concatenate([place, default_shapes(stride)[shape]], axis=1))
    return np.concatenate(parts).astype(np.float32)


def find_in_default_boxes(output: NDArray[np.float32], *, size: tuple[int, int], min_score: float) -> list[Region]:
    """Turn a network's guesses into regions, in pixels of the image that the network saw.

    Of all default boxes at one place the surest one counts.

    Args:
        output: (default boxes of all levels, 6): logit; x and y of the line's start from the middle of the box's left
            side, of its end from that of the right side, in heights of the box; logarithm of the ratio of heights.
        size: Height and width of that image in pixels.
        min_score: Regions whose mean score is lower are left out.
    """
    parts, begin = [], 0
    boxes = default_boxes(size)
    for stride, rows, columns in grids(size):
        part = slice(begin, begin + rows * columns * PER_CELL)
        begin = part.stop
        # Rows of places, two a cell: (rows, columns, offsets, shapes) → (2 · rows, columns, shapes).
        split = (rows, columns, len(OFFSETS), PER_CELL // len(OFFSETS))
        index = np.arange(part.start, part.stop).reshape(split).transpose(0, 2, 1, 3).reshape(-1, columns, split[3])
        logits = output[index, 0]
        chosen = np.take_along_axis(index, logits.argmax(axis=2)[..., None], axis=2)[..., 0]
        sure = logits.max(axis=2, initial=-np.inf) > np.log(LEVEL / (1 - LEVEL))
        chosen = chosen[sure]
        score = 1 / (1 + np.exp(-output[chosen, 0].astype(np.float64)))
        bars = _moved(boxes[chosen], output[chosen, 1:])
        parts.append(merge_cells(bars, score, sure, pitch=(stride / len(OFFSETS), stride)))
    return lines_from_pieces(parts, min_score=min_score)


def _moved(boxes: NDArray[np.float32], moves: NDArray[np.float32]) -> NDArray[np.float64]:
    """Default boxes (n, 4) moved as the network says (n, 5) → bars."""
    x, y, width, height = boxes.astype(np.float64).T
    ends = np.stack([x - width / 2, y, x + width / 2, y], axis=1) + moves[:, :4] * height[:, None]
    return oriented(np.column_stack([ends, height * np.exp(np.clip(moves[:, 4], -MOST_LOG, MOST_LOG))]))
