"""Characters of a page → physical lines: what stands on one baseline without a column's gap.

Sub- and superscripts belong to the line that they lean on, in the order of reading. A line reaches from the ascender
line of its main font (the top of d, h, l) to the descender line (the bottom of p, g), whether or not it has such
letters, and in the other direction just around its ink.
"""

import statistics
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from glyphwright.geometry import Box, union_of
from glyphwright_train.synth.pdf_characters import PdfCharacter

# All in units of the font size.
_CELL_GAP = 1.6
_STRAY_GAP = 0.7
_SCRIPT_GAP = 0.35
_SURE_SPACE, _HINTED_SPACE = 0.2, 0.06
_ASCENT, _DESCENT = 0.71, 0.21

_ASCENDERS = frozenset("bdfhklßþ")
_DESCENDERS = frozenset("gpqy")
_X_HEIGHT = frozenset("aceımnorsuvwxz")


@dataclass(frozen=True, slots=True)
class FontShape:
    """What the letters of one font on one page reach, in units of its size.

    `plausible` is False where the shapes cannot be the letters that the text layer names: small capitals, ornaments.
    """

    ascent: float = _ASCENT
    descent: float = _DESCENT
    plausible: bool = True


@dataclass(frozen=True, slots=True)
class PdfWord:
    """Characters without a space between them; `ink` lies in the frame of the line."""

    text: str
    ink: Box
    sure: bool


@dataclass(frozen=True, slots=True)
class PdfLine:
    """Words in reading order; `extent` and `baseline` lie in the frame that `angle_degrees` turns upright."""

    words: tuple[PdfWord, ...]
    extent: Box
    baseline: float
    angle_degrees: float
    size_px: float
    order: int
    sure: bool
    nameless: bool


@dataclass(slots=True)
class _Run:
    """Characters that follow one another in the content, on one baseline and in one size."""

    characters: list[PdfCharacter]
    number: int

    @property
    def start(self) -> float:
        return self.characters[0].start

    @property
    def stop(self) -> float:
        return self.characters[-1].stop

    @property
    def baseline(self) -> float:
        return self.characters[0].baseline

    @property
    def size(self) -> float:
        return self.characters[0].size_px


def shapes_of_fonts(characters: list[PdfCharacter]) -> dict[str, FontShape]:
    """Measure every font by the letters that a page has of it."""
    of_font: dict[str, list[PdfCharacter]] = defaultdict(list)
    for character in characters:
        if character.angle_degrees % 90 == 0 and character.size_px > 0:
            of_font[character.font].append(character)
    return {font: _shape(members) for font, members in of_font.items()}


def lines_of(characters: list[PdfCharacter]) -> list[PdfLine]:
    """Put the visible characters of a page into lines, in the order of its content."""
    shapes = shapes_of_fonts(characters)
    by_angle: dict[float, list[PdfCharacter]] = defaultdict(list)
    for character in characters:
        if character.visible:
            by_angle[character.angle_degrees].append(character)
    lines = [_line(group, shapes) for members in by_angle.values() for group in _groups(_runs(members))]
    return sorted(lines, key=lambda line: line.order)


def _shape(members: list[PdfCharacter]) -> FontShape:
    tops: dict[str, list[float]] = defaultdict(list)
    bottoms: dict[str, list[float]] = defaultdict(list)
    for one in members:
        kind = (
            "a" if one.text in _ASCENDERS else "d" if one.text in _DESCENDERS else "x" if one.text in _X_HEIGHT else ""
        )
        tops[kind].append((one.baseline - one.ink.top) / one.size_px)
        bottoms[kind].append((one.ink.bottom - one.baseline) / one.size_px)
    x_height = statistics.median(tops["x"]) if tops["x"] else 0.0
    ascent = statistics.median(tops["a"]) if tops["a"] else max(_ASCENT, 1.45 * x_height)
    descent = statistics.median(bottoms["d"]) if bottoms["d"] else _DESCENT
    plausible = True
    if tops["d"] and descent < 0.06:
        plausible = False
    if tops["a"] and tops["x"] and ascent < 1.1 * x_height:
        plausible = False
    if len(tops["x"]) >= 4:
        close = sum(abs(top - x_height) < 0.2 * max(x_height, 0.3) for top in tops["x"])
        standing = sum(abs(bottom) < 0.12 for bottom in bottoms["x"])
        plausible = plausible and min(close, standing) >= 0.75 * len(tops["x"]) and x_height > 0.2
    return FontShape(min(max(ascent, 0.5), 1.1), min(max(descent, 0.1), 0.5), plausible)


def _runs(characters: list[PdfCharacter]) -> list[_Run]:
    runs: list[_Run] = []
    for character in characters:
        last = runs[-1].characters[-1] if runs else None
        if last is not None and _follows(last, character):
            runs[-1].characters.append(character)
        else:
            runs.append(_Run([character], len(runs)))
    return runs


def _follows(last: PdfCharacter, character: PdfCharacter) -> bool:
    size = max(last.size_px, character.size_px)
    return (
        abs(last.baseline - character.baseline) < 0.06 * size
        and min(last.size_px, character.size_px) > 0.9 * size
        and -0.5 * size < character.start - last.stop < _CELL_GAP * size
        and character.start > last.start - 0.1 * size
    )


def _groups(runs: list[_Run]) -> list[list[_Run]]:
    """Runs that make up one line each, in the order of reading: a union of all pairs that belong together."""
    parent = list(range(len(runs)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    across = sorted(range(len(runs)), key=lambda k: runs[k].baseline)
    largest = max((run.size for run in runs), default=0.0)
    for place, k in enumerate(across):
        for other in across[place + 1 :]:
            if runs[other].baseline - runs[k].baseline > 0.7 * largest:
                break
            if root(k) != root(other) and _together(runs[k], runs[other]):
                parent[root(other)] = root(k)
    groups: dict[int, list[_Run]] = defaultdict(list)
    for k, run in enumerate(runs):
        groups[root(k)].append(run)
    closed = _closed(list(groups.values()))
    return [sorted(group, key=lambda run: (run.start, run.number)) for group in closed]


def _closed(groups: list[list[_Run]]) -> list[list[_Run]]:
    """Join what goes on at the same height after scripts, which may have put the pieces far apart in the content."""
    done: list[list[_Run]] = []
    for group in sorted(groups, key=lambda group: min(run.start for run in group)):
        heir = next((other for other in reversed(done) if _goes_on(other, group)), None)
        if heir is None:
            done.append(group)
        else:
            heir.extend(group)
    return done


def _goes_on(one: list[_Run], other: list[_Run]) -> bool:
    first, second = (max(group, key=lambda run: (run.size, len(run.characters))) for group in (one, other))
    size = max(first.size, second.size)
    if abs(first.baseline - second.baseline) > 0.12 * size or min(first.size, second.size) < 0.55 * size:
        return False
    gap = min(run.start for run in other) - max(run.stop for run in one)
    numbers = [run.number for run in one]
    in_turn = min(run.number for run in other) - max(numbers) == 1 and len(one) > 1
    return -0.5 * size < gap < (_CELL_GAP if in_turn else _STRAY_GAP) * size


def _together(one: _Run, other: _Run) -> bool:
    large, small = (one, other) if one.size >= other.size else (other, one)
    left, right = (one, other) if one.start <= other.start else (other, one)
    gap, size = right.start - left.stop, large.size
    near = abs(one.number - other.number)
    drop = small.baseline - large.baseline
    if abs(drop) < 0.12 * size and small.size > 0.55 * size:
        return -0.5 * size < gap < (_CELL_GAP if near <= 3 else _STRAY_GAP) * size
    if abs(drop) < 0.3 * size and near == 1 and -0.4 * size < gap < 0.1 * size:
        return True  # the E of TeX
    is_script = small.size < 0.9 * size and -0.7 * size < drop < 0.4 * size
    return is_script and near <= 3 and -0.3 * size < gap < _SCRIPT_GAP * size


def _line(runs: list[_Run], shapes: dict[str, FontShape]) -> PdfLine:
    sizes: dict[float, int] = defaultdict(int)
    for run in runs:
        sizes[round(run.size, 1)] += len(run.characters)
    size = max(sizes, key=lambda key: (sizes[key] * key, key))
    main = max((run for run in runs if round(run.size, 1) == size), key=lambda run: len(run.characters))
    shape = _main_shape(main, shapes)
    characters = [character for run in runs for character in run.characters]
    ink = union_of(character.ink for character in characters)
    extent = Box(
        ink.left, main.baseline - shape.ascent * main.size, ink.right, main.baseline + shape.descent * main.size
    )
    stacked = any(_stacked(left, right, main.baseline, size) for left, right in pairwise(runs))
    reaching = any(_sticks_out(one, extent) for one in characters)
    lone_slant = main.characters[0].angle_degrees % 90 != 0 and len(characters) < 3
    words = _words(runs, shapes, size)
    return PdfLine(
        words=words,
        extent=extent,
        baseline=main.baseline,
        angle_degrees=characters[0].angle_degrees,
        size_px=main.size,
        order=min(one.order for one in characters),
        sure=all(word.sure for word in words) and not (stacked or reaching or lone_slant),
        nameless=not any(one.sure for one in characters),
    )


def _stacked(left: _Run, right: _Run, baseline: float, size: float) -> bool:
    """Whether two runs stand above one another, so that neither is read before the other."""
    overlap = left.stop - right.start
    narrow = min(left.stop - left.start, right.stop - right.start)
    both_off = min(abs(run.baseline - baseline) for run in (left, right)) > 0.06 * size
    return overlap > 0.12 * size and overlap > (0.3 if both_off else 0.8) * narrow


def _main_shape(main: _Run, shapes: dict[str, FontShape]) -> FontShape:
    fonts: dict[str, int] = defaultdict(int)
    for character in main.characters:
        fonts[character.font] += 1
    return shapes.get(max(fonts, key=lambda font: fonts[font]), FontShape())


def _sticks_out(character: PdfCharacter, extent: Box) -> bool:
    """Whether most of a character lies outside its line, as that of a tall bracket or sum sign does."""
    inside = min(character.ink.bottom, extent.bottom) - max(character.ink.top, extent.top)
    return character.ink.height > 1.9 * extent.height or inside < 0.3 * min(character.ink.height, extent.height) - 0.5


def _tracking(characters: list[PdfCharacter]) -> float:
    """How far letters of one word stand apart: heads are often spaced out, and have no spaces for that."""
    gaps = sorted(
        right.start - left.stop for left, right in pairwise(characters) if left.text.isalpha() and right.text.isalpha()
    )
    return max(0.0, gaps[len(gaps) // 4]) if len(gaps) >= 6 else 0.0


def _words(runs: list[_Run], shapes: dict[str, FontShape], size: float) -> tuple[PdfWord, ...]:
    characters = [character for run in runs for character in run.characters]
    tracking = _tracking(characters)
    groups: list[list[PdfCharacter]] = []
    for place, character in enumerate(characters):
        gap = character.start - characters[place - 1].stop - tracking if place else 0.0
        limit = _HINTED_SPACE if character.spaced else _SURE_SPACE
        if not place or gap > limit * size:
            groups.append([])
        groups[-1].append(character)
    return tuple(
        PdfWord(
            "".join(one.text for one in group),
            union_of(one.ink for one in group),
            all(one.sure and (not one.text.isalpha() or shapes.get(one.font, FontShape()).plausible) for one in group),
        )
        for group in groups
    )
