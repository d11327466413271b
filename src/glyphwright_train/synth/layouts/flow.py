"""Running text and a column → lines broken, hyphenated, justified and set one below the other.

A column is a strip of a sheet with a cursor that only moves down; what does not fit is not set.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from glyphwright.geometry import Box
from glyphwright.page import Line
from glyphwright_train.synth.layouts.faces import Pen
from glyphwright_train.synth.layouts.sheet import Run, Sheet

Token = tuple[str, Pen]

MOST_STRETCH = 3.5
SHORTEST_SPLIT = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set: leading as a factor of the size, indents in pixels, align 0 (left) to 1 (right)."""

    leading: float = 1.25
    justify: bool = False
    hyphenate: bool = False
    align: float = 0.0
    indent: float = 0.0
    hang: float = 0.0


@dataclass(slots=True, eq=False)
class Column:
    """From `left` to `right`, with the next line to be set below `y` and nothing below `bottom`."""

    sheet: Sheet
    left: float
    right: float
    y: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def room(self) -> float:
        return self.bottom - self.y

    def skip(self, pixels: float) -> None:
        self.y += pixels

    def paragraph(self, text: str | Sequence[Token], pen: Pen, setting: Setting, *, kind: str = "text") -> list[Line]:
        """Set a text as one block; tokens bring their own pens."""
        rest = [(word, pen) for word in pen.face.spell(text).split()] if isinstance(text, str) else list(text)
        lines: list[Line] = []
        first = True
        step = pen.face.size * setting.leading
        while rest and self.y + step <= self.bottom:
            inset = setting.indent if first else setting.hang
            taken, rest = _break(rest, self.width - inset, hyphenate=setting.hyphenate)
            if not taken:
                rest = rest[1:]
                continue
            baseline = self.y + (step - pen.face.height) / 2 + pen.face.ascent
            lines += self._set(taken, inset, baseline, setting, last=not rest)
            self.y += step
            first = False
        self.sheet.add(lines, kind)
        return lines

    def line(self, text: str, pen: Pen, *, align: float = 0.0, leading: float = 1.3, kind: str = "text") -> list[Line]:
        """Set one line, cut at the column's end."""
        words = pen.face.spell(text).split()
        while words and pen.width(" ".join(words)) > self.width:
            words.pop()
        return self.paragraph(" ".join(words), pen, Setting(leading=leading, align=align), kind=kind) if words else []

    def rule(self, thickness: float, *, gap: float) -> None:
        """A line across the column with a gap above and below."""
        self.skip(gap)
        if self.room > thickness:
            self.sheet.fill(Box(self.left, self.y, self.right, self.y + max(1.0, thickness)), self.sheet.ink)
        self.skip(thickness + gap)

    def columns(self, count: int, gutter: float, *, height: float | None = None) -> "list[Column]":
        """Columns side by side in what is left of this one; its cursor moves below them."""
        bottom = self.bottom if height is None else min(self.bottom, self.y + height)
        width = (self.width - gutter * (count - 1)) / count
        lefts = [self.left + i * (width + gutter) for i in range(count)]
        parts = [Column(self.sheet, left, left + width, self.y, bottom) for left in lefts]
        self.y = bottom
        return parts

    def _set(
        self, words: Sequence[Token], inset: float, baseline: float, setting: Setting, *, last: bool
    ) -> tuple[Line, ...]:
        left, room = self.left + inset, self.width - inset
        free = room - _width(words)
        gaps = len(words) - 1
        extra = 0.0
        if setting.justify and not last and gaps and free < MOST_STRETCH * gaps * words[0][1].face.space:
            extra = free / gaps
        elif not setting.justify or setting.align:
            left += setting.align * max(0.0, free)
        return self.sheet.set(_runs(words, left, extra), baseline)


def _width(words: Sequence[Token]) -> float:
    return sum(pen.width(word) for word, pen in words) + sum(pen.face.space + pen.tracking for _, pen in words[:-1])


def _runs(words: Sequence[Token], x: float, extra: float) -> list[Run]:
    """One run a word where spaces are stretched, else one for all words of a pen."""
    runs: list[Run] = []
    for word, pen in words:
        if not extra and runs and runs[-1].pen is pen:
            runs[-1] = Run(f"{runs[-1].text} {word}", runs[-1].x, pen)
        else:
            runs.append(Run(word, x, pen))
        x += pen.width(word) + pen.face.space + pen.tracking + extra
    return runs


def _break(words: list[Token], room: float, *, hyphenate: bool) -> tuple[list[Token], list[Token]]:
    """As many words as fit into a line, the last one hyphenated if that is wanted; none if not even one fits."""
    used = 0.0
    for i, (word, pen) in enumerate(words):
        width = pen.width(word)
        if used + width <= room:
            used += width + pen.face.space + pen.tracking
            continue
        must = i == 0
        if (hyphenate or must) and (split := _split_word(word, pen, room - used)):
            head, tail = split
            return [*words[:i], (head, pen)], [(tail, pen), *words[i + 1 :]]
        return words[:i], words[i:]
    return words, []


def _split_word(word: str, pen: Pen, room: float) -> tuple[str, str] | None:
    if not word.isalpha() or "-" not in pen.face.font.coverage:
        return None
    for length in range(len(word) - SHORTEST_SPLIT, SHORTEST_SPLIT - 1, -1):
        if pen.width(word[:length] + "-") <= room:
            return word[:length] + "-", word[length:]
    return None
