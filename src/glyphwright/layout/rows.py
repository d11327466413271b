"""Level lines → rows: what stands on one baseline, from left to right.

Rows that reach into one another are cells beside cells of another number of lines, as in a table that centres them:
they are read cell by cell.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon
from glyphwright.layout.level import LevelLines, level_lines, turned
from glyphwright.layout.neighbours import NONE, Neighbours, share_row
from glyphwright.layout.ruled import NOWHERE, Ruling, cells_of

# How far the next line of a row may reach back into the one before, in units of the smaller height.
_OVERLAP = 0.5
# An initial is so much higher than the line beside its top.
_INITIAL, _SAME_TOP = 1.6, 0.4
# How far a row reaches into the one before where they are not just set tightly, in units of the smaller height.
_STAGGERED = 0.3


def rows(lines: LevelLines, members: NDArray[np.int64], neighbours: Neighbours, ruling: Ruling) -> list[list[int]]:
    """The rows of one region, from top to bottom; those of a ruled table are parted into those of each cell."""
    following = _links(lines, members, neighbours, ruling)
    starts = set(members.tolist()) - set(following.values())
    middle, left = lines.middle.tolist(), lines.left.tolist()
    found = []
    for start in starts:
        row = [start]
        while row[-1] in following:
            row.append(following[row[-1]])
        found.append(row)
    found.sort(key=lambda row: (sum(middle[line] for line in row) / len(row), left[row[0]], row[0]))
    return [row for band in _bands(lines, found, ruling) for row in _cell_by_cell(lines, band)]


def _bands(lines: LevelLines, rows: list[list[int]], ruling: Ruling) -> list[list[list[int]]]:
    """Rows that reach into one another, or stand in one row of a ruled table, together."""
    bands: list[list[list[int]]] = []
    in_tables: dict[int, list[list[int]]] = {}
    bottom = -np.inf
    for row in rows:
        place = int(ruling.rows[row[0]])
        if place != NOWHERE:
            if place not in in_tables:
                bands.append(in_tables.setdefault(place, []))
            in_tables[place].append(row)
            bottom = -np.inf
            continue
        top, height = float(lines.top[row].max()), float(lines.height[row].min())
        if not bands or bottom - top < _STAGGERED * height:
            bands.append([])
            bottom = -np.inf
        bands[-1].append(row)
        bottom = max(bottom, float(lines.bottom[row].min()))
    return bands


def _cell_by_cell(lines: LevelLines, band: list[list[int]]) -> list[list[int]]:
    """The parts of rows that stand under one another, cell after cell from left to right."""
    if len(band) == 1:
        return band
    cells = [set(cell.tolist()) for cell in cells_of(lines, np.array([line for row in band for line in row]))]
    parts = ([line for line in row if line in cell] for cell in cells for row in band)
    return [part for part in parts if part]


def rows_of(block: Sequence[int], lines: Sequence[Polygon]) -> list[list[int]]:
    """Group the lines of one block of `order_lines` by the baseline on which they stand.

    What a person reads as one row, such as an item and its price, so becomes one group, which text may join with
    spaces.

    Args:
        block: Indices in reading order.
        lines: The outlines of all lines of the page.
    """
    if not block:
        return []
    level = level_lines(lines)
    places = np.asarray(block, dtype=np.int64)
    part = level.take(places)
    if part.quarters[0] and (part.quarters == part.quarters[0]).all():
        part = turned(part)
    here, following = np.arange(len(places) - 1), np.arange(1, len(places))
    height = np.minimum(part.height[here], part.height[following])
    joined = share_row(part, here, following)
    joined &= part.left[following] > part.right[here] - _OVERLAP * height
    joined &= part.quarters[here] == part.quarters[following]
    return [group.tolist() for group in np.split(places, np.flatnonzero(~joined) + 1)]


def _links(lines: LevelLines, members: NDArray[np.int64], neighbours: Neighbours, ruling: Ruling) -> dict[int, int]:
    """Which line follows which on its baseline, or beside the top of an initial."""
    after, before = neighbours.after[members], neighbours.before[members]
    linked = (after != NONE) & (neighbours.before[after] == members) & np.isin(after, members)
    linked &= share_row(lines, members, after) & (ruling.tables[after] == ruling.tables[members])
    initial = (before != NONE) & (lines.height[before] > _INITIAL * lines.height[members]) & np.isin(before, members)
    initial &= np.abs(lines.top[before] - lines.top[members]) < _SAME_TOP * lines.height[members]
    return {
        **dict(zip(before[initial].tolist(), members[initial].tolist(), strict=True)),
        **dict(zip(members[linked].tolist(), after[linked].tolist(), strict=True)),
    }
