"""The trained line finders: a page image at the right size → what a network says of it → regions of the page image."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import cast

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.bars import as_bars
from glyphwright.detect.join import join_pieces
from glyphwright.detect.large import with_large_lines
from glyphwright.detect.merge import Pieces, lines_from_pieces
from glyphwright.detect.network_kinds import BOXES, MAPS, STRIDE_PX
from glyphwright.geometry import Transform
from glyphwright.pixels import median_level, resize
from glyphwright.runtime import Model
from glyphwright.stages import PageImage, Region

FIRST_LONG_SIDE_PX = 1536
# Those of a page somewhat narrower than A4 with that side: long receipts would become too small by it.
FIRST_PIXELS = 1536 * 940
SMALLEST_SCALE = 0.4
# Shrinking to exactly half the size costs next to nothing: A4 at 250 and 300 dpi gets it.
HALVED_FROM, HALVED_TO = 0.43, 0.56
SHORTEST_SIDE_PX = 32
MULTIPLE_PX = 32
# Below this many pixels from ascender to descender, lines start to touch at a quarter of the resolution.
SMALL_PRINT_PX = 13.0
COMFORTABLE_PX = 20.0
LARGEST_ENLARGEMENT = 2.0
# Print of more pixels than this is not always seen whole; where it may be, the page is looked at so much smaller.
LARGE_PRINT_PX = 96.0
SHRINKING = 4
LARGEST_PIXELS = 40_000_000
PAPER_STEP = 4
"""Every so many pixels tell how bright the paper is."""
TILE_PX = 2048
TILE_MARGIN_PX = 128


@dataclass(frozen=True, slots=True)
class NetworkLineFinder:
    """Finds lines by a network of any of the kinds in detect/network_kinds.py.

    A page is looked at with its long side at 1536 pixels, or, if it is narrow, larger, with 1536 × 940 in all, but
    neither enlarged nor shrunk to less than 0.4 for that; where that is about half its size, at half its size. If what
    is found there is small print, the page is looked at again at the size at which its median line would be 20 pixels
    high. A last look, at a quarter of the size, is for print too large to be seen whole before. Large pages pass
    through the network in tiles; maps are joined before lines are looked for, boxes after it.
    """

    model: Model
    min_score: float = 0.45

    @property
    def architecture(self) -> str:
        return str(self.model.description["architecture"])

    @property
    def name(self) -> str:
        return str(self.model.description["name"])

    def find_lines(self, image: PageImage) -> list[Region]:
        """All lines of the page, in no particular order; none on a blank page."""
        grey = image.grey
        scale = _first_scale(grey.shape)
        usual = _Look.at(grey, scale)
        lines = self._find_at(usual)
        better = _better_scale(lines, scale, grey.shape)
        if better is not None:
            closer = self._find_at(_Look.at(grey, better))
            lines = with_large_lines(closer, lines, least_px=LARGE_PRINT_PX / better)
        farther = self._find_at(usual.shrunk(SHRINKING))
        return with_large_lines(lines, farther, least_px=LARGE_PRINT_PX / scale)

    def _find_at(self, look: "_Look") -> list[Region]:
        """Lines of the page, found on a picture of it at some size."""
        found = join_pieces(self._find_in(look.network_input()))
        return [Region(look.to_page(line.polygon), line.score, line.kind) for line in found]

    def _find_in(self, image: NDArray[np.float32]) -> list[Region]:
        """Lines of (1, 1, h, w), tile by tile."""
        if self.architecture in MAPS:
            parts = [(tile, self._run(image, tile)) for tile in _tiles(image)]
            return MAPS[self.architecture](_joined(parts, image), min_score=self.min_score)
        tiles = list(_tiles(image))
        lines = [line for tile in tiles for line in self._find_in_tile(tile, self._run(image, tile))]
        if len(tiles) == 1:
            return lines
        pieces = Pieces.of(as_bars(lines), np.array([line.score for line in lines], dtype=np.float64))
        return lines_from_pieces([pieces], min_score=self.min_score)

    def _run(self, image: NDArray[np.float32], tile: "_Tile") -> NDArray[np.float32]:
        output: NDArray[np.float32] = self.model.run(np.ascontiguousarray(image[:, :, *tile.seen]))[0]
        return output

    def _find_in_tile(self, tile: "_Tile", output: NDArray[np.float32]) -> list[Region]:
        rows, columns = tile.seen
        size = rows.stop - rows.start, columns.stop - columns.start
        to_image = Transform.shift(columns.start, rows.start)
        found = BOXES[self.architecture](output, size=size, min_score=self.min_score)
        return [Region(to_image(line.polygon), line.score, line.kind) for line in found]


@dataclass(frozen=True, slots=True)
class _Look:
    """A page at some size.

    Args:
        grey: (h, w), padded with the grey of the paper to sides that the network takes.
        to_page: From its pixels to those of the page.
    """

    grey: NDArray[np.uint8]
    to_page: Transform

    @classmethod
    def at(cls, grey: NDArray[np.uint8], scale: float) -> "_Look":
        """A page of (h, w) at a scale."""
        h, w = grey.shape
        if scale == 0.5:
            # By whole pixels, which is fast; a last odd row or column is left out.
            h, w = h // 2 * 2, w // 2 * 2
        width, height = max(8, round(w * scale)), max(8, round(h * scale))
        scaled = grey if scale == 1 else _resized(grey[:h, :w], width, height)
        return cls(_padded(scaled), Transform.scale(w / width, h / height))

    def shrunk(self, times: int) -> "_Look":
        """The same so many times smaller."""
        h, w = self.grey.shape
        smaller = resize(self.grey, w // times, h // times)
        return _Look(_padded(smaller), Transform.scale(times, times).then(self.to_page))

    def network_input(self) -> NDArray[np.float32]:
        """(1, 1, h, w), black −1, white +1."""
        import cv2

        levels = np.arange(256, dtype=np.float32) / np.float32(127.5) - 1
        return cast(NDArray[np.float32], cv2.LUT(self.grey, levels))[None, None]


@dataclass(frozen=True, slots=True)
class _Tile:
    """Rows and columns of a part of an image, and those with the margin that the network sees around it."""

    own: tuple[slice, slice]
    seen: tuple[slice, slice]


def _tiles(image: NDArray[np.float32]) -> Iterator[_Tile]:
    def parts(side: int) -> Iterator[tuple[slice, slice]]:
        for first in range(0, side, TILE_PX):
            last = min(side, first + TILE_PX)
            yield slice(first, last), slice(max(0, first - TILE_MARGIN_PX), min(side, last + TILE_MARGIN_PX))

    h, w = image.shape[2:]
    for (rows, seen_rows), (columns, seen_columns) in product(parts(h), parts(w)):
        yield _Tile((rows, columns), (seen_rows, seen_columns))


def _joined(tiles: list[tuple[_Tile, NDArray[np.float32]]], image: NDArray[np.float32]) -> NDArray[np.float32]:
    """Maps (maps, h / 4, w / 4) of the whole image; the margins of its tiles are cut off."""
    h, w = image.shape[2:]
    maps = np.empty((len(tiles[0][1]), h // STRIDE_PX, w // STRIDE_PX), dtype=np.float32)
    for tile, part in tiles:
        maps[:, *_cells(tile.own)] = part[:, *_cells(tile.own, tile.seen[0].start, tile.seen[1].start)]
    return maps


def _cells(area: tuple[slice, slice], top: int = 0, left: int = 0) -> tuple[slice, slice]:
    """An area of pixels in cells of the maps of a tile that begins there."""
    rows, columns = (
        slice((part.start - begin) // STRIDE_PX, (part.stop - begin) // STRIDE_PX)
        for part, begin in zip(area, (top, left), strict=True)
    )
    return rows, columns


def _first_scale(shape: tuple[int, ...]) -> float:
    h, w = shape
    usual = max(FIRST_LONG_SIDE_PX / max(h, w), math.sqrt(FIRST_PIXELS / (h * w)))
    if HALVED_FROM <= usual <= HALVED_TO:
        return 0.5
    return min(1.0, max(SMALLEST_SCALE, usual))


def _resized(grey: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """To exactly this size: by area, or, between the whole and half of it, nearly so in less time.

    There the page is drawn with twice the pixels wanted, which are more than it has, so that none is passed over.
    """
    import cv2

    if not 0.5 < width / grey.shape[1] < 1:
        return resize(grey, width, height)
    twice = cast(NDArray[np.uint8], cv2.resize(grey, (2 * width, 2 * height), interpolation=cv2.INTER_LINEAR))
    return resize(twice, width, height)


def _padded(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w) with paper at its right and bottom, so that its sides are multiples of 32."""
    import cv2

    h, w = grey.shape
    below, right = (max(SHORTEST_SIDE_PX, -(-side // MULTIPLE_PX) * MULTIPLE_PX) - side for side in (h, w))
    paper = median_level(np.ascontiguousarray(grey[::PAPER_STEP, ::PAPER_STEP]))
    padded = cv2.copyMakeBorder(grey, 0, below, 0, right, cv2.BORDER_CONSTANT, value=round(paper))
    return cast(NDArray[np.uint8], padded)


def _better_scale(lines: list[Region], scale: float, shape: tuple[int, ...]) -> float | None:
    """The scale at which small print is large enough, or None where this one is good."""
    heights = [float(np.linalg.norm(line.polygon.array[-1] - line.polygon.array[0])) for line in lines]
    if not heights:
        return None
    median = float(np.median(heights))
    if median * scale >= SMALL_PRINT_PX:
        return None
    most = min(LARGEST_ENLARGEMENT, (LARGEST_PIXELS / (shape[0] * shape[1])) ** 0.5)
    wanted = min(COMFORTABLE_PX / median, most)
    return wanted if wanted > scale * 1.15 else None
