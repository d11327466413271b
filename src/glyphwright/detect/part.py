"""Line regions → the same, those parted that run over two columns or cells: at rules, at wide gaps, and at gutters.

A gap is wide by itself, or beside the other spaces of its line. A gutter is a blank in a line that is wider than its
other spaces, where several lines above or below end and others begin, or are blank too. So it shows even where all
lines were found across it. What is no text by its shape is left out. What stands in one comb is one line.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.combs import join_in_combs
from glyphwright.detect.ends import with_whole_ends
from glyphwright.detect.gaps import are_wide
from glyphwright.detect.ink_columns import SPECK, Columns, ink_of, length_of
from glyphwright.detect.rings import are_rings
from glyphwright.detect.strays import are_marks, are_strays
from glyphwright.geometry import Bend, Box, Polygon
from glyphwright.stages import PageImage, Region

# In heights of the line: the narrowest that may be parted at a rule, and how near its ends that may run.
LEAST_WIDTH, AT_END = 6.0, 0.7
# In heights of the line: the least that is parted off, before a gutter and behind it, and how wide text beside it is,
# in this line or in others: the cells of a table are read better with their row.
LEAST_END, LEAST_PIECE, WIDE = 0.4, 2.0, 8.0
# In heights of the line: the narrowest gutter and the narrowest space; how many times wider the gutter is.
LEAST_GUTTER, LEAST_SPACE, WIDER = 0.7, 0.3, 1.4
# In heights of the line: how far above and below lines tell of a gutter, how far from it those end that do not fill
# their column, and how exactly others begin there. How many do either at the least, and at most run across between.
REACH, UNFILLED, ALIGNED = 20.0, 4.0, 0.4
LEAST_ROWS, MOST_ACROSS = 3, 1
# Of the height of a line, what a rule through it takes at the least; of a place where it may be parted, what is blank;
# of the lines that a rule crosses, those with such a place: a rule through text has few.
CROSSED, BLANK, CLEAR = 0.8, 0.6, 0.6
# In heights of the line, how far text keeps away from a rule between cells; the dark edge of a scan it does not heed.
ALOOF = 0.2
# In shares of the length of a line that bends: how far apart points of its edges stay where it is parted.
APART = 0.001

Spans = NDArray[np.float64]
"""From where to where along a line, in pixels, (k, 2)."""
NONE: Spans = np.empty((0, 2))
NO_INK: Columns = np.empty(0)
Crossed = tuple[NDArray[np.int64], Spans]
"""Which rules cross a line, and where."""
NOWHERE: Crossed = (np.empty(0, np.int64), NONE)


def part_lines(image: PageImage, lines: Sequence[Region]) -> list[Region]:
    """Part the lines of a page at the upright rules and gutters that they run over, join those in a comb.

    What is no text by its shape is left out, and what a finder sees beyond the edges of the page.
    """
    lines = _on_page(image, lines)
    if not lines:
        return []
    grey = image.grey
    parted = _on_page(image, _part(image, grey, with_whole_ends(grey, lines)))
    no_text = are_rings(grey, parted) | are_strays(grey, parted)
    return join_in_combs([parted[i] for i in np.flatnonzero(~no_text)], image.combs)


def _on_page(image: PageImage, lines: Sequence[Region]) -> list[Region]:
    """Those of which at least a pixel of their box lies on the page."""
    page = Box(0, 0, image.width, image.height)
    shown = [line.polygon.box.intersection(page) for line in lines]
    return [line for line, box in zip(lines, shown, strict=True) if min(box.width, box.height) >= 1]


def _part(image: PageImage, grey: NDArray[np.uint8], lines: Sequence[Region]) -> list[Region]:
    quads = np.stack([line.polygon.corners for line in lines])  # (n, 4, 2)
    boxes = _level_boxes(quads, _page_angle(quads, lines))
    rules = np.array([[*rule.start, *rule.end, rule.width_px] for rule in image.rules]).reshape(-1, 5)
    length = (boxes[:, 2] - boxes[:, 0]) / np.maximum(boxes[:, 3] - boxes[:, 1], 1)
    may_be_ruled = (length >= LEAST_WIDTH) & (len(rules) > 0)
    crossed = [_at_rules(rules, quad) if may else NOWHERE for quad, may in zip(quads, may_be_ruled, strict=True)]
    ruled = [places for _, places in crossed]
    looked_at = (length >= LEAST_PIECE) | np.array([len(spans) > 0 for spans in ruled])
    if not looked_at.any():
        return list(lines)
    ink = [ink_of(grey, line.polygon) if look else NO_INK for line, look in zip(lines, looked_at, strict=True)]
    heights = (boxes[:, 3] - boxes[:, 1]).tolist()
    blanks = [_blanks(*of_line) for of_line in zip(ink, heights, ruled, strict=True)]
    wide = [free[are_wide((free[:, 1] - free[:, 0]) / height)] for free, height in zip(blanks, heights, strict=True)]
    places = zip(lines, ink, _between_cells(blanks, crossed), _gutters(boxes, blanks), wide, strict=True)
    return [part for line, columns, *where in places for part in _parted(line, columns, np.concatenate(where))]


def _page_angle(quads: NDArray[np.float64], lines: Sequence[Region]) -> float:
    """The median direction of lines in radians; most of one that bends near the spine of a book runs with the page."""
    along = quads[:, 1] - quads[:, 0]
    angles = np.arctan2(along[:, 1], along[:, 0])
    for i, line in enumerate(lines):
        if len(line.polygon.points) > 4:
            pieces = np.diff(line.polygon.edges[0], axis=0)
            angles[i] = np.median(np.arctan2(pieces[:, 1], pieces[:, 0]))
    return float(np.median(angles))


def _level_boxes(quads: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """Left, top, right, bottom of each line, (n, 4), on the page turned back by this angle, the median of its lines."""
    cos, sin = np.cos(angle), np.sin(angle)
    start, end = ((quads[:, i] + quads[:, j]) / 2 @ np.array([[cos, -sin], [sin, cos]]) for i, j in ((0, 3), (1, 2)))
    half = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1) / 2
    middle = (start[:, 1] + end[:, 1]) / 2
    return np.column_stack([start[:, 0], middle - half, end[:, 0], middle + half])


def _gutters(boxes: NDArray[np.float64], blanks: Sequence[Spans]) -> list[Spans]:
    """Those blanks of each line that part columns."""
    wide = [_wide(spans, box) if len(spans) else NONE for spans, box in zip(blanks, boxes, strict=True)]
    counts = [len(spans) for spans in wide]
    owner = np.repeat(np.arange(len(boxes)), counts)
    shared = _are_shared(boxes, owner, np.concatenate(wide) + boxes[owner, :1])
    of_lines = zip(wide, np.split(shared, np.cumsum(counts)[:-1]), boxes, strict=True)
    return [_apart(spans[at], box) if at.any() else NONE for spans, at, box in of_lines]


def _wide(blanks: Spans, box: NDArray[np.float64]) -> Spans:
    """Those that are wider than the spaces of a line, with enough of it before and behind."""
    height, width = box[3] - box[1], blanks[:, 1] - blanks[:, 0]
    spaces = width[width > LEAST_SPACE * height]
    least = max(LEAST_GUTTER * height, WIDER * float(np.quantile(spaces, 0.25)) if len(spaces) > 2 else 0.0)
    inside = (blanks[:, 0] >= LEAST_END * height) & (blanks[:, 1] <= box[2] - box[0] - LEAST_PIECE * height)
    return np.asarray(blanks[inside & (width >= least)])


def _apart(gutters: Spans, box: NDArray[np.float64]) -> Spans:
    """Without the narrower of two between which there is no wide text, as before numbers that end a column."""
    width = gutters[:, 1] - gutters[:, 0]
    near = gutters[1:, 0] - gutters[:-1, 1] < WIDE * (box[3] - box[1])
    kept = np.ones(len(gutters), np.bool_)
    kept[1:] &= ~near | (width[1:] > width[:-1])
    kept[:-1] &= ~near | (width[:-1] >= width[1:])
    return gutters[kept]


def _are_shared(boxes: NDArray[np.float64], owner: NDArray[np.int64], spans: Spans) -> NDArray[np.bool_]:
    """Whether several lines near the owner end, and begin, at each of these blanks, or are blank there, (k,)."""
    if len(boxes) + len(owner) < LEAST_ROWS:
        return np.zeros(len(owner), np.bool_)
    line = np.concatenate([np.arange(len(boxes)), owner])  # each as a whole, and once more for either side of a blank
    ends, starts = np.concatenate([boxes[:, 2], spans[:, 0]]), np.concatenate([boxes[:, 0], spans[:, 1]])
    (start, stop), unit = np.hsplit(spans, 2), (boxes[:, 3] - boxes[:, 1])[owner, None]
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    below = middle[line] - middle[owner, None]  # (k, n + k)
    near = (line != owner[:, None]) & (np.abs(below) < REACH * unit)
    ended = near & (ends > start - UNFILLED * unit) & (ends < start + ALIGNED * unit)
    begun = near & (np.abs(starts - stop) < ALIGNED * unit)
    wide = WIDE * unit
    shared = _several(ended) & _several(begun)
    shared &= _several(ended & (ends - boxes[line, 0] >= wide)) | (start - boxes[owner, :1] >= wide)
    shared &= _several(begun & (boxes[line, 2] - starts >= wide)) | (boxes[owner, 2:3] - stop >= wide)
    told = np.hstack([np.zeros_like(start), _nearest(below, ended), _nearest(below, begun)])
    near &= (below >= told.min(axis=1, keepdims=True)) & (below <= told.max(axis=1, keepdims=True))
    covered = near[:, : len(boxes)] & (boxes[:, 0] < start) & (boxes[:, 2] > stop)
    blank = near[:, len(boxes) :] & (spans[:, 0] < stop) & (spans[:, 1] > start)
    return np.asarray(shared[:, 0] & (covered.sum(axis=1) - blank.sum(axis=1) <= MOST_ACROSS))


def _several(which: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(which.sum(axis=1, keepdims=True) >= LEAST_ROWS)


def _nearest(below: NDArray[np.float64], which: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How far below the several that are nearest stand, of some, (k, rows)."""
    nearest = np.argpartition(np.where(which, np.abs(below), np.inf), LEAST_ROWS - 1, axis=1)[:, :LEAST_ROWS]
    return np.take_along_axis(below, nearest, axis=1)


def _at_rules(rules: NDArray[np.float64], quad: NDArray[np.float64]) -> Crossed:
    """Where upright rules, (k, 5) of start, end and width, cross a line, away from its ends, along the line."""
    start, end = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    length, height = float(np.linalg.norm(end - start)), float(np.linalg.norm(quad[3] - quad[0]))
    along = (end - start) / max(length, 1e-9)
    ends = rules[:, :4].reshape(-1, 2, 2) - start
    x, y = ends @ along, ends @ np.array([-along[1], along[0]])  # (k, 2)
    run = y[:, 1] - y[:, 0]
    reach = np.minimum(y.max(axis=1), height / 2) - np.maximum(y.min(axis=1), -height / 2)
    upright = (np.abs(run) > np.abs(x[:, 1] - x[:, 0])) & (reach > CROSSED * height)
    place = x[upright, 0] - y[upright, 0] * (x[upright, 1] - x[upright, 0]) / run[upright]
    aside = rules[upright, 4] / 2 + ALOOF * height
    inside = (place > AT_END * height) & (place < length - AT_END * height)
    return np.flatnonzero(upright)[inside], np.asarray(np.column_stack([place - aside, place + aside])[inside])


def _between_cells(blanks: Sequence[Spans], crossed: Sequence[Crossed]) -> list[Spans]:
    """Of each line the blanks at rules that most lines they cross keep away from."""
    at = [_widest(free, places) for free, (_, places) in zip(blanks, crossed, strict=True)]
    which = np.concatenate([rules for rules, _ in crossed])
    clear = np.concatenate([found >= 0 for found in at])
    between = np.bincount(which, weights=clear) >= CLEAR * np.bincount(which)
    return [
        free[np.unique(found[(found >= 0) & between[rules]])] if len(rules) else NONE
        for free, found, (rules, _) in zip(blanks, at, crossed, strict=True)
    ]


def _widest(blanks: Spans, places: Spans) -> NDArray[np.int64]:
    """Which blank of a line takes most of each of some places, (k,), −1 where none does."""
    if not len(blanks):
        return np.full(len(places), -1)
    shared = np.minimum(blanks[:, 1], places[:, 1:]) - np.maximum(blanks[:, 0], places[:, :1])  # (k, blanks)
    enough = shared.max(axis=1) >= BLANK * (places[:, 1] - places[:, 0])
    return np.where(enough, shared.argmax(axis=1), -1)


def _blanks(ink: Columns, height: float, ruled: Spans) -> Spans:
    """Where a line is blank between ink and ink; rules, with what lies close to them, are no ink."""
    inked = ink > SPECK
    for start, stop in ruled:
        inked[max(0, int(start + ALOOF * height) - 1) : int(stop - ALOOF * height) + 2] = False
    bounds = np.flatnonzero(np.diff(np.concatenate([[True], inked, [True]]))).reshape(-1, 2)
    return np.asarray(bounds[(bounds[:, 0] > 0) & (bounds[:, 1] < len(inked))], np.float64)


def _parted(line: Region, ink: Columns, blanks: Spans) -> list[Region]:
    """The pieces of a line between some of its blanks, without those that are rows of marks."""
    if not len(blanks):
        return [] if are_marks(ink) else [line]
    blanks = np.unique(blanks, axis=0)
    length = length_of(line.polygon.corners)
    edges = [0.0, *(blanks.ravel() / length).tolist(), 1.0]
    along = Bend.along(line.polygon, 1.0, 1.0)
    pieces = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        if are_marks(ink[round(start * length) : round(stop * length)]):
            continue
        columns = np.array([start, *(x for x in along.columns if start + APART < x < stop - APART), stop])
        top, bottom = (along.points(np.column_stack([columns, np.full(len(columns), y)])) for y in (0.0, 1.0))
        pieces.append(replace(line, polygon=Polygon.from_array(np.concatenate([top, bottom[::-1]]))))
    return pieces
