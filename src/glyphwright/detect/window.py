"""A window that slides over a page at several sizes, and a linear classifier of what it sees → line regions.

Each window is described by its histograms of oriented gradients (HOG; Dalal and Triggs 2005), and a logistic regression
says whether the middle of a line of a certain height lies in the middle of it. Over all places at once that is one
convolution, which is what the model file holds. The size at which a place looks most like text tells the height
of its line; grouped into lines are these maps as those of the default finder are (detect/db.py).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.db import HEIGHT_UNIT_PX, STRIDE_PX, find_in_maps
from glyphwright.detect.join import join_pieces
from glyphwright.geometry import Transform
from glyphwright.pixels import resize
from glyphwright.runtime import Model
from glyphwright.stages import PageImage, Region

BINS = 8
CELL_PX = STRIDE_PX
# Contrast over so many cells is levelled out; what has less than this, in grey levels a pixel, counts as flat.
AROUND_CELLS, FLAT = 9, 1.5
LONGEST_SIDE_PX = 2400
SHORTEST_SIDE_PX = 16
STEP = 2**0.5
HIGHEST_LINE = 1 / 8


@dataclass(frozen=True, slots=True)
class WindowLineFinder:
    """Finds lines by a window of fixed size on the page at sizes that are a factor of √2 apart."""

    model: Model
    min_score: float = 0.5

    @property
    def name(self) -> str:
        return str(self.model.description["name"])

    @property
    def line_px(self) -> float:
        """How high a line is that fits the window."""
        return float(self.model.description["line_px"])

    def find_lines(self, image: PageImage) -> list[Region]:
        """All lines of the page, in no particular order; none on a blank page."""
        grey = image.grey
        h, w = grey.shape
        largest = LONGEST_SIDE_PX / max(h, w)
        base = min(1.0, largest)
        size = _scaled_size(grey, base)
        maps = self._maps(grey, base, min(largest, STEP))
        to_page = Transform.scale(w / size[0], h / size[1])
        lines = join_pieces(find_in_maps(maps, min_score=self.min_score))
        return [Region(to_page(line.polygon), line.score) for line in lines]

    def _maps(self, grey: NDArray[np.uint8], base: float, largest: float) -> NDArray[np.float32]:
        """(3, h / 4, w / 4) at scale `base`, as `find_in_maps` wants: logit of the core, the same, log height."""
        import cv2

        cells = [-(-side // CELL_PX) for side in _scaled_size(grey, base)]
        levels: list[NDArray[np.float32]] = []
        heights: list[float] = []
        scale = largest
        while not levels or scale * max(grey.shape) * HIGHEST_LINE > self.line_px:
            width, height = _scaled_size(grey, scale)
            seen = self.model.run(describe_cells(resize(grey, width, height))[None])[0, 0]
            levels.append(cv2.resize(seen, cells, interpolation=cv2.INTER_LINEAR))
            heights.append(math.log(self.line_px / scale * base / HEIGHT_UNIT_PX))
            scale /= STEP
        logits = np.stack(levels)  # (levels, h / 4, w / 4)
        best = logits.max(axis=0)
        weights = np.exp(logits - best)
        height = np.tensordot(np.array(heights, np.float32), weights, 1) / weights.sum(axis=0)
        return np.stack([best, best, height]).astype(np.float32)


def describe_cells(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Histograms of oriented gradients, (BINS, h / 4, w / 4), of cells of 4 × 4 pixels, levelled by their surroundings.

    Gradients that point opposite ways count as one, so that light text on dark looks like dark text on light.
    """
    import cv2

    h, w = grey.shape
    size = -(-w // CELL_PX), -(-h // CELL_PX)
    padded = cv2.copyMakeBorder(grey, 0, size[1] * CELL_PX - h, 0, size[0] * CELL_PX - w, cv2.BORDER_REPLICATE)
    dx = cv2.Sobel(padded, cv2.CV_32F, 1, 0, ksize=1)
    dy = cv2.Sobel(padded, cv2.CV_32F, 0, 1, ksize=1)
    strength, angle = cv2.cartToPolar(dx, dy)
    place = angle * (BINS / np.pi) % BINS
    lower = place.astype(np.int32)
    share = place - lower
    cells = np.zeros((BINS, size[1], size[0]), np.float32)
    for which, weight in ((lower % BINS, strength * (1 - share)), ((lower + 1) % BINS, strength * share)):
        for one in range(BINS):
            cells[one] += cv2.resize(np.where(which == one, weight, 0), size, interpolation=cv2.INTER_AREA)
    energy = cv2.blur(np.square(cells).sum(axis=0), (AROUND_CELLS, AROUND_CELLS))
    return np.asarray(cells / np.sqrt(energy + FLAT**2), np.float32)


def _scaled_size(grey: NDArray[np.uint8], scale: float) -> tuple[int, int]:
    """Width and height of a page at a scale."""
    h, w = grey.shape
    return max(SHORTEST_SIDE_PX, round(w * scale)), max(SHORTEST_SIDE_PX, round(h * scale))
