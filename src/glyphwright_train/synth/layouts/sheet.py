"""Text, a pen and a place → ink on a page, and the exact truth of where its words and lines are.

The only file that puts letters into pixels. A sheet refuses to set text outside its edges or over other text, so that
layouts may try and see. Lines follow one convention: a quadrilateral clockwise from where reading starts, tight to
the ink along the line and from the ascender to the descender of the font across it; on one baseline a gap of more
than two line heights ends a line.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from glyphwright.geometry import Box, Polygon, Transform
from glyphwright.page import Block, Line, Page, Word
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.layouts.faces import Colour, Face, Pen
from glyphwright_train.synth.text import TextSource

Image8 = NDArray[np.uint8]

LINE_GAP = 2.0
INK = 40
PAD = 3


class Run(NamedTuple):
    """Text to set with a pen from x on, its words separated by single spaces."""

    text: str
    x: float
    pen: Pen


class Figure(NamedTuple):
    """Where something that is no text was drawn, and what it is: picture, chart, code, emblem or stamp."""

    kind: str
    box: Box


class Placed(NamedTuple):
    """A word that is set: where its ink begins and ends along the baseline."""

    text: str
    left: float
    right: float
    face: Face


@dataclass(slots=True, eq=False)
class Sheet:
    """A page while it is drawn. `em` is the size of its running text in pixels; `pixels` is (h, w, 3) RGB.

    `blocks` are in the order of reading; `foot` are those at the foot of the page, to be read behind all others.
    `figures` are kept beside the truth of `page`: a line finder shall learn that they are no text.
    """

    rng: np.random.Generator
    fonts: FontLibrary
    text: TextSource
    pixels: Image8
    dpi: int
    em: float
    paper: Colour = (255, 255, 255)
    ink: Colour = (0, 0, 0)
    blocks: list[Block] = field(default_factory=list)
    foot: list[Block] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    taken: Image8 = field(init=False)
    frame: Transform | None = None

    def __post_init__(self) -> None:
        self.taken = np.zeros(self.pixels.shape[:2], np.uint8)

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def page(self) -> Page:
        return Page(1, self.width, self.height, (*self.blocks, *self.foot), float(self.dpi))

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def write(self, text: str, x: float, baseline: float, pen: Pen, *, align: float = 0.0) -> tuple[Line, ...]:
        """Set one run; `align` says which part of it stands at x: 0 its start, 0.5 its middle, 1 its end."""
        text = pen.face.spell(text)
        return self.set([Run(text, x - align * pen.width(text), pen)], baseline)

    def set(self, runs: Sequence[Run], baseline: float) -> tuple[Line, ...]:
        """Set runs on one baseline, ordered by x; nothing at all where they would leave the page or hit other text."""
        runs = [Run(spelt, run.x, run.pen) for run in runs if (spelt := run.pen.face.spell(run.text).strip())]
        if not runs or not self._has_room(runs, baseline):
            return ()
        placed = [word for run in runs for word in self._draw(run, baseline)]
        lines = tuple(self._line(words, baseline) for words in _split(placed))
        for line in lines:
            self._take(line)
        return lines

    def add(self, lines: Sequence[Line], kind: str = "text") -> None:
        """Make lines a block of the page, if there are any."""
        if lines:
            self.blocks.append(Block.around(tuple(lines), kind))

    @contextmanager
    def at_foot(self) -> Iterator[None]:
        """Inside the context blocks are added to the foot of the page, before those that are there."""
        before = len(self.blocks)
        yield
        self.foot[:0] = self.blocks[before:]
        del self.blocks[before:]

    def end_page(self) -> None:
        """What is added from now on is read behind the foot of the page: a sheet may hold two."""
        self.blocks += self.foot
        self.foot.clear()

    def is_free(self, box: Box) -> bool:
        """Whether a box lies on the page and holds no text and nothing reserved."""
        if box.left < 0 or box.top < 0 or box.right > self.width or box.bottom > self.height:
            return False
        return not self.taken[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1].any()

    def reserve(self, box: Box) -> None:
        """Keep text out of a box."""
        top, left = max(0, int(box.top)), max(0, int(box.left))
        self.taken[top : max(0, int(box.bottom) + 1), left : max(0, int(box.right) + 1)] = 1

    def fill(self, box: Box, colour: Colour) -> None:
        """Paint a box, turned with the frame."""
        if self.frame is None:
            top, left, bottom, right = (max(0, round(v)) for v in (box.top, box.left, box.bottom, box.right))
            self.pixels[top : max(bottom, top + 1), left : max(right, left + 1)] = colour
        else:
            corners = self.frame(box.polygon).array.round().astype(np.int32)
            cv2.fillConvexPoly(self.pixels, corners, colour, cv2.LINE_AA)

    def outline(self, box: Box, colour: Colour, thickness: float = 1) -> None:
        """Draw the rim of a box."""
        t = max(1, round(thickness))
        for side in (
            Box(box.left, box.top, box.right, box.top + t),
            Box(box.left, box.bottom - t, box.right, box.bottom),
            Box(box.left, box.top, box.left + t, box.bottom),
            Box(box.right - t, box.top, box.right, box.bottom),
        ):
            self.fill(side, colour)

    def ring(self, box: Box, colour: Colour, thickness: float = 1) -> None:
        """Draw the rim of the ellipse in a box."""
        centre, axes = (round(box.centre[0]), round(box.centre[1])), (round(box.width / 2), round(box.height / 2))
        cv2.ellipse(self.pixels, centre, axes, 0, 0, 360, colour, max(1, round(thickness)), cv2.LINE_AA)

    def paste(self, picture: Image8, left: float, top: float) -> Box:
        """Lay a (h, w, 3) picture on the page and keep text out of it."""
        x, y = max(0, round(left)), max(0, round(top))
        target = self.pixels[y : y + picture.shape[0], x : x + picture.shape[1]]
        target[:] = picture[: target.shape[0], : target.shape[1]]
        box = Box(x, y, x + target.shape[1], y + target.shape[0])
        self.reserve(box)
        return box

    def cut_below(self, y: float, *, least: int) -> None:
        """Shorten the page to end at y, where all that is set must lie above; keep a height of at least that much."""
        end = max(round(y), least)
        self.pixels, self.taken = self.pixels[:end], self.taken[:end]

    @contextmanager
    def turned(self, degrees: float, x: float, y: float) -> Iterator[None]:
        """Inside the context everything set or filled is turned clockwise around a point."""
        before = self.frame
        self.frame = Transform.from_array(cv2.getRotationMatrix2D((x, y), -degrees, 1.0))
        yield
        self.frame = before

    def _has_room(self, runs: Sequence[Run], baseline: float) -> bool:
        faces = [run.pen.face for run in runs]
        left = runs[0].x - 1
        right = max(run.x + run.pen.width(run.text) for run in runs) + 1
        tall, small = max(face.ascent for face in faces), max(face.x_height for face in faces)
        outer = self._mapped(Box(left, baseline - tall, right, baseline + max(face.descent for face in faces)))
        if outer.box.left < 0 or outer.box.top < 0 or outer.box.right > self.width or outer.box.bottom > self.height:
            return False
        core = Box(left, baseline - small * 0.9, right, baseline)
        if self.frame is None:
            return self.is_free(core)
        probe = np.zeros_like(self.taken)
        cv2.fillConvexPoly(probe, self._mapped(core).array.round().astype(np.int32), 1)
        return not (probe & self.taken).any()

    def _mapped(self, box: Box) -> Polygon:
        return box.polygon if self.frame is None else self.frame(box.polygon)

    def _take(self, line: Line) -> None:
        if self.frame is None:
            self.reserve(line.box)
        else:
            cv2.fillConvexPoly(self.taken, line.polygon.array.round().astype(np.int32), 1)

    def _draw(self, run: Run, baseline: float) -> list[Placed]:
        mask, rim, left, top, starts = _mask(run, baseline)
        if run.pen.outline:
            self._ink(rim, left, top, run.pen.outline_ink)
        self._ink(mask, left, top, run.pen.ink)
        columns = mask.max(axis=0) > INK
        words = []
        for word, (start, end) in zip(run.text.split(), starts, strict=True):
            part = np.flatnonzero(columns[max(0, int(start - left)) : max(0, int(np.ceil(end - left)))])
            if part.size:
                first = max(0, int(start - left)) + left
                words.append(Placed(word, float(first + part[0]), float(first + part[-1] + 1), run.pen.face))
        if run.pen.underline and words:
            rule = round(baseline) + max(2.0, run.pen.face.descent * 0.35)
            thickness = max(1, round(run.pen.face.size * 0.06))
            self.fill(Box(words[0].left, rule, words[-1].right, rule + thickness), run.pen.ink)
        return words

    def _ink(self, mask: Image8, left: int, top: int, ink: Colour) -> None:
        if self.frame is not None:
            mask, left, top = _warp(mask, left, top, self.frame)
        x0, y0 = max(0, -left), max(0, -top)
        target = self.pixels[max(0, top) : max(0, top + mask.shape[0]), max(0, left) : max(0, left + mask.shape[1])]
        part = mask[y0 : y0 + target.shape[0], x0 : x0 + target.shape[1], None]
        if part.size:
            share = part.astype(np.float32) * np.float32(1 / 255)
            target[:] = (target + (np.asarray(ink, np.float32) - target) * share + np.float32(0.5)).astype(np.uint8)

    def _line(self, words: Sequence[Placed], baseline: float) -> Line:
        top = baseline - max(word.face.ascent for word in words)
        bottom = baseline + max(word.face.descent for word in words)
        outlines = [self._mapped(Box(word.left, top, word.right, bottom)) for word in words]
        whole = self._mapped(Box(words[0].left, top, words[-1].right, bottom))
        ends = Polygon(((words[0].left, baseline), (words[-1].right, baseline)))
        ends = ends if self.frame is None else self.frame(ends)
        return Line(tuple(Word(w.text, o) for w, o in zip(words, outlines, strict=True)), whole, ends.points)


def _split(words: list[Placed]) -> Iterator[list[Placed]]:
    """Cut words on one baseline into lines at wide gaps."""
    words = sorted(words, key=lambda word: word.left)
    start = 0
    for i in range(1, len(words)):
        if words[i].left - words[i - 1].right > LINE_GAP * max(words[i].face.height, words[i - 1].face.height):
            yield words[start:i]
            start = i
    if words:
        yield words[start:]


def _mask(run: Run, baseline: float) -> tuple[Image8, Image8, int, int, list[tuple[float, float]]]:
    """Draw a run's letters alone: mask, mask of letters and rim, its corner on the page, and each word's reach in x."""
    pen, face = run.pen, run.pen.face
    rise, fall = (round(v + face.size * 0.35) + PAD + pen.outline for v in (face.ascent, face.descent))
    overhang = round(face.size * 0.4) + PAD + pen.outline
    left, top = int(np.floor(run.x)) - overhang, round(baseline) - rise
    image = Image.new("L", (int(pen.width(run.text)) + 2 * overhang + 2, rise + fall))
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1" if pen.crisp else "L"
    x, y = run.x - left, float(round(baseline) - top)
    if pen.tracking:
        for place, character in enumerate(run.text):
            at = x + face.width(run.text[:place]) + pen.tracking * place
            draw.text((at, y), character, fill=255, font=face.pillow, anchor="ls")
    else:
        draw.text((x, y), run.text, fill=255, font=face.pillow, anchor="ls")
    mask = np.asarray(image)
    rim = mask
    if pen.outline:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pen.outline + 1, 2 * pen.outline + 1))
        rim = np.asarray(cv2.dilate(mask, kernel), np.uint8)
    return mask, rim, left, top, _reaches(run)


def _reaches(run: Run) -> list[tuple[float, float]]:
    """From the middle of the space before each word to the middle of the space after it."""
    pen = run.pen
    half = (pen.face.space + pen.tracking) / 2
    words = run.text.split()
    if len(words) == 1:
        return [(run.x - pen.face.size, run.x + pen.width(run.text) + pen.face.size)]
    reaches = []
    place = 0
    for i, word in enumerate(words):
        start = run.x + pen.width(run.text[:place]) - (half if i else pen.face.size)
        place += len(word)
        reaches.append((start, run.x + pen.width(run.text[:place]) + (half if i < len(words) - 1 else pen.face.size)))
        place += 1
    return reaches


def _warp(mask: Image8, left: int, top: int, frame: Transform) -> tuple[Image8, int, int]:
    """Turn a mask that belongs at a corner of the page; its new pixels and corner."""
    outline = frame(Box(left, top, left + mask.shape[1], top + mask.shape[0]).polygon).box
    x, y = int(np.floor(outline.left)), int(np.floor(outline.top))
    matrix = Transform.shift(left + 0.5, top + 0.5).then(frame).then(Transform.shift(-x - 0.5, -y - 0.5)).array
    size = (int(outline.width) + 2, int(outline.height) + 2)
    return np.asarray(cv2.warpAffine(mask, matrix[:2], size, flags=cv2.INTER_LINEAR), np.uint8), x, y
