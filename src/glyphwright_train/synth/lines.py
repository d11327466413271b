"""Text and fonts → pictures of single lines as they come out of a page, with what they say.

A line is drawn clean on a strip of paper, together with what a page has around it (neighbouring lines, rules, boxes),
worn, bent a little, and cut by the same function that cuts lines out of real pages.
"""

import re
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from glyphwright.detect.crops import MARGIN_ABOVE, MARGIN_ALONG, MARGIN_BELOW, cut_lines
from glyphwright.geometry import Box, Polygon
from glyphwright.pixels import resize
from glyphwright.stages import PageImage, Region
from glyphwright_train.synth.fonts import Font, FontLibrary
from glyphwright_train.synth.scripts import LATIN, scripts
from glyphwright_train.synth.text import TextSource
from glyphwright_train.synth.warp import lower_columns
from glyphwright_train.synth.wear import wear

Grey = NDArray[np.uint8]


class LineText(Protocol):
    """What gives lines of text, each about so many characters long."""

    def line(self, rng: np.random.Generator, *, characters: int) -> str: ...


NEARLY_ONE = 0.95
ROOM = 1.4
STOPS = ".,:;'"
PRICE = re.compile(r"\d[.,]\d\d(?!\d)")
CELLS, CELLS_OF_PRICES = 0.05, 0.35
FONTS_OF_PRICES = ("mono", "receipt", "receipt", "typewriter")
"""What tills and tables of numbers are often printed in: every character, the full stop too, fills a cell."""


@dataclass(frozen=True, slots=True)
class LineSample:
    """A cut line, (height, width) uint8 grey, and its text."""

    pixels: Grey
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Paper with one line on it: (h, w) grey, and the frame from ascender to descender, ink to ink."""

    pixels: Grey
    frame: Box

    def crop_width(self, height: int) -> float:
        """How wide a crop of the line is that is so high, in pixels."""
        shape = (self.frame.width / self.frame.height + 2 * MARGIN_ALONG) / (1 + MARGIN_ABOVE + MARGIN_BELOW)
        return shape * height

    def shrunk(self, text_height: float) -> "Strip":
        """Made smaller (never larger), so that the line is about `text_height` high."""
        scale = text_height / self.frame.height
        if scale >= NEARLY_ONE:
            return self
        h, w = self.pixels.shape
        size = (max(1, round(w * scale)), max(1, round(h * scale)))
        x, y = size[0] / w, size[1] / h
        box = self.frame
        return Strip(resize(self.pixels, *size), Box(box.left * x, box.top * y, box.right * x, box.bottom * y))


def draw_line(
    rng: np.random.Generator,
    fonts: FontLibrary,
    source: TextSource,
    *,
    characters: int,
    height: int,
    strength: float,
) -> LineSample:
    """Draw one line.

    Args:
        rng: Where all chance comes from.
        fonts: What to draw with.
        source: What to write.
        characters: About how many characters.
        height: Of the result, in pixels.
        strength: How worn, in [0, 1].
    """
    spread = rng.random() < 0.12
    line = source.line(rng, characters=max(1, round(0.65 * characters)) if spread else characters)
    kind = str(rng.choice(FONTS_OF_PRICES)) if PRICE.search(line) and rng.random() < 0.4 else None
    text, font = choose_font(rng, line, fonts, kind=kind)
    text_height = _draw_text_height(rng, font, strength)
    in_cells = rng.random() < (CELLS_OF_PRICES if PRICE.search(text) else CELLS)
    strip = draw_strip(rng, spread_columns(rng, text) if spread else text, font, text_height, in_cells=bool(in_cells))
    strip = decorate(rng, strip, fonts, source)
    worn = wear(strip.pixels, rng, strength=strength, text_height=text_height)
    return LineSample(cut_worn(rng, worn, strip.frame.polygon, height=height, strength=strength), text)


def choose_font(
    rng: np.random.Generator, text: str, fonts: FontLibrary, *, kind: str | None = None
) -> tuple[str, Font]:
    """A font for a text; where none has all of its characters, any font, and the text without what that lacks.

    A `kind` is a wish: fonts of another kind come where there is none of it.
    """
    kind = kind if kind in fonts.kinds else None
    if fonts.covers(text, kind=kind):
        return text, fonts.pick(rng, text=text, kind=kind)
    font = fonts.pick(rng, kind=kind)
    kept = " ".join("".join(c for c in word if c in font.coverage) for word in text.split())
    return " ".join(kept.split()) or "0", font


def spread_columns(rng: np.random.Generator, text: str) -> str:
    """Widen some spaces, as the gap between an article and its price; for the reader they stay a single one."""
    places = [i for i, character in enumerate(text) if character == " "]
    chosen = {int(i) for i in rng.permutation(places)[: int(rng.integers(1, 4))]}
    room = max(2, len(text) // 2)
    wide = (" " * int(rng.integers(2, 2 + room)) if i in chosen else character for i, character in enumerate(text))
    return "".join(wide)


def cut_worn(rng: np.random.Generator, page: Grey, frame: Polygon, *, height: int, strength: float) -> Grey:
    """Cut a line as a finder would that is a little wrong, out of paper that is not quite flat.

    Args:
        rng: Where all chance comes from.
        page: (h, w) grey.
        frame: The line's true frame on it.
        height: Of the crop, in pixels.
        strength: How wrong, how bent.
    """
    pixels = bend(rng, page, frame.box, strength) if rng.random() < 0.3 * strength else page
    region = Region(jitter(rng, frame, strength))
    return cut_lines(PageImage(pixels), [region], height=height)[0].pixels


def jitter(rng: np.random.Generator, frame: Polygon, strength: float) -> Polygon:
    """A frame that is slightly too high or low, too tall or short, too long or short, and tilted."""
    corners = frame.array
    across = corners[3] - corners[0]
    along = corners[1] - corners[0]
    height = float(np.linalg.norm(across))
    length = max(float(np.linalg.norm(along)), 1e-6)
    shift = rng.normal(0, 0.035)
    grow_top, grow_bottom = rng.normal(0.01, 0.05, 2)
    tilt = np.clip(rng.normal(0, 0.012 + 0.01 * strength) * length / height, -0.22, 0.22)
    ends = rng.normal(0.02, 0.12, 2).clip(-0.2, 0.5) * height / length
    offsets = np.array(
        [
            [-ends[0], shift - grow_top - tilt / 2],
            [ends[1], shift - grow_top + tilt / 2],
            [ends[1], shift + grow_bottom + tilt / 2],
            [-ends[0], shift + grow_bottom - tilt / 2],
        ]
    )
    return Polygon.from_array(corners + offsets[:, :1] * along + offsets[:, 1:] * across)


def bend(rng: np.random.Generator, page: Grey, frame: Box, strength: float) -> Grey:
    """Lift and lower the columns of a picture along a slow wave, as the curl of a page does."""
    w = page.shape[1]
    wave = np.sin(np.arange(w) / w * rng.uniform(0.5, 2.0) * np.pi + rng.uniform(0, 2 * np.pi))
    return lower_columns(page, -wave * rng.uniform(0.02, 0.04 + 0.1 * strength) * frame.height)


def draw_strip(rng: np.random.Generator, text: str, font: Font, text_height: float, *, in_cells: bool = False) -> Strip:
    """Draw text black on white with room around it, sometimes spaced out, squeezed or stretched."""
    face = open_at(font, text_height)
    if in_cells:
        mask, baseline = draw_in_cells(rng, face, text)
    else:
        tracking = rng.uniform(-0.015, 0.14) * face.size if rng.random() < 0.12 else 0.0
        mask, baseline = draw_mask(face, text, tracking)
    if rng.random() < 0.3:
        width = max(1, round(mask.shape[1] * rng.uniform(0.8, 1.25)))
        mask = cv2.resize(mask, (width, mask.shape[0]), interpolation=cv2.INTER_AREA)
    return print_mask(mask, baseline, font, face.size, margin=round(text_height * ROOM))


def print_mask(mask: Grey, baseline: int, font: Font, size: float, *, margin: int) -> Strip:
    """Print what `draw_mask` drew at `size` pixels per em onto white paper with so much room around it."""
    ascent, descent, _ = _extent(font)
    h, w = mask.shape
    above = max(0, round(ascent * size) - baseline)
    below = max(0, round(descent * size) - (h - baseline))
    strip = np.full((h + above + below + 2 * margin, w + 2 * margin), 255, np.uint8)
    strip[margin + above : margin + above + h, margin : margin + w] -= mask
    middle = margin + above + baseline
    return Strip(strip, Box(margin, middle - ascent * size, margin + w, middle + descent * size))


def open_at(font: Font, text_height: float) -> "ImageFont.FreeTypeFont":
    """The face at the size at which it is so many pixels from ascenders to descenders."""
    return font.open(text_height / _extent(font)[2])


def decorate(rng: np.random.Generator, strip: Strip, fonts: FontLibrary, source: LineText) -> Strip:
    """Add what stands around a line on a page: neighbours above and below, rules, boxes, underlines."""
    pixels = strip.pixels.copy()
    frame = strip.frame
    if rng.random() < 0.55:
        _add_neighbours(rng, pixels, frame, fonts, source)
    if rng.random() < 0.12:
        _add_rules(rng, pixels, frame)
    return Strip(pixels, frame)


def _add_neighbours(rng: np.random.Generator, pixels: Grey, frame: Box, fonts: FontLibrary, source: LineText) -> None:
    """Parts of other lines, close enough to reach into the crop's margin."""
    text, font = choose_font(rng, source.line(rng, characters=int(rng.integers(8, 60))), fonts)
    ascent, _, em = _extent(font)
    body, baseline = draw_mask(font.open(frame.height / em), text)
    above = baseline - ascent * frame.height / em
    spacing = frame.height * rng.uniform(0.95, 1.5)
    for y in (frame.top - spacing, frame.top + spacing):
        if rng.random() < 0.75:
            _subtract(pixels, body, round(frame.left - rng.uniform(0, 0.5) * body.shape[1]), round(y - above))


def _add_rules(rng: np.random.Generator, pixels: Grey, frame: Box) -> None:
    """An underline, rules above and below, or the sides of a box."""
    thick = max(1, round(frame.height * rng.uniform(0.02, 0.07)))
    level = int(rng.integers(0, 140))
    left, right = 0, pixels.shape[1]
    kind = rng.integers(0, 4)
    below, beside = (frame.height * rng.uniform(*share) for share in ((0.02, 0.2), (0.12, 0.35)))
    if kind == 0:
        y = round(frame.bottom - 0.18 * frame.height + rng.uniform(0, 0.15) * frame.height)
        cv2.line(pixels, (round(frame.left), y), (round(frame.right), y), level, thick)
    if kind in (1, 2):
        for edge in (frame.top - below, frame.bottom + below):
            if rng.random() < 0.8:
                cv2.line(pixels, (left, round(edge)), (right, round(edge)), level, thick)
    if kind in (2, 3):
        for edge in (frame.left - beside, frame.right + beside):
            if rng.random() < 0.8:
                cv2.line(pixels, (round(edge), 0), (round(edge), pixels.shape[0]), level, thick)


def _draw_text_height(rng: np.random.Generator, font: Font, strength: float) -> float:
    """Pixels from ascender to descender: most as in scans at 150–300 dpi; thin or odd faces are not drawn tiny."""
    smallest = 14.0 if font.kind in ("sans", "serif", "mono") else 18.0
    smallest -= 3.0 * strength
    return float(np.exp(rng.uniform(np.log(smallest), np.log(60.0))))


_EXTENTS: dict[Font, tuple[float, float, float]] = {}


def _extent(font: Font) -> tuple[float, float, float]:
    """How far ascenders (as of 'dhl') and descenders ('pgq') reach from the baseline, and their sum, in ems."""
    if font not in _EXTENTS:
        face, script = font.open(100), scripts().get(font.script, LATIN)
        ascent = max(-face.getbbox(script.tall, anchor="ls")[1] / 100, 0.3)
        descent = max(face.getbbox(script.deep, anchor="ls")[3] / 100, 0.05)
        _EXTENTS[font] = (ascent, descent, ascent + descent)
    return _EXTENTS[font]


def draw_mask(face: ImageFont.FreeTypeFont, text: str, tracking: float = 0.0) -> tuple[Grey, int]:
    """Text as white ink on black, cropped to its ink along the line, and the row of its baseline.

    With `tracking`, so many pixels more stand between the characters, and no kerning.
    """
    left, top, right, bottom = (round(side) for side in face.getbbox(text, anchor="ls"))
    pad = max(4, abs(left) + 2)
    baseline = max(2, 2 - top)
    spread = round(max(0.0, tracking) * len(text)) if tracking else 0
    image = Image.new("L", (max(1, right + 2 * pad + 2 * spread), baseline + max(2, bottom + 2)))
    draw = ImageDraw.Draw(image)
    if tracking:
        x = float(pad)
        for character in text:
            draw.text((x, baseline), character, fill=255, font=face, anchor="ls")
            x += face.getlength(character) + tracking
    else:
        draw.text((pad, baseline), text, fill=255, font=face, anchor="ls")
    mask = np.asarray(image)
    ink = np.flatnonzero(mask.max(axis=0) > 96)
    return (mask[:, ink[0] : ink[-1] + 1] if len(ink) else mask), baseline


def draw_in_cells(rng: np.random.Generator, face: ImageFont.FreeTypeFont, text: str) -> tuple[Grey, int]:
    """Text as `draw_mask` gives it, each character in a cell of one width, as tills and half-width Asian fonts set it.

    What is too wide is squeezed; letters stand in the middle of their cells, stops and commas mostly at the left.
    """
    pitch = face.size * rng.uniform(0.46, 0.64)
    # Thermal print loses its smallest dots first.
    stops_ink = rng.uniform(0.25, 1.0) if rng.random() < 0.3 else 1.0
    fill = rng.uniform(0.8, 0.98)
    stops_at = 0.06 if rng.random() < 0.7 else 0.5
    baseline = round(1.3 * face.size)
    mask = np.zeros((round(1.9 * face.size), round(pitch * (len(text) + 2))), np.uint8)
    for i, character in enumerate(text):
        if character == " ":
            continue
        glyph, line = draw_mask(face, character)
        if glyph.shape[1] > fill * pitch:
            width = max(1, round(fill * pitch))
            glyph = np.asarray(cv2.resize(glyph, (width, glyph.shape[0]), interpolation=cv2.INTER_AREA), np.uint8)
        share = stops_at if character in STOPS else 0.5
        if character in STOPS and stops_ink < 1:
            glyph = (glyph * stops_ink).astype(np.uint8)
        x = round((i + 1) * pitch + share * (pitch - glyph.shape[1]))
        y = baseline - line
        top, bottom = max(y, 0), min(y + glyph.shape[0], mask.shape[0])
        part = mask[top:bottom, x : x + glyph.shape[1]]
        np.maximum(part, glyph[top - y : bottom - y, : part.shape[1]], out=part)
    ink = np.flatnonzero(mask.max(axis=0) > 96)
    return (mask[:, ink[0] : ink[-1] + 1] if len(ink) else mask), baseline


def _subtract(pixels: Grey, mask: Grey, x: int, y: int) -> None:
    """Print a mask onto paper at (x, y), clipped to it."""
    h, w = pixels.shape
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + mask.shape[1], w), min(y + mask.shape[0], h)
    if x0 < x1 and y0 < y1:
        part = mask[y0 - y : y1 - y, x0 - x : x1 - x]
        pixels[y0:y1, x0:x1] = np.minimum(pixels[y0:y1, x0:x1], 255 - part)
