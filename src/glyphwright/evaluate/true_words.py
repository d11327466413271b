"""A sample → its true words, each with the run of places at which its characters stand."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets import Sample
from glyphwright.geometry import Polygon
from glyphwright.metrics import fold
from glyphwright.page import Line, Word


def split_truth(sample: Sample) -> tuple[list[Word], list[Polygon]]:
    """The words that count, in the order of the truth, and the outlines of what does not count.

    Where only lines are known, each word gets the part of its line that is its share of the characters, spaces
    counted. What does not count is what the truth leaves aside, and what `metrics.fold` makes nothing of, such as
    dotted leaders.
    """
    if sample.page is None:
        return [], list(sample.ignored)
    of_line = _spread if sample.lines_known else _as_they_are
    words = [word for line in sample.page.lines for word in of_line(line)]
    counted = [word for word in words if fold(word.text)]
    return counted, [*sample.ignored, *(word.polygon for word in words if not fold(word.text))]


def places_of(polygon: Polygon, n: int, along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where the n characters of a word stand, shape (n, 2): spread evenly along its middle.

    An upright box does not tell which way its text runs, so that follows `along`, the unit vector of the line that it
    is looked for in; other outlines are walked from the side where reading starts to the opposite one.
    """
    shares = (np.arange(n) + 0.5) / n
    if is_upright(polygon):
        box = polygon.box
        step = along * (box.width / abs(along[0]) if abs(along[0]) >= abs(along[1]) else box.height / abs(along[1]))
        return np.asarray(np.array(box.centre) + (shares[:, None] - 0.5) * step)
    middle = centre_line(polygon)
    walked = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(middle, axis=0), axis=1)))
    return np.column_stack([np.interp(shares * walked[-1], walked, middle[:, axis]) for axis in (0, 1)])


def height_of(polygon: Polygon, along: NDArray[np.float64]) -> float:
    """How high a word is across its line, in pixels."""
    if is_upright(polygon):
        return polygon.box.height if abs(along[0]) >= abs(along[1]) else polygon.box.width
    length = float(np.linalg.norm(np.diff(centre_line(polygon), axis=0), axis=1).sum())
    return polygon.area / max(length, 1e-9)


def is_upright(polygon: Polygon) -> bool:
    return polygon == polygon.box.polygon


def centre_line(polygon: Polygon) -> NDArray[np.float64]:
    """Half way between the upper and the lower side of an outline, shape (k, 2).

    Its first half of points is the upper side, the second half the lower one walked back, as of quadrilaterals and of
    Total-Text; where the number of points is odd, the last one is left out.
    """
    points = polygon.array[: len(polygon.points) // 2 * 2]
    half = len(points) // 2
    return np.asarray((points[:half] + points[half:][::-1]) / 2)


def _as_they_are(line: Line) -> Iterator[Word]:
    return iter(line.words)


def _spread(line: Line) -> Iterator[Word]:
    """The words of a line whose text is known, but not where its words stand."""
    length = max(1, sum(len(word.text) + 1 for word in line.words) - 1)
    start = 0
    for word in line.words:
        end = start + len(word.text)
        yield Word(word.text, _part(line.polygon, start / length, end / length))
        start = end + 1


def _part(polygon: Polygon, first: float, last: float) -> Polygon:
    """What lies between two shares of the way from the side where reading starts to the opposite one."""
    if (first, last) == (0.0, 1.0):
        return polygon
    points = polygon.array[: len(polygon.points) // 2 * 2]
    half = len(points) // 2
    upper, lower = points[:half], points[half:][::-1]
    at = np.arange(half) / (half - 1)
    kept = np.concatenate([[first], at[(at > first) & (at < last)], [last]])
    sides = [np.column_stack([np.interp(kept, at, side[:, axis]) for axis in (0, 1)]) for side in (upper, lower)]
    return Polygon.from_array(np.concatenate([sides[0], sides[1][::-1]]))
