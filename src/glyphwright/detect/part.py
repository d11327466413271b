"""Line regions → the same, those parted that run over two columns or cells: at rules between them, and at gutters.

A gutter shows above and below, where several lines end before it and several begin behind it. A line over it is parted
where it is blank over the whole width that these leave free, which is more than a space between words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon
from glyphwright.pixels import rectify, to_grey
from glyphwright.stages import PageImage, Region

# In heights of the line: the narrowest that may be parted, the narrowest gutter, how far above and below
# rows tell of a gutter, how near the ends of a line a rule may run.
LEAST_WIDTH, LEAST_GUTTER, REACH, AT_END = 6.0, 0.45, 20.0, 0.7
# How wide text beside a gutter is at the least: the cells of a table are read better with their row.
LEAST_PIECE = 8.0
WIDEST_GUTTER, ALIGNED = 4.0, 0.4
LEAST_ROWS = 3
# Of the height of a line, what a rule through it takes at the least; of the width of a gutter, what is blank.
CROSSED, BLANK = 0.8, 0.8
# In heights of the line, how far text keeps away from a rule between cells; the dark edge of a scan it does not heed.
ALOOF = 0.2
# What differs from the paper by this share of the contrast is ink; specks take less of a line's height than this.
INK, SPECK = 0.3, 0.08

Span = tuple[float, float]
"""From where to where along a line, in pixels."""


def part_lines(image: PageImage, lines: Sequence[Region]) -> list[Region]:
    """Part the lines of a page, of four corners each, at the upright rules and gutters that they run over."""
    if not lines:
        return []
    quads = np.stack([line.polygon.array for line in lines])  # (n, 4, 2)
    boxes = _level_boxes(quads)
    rules = np.array([[*rule.start, *rule.end, rule.width_px] for rule in image.rules]).reshape(-1, 5)
    grey: NDArray[np.uint8] | None = None
    found: list[Region] = []
    for line, quad, box in zip(lines, quads, boxes, strict=True):
        height = box[3] - box[1]
        long = box[2] - box[0] >= LEAST_WIDTH * height > 0
        ruled, free = (list(_at_rules(rules, quad)), list(_at_gutters(box, boxes))) if long else ([], [])
        blanks: list[Span] = []
        if ruled or free:
            grey = to_grey(image.pixels) if grey is None else grey
            blanks = _blanks(grey, quad, ruled, free)
        found += _parted(line, blanks) if blanks else [line]
    return found


def _level_boxes(quads: NDArray[np.float64]) -> NDArray[np.float64]:
    """Left, top, right, bottom of each line, (n, 4), on the page turned back by the median angle of its lines."""
    along = quads[:, 1] - quads[:, 0]
    angle = float(np.median(np.arctan2(along[:, 1], along[:, 0])))
    cos, sin = np.cos(angle), np.sin(angle)
    start, end = ((quads[:, i] + quads[:, j]) / 2 @ np.array([[cos, -sin], [sin, cos]]) for i, j in ((0, 3), (1, 2)))
    half = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1) / 2
    middle = (start[:, 1] + end[:, 1]) / 2
    return np.column_stack([start[:, 0], middle - half, end[:, 0], middle + half])


def _at_gutters(box: NDArray[np.float64], boxes: NDArray[np.float64]) -> Iterator[Span]:
    """What lies between the ends of several lines near this one and the place where several others begin, along it."""
    left, top, right, bottom = box.tolist()
    height = bottom - top
    near = boxes[np.abs(boxes[:, 1] + boxes[:, 3] - top - bottom) < 2 * REACH * height]
    room = LEAST_PIECE * height
    starts = np.sort(near[(near[:, 0] > left + room) & (near[:, 0] < right - room), 0])
    for begun in np.split(starts, np.flatnonzero(np.diff(starts) > ALIGNED * height) + 1):
        if len(begun) < LEAST_ROWS:
            continue
        earliest = max(left + room, begun.min() - WIDEST_GUTTER * height)
        ended = near[(near[:, 2] <= begun.min()) & (near[:, 2] > earliest), 2]
        if len(ended) >= LEAST_ROWS and begun.min() - ended.max() >= LEAST_GUTTER * height:
            yield float(ended.max()) - left, float(begun.min()) - left


def _at_rules(rules: NDArray[np.float64], quad: NDArray[np.float64]) -> Iterator[Span]:
    """Where upright rules, (k, 5) of start, end and width, cross a line, away from its ends, along the line."""
    start, end = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    length, height = float(np.linalg.norm(end - start)), float(np.linalg.norm(quad[3] - quad[0]))
    along = (end - start) / max(length, 1e-9)
    ends = rules[:, :4].reshape(-1, 2, 2) - start
    x, y = ends @ along, ends @ np.array([-along[1], along[0]])  # (k, 2)
    run = y[:, 1] - y[:, 0]
    reach = np.minimum(y.max(axis=1), height / 2) - np.maximum(y.min(axis=1), -height / 2)
    upright = (np.abs(run) > np.abs(x[:, 1] - x[:, 0])) & (reach > CROSSED * height)
    for rule in np.flatnonzero(upright):
        place = float(x[rule, 0] - y[rule, 0] * (x[rule, 1] - x[rule, 0]) / run[rule])
        if AT_END * height < place < length - AT_END * height:
            aside = rules[rule, 4] / 2 + ALOOF * height
            yield place - aside, place + aside


def _blanks(
    grey: NDArray[np.uint8], quad: NDArray[np.float64], ruled: Sequence[Span], free: Sequence[Span]
) -> list[Span]:
    """Where the line is blank, from ink to ink, around rules, which are no ink, and in places that may be gutters."""
    length, height = (float(np.linalg.norm(quad[corner] - quad[0])) for corner in (1, 3))
    width = max(1, round(length))
    pixels, _ = rectify(grey, Polygon.from_array(quad), width, max(1, round(height)))
    apart = np.abs(pixels - np.median(pixels))
    inked = (apart > INK * max(1.0, float(np.percentile(apart, 98)))).mean(axis=0) > SPECK  # (width,)
    for start, stop in ruled:
        inked[max(0, int(start + ALOOF * height) - 1) : int(stop - ALOOF * height) + 2] = False
    bounds = np.flatnonzero(np.diff(np.concatenate([[True], inked, [True]]))).reshape(-1, 2)
    found = set[Span]()
    for start, stop in (*ruled, *free):
        shared = np.minimum(bounds[:, 1], stop) - np.maximum(bounds[:, 0], start)
        if len(bounds) and shared.max() >= BLANK * (stop - start):
            first, last = bounds[shared.argmax()].tolist()
            if first > 0 and last < width:
                found.add((first, last))
    return sorted(found)


def _parted(line: Region, blanks: Sequence[Span]) -> list[Region]:
    """The pieces of a line between blanks."""
    top_left, top_right, bottom_right, bottom_left = line.polygon.array
    length = float(np.linalg.norm(top_right - top_left))
    edges = [0.0, *(edge / length for blank in blanks for edge in blank), 1.0]
    pieces = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        top = [top_left + share * (top_right - top_left) for share in (start, stop)]
        bottom = [bottom_left + share * (bottom_right - bottom_left) for share in (stop, start)]
        pieces.append(replace(line, polygon=Polygon.from_array([*top, *bottom])))
    return pieces
