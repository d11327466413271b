"""Fonts by name and an alphabet → drawn lines whose characters have known places, to fit and to measure with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.glyph_cutter import find_ink
from glyphwright.recognise.level_rows import row_profile
from glyphwright_train.synth.fonts import Font
from glyphwright_train.synth.placed_lines import PlacedLine, draw_placed_line
from glyphwright_train.synth.text import TextSource

HEIGHT = 36
LONGEST_WORD = 12
HELD_OUT_FROM = 1_000_000


@dataclass(frozen=True, slots=True)
class LineDrawer:
    """Draws lines of text in one of some fonts; in every other one random words show the rare characters."""

    fonts: Sequence[Font]
    source: TextSource
    alphabet: str
    seed: int

    def text(self, number: int, *, drilled: bool = False) -> str:
        """The text of a line, or a row of random characters, all of them in the alphabet."""
        rng = np.random.default_rng([self.seed, number, 0])
        characters = int(rng.integers(10, 70))
        if not drilled:
            return self.source.line(rng, characters=characters)
        drawn = rng.choice(list(self.alphabet.replace(" ", "")), characters)
        ends = np.cumsum(rng.integers(1, LONGEST_WORD, characters))
        return " ".join(word for word in map("".join, np.split(drawn, ends[ends < characters])) if word)

    def line(self, number: int, *, strength: float, drilled: bool = False) -> PlacedLine:
        rng = np.random.default_rng([self.seed, number, 1])
        font = self.fonts[int(rng.integers(len(self.fonts)))]
        text = self.text(number, drilled=drilled)
        return draw_placed_line(rng, font, text, height=HEIGHT, strength=strength)

    def training_lines(self, count: int, *, wear: float) -> Iterator[PlacedLine]:
        """Lines that are worn from not at all to `wear`, every other one of random characters."""
        for number in range(count):
            worn = wear * float(np.random.default_rng([self.seed, number, 2]).random())
            yield self.line(number, strength=worn, drilled=number % 2 == 1)

    def held_out_lines(self, count: int, *, strength: float) -> list[PlacedLine]:
        """Lines of text that are never learnt from."""
        return [self.line(HELD_OUT_FROM + number, strength=strength) for number in range(count)]


InkedPlacedLine = tuple[PlacedLine, NDArray[np.uint8]]
"""A line and its ink, as a reader finds it."""


def find_usual_rows(lines: Sequence[PlacedLine]) -> NDArray[np.float64]:
    """The mean row profile of lines, (height,), found twice: the second time each is moved to the first mean."""
    usual = None
    for _ in range(2):
        inks = (find_ink(line.sample.pixels, usual) for line in lines)
        usual = np.mean([row_profile(ink) for ink in inks if ink is not None], axis=0)
    return np.asarray(usual)


def find_inks(lines: Iterable[PlacedLine], usual: NDArray[np.float64]) -> list[InkedPlacedLine]:
    """Lines with their ink; without those that are too worn to have any."""
    return [(line, ink) for line in lines if (ink := find_ink(line.sample.pixels, usual)) is not None]
