"""A block of lines → its running text: the rows that a person meant to part, joined where only the column ended.

For formats that set text anew, as Markdown and HTML. All that is here is a pure function of texts or of a block.
"""

import re
from itertools import pairwise

from glyphwright.page import Block, Line, continues_row

# Hyphen-minus, hyphen, soft hyphen, and the sign that some engines write for a hyphen at a line's end.
_HYPHENS = "-‐\xad¬"
_HYPHENATED = re.compile(rf"\w[{_HYPHENS}]$")
_BULLET = re.compile(r"[•◦▪●○■□·‣*–—-]\s+")
_NUMBER = re.compile(r"(\d{1,9})[.)]\s+")


def join_lines(before: str, after: str) -> str:
    """Two lines of one paragraph as running text.

    A hyphen behind a letter goes where the next line starts in lower case, as that of a word that was broken does;
    before a capital or a figure it is part of a compound and stays, without a space. Written "Ein-/und Ausgang" is
    joined wrongly: only a dictionary could tell.
    """
    if not _HYPHENATED.search(before):
        return f"{before} {after}"
    return before[:-1] + after if after[:1].islower() else before + after


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
    """Whether a space, of a third of a line's height, and the first word of the next do not fit behind it."""
    if not after.words:
        return False
    edge = block.box.left if before.direction == "rtl" else block.box.right
    end = before.box.left if before.direction == "rtl" else before.box.right
    return after.words[0].box.width + before.box.height / 3 > abs(edge - end)
