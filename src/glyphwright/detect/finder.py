"""The default line finder: a page image at the right size → a network's maps → regions of the page image."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.db import STRIDE_PX, find_in_maps
from glyphwright.detect.join import join_pieces
from glyphwright.geometry import Transform
from glyphwright.pixels import resize, to_grey
from glyphwright.runtime import Model
from glyphwright.stages import PageImage, Region

FIRST_LONG_SIDE_PX = 1536
SMALLEST_SCALE = 0.4
SHORTEST_SIDE_PX = 32
MULTIPLE_PX = 32
# Below this many pixels from ascender to descender, lines start to touch at a quarter of the resolution.
SMALL_PRINT_PX = 13.0
COMFORTABLE_PX = 20.0
LARGEST_ENLARGEMENT = 2.0
LARGEST_PIXELS = 40_000_000
TILE_PX = 2048
TILE_MARGIN_PX = 128


@dataclass(frozen=True, slots=True)
class DbLineFinder:
    """Finds lines by differentiable binarisation (detect/db.py).

    A page is looked at with its long side at 1536 pixels, but neither enlarged nor shrunk to less than 0.4 for that. If
    what is found there is small print, the page is looked at again at the size at which its median line would be 20
    pixels high. Large pages pass through the network in tiles whose maps are joined before lines are looked for.
    """

    model: Model
    min_score: float = 0.45

    @property
    def name(self) -> str:
        return str(self.model.description["name"])

    def find_lines(self, image: PageImage) -> list[Region]:
        """All lines of the page, in no particular order; none on a blank page."""
        grey = to_grey(image.pixels)
        scale = min(1.0, max(SMALLEST_SCALE, FIRST_LONG_SIDE_PX / max(grey.shape)))
        lines = self._find_at(grey, scale)
        better = _better_scale(lines, scale, grey.shape)
        return lines if better is None else self._find_at(grey, better)

    def _find_at(self, grey: NDArray[np.uint8], scale: float) -> list[Region]:
        h, w = grey.shape
        size = max(8, round(w * scale)), max(8, round(h * scale))
        scaled = grey if size == (w, h) else resize(grey, *size)
        maps = self._maps(_padded(scaled))
        to_page = Transform.scale(w / size[0], h / size[1])
        found = join_pieces(find_in_maps(maps, min_score=self.min_score))
        return [Region(to_page(line.polygon), line.score, line.kind) for line in found]

    def _maps(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """(1, 1, h, w) → (3, h / 4, w / 4), tile by tile; each tile sees a margin that is cut off its maps."""
        h, w = image.shape[2:]
        maps = np.empty((3, h // STRIDE_PX, w // STRIDE_PX), dtype=np.float32)
        for top in range(0, h, TILE_PX):
            for left in range(0, w, TILE_PX):
                y, x = max(0, top - TILE_MARGIN_PX), max(0, left - TILE_MARGIN_PX)
                bottom, right = min(h, top + TILE_PX), min(w, left + TILE_PX)
                seen = image[:, :, y : min(h, bottom + TILE_MARGIN_PX), x : min(w, right + TILE_MARGIN_PX)]
                part = self.model.run(np.ascontiguousarray(seen))[0]
                rows = slice((top - y) // STRIDE_PX, (bottom - y) // STRIDE_PX)
                columns = slice((left - x) // STRIDE_PX, (right - x) // STRIDE_PX)
                maps[:, top // STRIDE_PX : bottom // STRIDE_PX, left // STRIDE_PX : right // STRIDE_PX] = part[
                    :, rows, columns
                ]
        return maps


def _padded(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(h, w) → (1, 1, h', w') with sides that are multiples of 32, black −1, white +1, padded with the median."""
    h, w = grey.shape
    sides = [max(SHORTEST_SIDE_PX, -(-side // MULTIPLE_PX) * MULTIPLE_PX) for side in (h, w)]
    batch = np.full((1, 1, *sides), float(np.median(grey)) / 127.5 - 1, dtype=np.float32)
    batch[0, 0, :h, :w] = grey / np.float32(127.5) - 1
    return batch


def _better_scale(lines: list[Region], scale: float, shape: tuple[int, ...]) -> float | None:
    """The scale at which small print is large enough, or None where this one is good."""
    heights = [float(np.linalg.norm(line.polygon.array[3] - line.polygon.array[0])) for line in lines]
    if not heights:
        return None
    median = float(np.median(heights))
    if median * scale >= SMALL_PRINT_PX:
        return None
    most = min(LARGEST_ENLARGEMENT, (LARGEST_PIXELS / (shape[0] * shape[1])) ** 0.5)
    wanted = min(COMFORTABLE_PX / median, most)
    return wanted if wanted > scale * 1.15 else None
