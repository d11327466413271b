"""A line of a page → where each of its words is to be shown, in the user space of a PDF page.

All words of a straight line stand on one base and have the height of the line: programs that extract text group it by
both, and tear lines apart whose words each have their own. Along the line every word keeps its own extent, and the
space behind it reaches to the next word.
"""

import math
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from glyphwright.export.pdf.visual import is_right_to_left, visual_order
from glyphwright.geometry import Point, Polygon, Transform
from glyphwright.page import Line

# Poppler sees no space in a gap below 0.15 of the font size, not even where there is a space character.
_SMALLEST_GAP_EM = 0.18
_LARGEST_TRIM = 0.25
# Words that together are this much higher than the highest of them do not stand on one straight line.
_RAGGED = 1.5
_SMALLEST_EXTENT = 0.1


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word, its characters from left to right: the start of its base, the unit vector along it, its extents.

    `gap` is how far behind it the next word of the line starts, 0 where no space stands between them.
    """

    text: str
    start: Point
    along: Point
    size: float
    width: float
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class _Measured:
    """A word with its extents along the line's direction and above it; `order` counts in reading order."""

    text: str
    order: int
    space_after: bool
    left: float
    right: float
    bottom: float
    top: float
    along: Point

    @property
    def height(self) -> float:
        return self.top - self.bottom


def place_words(line: Line, to_user: Transform) -> list[PlacedWord]:
    """Lay out a line from left to right; words without a visible character are left out.

    Args:
        line: In pixels of the page as it is displayed.
        to_user: From these pixels to user space, y up.
    """
    direction = _direction(line, to_user)
    words = _measure(line, to_user, direction)
    if not words:
        return []
    if line.direction == "rtl" or any(is_right_to_left(word.text) for word in words):
        words.sort(key=lambda word: word.left)
    bottom, top = min(word.bottom for word in words), max(word.top for word in words)
    is_straight = len(line.baseline) <= 2 and top - bottom <= _RAGGED * max(word.height for word in words)
    placed = []
    for word in words:
        base, height = (bottom, top - bottom) if is_straight else (word.bottom, word.height)
        x, y = word.along
        start = (word.left * x - base * y, word.left * y + base * x)
        size, width = max(height, _SMALLEST_EXTENT), max(word.right - word.left, _SMALLEST_EXTENT)
        placed.append(PlacedWord(visual_order(word.text), start, word.along, size, width))
    return _with_gaps(words, placed)


def _measure(line: Line, to_user: Transform, direction: Point) -> list[_Measured]:
    measured = []
    for order, word in enumerate(line.words):
        text = _clean(word.text)
        if text:
            polygon = to_user(word.polygon)
            along = _local_direction(line, to_user, polygon, direction)
            left, right, bottom, top = _extents(polygon, along)
            measured.append(_Measured(text, order, word.space_after, left, right, bottom, top, along))
    return measured


def _clean(text: str) -> str:
    """Without control characters, every run of white space as one space."""
    return "".join(c for c in " ".join(text.split()) if unicodedata.category(c) != "Cc")


def _extents(polygon: Polygon, along: Point) -> tuple[float, float, float, float]:
    """Left, right along a unit vector; bottom, top across it."""
    x, y = along
    across = [px * x + py * y for px, py in polygon.points]
    above = [py * x - px * y for px, py in polygon.points]
    return min(across), max(across), min(above), max(above)


def _space_between(left: _Measured, right: _Measured) -> bool:
    if right.order == left.order + 1:
        return left.space_after
    return right.space_after if left.order == right.order + 1 else True


def _with_gaps(words: list[_Measured], placed: list[PlacedWord]) -> list[PlacedWord]:
    spaces = [_space_between(left, right) for left, right in pairwise(words)]
    spaced = [_with_gap(*pair, space=space) for pair, space in zip(pairwise(placed), spaces, strict=True)]
    last = placed[-1]
    if len(last.text) == 1:
        # pdfium takes single characters, one shown below the other, for vertical writing and runs them together.
        last = replace(last, gap=_SMALLEST_GAP_EM * last.size)
    return [*spaced, last]


def _with_gap(word: PlacedWord, following: PlacedWord, *, space: bool) -> PlacedWord:
    """Let the word end early enough for a space to be seen behind it, and that space reach to the next word."""
    if not space:
        return word
    x, y = word.along
    reach = (following.start[0] - word.start[0]) * x + (following.start[1] - word.start[1]) * y
    smallest = _SMALLEST_GAP_EM * word.size
    width = max(min(word.width, reach - smallest), (1 - _LARGEST_TRIM) * word.width)
    return replace(word, width=width, gap=max(reach - width, smallest / 2))


def _direction(line: Line, to_user: Transform) -> Point:
    """The unit vector in user space from the left to the right of the line's letters."""
    rightwards = _vector(to_user, (0.0, 0.0), (1.0, 0.0))
    if len(line.baseline) > 1:
        found = _vector(to_user, line.baseline[0], line.baseline[-1])
    elif line.direction == "ttb":
        found = _vector(to_user, (0.0, 0.0), (0.0, 1.0))
    else:
        found = _edge_direction(line, to_user)
    if math.hypot(*found) == 0:
        found = rightwards
    if line.direction == "rtl":
        ahead = _vector(to_user, line.words[-1].box.centre, line.words[0].box.centre) if line.words else rightwards
        ahead = ahead if math.hypot(*ahead) > 0 else rightwards
        if found[0] * ahead[0] + found[1] * ahead[1] < 0:
            found = (-found[0], -found[1])
    length = math.hypot(*found)
    return found[0] / length, found[1] / length


def _edge_direction(line: Line, to_user: Transform) -> Point:
    """The sum of the sides that quadrilaterals have along the text: those of the words, else that of the line.

    In a line that is read from right to left a quadrilateral may start at either upper corner, so there the longer
    sides are taken.
    """
    polygons = [word.polygon for word in line.words] or [line.polygon]
    sides = [to_user(polygon).array for polygon in polygons if len(polygon.points) == 4]
    if not sides:
        return (0.0, 0.0)
    corners = np.sum(sides, axis=0)
    first = corners[1] - corners[0] + corners[2] - corners[3]
    second = corners[2] - corners[1] + corners[3] - corners[0]
    if line.direction == "rtl" and np.linalg.norm(second) > np.linalg.norm(first):
        first = second
    return float(first[0]), float(first[1])


def _local_direction(line: Line, to_user: Transform, word: Polygon, direction: Point) -> Point:
    """That of the line, or of the part of a bent baseline that lies under the word."""
    if len(line.baseline) <= 2:
        return direction
    x, y = direction
    points = to_user.points(np.asarray(line.baseline, dtype=np.float64))
    along, above = points @ np.array([x, y]), points @ np.array([-y, x])
    order = np.argsort(along, kind="stable")
    left, right, _, _ = _extents(word, direction)
    rise = float(np.diff(np.interp([left, right], along[order], above[order]))[0])
    run = right - left
    if run <= 0:
        return direction
    length = math.hypot(run, rise)
    return (run * x - rise * y) / length, (run * y + rise * x) / length


def _vector(to_user: Transform, start: Point, end: Point) -> Point:
    points = to_user.points(np.asarray([start, end], dtype=np.float64))
    x, y = points[1] - points[0]
    return float(x), float(y)
