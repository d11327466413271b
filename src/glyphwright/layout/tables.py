"""A block of lines → a table, where its words leave columns of white between them.

Rules are not needed: what makes columns is that the same stretches of x stay free in nearly all rows (Nagy and
Seth 1984, projection profiles), wider than the spaces between words. Lines that cross such a stretch with words on
both of its sides were found as one across two cells, and are parted there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Box, union_of
from glyphwright.page import Block, Cell, Line, Word, continues_row

LEAST_ROWS = 3
# Shares of rows: which may reach into a gap between columns, which must have more than one cell.
CROSSING, SEVERAL = 0.12, 0.6
# In units of the text's height: the narrowest gap between columns of many rows, and of few.
GAP, GAP_OF_FEW = 0.7, 1.4
FEW_ROWS = 6
MOST_COLUMNS = 30
# The share of cells that are not empty.
FULL = 0.5
# Cells of this many characters and more are running text set in columns, not a table.
RUNNING = 45

Row = list[Line]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of x between two columns."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def as_table(block: Block) -> Block | None:
    """The block as one of kind "table", its lines cell by cell in rows; None where it is none.

    Rows are those of the text: a cell of several lines is several rows of its column. A line that reaches over several
    columns spans them.
    """
    rows = _rows(block.lines)
    if len(rows) < LEAST_ROWS:
        return None
    gaps = _gaps(rows)
    if not 1 <= len(gaps) < MOST_COLUMNS:
        return None
    edges = [gap.middle for gap in gaps]
    parted = [[part for line in row for part in _part(line, gaps)] for row in rows]
    if sum(len(row) > 1 for row in parted) < SEVERAL * len(rows):
        return None
    if sum(map(len, parted)) < FULL * len(rows) * (len(gaps) + 1) or _are_numbered_lines(parted):
        return None
    if np.median([len(part.text) for row in parted for part in row]) >= RUNNING:
        return None
    lines = tuple(
        replace(part, cell=_cell(part.box, number, edges)) for number, row in enumerate(parted) for part in row
    )
    return Block(lines, block.polygon, "table", block.score)


def _rows(lines: Sequence[Line]) -> list[Row]:
    """Lines that follow one another on one row, together."""
    rows: list[Row] = []
    for line in lines:
        if rows and continues_row(rows[-1][-1].box, line.box):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _are_numbered_lines(rows: list[Row]) -> bool:
    """Whether a first column counts the rows, as beside program code."""
    first = [row[0].text.strip() for row in rows]
    numbers = [int(text) for text in first if text.isdecimal()]
    return len(numbers) > 2 and sum(b - a == 1 for a, b in pairwise(numbers)) > len(rows) / 2


def _gaps(rows: list[Row]) -> list[Gap]:
    """Where columns are parted."""
    boxes = [[word.box for line in row for word in line.words] for row in rows]
    every = [box for row in boxes for box in row]
    if not every:
        return []
    left, right = min(box.left for box in every), max(box.right for box in every)
    height = float(np.median([line.box.height for row in rows for line in row]))
    step = height / 8
    if height <= 0:
        return []
    taken = np.array([_taken(row, left, right, step) for row in boxes if row])
    free = taken.mean(axis=0) <= CROSSING
    narrowest = GAP if len(rows) >= FEW_ROWS else GAP_OF_FEW
    bounds = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]])))
    gaps = [Gap(left + start * step, left + stop * step) for start, stop in bounds.reshape(-1, 2).tolist()]
    return [gap for gap in gaps if gap.right - gap.left >= narrowest * height]


def _taken(boxes: list[Box], left: float, right: float, step: float) -> NDArray[np.bool_]:
    """(steps,) whether a word of one row stands there."""
    row = np.zeros(int((right - left) / step) + 1, bool)
    for box in boxes:
        row[int((box.left - left) / step) : int((box.right - left) / step) + 1] = True
    return row


def _part(line: Line, gaps: list[Gap]) -> list[Line]:
    """A line parted where it leaves a gap between columns free."""
    cuts = [
        place
        for place, (before, after) in enumerate(pairwise(line.words), start=1)
        if any(before.box.right <= gap.middle <= after.box.left for gap in gaps)
    ]
    if not cuts:
        return [line]
    return [_of_words(line, line.words[start:stop]) for start, stop in pairwise([0, *cuts, len(line.words)])]


def _of_words(line: Line, words: tuple[Word, ...]) -> Line:
    """The part of a line that some of its words are."""
    box = union_of(word.box for word in words)
    baseline = line.baseline
    if len(baseline) > 1:
        (x0, y0), (x1, y1) = baseline[0], baseline[-1]
        slope = (y1 - y0) / (x1 - x0) if x1 != x0 else 0.0
        baseline = ((box.left, y0 + slope * (box.left - x0)), (box.right, y0 + slope * (box.right - x0)))
    last = replace(words[-1], space_after=False)
    return replace(line, words=(*words[:-1], last), polygon=box.polygon, baseline=baseline)


def _cell(box: Box, row: int, edges: list[float]) -> Cell:
    """The cell of a row between whose edges a box lies."""
    column = sum(edge <= box.left for edge in edges)
    inside = sum(box.left < edge < box.right for edge in edges)
    return Cell(row, column, 1, 1 + inside)
