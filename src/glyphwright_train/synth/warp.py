"""A flat page with its truth → the same page a little curled, as paper that was bound, rolled or lies on a table.

Only what a quadrilateral can still hold: a line bends by less than a third of its height from end to end. Skew and
perspective are maps of the plane and belong to the camera (views.py).
"""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon
from glyphwright.page import Block, Line, Page, Word

MOST_BEND = 0.3
# Of a page without text, which is worn all the same.
TEXT_HEIGHT_PX = 30.0

Displace = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def curl_page(
    rng: np.random.Generator, pixels: NDArray[np.uint8], page: Page, *, strength: float
) -> tuple[NDArray[np.uint8], Page]:
    """Lift and lower the columns of a page along a slow wave, and its truth with them.

    Args:
        rng: Where all chance comes from.
        pixels: (h, w) or (h, w, 3).
        page: Its truth.
        strength: How far, in [0, 1].
    """
    w = pixels.shape[1]
    reach = MOST_BEND * strength * typical_text_height(page)
    waves, phase = rng.uniform(0.3, 1.2), rng.uniform(0, 2 * np.pi)
    # The slope of the page as a whole comes on top: it turns lines without bending them.
    slope = rng.uniform(-1, 1) * strength * 0.01

    def lift(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(reach * np.sin(2 * np.pi * waves * x / w + phase) + slope * (x - w / 2))

    return lower_columns(pixels, lift(np.arange(w, dtype=np.float64) + 0.5)), _moved_page(page, lift)


def lower_columns(pixels: NDArray[np.uint8], by: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Move each column of (h, w) or (h, w, 3) down by so many pixels, (w,); what comes in repeats the border."""
    h, w = pixels.shape[:2]
    map_x = np.ascontiguousarray(np.broadcast_to(np.arange(w, dtype=np.float32), (h, w)))
    map_y = np.arange(h, dtype=np.float32)[:, None] - by.astype(np.float32)[None, :]
    moved = cv2.remap(pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def typical_text_height(page: Page) -> float:
    """The median height of a page's lines in pixels; of a page without any, what it may well be."""
    heights = [line.box.height for line in page.lines]
    return float(np.median(heights)) if heights else TEXT_HEIGHT_PX


def _moved_page(page: Page, lift: Displace) -> Page:
    return replace(page, blocks=tuple(_moved_block(block, lift) for block in page.blocks))


def _moved_block(block: Block, lift: Displace) -> Block:
    lines = tuple(_moved_line(line, lift) for line in block.lines)
    return replace(block, lines=lines, polygon=_moved(block.polygon, lift))


def _moved_line(line: Line, lift: Displace) -> Line:
    words = tuple(_moved_word(word, lift) for word in line.words)
    baseline = tuple(map(tuple, _points(np.asarray(line.baseline), lift))) if line.baseline else line.baseline
    return replace(line, words=words, polygon=_moved(line.polygon, lift), baseline=baseline)


def _moved_word(word: Word, lift: Displace) -> Word:
    glyphs = tuple(replace(glyph, polygon=_moved(glyph.polygon, lift)) for glyph in word.glyphs)
    return replace(word, glyphs=glyphs, polygon=_moved(word.polygon, lift))


def _moved(polygon: Polygon, lift: Displace) -> Polygon:
    return Polygon.from_array(_points(polygon.array, lift))


def _points(points: NDArray[np.float64], lift: Displace) -> NDArray[np.float64]:
    moved = points.astype(np.float64)
    moved[:, 1] += lift(moved[:, 0])
    return moved
