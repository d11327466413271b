"""A page → its rows: what stands at one height, from left to right, whatever lines it was read in.

Rows are found in a frame in which the text runs level, so that a skewed scan, or one that lies on its side, gives the
same rows. Nothing here knows what a receipt or a form is.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Box, union_of
from glyphwright.page import Document, Line, Page, Word

# In units of the smaller height of two pieces of text.
_SAME_ROW = 0.5
_OVERLAP = 0.7
# In units of a row's height: a wider gap parts cells.
_CELL_GAP = 1.2


@dataclass(frozen=True, slots=True)
class Token:
    """A word, the page that it stands on, and its box in the level frame of that page, in pixels."""

    word: Word
    box: Box
    page: int

    @property
    def text(self) -> str:
        return self.word.text


@dataclass(frozen=True, slots=True)
class Row:
    """Tokens from left to right; there is at least one."""

    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    @property
    def box(self) -> Box:
        return union_of(token.box for token in self.tokens)

    @property
    def height(self) -> float:
        """The median height of its tokens."""
        return float(np.median([token.box.height for token in self.tokens]))

    @property
    def page(self) -> int:
        return self.tokens[0].page

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that these characters of its text lie in."""
        found = []
        at = 0
        for token in self.tokens:
            if at < end and at + len(token.text) > start:
                found.append(token)
            at += len(token.text) + 1
        return tuple(found)

    def cells(self) -> list["Row"]:
        """Its parts between wide gaps."""
        parts = [[self.tokens[0]]]
        for token in self.tokens[1:]:
            before = parts[-1][-1].box
            gap = token.box.left - before.right
            if gap > _CELL_GAP * min(before.height, token.box.height):
                parts.append([])
            parts[-1].append(token)
        return [Row(tuple(part)) for part in parts]


def document_rows(document: Document) -> list[Row]:
    """The rows of all pages, page after page."""
    return [row for page in document.pages for row in page_rows(page)]


def page_rows(page: Page) -> list[Row]:
    """The rows of one page, from top to bottom."""
    lines = [line for line in page.lines if line.words]
    if not lines:
        return []
    level = _level_frame(lines)
    placed = sorted((_placed(line, level, page.number) for line in lines), key=lambda part: _middle(_extent(part)))
    rows: list[list[tuple[Token, ...]]] = []
    for part in placed:
        home = next((row for row in reversed(rows[-3:]) if _belongs(part, row)), None)
        if home is None:
            rows.append([part])
        else:
            home.append(part)
    return [Row(tuple(_in_order(row))) for row in rows]


def _in_order(parts: Iterable[tuple[Token, ...]]) -> Iterator[Token]:
    return (token for part in sorted(parts, key=lambda part: _extent(part).left) for token in part)


def _belongs(part: tuple[Token, ...], row: list[tuple[Token, ...]]) -> bool:
    """Whether it stands at the height of its neighbour in the row, and beside all of them."""
    box = _extent(part)
    others = [_extent(other) for other in row]
    least = min(box.height, *(other.height for other in others))
    if any(min(box.right, other.right) - max(box.left, other.left) > _OVERLAP * least for other in others):
        return False
    nearest = min(others, key=lambda other: max(other.left - box.right, box.left - other.right))
    apart = abs(_middle(box) - _middle(nearest))
    return apart < _SAME_ROW * min(box.height, nearest.height)


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _extent(part: tuple[Token, ...]) -> Box:
    return union_of(token.box for token in part)


def _level_frame(lines: list[Line]) -> NDArray[np.float64]:
    """The matrix (2, 2) that turns the page so that most of its text runs from left to right."""
    edges = np.array([np.subtract(line.polygon.points[1], line.polygon.points[0]) for line in lines])
    angles = np.arctan2(edges[:, 1], edges[:, 0])
    order = np.argsort(angles)
    length = np.cumsum(np.hypot(*edges.T)[order])
    angle = float(angles[order][np.searchsorted(length, length[-1] / 2)])
    return np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])


def _placed(line: Line, level: NDArray[np.float64], page: int) -> tuple[Token, ...]:
    words = line.words if line.direction == "ltr" else tuple(reversed(line.words))
    boxes = [_boxed(word.polygon.array @ level.T) for word in words]
    if len(words) > 1 and all(word.polygon == line.polygon for word in words):
        boxes = _apportioned(boxes[0], words)
    return tuple(Token(word, box, page) for word, box in zip(words, boxes, strict=True))


def _apportioned(box: Box, words: tuple[Word, ...]) -> list[Box]:
    """Where words stand of which only the line's outline is known: each as wide as its share of the characters."""
    ends = np.cumsum([len(word.text) + 1 for word in words])
    step = box.width / (ends[-1] - 1)
    return [
        Box(box.left + (end - 1 - len(word.text)) * step, box.top, box.left + (end - 1) * step, box.bottom)
        for end, word in zip(ends.tolist(), words, strict=True)
    ]


def _boxed(points: NDArray[np.float64]) -> Box:
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))
