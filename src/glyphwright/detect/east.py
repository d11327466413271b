"""Maps of an EAST network → line regions (Zhou et al. 2017, An Efficient and Accurate Scene Text Detector, section 3).

The maps stand at a quarter of the resolution. Every cell in the core of a line tells its distances to the line's four
edges and the line's angle (RBOX, section 3.3.2), those to the ends no further than the network sees.
"""

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.bars import bars_around
from glyphwright.detect.merge import lines_from_pieces, merge_cells
from glyphwright.stages import Region

STRIDE_PX = 4
UNIT_PX = 8.0
REACH_PX = 128.0
LEVEL = 0.4
MOST_LOG = 4.0


def find_in_maps(maps: NDArray[np.float32], *, min_score: float) -> list[Region]:
    """Turn a network's maps into regions, in pixels of the image that the network saw.

    Args:
        maps: (6, h / 4, w / 4): logit of the core; logarithms of the distances to the upper edge, the end, the lower
            edge and the start of the line, in units of 8 pixels; its angle in radians.
        min_score: Regions whose mean core probability is lower are left out.
    """
    cells = maps[0] > np.log(LEVEL / (1 - LEVEL))
    logit, *log_distances, angle = maps[:, cells].astype(np.float64)
    above, end, below, start = np.exp(np.minimum(log_distances, MOST_LOG)) * UNIT_PX
    y, x = (np.stack(np.nonzero(cells)) + 0.5) * STRIDE_PX
    ahead, down = (end - start) / 2, (below - above) / 2
    cosine, sine = np.cos(angle), np.sin(angle)
    centre = np.stack([x + cosine * ahead - sine * down, y + sine * ahead + cosine * down], axis=1)
    bars = bars_around(centre, angle, np.stack([start + end, above + below], axis=1))
    pieces = merge_cells(bars, 1 / (1 + np.exp(-logit)), cells, pitch=(STRIDE_PX, STRIDE_PX))
    return lines_from_pieces([pieces], min_score=min_score)
