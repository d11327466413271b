"""Grey page → where its ink is, in which pieces, and how large its letters are: what several steps start from."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from glyphwright.pixels import resize

WINDOW_SHARE = 1 / 40
"""Side of the window that ink is darker than, as a share of the page's longer side."""
DARKER_BY = 14
THUMBNAIL_PX, THUMBNAIL_WINDOW_PX = 500, 41
LARGEST_LETTER_SHARE = 0.1
SMALLEST_LETTER_PX = 3
LONGEST_WORD = 12.0
"""Widest piece that may still be letters that touch, in its heights."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The connected pieces of a mask: `labels` (h, w) int32, 0 where nothing is; of piece i + 1 the other arrays' i.

    `boxes` (n, 4): left, top, width, height; `areas` (n,) in pixels.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]

    @property
    def widths(self) -> NDArray[np.int32]:
        return self.boxes[:, 2]

    @property
    def heights(self) -> NDArray[np.int32]:
        return self.boxes[:, 3]

    @property
    def like_letters(self) -> NDArray[np.bool_]:
        """(n,): not too large, too wide or too small for letters and words whose letters touch."""
        largest = LARGEST_LETTER_SHARE * max(self.labels.shape)
        fits = (self.heights >= SMALLEST_LETTER_PX) & (self.heights <= largest)
        return np.asarray(fits & (self.widths <= LONGEST_WORD * self.heights))

    def chosen(self, which: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(h, w): the pixels of some of the pieces."""
        return np.concatenate([[False], which])[self.labels]


def shrunk(grey: NDArray[np.uint8], long_side_px: int) -> tuple[NDArray[np.uint8], int]:
    """(h, w) → (h // n, w // n), and the whole number n, which brings the longer side near so many pixels."""
    n = max(1, min(round(max(grey.shape) / long_side_px), *grey.shape))
    h, w = grey.shape[0] // n, grey.shape[1] // n
    # Whole numbers are several times as fast as others.
    return (grey if n == 1 else resize(grey[: h * n, : w * n], w, h)), n


def is_light_on_dark(grey: NDArray[np.uint8]) -> bool:
    """Whether what stands out on a page is lighter than what is around it, by the skewness of local contrast."""
    import cv2

    step = max(1, max(grey.shape) // THUMBNAIL_PX)
    thumbnail = np.ascontiguousarray(grey[::step, ::step]).astype(np.float32)
    contrast = thumbnail - cv2.blur(thumbnail, (THUMBNAIL_WINDOW_PX, THUMBNAIL_WINDOW_PX))
    return bool((contrast * contrast * contrast).mean() > 1)


def ink_mask(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w) grey, dark on light or the reverse → 255 where there is ink, but not inside large areas, 0 elsewhere.

    Ink is what differs enough from the mean around it, so shadows do no harm.
    """
    import cv2

    dark_ink = cv2.bitwise_not(grey) if is_light_on_dark(grey) else grey
    window = max(15, round(max(grey.shape) * WINDOW_SHARE)) | 1
    method, kind = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    return cast(NDArray[np.uint8], cv2.adaptiveThreshold(dark_ink, 255, method, kind, window, DARKER_BY))


def find_pieces(mask: NDArray[np.uint8]) -> Pieces:
    """The pieces of a mask whose pixels touch, diagonally too."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    return Pieces(labels, stats[1:, :4], stats[1:, 4])


def letter_height(pieces: Pieces) -> float:
    """The typical height of what looks like letters, each counting by its area, in pixels; 0 where nothing does."""
    fits = pieces.like_letters
    heights, areas = pieces.heights[fits], pieces.areas[fits]
    if not len(heights):
        return 0.0
    order = np.argsort(heights, kind="stable")
    weight = np.cumsum(areas[order])
    return float(heights[order][np.searchsorted(weight, weight[-1] / 2)])


def stroke_width(pieces: Pieces) -> float:
    """The typical width of what looks like letters' upright strokes, in pixels; 0 where nothing does."""
    large = pieces.like_letters & (pieces.heights >= letter_height(pieces) / 2)
    ink = np.pad(pieces.chosen(large), ((0, 0), (1, 1))).ravel().astype(np.int8)
    steps = np.diff(ink)
    runs = np.flatnonzero(steps == -1) - np.flatnonzero(steps == 1)
    return float(np.median(runs)) if len(runs) else 0.0
