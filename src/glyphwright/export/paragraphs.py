"""A block of lines → its paragraphs, and their rows: what a person meant to part, joined where only the column ended.

For formats that set text anew, as Markdown and HTML. All that is here is a pure function of texts or of a block.
"""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glyphwright.page import Block, Line, continues_row

# Hyphen-minus, hyphen, soft hyphen, and the sign that some engines write for a hyphen at a line's end.
_HYPHENS = "-‐\xad¬"
_HYPHENATED = re.compile(rf"\w[{_HYPHENS}]$")
_BULLET = re.compile(r"[•◦▪●○■□·‣*–—-]\s+")
_NUMBER = re.compile(r"(\d{1,9})[.)]\s+")
_SENTENCE_END = re.compile(r"[.!?:…][)\]\"'’”»]*$")

# In units of the median height of lines: what begins at one place, how far in or out the first line of a paragraph
# may be set, how much further than usual it is below the line before.
_ALIGNED, _INDENT, _WIDER = 0.4, 0.7, 0.35
_LARGEST_INDENT = 8.0
# How narrow a block is no column, in heights of a line: some twenty letters.
_NARROW = 10.0
# The share of lines that begin at one place, and of those that wrap, in running text.
_MOST = 0.45


def join_lines(before: str, after: str) -> str:
    """Two lines of one paragraph as running text.

    A hyphen behind a letter goes where the next line starts in lower case, as that of a word that was broken does;
    before a capital or a figure it is part of a compound and stays, without a space. Written "Ein-/und Ausgang" is
    joined wrongly: only a dictionary could tell.
    """
    if not _HYPHENATED.search(before):
        return f"{before} {after}"
    return before[:-1] + after if after[:1].islower() else before + after


def paragraphs(block: Block) -> list[Block]:
    """The paragraphs of a block, as blocks that are as wide as it is.

    One begins at a line that is set in or out from where most lines begin, after a wider space than usual, or where a
    sentence has ended before the edge. Rows of several lines, as in tables, and lines that do not wrap, as those of
    addresses, verse or code, are one paragraph unless spaces part them.
    """
    lines = block.lines
    if len(lines) < 2 or any(continues_row(before.box, after.box) for before, after in pairwise(lines)):
        return [block]
    boxes = np.array([[line.box.left, line.box.top, line.box.right, line.box.bottom] for line in lines])
    unit = float(np.median(boxes[:, 3] - boxes[:, 1]))
    wraps = np.array([_wraps(block, before, after) for before, after in pairwise(lines)])
    starts = _after_space(boxes, unit)
    if wraps.mean() >= _MOST:
        ended = np.array([_SENTENCE_END.search(line.text) is not None for line in lines[:-1]])
        starts |= _at_indent(boxes, unit, ~wraps | ended, rtl=lines[0].direction == "rtl") | (~wraps & ended)
    parts = np.split(np.arange(len(lines)), np.flatnonzero(starts) + 1)
    return [replace(block, lines=lines[part[0] : part[-1] + 1]) for part in parts] if len(parts) > 1 else [block]


def rows(block: Block) -> list[str]:
    """The text of a block, lines that follow one another on one row or wrap at the edge of the block put together.

    A line wraps if the first word of the next would not have found room behind it. Where it would have, as in an
    address, a verse or a receipt, the line was ended on purpose, and so was one whose place nobody knows, and a row of
    several lines, as in a table.
    """
    lines = block.lines
    # Whether each line stands to the right of the one before it.
    continued = [False, *(continues_row(before.box, line.box) for before, line in pairwise(lines)), False]
    found: list[str] = []
    for i, line in enumerate(lines):
        if continued[i]:
            found[-1] = f"{found[-1]} {line.text}"
        elif i and not continued[i - 1] and not continued[i + 1] and _wraps(block, lines[i - 1], line):
            found[-1] = join_lines(found[-1], line.text)
        else:
            found.append(line.text)
    return found


def items(block: Block) -> list[tuple[int | None, str]]:
    """The items of a list with their numbers, None for those with a bullet; a line without either continues the last.

    The first line begins an item whatever it begins with, and so does every line where none has a number or bullet.
    """
    marked = [_marked(line.text) for line in block.lines]
    has_marks = any(mark is not None for mark, _ in marked)
    found: list[tuple[int | None, str]] = []
    for mark, text in marked:
        if found and has_marks and mark is None:
            number, before = found[-1]
            found[-1] = number, join_lines(before, text)
        else:
            found.append((int(mark) if mark else None, text))
    return found


def _marked(text: str) -> tuple[str | None, str]:
    """The number that begins a line, or "" for a bullet, or None; and what follows it."""
    if bullet := _BULLET.match(text):
        return "", text[bullet.end() :]
    number = _NUMBER.match(text)
    return (number[1], text[number.end() :]) if number else (None, text)


def _wraps(block: Block, before: Line, after: Line) -> bool:
    """Whether a space, of a third of a line's height, and the first word of the next do not fit behind it.

    In a block narrower than any column of running text, as an address, only a hyphen says so.
    """
    if not after.words:
        return False
    if block.box.width < _NARROW * before.box.height and not _HYPHENATED.search(before.text):
        return False
    edge = block.box.left if before.direction == "rtl" else block.box.right
    end = before.box.left if before.direction == "rtl" else before.box.right
    return after.words[0].box.width + before.box.height / 3 > abs(edge - end)


def _after_space(boxes: NDArray[np.float64], unit: float) -> NDArray[np.bool_]:
    """Whether each line but the first stands further below the one before than most do."""
    steps = np.diff(boxes[:, 1] + boxes[:, 3]) / 2
    return np.asarray(steps > np.median(steps) + _WIDER * unit)


def _at_indent(boxes: NDArray[np.float64], unit: float, done: NDArray[np.bool_], *, rtl: bool) -> NDArray[np.bool_]:
    """Whether each line but the first is set in, or set out, from the one before, as first lines are.

    Which of the two first lines are shows in what stands before them: more often a line that may be a last one.
    """
    start = -boxes[:, 2] if rtl else boxes[:, 0]
    near = np.abs(start[:, None] - start) < _ALIGNED * unit
    steps = np.diff(start)
    steps[np.abs(steps) > _LARGEST_INDENT * unit] = 0.0
    ways = [way for way in (steps > _INDENT * unit, steps < -_INDENT * unit) if way.any()]
    if not ways or near.sum(axis=1).max() < _MOST * len(start):
        return np.zeros(len(steps), np.bool_)
    return np.asarray(max(ways, key=lambda way: float(done[way].mean())))
