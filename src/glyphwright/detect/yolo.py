"""Grids of a single-stage network → line regions: in each cell a box with its centre, sizes and angle, without anchors.

After Redmon et al. 2016 (You Only Look Once, section 2) in the anchor-free form of Ge et al. 2021 (YOLOX, section 2.1).
The angle comes as the cosine and sine of twice itself, which are the same for a box that is turned around.
"""

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.bars import bars_around
from glyphwright.detect.levels import grids
from glyphwright.detect.merge import lines_from_pieces, merge_cells
from glyphwright.stages import Region

LEVEL = 0.35
MOST_LOG = 4.0


def find_in_cells(output: NDArray[np.float32], *, size: tuple[int, int], min_score: float) -> list[Region]:
    """Turn a network's guesses into regions, in pixels of the image that the network saw.

    Args:
        output: (cells of all levels, 7): logit; x and y of the centre from that of the cell, in strides; logarithms of
            length and height, in strides; cosine and sine of twice the angle.
        size: Height and width of that image in pixels.
        min_score: Regions whose mean score is lower are left out.
    """
    parts, begin = [], 0
    for stride, rows, columns in grids(size):
        level = output[begin : begin + rows * columns].astype(np.float64)
        begin += rows * columns
        sure = level[:, 0] > np.log(LEVEL / (1 - LEVEL))
        y, x = np.divmod(np.flatnonzero(sure), columns)
        chosen = level[sure]
        centre = (np.stack([x, y], axis=1) + 0.5 + chosen[:, 1:3]) * stride
        lengths = np.exp(np.minimum(chosen[:, 3:5], MOST_LOG)) * stride
        bars = bars_around(centre, np.arctan2(chosen[:, 6], chosen[:, 5]) / 2, lengths)
        score = 1 / (1 + np.exp(-chosen[:, 0]))
        parts.append(merge_cells(bars, score, sure.reshape(rows, columns), pitch=(stride, stride)))
    return lines_from_pieces(parts, min_score=min_score)
