"""A line crop → pieces of ink from left to right, and the runs of pieces that may be characters.

Pieces are connected components, and of some of them the parts between minima of their column profile. Which runs of
pieces are characters is for a classifier to say: over-segmentation (Casey and Lecolinet 1996, A Survey of Methods and
Strategies in Character Segmentation, section 3). All lengths are shares of the height of the crop.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.level_rows import level_rows

LEAST_CONTRAST = 24
LEAST_INK_PX = 3
INK = 128
TOP_MARGIN, BOTTOM_MARGIN = 0.2, 0.86
LEAST_TO_CUT, SHORTEST_PIECE = 0.2, 0.07
WIDEST_RUN, WIDEST_GAP, MOST_PIECES = 1.0, 0.2, 5
CUT_DEPTH = 0.75


@dataclass(frozen=True, slots=True)
class InkedLine:
    """The ink of a line.

    Args:
        ink: (h, w) uint8, 0 for paper to 255 for full ink.
        owners: (h, w), for every pixel the component that is nearest, from 1.
        boxes: (components + 1, 4), left, top, right, bottom of each; row 0 means nothing.
        kept: The components that are neither specks nor parts of neighbouring lines, from left to right.
    """

    ink: NDArray[np.uint8]
    owners: NDArray[np.int32]
    boxes: NDArray[np.int64]
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A component between two columns; `component` counts as in `InkedLine`."""

    component: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces `first` up to, not including, `end`, as one picture.

    Args:
        first: Index of its first piece.
        end: Index after its last.
        ink: (h, w) uint8, its ink alone, with one pixel of paper around it.
        box: Left, top, right, bottom of its ink in pixels of the crop.
    """

    first: int
    end: int
    ink: NDArray[np.uint8]
    box: tuple[int, int, int, int]


def find_ink(pixels: NDArray[np.uint8], usual: NDArray[np.float64] | None = None) -> NDArray[np.uint8] | None:
    """The ink of a grey crop (h, w), level, from 0 for paper to 255; dark on light or light on dark.

    Args:
        pixels: The crop.
        usual: The row profile of lines in the fonts of the reader, (h,), which the line is moved to.

    Returns:
        None where there is no contrast.
    """
    import cv2

    grey = pixels if _is_dark_on_light(pixels) else 255 - pixels
    # Closing fills in what is darker than its surroundings: what it leaves is paper, shadows and all.
    contrast = cv2.subtract(_changed(grey, cv2.MORPH_CLOSE, grey.shape[0] // 4), grey)
    _, mask = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    inked, paper = contrast[mask > 0], contrast[mask == 0]
    if not inked.size or float(inked.mean()) - float(paper.mean()) < LEAST_CONTRAST:
        return None
    none, full = float(np.median(paper)), float(np.percentile(inked, 75))
    middle = float(inked.mean() + paper.mean()) / 2
    levels = np.interp(np.arange(256), [none, max(middle, none + 1), max(full, middle + 1)], [0, INK, 255])
    return level_rows(cv2.LUT(contrast, levels.astype(np.uint8)), usual)


def _is_dark_on_light(pixels: NDArray[np.uint8]) -> bool:
    """Of what is darker and what is lighter than its surroundings, the lesser is ink."""
    import cv2

    width = 2 * pixels.shape[0]
    dark = cv2.subtract(_changed(pixels, cv2.MORPH_CLOSE, width), pixels)
    light = cv2.subtract(pixels, _changed(pixels, cv2.MORPH_OPEN, width))
    return int(dark.sum()) <= int(light.sum())


def _changed(pixels: NDArray[np.uint8], operation: int, width: int) -> NDArray[np.uint8]:
    """Closed or opened by a box as high as the picture."""
    import cv2

    box = cv2.getStructuringElement(cv2.MORPH_RECT, (width, pixels.shape[0]))
    return cast(NDArray[np.uint8], cv2.morphologyEx(pixels, operation, box))


def find_components(ink: NDArray[np.uint8]) -> InkedLine:
    """The connected components of ink (h, w)."""
    import cv2

    mask = (ink >= INK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, width, height, area = stats.T.astype(np.int64)
    boxes = np.stack([left, top, left + width, top + height], axis=1)
    good = (area >= LEAST_INK_PX) & ~_is_neighbour(boxes, ink.shape[0])
    good[0] = False
    kept = sorted(map(int, np.flatnonzero(good)), key=lambda k: (int(boxes[k, 0]), int(boxes[k, 1])))
    return InkedLine(ink, _nearest(labels), boxes, tuple(kept))


def _nearest(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """For every pixel the component whose ink is nearest to it; its soft edges are among these."""
    import cv2

    empty = (labels == 0).astype(np.uint8)
    _, places = cv2.distanceTransformWithLabels(empty, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    names = np.zeros(int(places.max()) + 1, np.int32)
    names[places[labels > 0]] = labels[labels > 0]
    return np.asarray(names[places])


def _is_neighbour(boxes: NDArray[np.int64], height: int) -> NDArray[np.bool_]:
    """Whether components come in from above or below and do not reach the line itself."""
    above = (boxes[:, 1] == 0) & (boxes[:, 3] <= TOP_MARGIN * height)
    below = (boxes[:, 3] == height) & (boxes[:, 1] >= BOTTOM_MARGIN * height)
    return np.asarray(above | below)


def cut_pieces(line: InkedLine, *, divided: Collection[int] | None = None) -> list[Piece]:
    """The pieces of a line, from left to right.

    Args:
        line: Its ink.
        divided: The components that may be touching characters, to be divided; None for all.
    """
    height = line.ink.shape[0]
    pieces = []
    for component in line.kept:
        left, _, right, _ = (int(side) for side in line.boxes[component])
        edges = [left, right]
        if right - left >= LEAST_TO_CUT * height and (divided is None or component in divided):
            edges[1:1] = [left + cut for cut in _cuts(_profile(line, component), SHORTEST_PIECE * height)]
        pieces += [Piece(component, a, b) for a, b in pairwise(edges)]
    return pieces


def _profile(line: InkedLine, component: int) -> NDArray[np.float64]:
    """How much ink each column of a component has, in pixels."""
    left, top, right, bottom = line.boxes[component]
    own = line.owners[top:bottom, left:right] == component
    return np.asarray((line.ink[top:bottom, left:right] * own).sum(axis=0) / 255.0)


def _cuts(profile: NDArray[np.float64], least: float) -> list[int]:
    """Columns at which a profile is lowest between two higher parts, none closer than `least` to another or an end."""
    n = len(profile)
    left = np.maximum.accumulate(profile)
    right = np.maximum.accumulate(profile[::-1])[::-1]
    low = profile <= CUT_DEPTH * np.minimum(left, right)
    before, after = np.append(np.inf, profile[:-1]), np.append(profile[1:], np.inf)
    places = np.flatnonzero(low & (profile <= before) & (profile <= after))
    chosen: list[int] = []
    for place in places[np.argsort(profile[places], kind="stable")]:
        far = all(abs(int(place) - other) >= least for other in chosen)
        if far and least <= place <= n - least:
            chosen.append(int(place))
    return sorted(chosen)


def make_runs(line: InkedLine, pieces: list[Piece]) -> list[Run]:
    """All runs of neighbouring pieces that are not too wide, have no wide gaps and not too many pieces."""
    height = line.ink.shape[0]
    runs = []
    for first, start in enumerate(pieces):
        right = start.right
        for end in range(first + 1, min(first + MOST_PIECES, len(pieces)) + 1):
            last = pieces[end - 1]
            if last.left - right > WIDEST_GAP * height:
                break
            right = max(right, last.right)
            if end > first + 1 and right - start.left > WIDEST_RUN * height:
                break
            run = _run(line, pieces, first, end)
            if run is not None:
                runs.append(run)
    return runs


def _run(line: InkedLine, pieces: list[Piece], first: int, end: int) -> Run | None:
    """The picture of a run; None where its columns have no ink of their own."""
    own = pieces[first:end]
    left, right = min(piece.left for piece in own), max(piece.right for piece in own)
    x0, x1 = max(left - 1, 0), min(right + 1, line.ink.shape[1])
    owners = line.owners[:, x0:x1]
    mask = np.zeros(owners.shape, bool)
    for piece in own:
        part = slice(max(piece.left - 1, 0) - x0, piece.right + 1 - x0)
        mask[:, part] |= owners[:, part] == piece.component
    ink = line.ink[:, x0:x1] * mask
    rows = np.flatnonzero((ink >= INK).any(axis=1))
    if not len(rows):
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    framed = np.zeros((bottom - top + 2, x1 - x0), np.uint8)
    y0, y1 = max(top - 1, 0), min(bottom + 1, len(ink))
    framed[y0 - top + 1 : y1 - top + 1] = ink[y0:y1]
    return Run(first, end, framed, (left, top, right, bottom))
