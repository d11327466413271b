"""What one stage hands the next, and what a finder or reader must be able to do.

stage          in → out                                        where
1 acquire      source → PageImage, one at a time               acquire/   open_pages
2 preprocess   PageImage → PageImage                           preprocess/ prepare
3 layout       lines → figures, blocks in order; what they are layout/    find_figures, order_around, name_blocks
4 detect       PageImage → list[Region] of lines → LineCrops   detect/    LineFinder, part_lines, cut_lines
5 recognise    LineCrops → Readings                            recognise/ LineReader
6 postprocess  blocks, lines, Readings → Page                  postprocess/ assemble
7 interpret    Page → what it means                            interpret/
8 export       Document ⇄ bytes                                export/

Each stage works in the pixels that it is given; `PageImage.to_source` leads home, and only stage 6 follows it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Bend, Point, Polygon, Transform
from glyphwright.pixels import to_grey


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, from its left (or upper) end to the other, in pixels of the page image it was found on."""

    start: Point
    end: Point
    width_px: float


@dataclass(frozen=True)
class PageImage:
    """The pixels of one page, (height, width, 3) uint8 RGB, and the way back to those of its source.

    `number` counts from 1. `dpi` is that of `pixels`, None where nobody knows it. `rotation_degrees` is how far the
    source was turned clockwise (0, 90, 180, 270) so that its text stands upright here. `rules` are those that
    preparation saw, taken off the page or not: the frames of tables and forms. `combs` are rows of boxes for a letter
    each, whose dividers were taken off.
    """

    pixels: NDArray[np.uint8]
    number: int = 1
    dpi: float | None = None
    to_source: Transform = field(default_factory=Transform.identity)
    source_size: tuple[int, int] | None = None
    rotation_degrees: int = 0
    rules: tuple[Rule, ...] = ()
    combs: tuple[Polygon, ...] = ()

    @cached_property
    def grey(self) -> NDArray[np.uint8]:
        """Its luma, (height, width)."""
        return self.pixels if self.pixels.ndim == 2 else to_grey(self.pixels)

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def rules_of_source(self) -> tuple[Rule, ...]:
        """Its rules in pixels of the source; they keep their width."""
        ends = [self.to_source(Polygon((rule.start, rule.end))).points for rule in self.rules]
        return tuple(replace(rule, start=start, end=end) for rule, (start, end) in zip(self.rules, ends, strict=True))


LEAST_WIDTH = 0.6
"""Of a line's outline, in its heights."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where something is on a page: for a line, four corners, clockwise from where reading starts.

    The frame of a line reaches from the ascenders to the descenders of most of its letters, and as far as its ink. That
    of a line that bends has more points (`Polygon.edges`).
    """

    polygon: Polygon
    score: float = 1.0
    kind: str = "text"

    @property
    def outline(self) -> Polygon:
        """What is told of a line's place: its frame and a margin, so that brackets and accents lie inside.

        A lone 1 or l has the width of a digit, not that of its stroke.
        """
        top_left, top_right, _, bottom_left = self.polygon.corners
        slim = float(np.linalg.norm(top_right - top_left)) / max(float(np.linalg.norm(bottom_left - top_left)), 1e-6)
        return self.polygon.grown(above=0.15, below=0.1, along=max(0.1, (LEAST_WIDTH - slim) / 2))


@dataclass(frozen=True, slots=True)
class LineCrop:
    """One line, rectified: (height, width) uint8 grey, read from left to right, and the way back to its page image."""

    pixels: NDArray[np.uint8]
    to_page: Transform | Bend = field(default_factory=Transform.identity)

    @property
    def turned(self) -> "LineCrop":
        """The same line the other way up."""
        h, w = self.pixels.shape
        upright = np.ascontiguousarray(self.pixels[::-1, ::-1])
        return LineCrop(upright, self.to_page.upside_down(w, h))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader saw in one crop, character by character, spaces included.

    `spans` are (left, right) in pixels of the crop, `confidences` probabilities; all three are equally long.
    `word_confidences` are the calibrated probabilities of the words in `word_ranges`, empty where a reader has no more
    to say of a word than of its characters.
    `script` is an ISO 15924 code where it was told apart; with one, and without glyphs, the line is in a script for
    which there is no reader. `turned`: the crop stood on its head, and was read as `LineCrop.turned`.
    """

    glyphs: tuple[str, ...]
    confidences: tuple[float, ...]
    spans: tuple[tuple[float, float], ...]
    word_confidences: tuple[float, ...] = ()
    script: str = ""
    turned: bool = False

    @property
    def is_foreign(self) -> bool:
        """Whether nothing was read because no reader knows the script."""
        return bool(self.script) and not self.glyphs

    @property
    def text(self) -> str:
        return "".join(self.glyphs)

    @property
    def confidence(self) -> float:
        """Mean of its characters; 0 where nothing was read."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0

    @property
    def joined(self) -> "Reading":
        """The same as one word, without its spaces: as sure as all of its words are right."""
        kept = [i for i, glyph in enumerate(self.glyphs) if glyph != " "]
        return replace(
            self,
            glyphs=tuple(self.glyphs[i] for i in kept),
            confidences=tuple(self.confidences[i] for i in kept),
            spans=tuple(self.spans[i] for i in kept),
            word_confidences=(math.prod(self.word_confidences),) if self.word_confidences else (),
        )

    @property
    def words(self) -> list[str]:
        """What stands between spaces."""
        return [word for word in self.text.split(" ") if word]

    @property
    def word_ranges(self) -> list[tuple[int, int]]:
        """(first, end) of each of them among the glyphs."""
        ranges, start = [], 0
        for i, glyph in enumerate([*self.glyphs, " "]):
            if glyph == " ":
                if i > start:
                    ranges.append((start, i))
                start = i + 1
        return ranges


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a page: its lines in no order, cut out, and what was read in each. A page may be looked at again."""

    image: PageImage
    lines: Sequence[Region]
    crops: Sequence[LineCrop]
    readings: Sequence[Reading]

    @property
    def certainty(self) -> float:
        """How many characters are expected to be right, those of lines on their heads left out."""
        return sum(sum(reading.confidences) for reading in self.readings if not reading.turned)


class LineFinder(Protocol):
    """Finds the lines of text on a page, in no particular order."""

    @property
    def name(self) -> str: ...

    def find_lines(self, image: PageImage) -> list[Region]: ...


class LineReader(Protocol):
    """Reads the crops of a page, of the height that it asks for; what it says of a line depends on that page alone."""

    @property
    def name(self) -> str: ...

    @property
    def height(self) -> int: ...

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]: ...
