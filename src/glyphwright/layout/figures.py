"""A page image and the lines on it → its figures: photographs, drawings, charts, codes, emblems.

They are what is left of the ink of a page when its lines are taken off: masses wider than any stroke, dense patterns,
bars on one level, and curves. What lies at the edge of the page is no figure but the table that the page lay on, and
even tones in a rectangle are panels behind text. Missed text, specks and handwriting have thin strokes, and stay
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Box, Polygon, union_of
from glyphwright.stages import PageImage, Rule

LONG_SIDE_PX = 900
"""To which a page is shrunk at the least, by a whole number; of pixels that become one, a few count."""
DARK = 110
"""The median grey of pages on which ink is light."""
PAPER_CELL_PX, PAPER_REACH = 8, 0.5
"""The grey of the paper is told on cells of so many pixels; what is narrower than this share of the page lies on it."""
DARKER, DEEP = 0.14, 0.22
"""By which share of it ink is darker than the paper, and on average what is solid of a figure; shadows are less."""
UNIT_SHARE, LEAST_UNIT_PX, LARGEST_UNIT_PX = 1 / 70, 6.0, 40.0
"""The height of a line, of the page's height where there are none, and within which bounds, shrunk."""
EDGE = 0.004
"""What comes nearer to the edge of the page than this share of its longer side touches it."""
MOST_OF_PAGE, MOST_TEXT, ON_INK = 0.9, 0.15, 0.6
"""Shares: of a page that a figure takes, of a figure that lines take, of the rim of a line on a picture that is ink."""
RIM_PX = 3
"""How wide that rim is."""
# In heights of a line: gaps in what hangs together, strokes; sides and area of figures, of parts and kinds of them.
CLOSED, OPENED = 0.6, 0.5
LEAST_SIDE, LEAST_AREA, LEAST_MASS, LEAST_DRAWING, LEAST_CHART = 2.0, 14.0, 1.2, 5.0, 3.0
SLIMMEST, SLIMMEST_MASS = 8.0, 5.0
"""The length of a figure by its width."""
MASS, MASS_ALONE = 0.15, 0.3
"""Share of a figure that is solid; of the box of what is solid where that is all."""
DENSE, DENSE_INK = 0.8, 0.35
"""Shares of its box that a pattern takes, with its gaps and without."""
RECTANGLE, EVEN, EVEN_SLIM, SLIM = 0.85, 9.0, 20.0, 2.5
"""Panels and bars: share of their box, spread of their grey, that of such as are so many times as long as wide."""
MOST_BLOTS = 6
"""More solid things than that which are no rectangles are dirt."""
LEAST_BARS, LEAST_BAR, BARS, BAR_GAP, BAR_STEP = 3, 1.5, 0.06, 2.0, 0.15
"""Bars of one chart: how many, gaps between them by their width, difference of heights by the highest."""
DRAWN_AROUND, MOST_AS_FRAME, LEAST_MESHES, CURVE_WIDTH, CURVE_HEIGHT = 0.6, 0.5, 8, 0.5, 0.2
LABEL_BESIDE, LABEL_BELOW, LABEL_WIDTH = 3.0, 1.6, 4.5
"""Labels of axes, in heights of a line: how far they stand from their chart, how long they are."""

Mask = NDArray[np.uint8]
Slices = tuple[slice, slice]


@dataclass(frozen=True, slots=True)
class Figure:
    """Where a figure stands, in pixels of the page image, and which of the lines are parts of it."""

    box: Box
    lines: tuple[int, ...] = ()


def find_figures(image: PageImage, lines: Sequence[Polygon]) -> list[Figure]:
    """Find the figures of one page, from the top; none overlaps another.

    Args:
        image: The page, upright.
        lines: Outlines of its lines of text, in its pixels.
    """
    ground = _ground(image, lines)
    solids = _solids(ground)
    found = [(box, piece.regular) for piece in _pieces(ground) if (box := _figure_box(ground, solids, piece))]
    regular = [box for box, is_regular in found if is_regular]
    if _blots(solids, regular, ground.unit) <= MOST_BLOTS:
        regular = [box for box, _ in found]
    places, unit = [line.box for line in lines], ground.unit * ground.scale[1]
    charts = [_with_axes(ground.on_page(box), image.rules, unit) for box in _bar_charts(solids, ground.unit)]
    boxes = [ground.on_page(box) for box in regular] + [_with_labels(box, places, unit) for box in charts]
    return [Figure(box, _inside(box, places)) for box in _apart(boxes)]


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """A shrunk page, all (h, w): its grey, dark on light, and that of its paper; ink without text on paper, that of it
    which is solid; text, and such as stands on ink.

    `scale` are pixels of the page image by one of these, (x, y); `unit` is the height of a line.
    """

    grey: Mask
    paper: NDArray[np.float32]
    ink: Mask
    solid: Mask
    text: Mask
    text_on_ink: Mask
    unit: float
    scale: tuple[float, float]

    def on_page(self, box: Box) -> Box:
        x, y = self.scale
        return Box(box.left * x, box.top * y, box.right * x, box.bottom * y)


def _ground(image: PageImage, lines: Sequence[Polygon]) -> _Ground:
    import cv2

    h, w = image.pixels.shape[:2]
    n = min(-(-max(h, w) // LONG_SIDE_PX), h, w)
    small = image.pixels if n == 1 else cv2.resize(image.pixels, (w // n, h // n), interpolation=cv2.INTER_LINEAR)
    red, green, blue = cv2.split(small)
    grey = np.asarray(cv2.min(cv2.min(red, green), blue), np.uint8)  # coloured ink is dark in one of them
    if np.median(grey[::4, ::4]) < DARK:
        grey = np.asarray(cv2.bitwise_not(grey), np.uint8)
    scale = (w / grey.shape[1], h / grey.shape[0])
    paper = _paper(grey)
    ink = (grey < (1 - DARKER) * paper).astype(np.uint8)
    outlines = [line.array / scale for line in lines]
    heights = [float(np.linalg.norm(outline[-1] - outline[0])) for outline in outlines]
    unit = float(np.clip(np.median(heights) if heights else UNIT_SHARE * len(grey), LEAST_UNIT_PX, LARGEST_UNIT_PX))
    text, on_ink = _text(ink, [outline.astype(np.int32) for outline in outlines])
    ink[(text > 0) & (on_ink == 0)] = 0
    ink |= on_ink
    solid = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, _square(OPENED * unit)), np.uint8)
    return _Ground(grey, paper, ink, solid, text, on_ink, unit, scale)


def _square(side: float) -> Mask:
    return np.ones((max(3, round(side)),) * 2, np.uint8)


def _paper(grey: Mask) -> NDArray[np.float32]:
    """The grey of the paper everywhere, (h, w), also under what is dark on it: a closing, wide and coarse."""
    import cv2

    h, w = grey.shape
    size = (max(2, w // PAPER_CELL_PX), max(2, h // PAPER_CELL_PX))
    coarse = cv2.dilate(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), _square(3))
    closed = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, _square(PAPER_REACH * max(size)))
    return np.asarray(cv2.resize(cv2.blur(closed, (5, 5)), (w, h), interpolation=cv2.INTER_LINEAR), np.float32)


def _text(ink: Mask, frames: Sequence[NDArray[np.int32]]) -> tuple[Mask, Mask]:
    """Where lines stand, (h, w), and where such do whose surroundings are ink."""
    import cv2

    text, on_ink = np.zeros_like(ink), np.zeros_like(ink)
    if not frames:
        return text, on_ink
    cv2.fillPoly(text, frames, 1)
    cv2.polylines(text, frames, True, 1, 3)
    boxes = np.array([[*frame.min(axis=0), *frame.max(axis=0)] for frame in frames])
    sums = np.asarray(cv2.integral(ink))
    outer, inner = (_within(sums, boxes + margin * np.array([-1, -1, 1, 1])) for margin in (RIM_PX, 0))
    inked, area = outer - inner
    cv2.fillPoly(on_ink, [frames[i] for i in np.flatnonzero(inked > ON_INK * np.maximum(1, area)).tolist()], 1)
    return text, on_ink


def _within(sums: NDArray[np.int32], boxes: NDArray[np.int64]) -> NDArray[np.int64]:
    """(2, n): the sum of a mask in boxes (n, 4) and their areas, as far as they lie on it, from its integral."""
    h, w = sums.shape
    left, right = boxes[:, [0, 2]].clip(0, w - 1).T
    top, bottom = boxes[:, [1, 3]].clip(0, h - 1).T
    total = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return np.stack([total, (right - left) * (bottom - top)])


@dataclass(frozen=True, slots=True, eq=False)
class _Solids:
    """What is solid on a page: `boxes` (n, 4) are left, top, right, bottom and `areas` (n,) pixels of each.

    `even` ones are rectangles of one tone, with text on them or bare, `deep` ones dark enough for a figure.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]
    even: NDArray[np.bool_]
    bare: NDArray[np.bool_]
    deep: NDArray[np.bool_]

    @property
    def sides(self) -> NDArray[np.int32]:
        """Widths and heights, (n, 2)."""
        return self.boxes[:, 2:] - self.boxes[:, :2]

    def bars(self, unit: float) -> NDArray[np.bool_]:
        """Those that may be bars of a chart."""
        return np.asarray(self.rectangles & self.bare & self.deep & (self.sides.max(axis=1) >= LEAST_BAR * unit))

    @property
    def rectangles(self) -> NDArray[np.bool_]:
        return np.asarray(self.areas >= RECTANGLE * self.sides.prod(axis=1))


def _solids(ground: _Ground) -> _Solids:
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(ground.solid, connectivity=8, ltype=cv2.CV_32S)
    x, y, w, h, areas = stats[1:].T
    inner = cv2.erode(ground.solid, _square(3)) > ground.text_on_ink
    owners, grey = labels[inner], ground.grey[inner].astype(np.float64)
    n = np.maximum(1, np.bincount(owners, minlength=count))
    mean = np.bincount(owners, grey, minlength=count) / n
    spread = np.sqrt(np.maximum(0, np.bincount(owners, grey**2, minlength=count) / n - mean**2))[1:]
    paper = (np.bincount(owners, ground.paper[inner], minlength=count) / n)[1:]
    bare = np.bincount(labels[ground.text_on_ink > 0], minlength=count)[1:] == 0
    most = np.where(np.maximum(w, h) >= SLIM * np.minimum(w, h), EVEN_SLIM, EVEN)
    even = (areas >= RECTANGLE * w * h) & (spread <= most)
    boxes = np.stack([x, y, x + w, y + h], axis=1)
    return _Solids(labels, boxes, areas, even, bare, mean[1:] <= (1 - DEEP) * paper)


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Ink that hangs together: the rows and columns of its box, and there, (h, w), what is its own, gaps and all."""

    where: Slices
    own: NDArray[np.bool_]

    @property
    def box(self) -> Box:
        rows, columns = self.where
        return Box(columns.start, rows.start, columns.stop, rows.stop)

    @property
    def regular(self) -> bool:
        return bool(self.own.mean() >= RECTANGLE)


def _pieces(ground: _Ground) -> list[_Piece]:
    """What is large enough for a figure and does not reach the edge of the page."""
    import cv2

    closed = cv2.morphologyEx(ground.ink, cv2.MORPH_CLOSE, _square(CLOSED * ground.unit))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8, ltype=cv2.CV_32S)
    height, width = closed.shape
    edge = max(2, round(EDGE * max(height, width)))
    x, y, w, h = stats[:, :4].T
    inside = (x >= edge) & (y >= edge) & (x + w <= width - edge) & (y + h <= height - edge)
    shorter, longer = np.minimum(w, h), np.maximum(w, h)
    large = (shorter >= LEAST_SIDE * ground.unit) & (w * h >= LEAST_AREA * ground.unit**2)
    fits = inside & large & (longer <= SLIMMEST * shorter) & (w * h <= MOST_OF_PAGE * closed.size)
    fits[0] = False
    parts = [(i, (slice(y[i], y[i] + h[i]), slice(x[i], x[i] + w[i]))) for i in np.flatnonzero(fits).tolist()]
    return [_Piece(where, labels[where] == i) for i, where in parts]


def _figure_box(ground: _Ground, solids: _Solids, piece: _Piece) -> Box | None:
    """Where the figure stands that a piece of ink is, if it is one: all of it, or what is solid of it."""
    if ground.text[piece.where].mean() > MOST_TEXT:
        return None
    own = np.unique(solids.labels[piece.where][piece.own])
    own = own[own > 0] - 1
    masses = own[(solids.deep & ~solids.even)[own] & (solids.sides[own].min(axis=1) >= LEAST_MASS * ground.unit)]
    ink = ground.ink[piece.where] & piece.own
    bars = solids.boxes[own[solids.bars(ground.unit)[own]]]
    if len(bars) >= LEAST_BARS and _differ(bars) and _area(bars) >= BARS * piece.own.size:
        return piece.box
    if len(masses):
        area = float(solids.areas[masses].sum())
        box = union_of(Box(*sides) for sides in solids.boxes[masses].tolist())
        if area >= MASS * piece.own.size and box.area >= piece.own.size / 2:
            return piece.box
        if area >= MASS_ALONE * box.area and _is_large(box, ground.unit):
            return piece.box if _as_frame(ink) < MOST_AS_FRAME else box
    panel = solids.areas[own[solids.even[own]]].max(initial=0) > piece.own.size / 2
    if not panel and piece.own.mean() >= DENSE and ink.mean() >= DENSE_INK:
        return piece.box
    return piece.box if _is_drawn(ink, ground.ink[piece.where], ground.unit) else None


def _is_large(box: Box, unit: float) -> bool:
    shorter, longer = sorted((box.width, box.height))
    return shorter >= LEAST_SIDE * unit and longer <= SLIMMEST_MASS * shorter and box.area >= LEAST_AREA * unit**2


def _area(boxes: NDArray[np.int32]) -> float:
    return float((boxes[:, 2:] - boxes[:, :2]).prod(axis=1).sum())


def _blots(solids: _Solids, pictures: Sequence[Box], unit: float) -> int:
    """How many solid things of no regular shape there are outside pictures."""
    odd = ~solids.rectangles & (solids.sides.max(axis=1) >= unit)
    for box in pictures:
        left, top, right, bottom = solids.boxes.T
        odd &= ~((left >= box.left) & (top >= box.top) & (right <= box.right) & (bottom <= box.bottom))
    return int(odd.sum())


def _is_drawn(ink: Mask, within: Mask, unit: float) -> bool:
    """Whether a piece of thin lines is a diagram: a frame that a curve runs through, or strokes in all directions.

    `within` is all ink in its box.
    """
    import cv2

    h, w = ink.shape
    if min(h, w) < LEAST_DRAWING * unit:
        return False
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, max(3, w // 2)), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(3, h // 2), 1), np.uint8))
    if level.any() and upright.any():
        return _has_curve(within & (1 - cv2.dilate(level | upright, _square(3))))
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    around = ((stats[1:, 2] >= DRAWN_AROUND * w) & (stats[1:, 3] >= DRAWN_AROUND * h)).any()
    return bool(around and _as_frame(ink) < MOST_AS_FRAME and cv2.connectedComponents(1 - ink)[0] > LEAST_MESHES)


def _has_curve(ink: Mask) -> bool:
    """Whether something runs through most of what a frame holds, but not along its sides."""
    import cv2

    h, w = ink.shape
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _square(3))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    left, top, widths, heights = stats[1:, :4].T
    clear = (top > 2) & (top + heights < h - 2) | (left > 2) & (left + widths < w - 2)
    curves = (widths >= CURVE_WIDTH * w) & (heights >= CURVE_HEIGHT * h) & clear
    return bool(curves.any() and _as_frame(np.asarray(joined, np.uint8)) < MOST_AS_FRAME)


def _as_frame(ink: Mask) -> float:
    """From 0 to 1: how far the edges of ink run in two directions at right angles only, however turned."""
    import cv2

    soft = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), 1.0)
    x, y = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    strength = np.hypot(x, y)
    turned = np.exp(4j * np.arctan2(y, x))
    return float(abs((strength * turned).sum()) / max(float(strength.sum()), 1e-6))


def _bar_charts(solids: _Solids, unit: float) -> list[Box]:
    """Boxes around bare bars of several heights that stand on one level."""
    bars = solids.boxes[solids.bars(unit)]
    charts: list[list[NDArray[np.int32]]] = []
    for bar in bars[np.argsort(bars[:, 0], kind="stable")]:
        home = next((chart for chart in charts if _stands_beside(chart[-1], bar)), None)
        if home is None:
            charts.append([bar])
        else:
            home.append(bar)
    boxes = [_around(chart) for chart in map(np.array, charts) if len(chart) >= LEAST_BARS and _differ(chart)]
    return [box for box in boxes if box.height >= LEAST_CHART * unit]


def _stands_beside(before: NDArray[np.int32], bar: NDArray[np.int32]) -> bool:
    gap, width = int(bar[0] - before[2]), int(bar[2] - bar[0])
    return abs(int(before[3] - bar[3])) <= 2 and 0 < gap <= BAR_GAP * width


def _differ(bars: NDArray[np.int32]) -> bool:
    heights, widths = bars[:, 3] - bars[:, 1], bars[:, 2] - bars[:, 0]
    return bool(np.ptp(heights) >= BAR_STEP * heights.max() and np.ptp(widths) <= 2 + 0.1 * widths.max())


def _around(boxes: NDArray[np.int32]) -> Box:
    return Box(*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())


def _with_axes(box: Box, rules: Sequence[Rule], unit: float) -> Box:
    """Bars and the upright rules that stand beside them on their level: a chart's axis and frame."""
    axes = [Polygon((rule.start, rule.end)).box for rule in rules]
    near = [
        axis
        for axis in axes
        if axis.height > axis.width
        and abs(axis.bottom - box.bottom) <= unit
        and box.left - LABEL_BESIDE * unit <= axis.left <= box.right + LABEL_BESIDE * unit
    ]
    return union_of([box, *near])


def _with_labels(box: Box, lines: Sequence[Box], unit: float) -> Box:
    """A chart and the short lines close to its sides and bottom: the numbers on its axes."""
    wide = Box(box.left - LABEL_BESIDE * unit, box.top - unit / 2, box.right + unit, box.bottom + LABEL_BELOW * unit)
    labels = [lines[i] for i in _inside(wide, lines) if lines[i].width <= LABEL_WIDTH * unit]
    return union_of([box, *labels])


def _inside(box: Box, lines: Sequence[Box]) -> tuple[int, ...]:
    """Lines whose middle lies in a box."""
    centres = [line.centre for line in lines]
    return tuple(i for i, (x, y) in enumerate(centres) if box.left < x < box.right and box.top < y < box.bottom)


def _apart(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that overlap as one, from the top."""
    made: list[Box] = []
    for box in boxes:
        while over := [other for other in made if other.intersection(box).area > 0]:
            made = [other for other in made if other not in over]
            box = union_of([box, *over])
        made.append(box)
    return sorted(made, key=lambda box: (box.top, box.left))
