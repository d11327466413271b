"""Text and one font → the picture of a line, cut as a reader gets it, in which the place of every character is known.

Nothing stands around these lines, and their letters keep the font's own shapes and distances: data for readers of
documents in a font that is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.crops import cut_lines
from glyphwright.errors import OptionError
from glyphwright.pixels import resize
from glyphwright.stages import PageImage, Region
from glyphwright_train.synth.fonts import Font, FontLibrary
from glyphwright_train.synth.lines import ROOM, LineSample, Strip, draw_mask, jitter, open_at, print_mask
from glyphwright_train.synth.wear import wear

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SMALLEST_PX, LARGEST_PX = 18.0, 60.0
CLOSE = 0.04


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line and where its characters stand, all in pixels of the crop.

    Args:
        sample: The cut line and its text.
        pens: (characters, 2), from where the pen is put down for a character to where it is for the next.
        inks: (characters, 2), the left and right edge of its ink; that of a space is of no width.
    """

    sample: LineSample
    pens: NDArray[np.float64]
    inks: NDArray[np.float64]


def draw_placed_line(rng: np.random.Generator, font: Font, text: str, *, height: int, strength: float) -> PlacedLine:
    """Draw one line, of 18 to 60 pixels from ascenders to descenders, wear it, and cut it a little wrongly.

    Args:
        rng: Where all chance comes from.
        font: What to draw with.
        text: Its characters are all in the font; it begins and ends with none that is a space.
        height: Of the crop, in pixels.
        strength: How worn, in [0, 1].
    """
    strip, face = _draw(rng, font, text, strength)
    pens, inks = _places(face, text)
    start = strip.frame.left - inks[inks[:, 1] > inks[:, 0], 0].min()
    region = Region(jitter(rng, strip.frame.polygon, strength))
    (crop,) = cut_lines(PageImage(strip.pixels), [region], height=height)
    middle = (strip.frame.top + strip.frame.bottom) / 2

    def across(places: NDArray[np.float64]) -> NDArray[np.float64]:
        xs = places.ravel() + start
        return crop.to_page.back(np.column_stack([xs, np.full(len(xs), middle)]))[:, 0].reshape(-1, 2)

    return PlacedLine(LineSample(crop.pixels, text), across(pens), across(inks))


def draw_close_line(rng: np.random.Generator, font: Font, text: str, *, height: int, strength: float) -> LineSample:
    """A line as `draw_placed_line` draws it, whole and level, `height` pixels high, with little room around it."""
    strip, _ = _draw(rng, font, text, strength)
    frame, room = strip.frame, CLOSE * strip.frame.height
    left, top, right, bottom = (round(side) for side in (frame.left, frame.top, frame.right, frame.bottom))
    close = strip.pixels[top - round(room) : bottom + round(room), left - round(room) : right + round(room)]
    width = max(1, round(close.shape[1] * height / close.shape[0]))
    return LineSample(resize(close, width, height), text)


def _draw(rng: np.random.Generator, font: Font, text: str, strength: float) -> "tuple[Strip, FreeTypeFont]":
    """A worn strip of paper with a line of random size, and the face that it is drawn with."""
    text_height = float(np.exp(rng.uniform(np.log(SMALLEST_PX), np.log(LARGEST_PX))))
    face = open_at(font, text_height)
    mask, baseline = draw_mask(face, text)
    strip = print_mask(mask, baseline, font, face.size, margin=round(text_height * ROOM))
    worn = wear(strip.pixels, rng, strength=strength, text_height=text_height)
    return Strip(worn, strip.frame), face


def find_fonts(library: FontLibrary, names: Sequence[str]) -> list[Font]:
    """The faces that are meant by names of families, upright and of regular weight, or "Family Bold", "… Italic".

    Raises:
        OptionError: The library has none of that name.
    """
    return [_find_font(library, name) for name in names]


def _find_font(library: FontLibrary, name: str) -> Font:
    words = name.split()
    styles = {word for word in words if word in ("Bold", "Italic")}
    family = " ".join(word for word in words if word not in styles)
    faces = [font for font in library.fonts if font.family == family and font.italic == ("Italic" in styles)]
    if not faces:
        raise OptionError(f"the font library has no {name!r}: take one of its families, alone or with Bold and Italic")
    weight = 700 if "Bold" in styles else 400
    return min(faces, key=lambda font: (abs(font.weight - weight), str(font.path)))


def _places(face: "FreeTypeFont", text: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the pen and the ink of each character begin and end, kerning included, (characters, 2) each."""
    lengths = np.array([face.getlength(text[: i + 1]) for i in range(len(text))])
    starts = lengths - np.array([face.getlength(character) for character in text])
    pens = np.column_stack([starts, [*starts[1:], lengths[-1]]])
    edges = {character: _ink_edges(face, character) for character in set(text)}
    inks = starts[:, None] + np.array([edges[character] for character in text])
    return pens, inks


def _ink_edges(face: "FreeTypeFont", character: str) -> tuple[float, float]:
    """Left and right edge of a character's ink, from the pen; `getbbox` would reach from pen to pen."""
    mask, (left, _) = face.getmask2(character, mode="L", anchor="ls")
    box = mask.getbbox()
    return (0.0, 0.0) if box is None else (float(left + box[0]), float(left + box[2]))
