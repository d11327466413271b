"""Boxes with masks of a two-stage network → line regions (He et al. 2017, Mask R-CNN, section 3).

A mask of 14 × 28 says where in its box the line is. The moments of a rectangle tell its centre, direction and sides, so
that a tilted line comes out of an upright box.
"""

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.bars import bars_around
from glyphwright.detect.merge import Pieces, lines_from_pieces
from glyphwright.stages import Region

MASK_ROWS, MASK_COLUMNS = 14, 28
LEVEL = 0.35
LEAST_CELLS = 6.0


def find_in_masks(output: NDArray[np.float32], *, size: tuple[int, int], min_score: float) -> list[Region]:
    """Turn a network's boxes and masks into regions, in pixels of the image that the network saw.

    Args:
        output: (boxes, 5 + 14 · 28): logit; left, top, right and bottom in pixels; logits of the mask, row by row.
        size: Not needed: the boxes say where they are.
        min_score: Regions whose mean score is lower are left out.
    """
    chosen = output[output[:, 0] > np.log(LEVEL / (1 - LEVEL))].astype(np.float64)
    mask = 1 / (1 + np.exp(-chosen[:, 5:].reshape(-1, MASK_ROWS, MASK_COLUMNS)))
    clear = mask.sum(axis=(1, 2)) > LEAST_CELLS
    chosen, mask = chosen[clear], mask[clear]
    low, sides = chosen[:, 1:3], chosen[:, 3:5] - chosen[:, 1:3]
    share = mask / mask.sum(axis=(1, 2), keepdims=True)
    across, along = share.sum(axis=1), share.sum(axis=2)  # (n, columns), (n, rows)
    x, y = (np.arange(MASK_COLUMNS) + 0.5) / MASK_COLUMNS, (np.arange(MASK_ROWS) + 0.5) / MASK_ROWS
    centre = np.stack([across @ x, along @ y], axis=1)
    xx, yy = across @ x**2 - centre[:, 0] ** 2, along @ y**2 - centre[:, 1] ** 2
    xy = np.einsum("nyx,y,x->n", share, y, x) - centre.prod(axis=1)
    xx, yy, xy = xx * sides[:, 0] ** 2, yy * sides[:, 1] ** 2, xy * sides.prod(axis=1)
    spread = np.hypot(xx - yy, 2 * xy)
    # The variance of a rectangle along one of its sides is a twelfth of that side's square.
    lengths = np.sqrt(6 * np.maximum(np.stack([xx + yy + spread, xx + yy - spread], axis=1), 1e-6))
    bars = bars_around(low + centre * sides, 0.5 * np.arctan2(2 * xy, xx - yy), lengths)
    return lines_from_pieces([Pieces.of(bars, 1 / (1 + np.exp(-chosen[:, 0])))], min_score=min_score)
