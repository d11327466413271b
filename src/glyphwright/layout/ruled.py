"""Level lines of a page and its rules → where rules cross gutters, and which lines stand in one row of a ruled table.

A ruled table is a stack of level rules of one length. What stands between two of them is a row, of which every cell is
read as a whole, unless the cells show that it holds several rows, as where rules only part groups.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from glyphwright.layout.gutters import Gutter
from glyphwright.layout.level import LevelLines, turn_back
from glyphwright.layout.neighbours import share_row
from glyphwright.stages import Rule

NOWHERE = -1
LEAST_RULES = 3
# What rules of one length have in common of what both take together.
SAME_LENGTH = 0.9
# A cell of more lines is no cell, but text between rules.
MOST_LINES = 8
# A box of a form holds its label and what is filled in, of whose height the label takes at most so much.
MOST_IN_BOX, LABEL = 2, 0.85
# In units of the median height of lines: how far a line may stick out of its table.
_STICKS_OUT = 1.0


@dataclass(frozen=True, slots=True)
class LevelRules:
    """Rules in the level frame: `level` (k, 3) are left, right, y; `upright` (k, 3) are top, bottom, x."""

    level: NDArray[np.float64]
    upright: NDArray[np.float64]


def level_rules(rules: Sequence[Rule], turn: float) -> LevelRules:
    """Rules of a page that was turned back by so much."""
    ends = turn_back(np.array([[rule.start, rule.end] for rule in rules]).reshape(-1, 2, 2), turn)
    low, high, middle = ends.min(axis=1), ends.max(axis=1), ends.mean(axis=1)
    is_level = (high - low)[:, 0] > (high - low)[:, 1]
    parts = [np.column_stack([low[:, i], high[:, i], middle[:, 1 - i]])[is_level == (i == 0)] for i in (0, 1)]
    return LevelRules(*(part[np.argsort(part[:, 2], kind="stable")] for part in parts))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What rules say of some lines.

    `tables` (n,) tells for every line the number of the ruled table in which it stands, −1 for those that stand in
    none, `rows` (n,) the number of the row in tables whose cells are to be read one by one, and `columns` (n, 2) the
    first and last column over which the line reaches.
    """

    rules: LevelRules
    rows: NDArray[np.int64]
    tables: NDArray[np.int64]
    columns: NDArray[np.int64]


def find_ruling(lines: LevelLines, rules: LevelRules) -> Ruling:
    """Look for ruled tables among lines that run level."""
    rows, tables = np.full((2, len(lines)), NOWHERE)
    columns = np.full((len(lines), 2), NOWHERE)
    number = 0
    unit = float(np.median(lines.height)) if len(lines) else 0.0
    for table, (left, right, edges, between) in enumerate(_tables(rules)):
        inside = (lines.left > left - _STICKS_OUT * unit) & (lines.right < right + _STICKS_OUT * unit)
        inside &= _beside(lines.middle, between) & (tables == NOWHERE)
        place = np.where(inside, np.searchsorted(edges, lines.middle), 0)
        bands = _trimmed([cells_of(lines, np.flatnonzero(place == row)) for row in range(1, len(edges))])
        votes = [vote for cells in bands for vote in _votes(cells, lines, each=len(between) > 0)]
        for cells in bands:
            members = np.concatenate(cells)
            tables[members] = table
            if votes.count(True) > votes.count(False) or _are_boxes(cells, lines, between):
                rows[members] = number
                number += 1
        members = np.flatnonzero(tables == table)
        columns[members] = _columns(lines, members, between[:, 2], unit)
    return Ruling(rules, rows, tables, columns)


def _trimmed(bands: list[list[NDArray[np.int64]]]) -> list[list[NDArray[np.int64]]]:
    """Those from the first to the last of several cells, without text that only stands between rules.

    Where most of it does, there is no table.
    """
    filled = [cells for cells in bands if cells]
    low = [cells for cells in filled if max(map(len, cells)) <= MOST_LINES]
    several = [place for place, cells in enumerate(low) if len(cells) > 1]
    return low[several[0] : several[-1] + 1] if len(several) > 1 and 2 * len(low) > len(filled) else []


def in_table(strip: Gutter, ruling: Ruling) -> bool:
    """Whether all lines that border a strip stand in one ruled table."""
    tables = ruling.tables[np.concatenate([strip.left_edge, strip.right_edge])]
    return bool(tables[0] != NOWHERE and (tables == tables[0]).all())


def cells_of(lines: LevelLines, members: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Lines parted where no x is taken by any, from left to right."""
    if not len(members):
        return []
    order = members[np.argsort(lines.left[members], kind="stable")]
    starts = lines.left[order][1:] >= np.maximum.accumulate(lines.right[order])[:-1]
    return np.split(order, np.flatnonzero(starts) + 1)


def _tables(rules: LevelRules) -> Iterator[tuple[float, float, NDArray[np.float64], NDArray[np.float64]]]:
    """Left, right, the ys that part the rows, and the rules between columns, whose ends do so too, of each stack."""
    stacks: list[list[NDArray[np.float64]]] = []
    for rule in rules.level:
        home = next((stack for stack in stacks if _shared(stack[-1], rule) >= SAME_LENGTH), None)
        if home is None:
            stacks.append([rule])
        else:
            home.append(rule)
    for stack in stacks:
        if len(stack) >= LEAST_RULES:
            left, right, _ = np.mean(stack, axis=0)
            ys = [rule[2] for rule in stack]
            top, bottom, x = rules.upright.T
            between = rules.upright[(x > left) & (x < right) & (top < ys[-1]) & (bottom > ys[0])]
            yield float(left), float(right), np.sort(np.concatenate([ys, between[:, :2].ravel()])), between


def _beside(middle: NDArray[np.float64], between: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which heights rules between columns reach; all where there are none."""
    if not len(between):
        return np.ones(len(middle), np.bool_)
    return np.asarray(((between[:, :1] < middle) & (middle < between[:, 1:2])).any(axis=0))


def _columns(
    lines: LevelLines, members: NDArray[np.int64], between: NDArray[np.float64], unit: float
) -> NDArray[np.int64]:
    """First and last column of each line of a table, (n, 2): between its upright rules, else between its gaps."""
    edges = np.sort(between)
    if not len(edges):
        edges = np.array([lines.left[cell].min() for cell in cells_of(lines, members)[1:]])
    edges = edges[np.diff(edges, prepend=-np.inf) > unit]
    middle = (lines.left[members] + lines.right[members]) / 2
    first = np.minimum(np.searchsorted(edges, lines.left[members] + unit / 2), np.searchsorted(edges, middle))
    last = np.maximum(np.searchsorted(edges, lines.right[members] - unit / 2), np.searchsorted(edges, middle))
    return np.column_stack([first, last])


def _shared(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """What two level rules have of x in common, by what they take together."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return float(shared / (max(one[1], other[1]) - min(one[0], other[0])))


def _votes(cells: list[NDArray[np.int64]], lines: LevelLines, *, each: bool) -> list[bool | None]:
    """Whether what stands between two rules is one row; None where that makes no difference.

    Each pair of cells has a vote where rules part the columns. Else all have one, which any pair makes a no.
    """
    by_height = [cell[np.argsort(lines.middle[cell], kind="stable")] for cell in cells]
    votes = [_are_cells(lines, min(pair, key=len), max(pair[::-1], key=len)) for pair in combinations(by_height, 2)]
    return votes if each or set(votes) <= {None} else [False not in votes]


def _are_boxes(cells: list[NDArray[np.int64]], lines: LevelLines, between: NDArray[np.float64]) -> bool:
    """Whether what stands between two rules are boxes of a form, each with its label and what is filled in.

    That shows by rules between all of them, or by labels that are smaller than what stands below.
    """
    if len(cells) < 2 or max(map(len, cells)) > MOST_IN_BOX:
        return False
    ends = np.array([lines.right[cell].max() for cell in cells[:-1]])
    starts = np.array([lines.left[cell].min() for cell in cells[1:]])
    middle = float(lines.middle[np.concatenate(cells)].mean())
    x = between[(between[:, 0] < middle) & (middle < between[:, 1]), 2]
    filled = [cell[np.argsort(lines.middle[cell])] for cell in cells if len(cell) == MOST_IN_BOX]
    labelled = len(filled) > 0 and all(lines.height[a] < LABEL * lines.height[b] for a, b in filled)
    return labelled or bool(((ends[:, None] < x) & (x < starts[:, None])).any(axis=1).all())


def _are_cells(lines: LevelLines, fewer: NDArray[np.int64], more: NDArray[np.int64]) -> bool | None:
    """Whether lines beside one another are two cells of one row; None where that makes no difference.

    They are several rows where each of the fewer stands on the baseline of one of the others, and they are equally
    many, or skip some.
    """
    level = share_row(lines, fewer[:, None], more)
    if not level.any(axis=1).all():
        return True
    if len(fewer) == 1:
        return None
    from_the_top = bool((level.argmax(axis=1) == np.arange(len(fewer))).all())
    return len(fewer) < len(more) and from_the_top
