"""A block of text → itself, or the parts that are something of their own: numbered headings, lists and what is between.

The layout puts lines into one block that follow one another at the usual distance in one size. Here counts what they
say as well.
"""

import re
from itertools import pairwise

import numpy as np

from glyphwright.page import Block, Line

BULLET = re.compile(r"[•‣▪●○◦■□–—*·-]\s+\S")
ENUMERATOR = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|\(?[ivx]{1,5}[.)])\s+\S", re.IGNORECASE)
SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[^\W\d]")
# How much of the width of its text a heading takes at most; in heights of a line, how far entries of a list are set in
# behind their mark, and how much more space than usual is around a heading.
HEADING_WIDTH, HANG, APART = 0.8, 0.4, 0.2
LEAST_ENTRIES = 2


def part_block(block: Block) -> list[Block]:
    """The parts of a block of kind "text", from top to bottom; together they have its lines in their order."""
    if block.kind != "text" or len(block.lines) < 2:
        return [block]
    cuts = sorted({0, *_around_headings(block), *_around_lists(block.lines), len(block.lines)})
    if len(cuts) == 2:
        return [block]
    return [Block.around(block.lines[start:stop]) for start, stop in pairwise(cuts)]


def is_marked(line: Line) -> bool:
    """Whether a line begins as the entry of a list does."""
    return bool(BULLET.match(line.text) or ENUMERATOR.match(line.text))


def _around_headings(block: Block) -> set[int]:
    """Where to part a block: around short lines with the number of a section that stand apart, or begin it."""
    lines = block.lines
    gaps = np.array([after.box.top - before.box.bottom for before, after in pairwise(lines)])
    wide = gaps > np.median(gaps) + APART * np.median([line.box.height for line in lines])
    widest = block.box.left + HEADING_WIDTH * block.box.width
    numbered = [i for i, line in enumerate(lines) if SECTION.match(line.text)]
    found = {i for i in numbered if lines[i].box.right < widest and (wide[i - 1] if i else len(numbered) == 1)}
    return {cut for i in found for cut in (i, i + 1)}


def _around_lists(lines: tuple[Line, ...]) -> set[int]:
    """Where to part lines: around runs of several marked ones, each with the lines that are set in behind its mark."""
    cuts: set[int] = set()
    start, entries = 0, 0
    for i, line in enumerate(lines):
        hangs = entries > 0 and line.box.left > lines[start].box.left + HANG * line.box.height
        if is_marked(line):
            start = start if entries else i
            entries += 1
        elif entries and not hangs:
            cuts |= {start, i} if entries >= LEAST_ENTRIES else set()
            entries = 0
    return cuts | {start} if entries >= LEAST_ENTRIES else cuts
