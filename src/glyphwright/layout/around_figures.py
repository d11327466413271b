"""Lines and figures of a page → blocks in reading order, figures among them, each beside what it stands by."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from glyphwright.geometry import Box, Polygon, union_of
from glyphwright.layout.figures import Figure
from glyphwright.layout.order import order_lines
from glyphwright.stages import Rule

NEAR = 0.02
"""Blocks that are farther from a figure than the nearest by less than this share of the page are as near."""

Blocks = list[list[int]]


def order_around(
    figures: Sequence[Figure], lines: Sequence[Polygon], rules: Sequence[Rule] = ()
) -> tuple[Blocks, dict[int, Polygon]]:
    """Put the lines of a page in reading order, as `order_lines` does, and its figures with their lines among them.

    A figure is read before the block below it or after the one above it, whichever is nearer: its caption, mostly. Of
    several as near, as of columns below a wide picture, it stands before the first or after the last.

    Returns:
        Blocks in reading order, each the indices of its lines; every line once. And the outlines of those of them that
        are figures, by their place among them.
    """
    if not figures:
        return order_lines(lines, rules), {}
    taken = set(chain.from_iterable(figure.lines for figure in figures))
    rest = [i for i in range(len(lines)) if i not in taken]
    blocks = [[rest[k] for k in block] for block in order_lines([lines[i] for i in rest], rules)]
    boxes = [union_of(lines[i].box for i in block) for block in blocks]
    places = [_place(figure.box, boxes) for figure in figures]
    ordered: Blocks = []
    outlines: dict[int, Polygon] = {}
    for place in range(len(blocks) + 1):
        for figure in (figure for figure, own in zip(figures, places, strict=True) if own == place):
            outlines[len(ordered)] = figure.box.polygon
            ordered.append(_within(figure, lines))
        ordered += blocks[place : place + 1]
    return ordered, outlines


def _within(figure: Figure, lines: Sequence[Polygon]) -> list[int]:
    order = order_lines([lines[i] for i in figure.lines])
    return [figure.lines[k] for k in chain.from_iterable(order)]


def _place(figure: Box, blocks: Sequence[Box]) -> int:
    """Before which of the blocks, in reading order, a figure is read; their number for after all."""
    if not blocks:
        return 0
    sides = np.array([(box.left, box.top, box.right, box.bottom) for box in blocks])
    left, top, right, bottom = sides.T
    beside = (left < figure.right) & (right > figure.left)
    below = np.where(beside & (top + bottom >= figure.top + figure.bottom), np.maximum(0, top - figure.bottom), np.inf)
    above = np.where(beside & (top + bottom < figure.top + figure.bottom), np.maximum(0, figure.top - bottom), np.inf)
    near = NEAR * float(bottom.max())
    if min(below.min(), above.min()) == np.inf:  # nothing stands above or below it
        return int((top + bottom < figure.top + figure.bottom).sum())
    if below.min() <= above.min():
        return int(np.flatnonzero(below <= below.min() + near)[0])
    return int(np.flatnonzero(above <= above.min() + near)[-1]) + 1
