"""Found lines of a page → blocks in reading order.

Only where lines stand counts, not what they say, and not the order in which they come.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon
from glyphwright.layout.blocks import split_blocks
from glyphwright.layout.columns import regions
from glyphwright.layout.flatten import flatten
from glyphwright.layout.level import LevelLines, level_lines, turned
from glyphwright.layout.neighbours import find_neighbours
from glyphwright.layout.rows import rows
from glyphwright.layout.ruled import LevelRules, find_ruling, level_rules
from glyphwright.stages import Rule

# In units of the median height: how near lines of one turned block stand.
_NEAR = 1.5

Block = list[int]


def order_lines(lines: Sequence[Polygon], rules: Sequence[Rule] = ()) -> list[list[int]]:
    """Put the lines of one page in the order in which they are read.

    Columns are read one by one, rows of tables, receipts and forms across, those between rules cell by cell. Headers
    come first, footers last; lines that run up or down the page are blocks of their own, after what they stand beside,
    or last where they stand outside all else.

    Args:
        lines: Outlines as a line finder gives them, from ascender to descender and from ink to ink, in any order, in
            pixels of one page. Text may be skewed by 15°.
        rules: Ruled lines of the page, in the same pixels.

    Returns:
        Blocks in reading order, each the indices of its lines in reading order; every line once.
    """
    # One order to start from, whatever the order given, so that nothing later can depend on that.
    given = sorted(range(len(lines)), key=lambda index: lines[index].points)
    if not given:
        return []
    flat, rules = flatten([lines[index] for index in given], rules)
    level = level_lines(flat)
    blocks = _read(level, np.flatnonzero(level.quarters == 0), level_rules(rules, level.turn))
    return [[given[line] for line in block] for block in _with_turned(level, blocks)]


def _read(lines: LevelLines, members: NDArray[np.int64], rules: LevelRules) -> list[Block]:
    """Blocks of lines that run level."""
    if not len(members):
        return []
    part = lines.take(members)
    neighbours, ruling = find_neighbours(part), find_ruling(part, rules)
    return [
        members[[line for row in block for line in row]].tolist()
        for region in regions(part, neighbours, ruling)
        for block in split_blocks(part, rows(part, region, neighbours, ruling), ruling)
    ]


def _with_turned(lines: LevelLines, blocks: list[Block]) -> list[Block]:
    """Put blocks of turned lines after the last of those nearest, or of all where they stand left or right of all."""
    follow: dict[int, list[Block]] = {}
    near = _NEAR * float(np.median(np.minimum(lines.width, lines.height)))
    boxes = np.array([_box(lines, block) for block in blocks]).reshape(-1, 4)
    for group in _turned_groups(lines):
        box = _box(lines, group)
        inside = len(blocks) > 0 and box[0] < boxes[:, 2].max() and box[2] > boxes[:, 0].min()
        place = _last_beside(box, boxes, near) if inside else len(blocks)
        upright = turned(lines.take(group))
        order = [line for block in _read(upright, np.arange(len(group)), level_rules((), 0.0)) for line in block]
        follow.setdefault(place, []).append(group[order].tolist())
    return [one for place, block in enumerate([*blocks, []]) for one in (block, *follow.get(place, [])) if one]


def _last_beside(box: NDArray[np.float64], boxes: NDArray[np.float64], near: float) -> int:
    """The last of the boxes that are nearest to one, up to a small difference."""
    apart = np.hypot(*np.maximum(0, np.maximum(boxes[:, :2] - box[2:], box[:2] - boxes[:, 2:])).T)
    return int(np.flatnonzero(apart <= apart.min() + near)[-1])


def _turned_groups(lines: LevelLines) -> list[NDArray[np.int64]]:
    """Turned lines that run the same way and stand near one another, from the top left of the page."""
    members = np.flatnonzero(lines.quarters)
    if not len(members):
        return []
    part = lines.take(members)
    near = _NEAR * float(np.median(np.minimum(part.width, part.height)))
    linked = (part.left[:, None] - near < part.right) & (part.top[:, None] - near < part.bottom)
    linked &= linked.T & (part.quarters[:, None] == part.quarters)
    label = np.arange(len(members))
    while (lower := np.where(linked, label, len(label)).min(axis=1)).tolist() != label.tolist():
        label = lower
    groups = [members[label == one] for one in np.unique(label)]
    return sorted(groups, key=lambda group: (float(lines.top[group].min()), float(lines.left[group].min())))


def _box(lines: LevelLines, members: Block | NDArray[np.int64]) -> NDArray[np.float64]:
    """Left, top, right, bottom."""
    low, high = (lines.left[members], lines.top[members]), (lines.right[members], lines.bottom[members])
    return np.array([*(side.min() for side in low), *(side.max() for side in high)])
