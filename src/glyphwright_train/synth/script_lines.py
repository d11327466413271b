"""Fonts and texts of all scripts → cut lines of which is known what script they are in and whether they stand upright.

Lines without letters, and pieces of nothing at all, belong to no script: any reader may take them.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Box
from glyphwright.pixels import to_grey
from glyphwright.recognise.scripts import COMMON, SCRIPTS
from glyphwright_train.synth.backgrounds import photograph
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.lines import (
    ROOM,
    LineText,
    Strip,
    choose_font,
    cut_worn,
    decorate,
    draw_mask,
    open_at,
    print_mask,
)
from glyphwright_train.synth.noise import SIDE_PX, draw_noise
from glyphwright_train.synth.wear import wear

Grey = NDArray[np.uint8]
TEXT_HEIGHT_PX = (13.0, 50.0)
TURNED_SHARE, LATIN_SHARE, COMMON_SHARE, NOISE_SHARE = 0.35, 0.26, 0.14, 0.35
NOISE_PAGES = 48
LIKE_LATIN = ("Cyrl", "Grek")
OTHERS = (*(code for code in SCRIPTS if code != "Latn"), *LIKE_LATIN)
FRAME_NOISE = 0.07
"""Of the line's height: a finder that learnt Latin frames other scripts as it likes."""


@dataclass(frozen=True, slots=True)
class ScriptSample:
    """A cut line, (height, width) grey; its script, or `COMMON`; None where nobody can say which way up it is."""

    pixels: Grey
    script: str
    upside_down: bool | None


@dataclass(frozen=True, slots=True)
class ScriptSource:
    """What lines of each script are drawn with and say."""

    fonts: Mapping[str, FontLibrary]
    texts: Mapping[str, LineText]

    def draw(
        self, rng: np.random.Generator, *, height: int, strength: float, script: str | None = None
    ) -> ScriptSample:
        """Draw a line of a script, by default of any; `strength` says how worn it is, in [0, 1]."""
        script = draw_script(rng) if script is None else script
        if script == COMMON and rng.random() < NOISE_SHARE:
            return ScriptSample(_cut_noise(rng, height), COMMON, None)
        strip, text = self._strip(rng, script)
        script = script if any(map(str.isalpha, text)) else COMMON
        worn = wear(strip.pixels, rng, strength=strength, text_height=strip.frame.height)
        turned = bool(rng.random() < TURNED_SHARE)
        frame = _framed_otherwise(rng, strip.frame, script)
        if turned:
            h, w = worn.shape
            worn = np.ascontiguousarray(worn[::-1, ::-1])
            frame = Box(w - frame.right, h - frame.bottom, w - frame.left, h - frame.top)
        crop = cut_worn(rng, worn, frame.polygon, height=height, strength=strength)
        return ScriptSample(crop, script, None if script == COMMON else turned)

    def _strip(self, rng: np.random.Generator, script: str) -> tuple[Strip, str]:
        """A clean line with its neighbours, and its text; lines without letters stand among Latin ones."""
        written = "Latn" if script == COMMON else script
        fonts, source = self.fonts[written], self.texts[written]
        characters = int(np.exp(rng.uniform(np.log(2), np.log(70))))
        text = draw_figures(rng) if script == COMMON else source.line(rng, characters=characters)
        text, font = choose_font(rng, text, fonts)
        height = float(np.exp(rng.uniform(*np.log(TEXT_HEIGHT_PX))))
        face = open_at(font, height)
        mask, baseline = draw_mask(face, text)
        if rng.random() < 0.3:
            width = max(1, round(mask.shape[1] * rng.uniform(0.8, 1.25)))
            mask = np.asarray(cv2.resize(mask, (width, mask.shape[0]), interpolation=cv2.INTER_AREA), np.uint8)
        strip = print_mask(mask, baseline, font, face.size, margin=round(height * ROOM))
        return decorate(rng, strip, fonts, source), text


def draw_script(rng: np.random.Generator) -> str:
    """Latin most often, what is like it oftener than the others, and now and then none at all."""
    roll = rng.random()
    if roll < COMMON_SHARE:
        return COMMON
    return "Latn" if roll < COMMON_SHARE + LATIN_SHARE else str(rng.choice(OTHERS))


def draw_figures(rng: np.random.Generator) -> str:
    """Digits and signs as they stand alone on lines: prices, dates, telephone and page numbers, leaders."""
    dice = random.Random(int(rng.integers(2**62)))
    day, amount = f"{dice.randint(1, 28):02}.{dice.randint(1, 12):02}.", dice.uniform(0, 2000)
    kinds = (
        str(dice.randint(0, 9999)),
        f"{amount:,.2f}",
        f"{amount:.2f}".replace(".", ","),
        f"- {dice.randint(1, 400)} -",
        f"{day}{dice.randint(1950, 2030)}",
        f"{dice.randint(0, 23):02}:{dice.randint(0, 59):02}",
        f"+{dice.randint(10, 99)} {dice.randint(100, 9999)} {dice.randint(1000, 999999)}",
        f"{dice.uniform(0, 100):.1f} %",
        f"({dice.randint(1, 99)})",
        dice.choice("-.*=_#•") * dice.randint(2, 30),
        dice.choice(("[1]", "1.", "2.1", "3.2.1", "*", "•", "—", "...", "!", "?", "1/2", "50 / 50")),
    )
    return "  ".join(dice.choices(kinds, k=dice.choice((1, 1, 1, 2, 3))))


def _cut_noise(rng: np.random.Generator, height: int) -> Grey:
    """A piece of grain, specks or a photograph, at some size."""
    page = _nothing(int(rng.integers(NOISE_PAGES)))
    high = int(rng.integers(8, 120))
    wide = min(SIDE_PX, round(high * float(np.exp(rng.uniform(0, np.log(12))))))
    y, x = int(rng.integers(SIDE_PX - high + 1)), int(rng.integers(SIDE_PX - wide + 1))
    piece = page[y : y + high, x : x + wide]
    return np.asarray(cv2.resize(piece, (max(4, round(wide * height / high)), height)), np.uint8)


@cache
def _nothing(number: int) -> Grey:
    """A page without text, half of them pictures."""
    rng = np.random.default_rng((17, number))
    return draw_noise(rng) if number % 2 else to_grey(photograph(rng, SIDE_PX, SIDE_PX))


def _framed_otherwise(rng: np.random.Generator, frame: Box, script: str) -> Box:
    """The frame as a finder may see it; that of Latin, which finders have learnt, is left as it is."""
    if script in ("Latn", COMMON):
        return frame
    above, below = rng.normal(0, FRAME_NOISE, 2) * frame.height
    return Box(frame.left, frame.top - above, frame.right, frame.bottom + below)
