"""Blocks of lines and the rules of their page → the same, those tables with their cells that rules part into rows."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from glyphwright.layout.level import level_lines
from glyphwright.layout.ruled import NOWHERE, Ruling, find_ruling, level_rules
from glyphwright.page import Block, Cell
from glyphwright.stages import Rule


def name_ruled_tables(blocks: Sequence[Block], rules: Sequence[Rule]) -> tuple[Block, ...]:
    """Make tables of the blocks that lie in one ruled table and have several columns; the others stay as they are."""
    lines = [line.polygon for block in blocks for line in block.lines]
    if not lines or not rules:
        return tuple(blocks)
    level = level_lines(lines)
    ruling = find_ruling(level, level_rules(rules, level.turn))
    starts = np.cumsum([0, *(len(block.lines) for block in blocks)])
    return tuple(_named(block, ruling, int(start)) for block, start in zip(blocks, starts[:-1], strict=True))


def _named(block: Block, ruling: Ruling, start: int) -> Block:
    """One block, whose first line has this place among all lines."""
    members = slice(start, start + len(block.lines))
    tables, rows, columns = ruling.tables[members], ruling.rows[members], ruling.columns[members]
    inside = len(rows) > 0 and bool((tables == tables[0]).all() and (rows != NOWHERE).all())
    if block.kind != "text" or not inside or not columns.any():
        return block
    rows = np.unique(rows, return_inverse=True)[1]
    cells = [
        Cell(row, first, 1, 1 + last - first)
        for row, (first, last) in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    lines = tuple(replace(line, cell=cell) for line, cell in zip(block.lines, cells, strict=True))
    return replace(block, lines=lines, kind="table")
