"""Font and size → a face to set text with: its metrics, and what of a text it can draw.

Metrics are measured on letters, not read from tables, because the tables of many fonts are wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from PIL.ImageFont import FreeTypeFont

from glyphwright_train.synth.fonts import Font, FontLibrary

Colour = tuple[int, int, int]

SMALLEST = 8.0
STAND_INS = str.maketrans({
    **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’", "'"), **dict.fromkeys("–—−•", "-"),
    "…": ".", "·": ".", "‚": ",", "×": "x", "€": "E", "£": "L",
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A font at a size; ascent and descent are how far 'dhl' rise above and 'pgq' hang below the baseline."""

    font: Font
    size: float
    pillow: FreeTypeFont
    ascent: float
    descent: float
    x_height: float
    space: float

    @property
    def height(self) -> float:
        """From ascender to descender."""
        return self.ascent + self.descent

    def width(self, text: str) -> float:
        return float(self.pillow.getlength(text))

    def spell(self, text: str) -> str:
        """The text with what the font cannot draw replaced by something plainer, or left out."""
        coverage = self.font.coverage
        if coverage.issuperset(text):
            return text
        plain = "".join(
            character
            if character in coverage or character == " "
            else "".join(other for other in character.translate(STAND_INS) if other in coverage or other == " ")
            for character in text
        )
        return " ".join(plain.split())

    def at(self, size: float) -> "Face":
        return face_of(self.font, size)


@dataclass(frozen=True, slots=True)
class Pen:
    """A face with the colour of its ink; `tracking` is extra space between letters and `outline` a rim, in pixels.

    `crisp` letters have no grey edges.
    """

    face: Face
    ink: Colour
    tracking: float = 0.0
    outline: int = 0
    outline_ink: Colour = (0, 0, 0)
    crisp: bool = False
    underline: bool = False

    def sized(self, factor: float) -> "Pen":
        return replace(self, face=self.face.at(self.face.size * factor))

    def inked(self, ink: Colour) -> "Pen":
        return replace(self, ink=ink)

    def width(self, text: str) -> float:
        return self.face.width(text) + self.tracking * len(text)


@lru_cache(maxsize=512)
def face_of(font: Font, size: float) -> Face:
    """The face of a font at a size in pixels per em, rounded to halves."""
    size = max(SMALLEST, round(size * 2) / 2)
    pillow = font.open(size)
    tall = pillow.getbbox("dhl", anchor="ls")
    deep = pillow.getbbox("pgq", anchor="ls")
    ascent = max(-float(tall[1]), size * 0.3)
    descent = max(float(deep[3]), ascent * 0.1)
    small = max(-float(pillow.getbbox("x", anchor="ls")[1]), size * 0.2)
    return Face(font, size, pillow, ascent, descent, small, float(pillow.getlength(" ")))


def pick_font(rng: np.random.Generator, fonts: FontLibrary, kinds: Iterable[str] = ()) -> Font:
    """A font of one of these kinds, those the library lacks left out; of any kind if it has none of them."""
    able = [kind for kind in kinds if kind in fonts.kinds]
    for _ in range(6):
        font = fonts.pick(rng, kind=str(rng.choice(able)) if able else None)
        if len(font.coverage) > 60 and (able or font.kind not in ODD_KINDS):
            return font
    return font


ODD_KINDS = frozenset({"hand", "handwriting", "display", "pixel", "decorative", "blackletter"})


def sibling(font: Font, fonts: FontLibrary, *, bold: bool = False, italic: bool = False) -> Font:
    """The face of the same family that is nearest to what is asked for; maybe the font itself."""
    wanted = 700 if bold else 400

    def distance(other: Font) -> tuple[float, str, int]:
        return (abs(other.weight - wanted) + 1000 * (other.italic != italic), str(other.path), other.index)

    return min(
        (other for other in fonts.fonts if other.family == font.family and other.kind == font.kind), key=distance
    )
