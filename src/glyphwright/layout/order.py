"""Found lines of a page → blocks in reading order; and the rows of a block.

Only where lines stand counts, not what they say, and not the order in which they come.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon
from glyphwright.layout.blocks import split_blocks
from glyphwright.layout.columns import regions
from glyphwright.layout.level import LevelLines, level_lines, turned
from glyphwright.layout.neighbours import find_neighbours, rows


def order_lines(lines: Sequence[Polygon]) -> list[list[int]]:
    """Put the lines of one page in the order in which they are read.

    Args:
        lines: Outlines as a line finder gives them, from ascender to descender and from ink to ink, in any order.

    Returns:
        Blocks in reading order, each the indices of its lines in reading order; every line once. Lines on one
        baseline follow one another where they are a row of a table, receipt or form; columns are read one by one.
    """
    # One order to start from, whatever the order given, so that nothing later can depend on that.
    given = sorted(range(len(lines)), key=lambda index: lines[index].points)
    if not given:
        return []
    level = level_lines([lines[index] for index in given])
    blocks = _order_upright(level, np.flatnonzero(level.quarters == 0))
    for quarter in (1, 2, 3):
        members = np.flatnonzero(level.quarters == quarter)
        if len(members):
            upright = _order_upright(turned(level.take(members)), np.arange(len(members)))
            blocks.append([int(members[k]) for block in upright for k in block])
    return [[given[k] for k in block] for block in blocks]


def _order_upright(level: LevelLines, members: NDArray[np.int64]) -> list[list[int]]:
    """The blocks of some of the lines, all of which read from left to right."""
    if not len(members):
        return []
    part = level.take(members)
    neighbours = find_neighbours(part)
    blocks = []
    for region in regions(part, neighbours):
        for block in split_blocks(part, rows(part, region, neighbours)):
            blocks.append([int(members[k]) for row in block for k in row])
    return blocks
