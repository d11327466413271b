"""Lines of a page → the same, cut where their words stand far apart: cells of tables, labels and what they say."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from glyphwright.detect.gaps import are_wide
from glyphwright.geometry import Polygon
from glyphwright.page import Line, Page, Word


def cut_at_gaps(page: Page) -> Page:
    """Cut every line wherever the ink of two words is far apart."""
    blocks = (
        replace(block, lines=tuple(piece for line in block.lines for piece in _pieces(line))) for block in page.blocks
    )
    return replace(page, blocks=tuple(blocks))


def _pieces(line: Line) -> Iterator[Line]:
    """The parts of a line; its frame and baseline are cut at right angles to where it runs."""
    corners = line.polygon.array
    along = (corners[1] - corners[0] + corners[2] - corners[3]) / 2
    length = float(np.linalg.norm(along))
    height = float(np.linalg.norm(corners[3] - corners[0] + corners[2] - corners[1])) / 2
    if len(line.words) < 2 or len(corners) != 4 or length < 1:
        yield line
        return
    middle = (corners[0] + corners[3]) / 2
    reach = np.array([_reach(word, middle, along / length) for word in line.words])
    stops = np.maximum.accumulate(reach[:, 1])
    cuts = np.flatnonzero(are_wide((reach[1:, 0] - stops[:-1]) / height)) + 1
    for start, end in pairwise([0, *cuts.tolist(), len(reach)]):
        first = 0.0 if start == 0 else reach[start, 0] / length
        last = 1.0 if end == len(reach) else stops[end - 1] / length
        yield _part(line, line.words[start:end], float(first), float(last))


def _reach(word: Word, origin: np.ndarray, along: np.ndarray) -> tuple[float, float]:
    places = (word.polygon.array - origin) @ along
    return float(places.min()), float(places.max())


def _part(line: Line, words: tuple[Word, ...], first: float, last: float) -> Line:
    """What lies between two shares of a line's length."""
    if first == 0.0 and last == 1.0:
        return line
    top_left, top_right, bottom_right, bottom_left = line.polygon.array
    above, below = top_right - top_left, bottom_right - bottom_left
    frame = [top_left + first * above, top_left + last * above, bottom_left + last * below, bottom_left + first * below]
    ends = np.array([line.baseline[0], line.baseline[-1]])
    baseline = tuple((float(x), float(y)) for x, y in ends[0] + np.array([[first], [last]]) * (ends[1] - ends[0]))
    return replace(line, words=words, polygon=Polygon.from_array(frame), baseline=baseline)
