"""Connected components of ink → line regions, without a model: letters are followed from neighbour to neighbour.

Ink is what is darker than its surroundings (lighter, on a dark page). Components about as high as letters are linked
with those beside them, after the docstrum (O'Gorman 1993), so a skewed line is followed as well as a level one; each
chain becomes a rectangle along its own direction. Text that runs up or down the page is not found.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.join import join_pieces
from glyphwright.geometry import Polygon, Transform
from glyphwright.pixels import resize
from glyphwright.stages import PageImage, Region

LONGEST_SIDE_PX = 2600
# The neighbourhood that ink is darker than, as a share of the long side, and by how much.
AROUND, DARKER = 1 / 32, 18
SMALLEST_PX = 4
# In units of the typical height of a component: what may be a letter, what may be a dot or an accent of one.
LETTER, LARGEST, MARK = 0.45, 8.0, 0.1
WIDEST = 14.0
# How far beyond a letter its neighbour is looked for, in typical heights or its own, and at how many places.
REACH, STEPS = 1.5, 30
ROWS = np.array([0.12, 0.3, 0.5, 0.7, 0.88])
TALLER, BESIDE = 2.4, 0.5
# A line this many times longer than high has a direction of its own; shorter ones take that of the page.
OWN_DIRECTION, STEEPEST = 6.0, 0.36
# How far around a line marks belong to it, in its height: along it and across it.
MARKS_ALONG, MARKS_ACROSS = 0.6, 0.35


@dataclass(frozen=True, slots=True)
class Components:
    """Boxes of connected ink: each field (n,), in pixels, and the number of each in the map of labels."""

    left: NDArray[np.int64]
    top: NDArray[np.int64]
    width: NDArray[np.int64]
    height: NDArray[np.int64]
    label: NDArray[np.int64]

    def take(self, which: NDArray[np.bool_]) -> "Components":
        return Components(*(side[which] for side in (self.left, self.top, self.width, self.height, self.label)))

    @property
    def middle(self) -> NDArray[np.float64]:
        """Centres (n, 2)."""
        return np.column_stack([self.left + self.width / 2, self.top + self.height / 2])


@dataclass(frozen=True, slots=True)
class ComponentsLineFinder:
    """Finds lines of level text, skewed by up to 15°, by its connected components."""

    @property
    def name(self) -> str:
        return "components"

    def find_lines(self, image: PageImage) -> list[Region]:
        """All lines of the page, in no particular order; none on a blank page."""
        grey = image.grey
        h, w = grey.shape
        scale = min(1.0, LONGEST_SIDE_PX / max(h, w))
        size = max(8, round(w * scale)), max(8, round(h * scale))
        found = _find(grey if scale == 1 else resize(grey, *size))
        to_page = Transform.scale(w / size[0], h / size[1])
        return [Region(to_page(line.polygon), line.score) for line in found]


def find_ink(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w) grey → 1 where there is ink, of whatever is the rarer of dark and light on the page."""
    import cv2

    light_on_dark = float(np.median(grey)) < 110
    around = round(max(grey.shape) * AROUND) // 2 * 2 + 1
    return np.asarray(
        cv2.adaptiveThreshold(
            255 - grey if light_on_dark else grey,
            1,
            cv2.ADAPTIVE_THRESH_MEAN_C,
            cv2.THRESH_BINARY_INV,
            max(3, around),
            DARKER,
        )
    )


def _find(grey: NDArray[np.uint8]) -> list[Region]:
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(find_ink(grey), connectivity=8, ltype=cv2.CV_32S)
    left, top, width, height, _ = stats.astype(np.int64).T
    parts = Components(left, top, width, height, np.arange(len(stats)))
    large = (parts.label > 0) & (parts.height >= SMALLEST_PX) & (parts.width <= WIDEST * parts.height)
    if not large.any():
        return []
    unit = _typical(parts.height[large])
    letter = large & (parts.height >= LETTER * unit) & (parts.height <= LARGEST * unit)
    mark = (parts.label > 0) & ~letter & (np.maximum(parts.width, parts.height) >= MARK * unit)
    mark &= (parts.height <= unit) & (parts.width <= 2 * unit)
    letters = parts.take(letter)
    if not len(letters.label):
        return []
    line = _grouped(len(letters.label), _links(letters, labels, unit))
    return join_pieces(_regions(letters, line, parts.take(mark), unit))


def _typical(heights: NDArray[np.int64]) -> float:
    """The median, weighted by height, so that specks do not count for letters."""
    ordered = np.sort(heights)
    running = np.cumsum(ordered)
    return float(ordered[np.searchsorted(running, running[-1] / 2)])


def _links(letters: Components, labels: NDArray[np.int32], unit: float) -> NDArray[np.int64]:
    """Pairs (m, 2) of letters beside one another: for each the nearest on either side that is like it."""
    number = np.full(int(labels.max()) + 1, -1)
    number[letters.label] = np.arange(len(letters.label))
    reach = REACH * np.maximum(letters.height, unit)
    steps = np.arange(1, STEPS + 1) / STEPS
    y = (letters.top[:, None] + ROWS * letters.height[:, None]).astype(np.int64)
    own = np.arange(len(letters.label))[:, None]
    pairs = []
    for edge, way in ((letters.left + letters.width - 1, 1), (letters.left, -1)):
        x = (edge[:, None] + way * np.maximum(1, steps * reach[:, None])).astype(np.int64)
        inside = (x >= 0) & (x < labels.shape[1])
        seen = number[labels[y[:, None, :], x.clip(0, labels.shape[1] - 1)[:, :, None]]]  # (n, steps, rows)
        seen = np.where(inside[:, :, None], seen, -1).reshape(len(own), -1)
        fits = (seen >= 0) & (seen != own) & _alike(letters, own, seen)
        nearest = fits.argmax(axis=1)
        some = fits.any(axis=1)
        pairs.append(np.column_stack([own[some, 0], seen[some, nearest[some]]]))
    return np.concatenate(pairs)


def _alike(letters: Components, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether two letters may stand beside one another on a line: of like height, and overlapping by half."""
    heights = letters.height[one], letters.height[other]
    smaller, larger = np.minimum(*heights), np.maximum(*heights)
    top = np.maximum(letters.top[one], letters.top[other])
    bottom = np.minimum(letters.top[one] + heights[0], letters.top[other] + heights[1])
    return np.asarray((larger <= TALLER * smaller) & (bottom - top >= BESIDE * smaller))


def _grouped(n: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The group (n,), counted from 0, of each of n things of which these pairs hang together."""
    lowest = np.arange(n)
    while True:
        before = lowest.copy()
        np.minimum.at(lowest, pairs[:, 0], before[pairs[:, 1]])
        np.minimum.at(lowest, pairs[:, 1], before[pairs[:, 0]])
        lowest = lowest[lowest]
        if (lowest == before).all():
            return np.unique(lowest, return_inverse=True)[1].reshape(-1)


def _regions(letters: Components, line: NDArray[np.int64], marks: Components, unit: float) -> list[Region]:
    """A rectangle around the letters of each line and the marks that belong to it; single specks are left out."""
    count = np.bincount(line)
    n = len(count)
    slope = _slopes(letters, line, unit)
    sides = _extents(letters, line, slope, np.tile([np.inf, -np.inf, np.inf, -np.inf], (n, 1)))
    of_line = _line_at(marks, sides, slope)
    near = of_line >= 0
    sides = _extents(marks.take(near), of_line[near], slope, sides)
    high = sides[:, 3] - sides[:, 2]
    kept = (count > 1) | ((high >= unit * 0.8) & (sides[:, 1] - sides[:, 0] < 4 * high))
    quads = _quads(sides, slope)
    return [Region(Polygon.from_array(quads[i]), float(1 - 1 / (1 + count[i]))) for i in np.flatnonzero(kept)]


def _slopes(letters: Components, line: NDArray[np.int64], unit: float) -> NDArray[np.float64]:
    """The angle of each line in radians: least squares through the middles of its letters, or that of the page."""
    x, y = letters.middle.T
    count = np.bincount(line)

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(line, values) / count)

    dx, dy = x - mean(x)[line], y - mean(y)[line]
    rise = mean(dx * dy) / np.maximum(mean(dx * dx), 1e-9)
    length = np.sqrt(12 * mean(dx * dx))
    sure = (length > OWN_DIRECTION * np.maximum(mean(letters.height.astype(np.float64)), unit)) & (
        np.abs(rise) < STEEPEST
    )
    if not sure.any():
        return np.zeros(len(count))
    order = np.argsort(rise[sure])
    running = np.cumsum(length[sure][order])
    page = rise[sure][order][np.searchsorted(running, running[-1] / 2)]
    return np.arctan(np.where(sure, rise, page))


def _extents(
    parts: Components, line: NDArray[np.int64], angle: NDArray[np.float64], sides: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(lines, 4): first and last pixel along each line, and across it, widened by these parts of the lines."""
    x, y = parts.middle.T
    cos, sin = np.cos(angle)[line], np.sin(angle)[line]
    along, across = x * cos + y * sin, y * cos - x * sin
    half_width, half_height = parts.width / 2, parts.height / 2
    wider = sides.copy()
    np.minimum.at(wider[:, 0], line, along - half_width)
    np.maximum.at(wider[:, 1], line, along + half_width)
    np.minimum.at(wider[:, 2], line, across - half_height)
    np.maximum.at(wider[:, 3], line, across + half_height)
    return wider


def _line_at(marks: Components, sides: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.int64]:
    """The line (marks,) in or near which each mark lies, or -1; drawn into a map that is then looked up."""
    import cv2

    if not len(marks.label):
        return np.zeros(0, np.int64)
    middle = marks.middle.astype(np.int64)
    place = np.full((int(middle[:, 1].max()) + 1, int(middle[:, 0].max()) + 1), -1, np.int32)
    high = sides[:, 3] - sides[:, 2]
    grown = sides + high[:, None] * np.array([-MARKS_ALONG, MARKS_ALONG, -MARKS_ACROSS, MARKS_ACROSS])
    for outlines in (_quads(grown, angle), _quads(sides, angle)):
        for i, corners in enumerate(np.ascontiguousarray(np.round(outlines), np.int32)):
            cv2.fillConvexPoly(place, corners, i)
    return np.asarray(place[middle[:, 1], middle[:, 0]], np.int64)


def _quads(sides: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners (lines, 4, 2), clockwise from where reading starts."""
    along = sides[:, [0, 1, 1, 0]]
    across = sides[:, [2, 2, 3, 3]]
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    return np.stack([along * cos - across * sin, along * sin + across * cos], axis=2)
