"""A random generator → how a page looks: its inks and paper, and the pens for text, emphasis and headings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glyphwright_train.synth.layouts.faces import Colour, Pen, face_of, pick_font, sibling
from glyphwright_train.synth.layouts.flow import Setting, Token
from glyphwright_train.synth.layouts.sheet import Sheet

LEAST_CONTRAST = 0.28
GOOD_CONTRAST = 0.45

BOOK = ("serif", "serif", "serif", "sans")
PLAIN = ("sans", "sans", "serif", "condensed")
TYPED = ("mono", "typewriter")


@dataclass(frozen=True, slots=True)
class Style:
    """Pens for running text, emphasis and headings, the colour of rules and panels, and how paragraphs are set."""

    body: Pen
    bold: Pen
    italic: Pen
    head: Pen
    accent: Colour
    setting: Setting

    def small(self, factor: float = 0.82) -> Pen:
        return self.body.sized(factor)


def draw_style(sheet: Sheet, kinds: Sequence[str] = PLAIN, *, justified: float = 0.4) -> Style:
    """Choose fonts of these kinds at the sheet's size; `justified` is the chance of even right edges."""
    rng, fonts = sheet.rng, sheet.fonts
    font = pick_font(rng, fonts, kinds)
    if font.italic or font.weight > 600 or font.weight < 300:
        font = sibling(font, fonts)
    head_font = font if sheet.chance(0.6) else pick_font(rng, fonts, ("sans", "serif", "condensed", "display"))
    head_font = sibling(head_font, fonts, bold=sheet.chance(0.75))
    # Fonts differ in how large they look at one size: aim at the x-height of common ones.
    face = face_of(font, sheet.em)
    size = sheet.em * float(np.clip(0.5 * sheet.em / face.x_height, 0.8, 1.3))
    accent = strong_colour(rng, sheet.paper)
    setting = Setting(
        leading=float(rng.uniform(1.08, 1.5)) * max(1.0, face.height / face.size),
        justify=sheet.chance(justified),
        hyphenate=sheet.chance(0.5),
        indent=float(sheet.em * rng.choice([0, 0, 1.0, 1.5])),
    )
    return Style(
        body=Pen(face_of(font, size), sheet.ink),
        bold=Pen(face_of(sibling(font, fonts, bold=True), size), sheet.ink),
        italic=Pen(face_of(sibling(font, fonts, italic=True), size), sheet.ink),
        head=Pen(face_of(head_font, size), accent if sheet.chance(0.35) else sheet.ink),
        accent=accent,
        setting=setting,
    )


def draw_paper(rng: np.random.Generator, *, plain: float = 0.75) -> Colour:
    """White, or a pale colour, or a strong or dark one, the more often the less it is to be plain."""
    if rng.random() < plain:
        return (255, 255, 255)
    if rng.random() < 0.4 + 0.5 * plain:
        light, tint = rng.uniform(215, 253), rng.uniform(0, 22, 3)
        return _colour(light - tint)
    return _colour(rng.uniform(10, 245, 3) if rng.random() < 0.5 else rng.uniform(8, 55) + rng.uniform(0, 18, 3))


def draw_ink(rng: np.random.Generator, paper: Colour) -> Colour:
    """Black on most papers, sometimes grey or coloured, white on dark ones; always readable."""
    light = luma(paper) > 0.5
    chance = rng.random()
    if chance < 0.7:
        ink = _colour(np.full(3, rng.uniform(0, 35)) if light else np.full(3, rng.uniform(225, 255)))
    elif chance < 0.85:
        ink = _colour(np.full(3, rng.uniform(30, 130)) if light else np.full(3, rng.uniform(170, 240)))
    else:
        ink = strong_colour(rng, paper)
    return readable(ink, paper)


def strong_colour(rng: np.random.Generator, paper: Colour) -> Colour:
    """A saturated colour that is readable on this paper."""
    return readable(_colour(rng.permutation([rng.uniform(0, 70), rng.uniform(0, 200), rng.uniform(90, 230)])), paper)


def readable(ink: Colour, paper: Colour) -> Colour:
    """The ink, moved away from the paper until it has enough contrast."""
    goal = np.zeros(3) if luma(paper) > 0.45 else np.full(3, 255.0)
    moved = np.asarray(ink, np.float64)
    for _ in range(12):
        if abs(luma(_colour(moved)) - luma(paper)) >= LEAST_CONTRAST:
            break
        moved = moved * 0.8 + goal * 0.2
    return _colour(moved)


def ink_on(ground: Colour, ink: Colour) -> Colour:
    """The ink where it shows well on this ground, else white or near black."""
    if abs(luma(ink) - luma(ground)) > GOOD_CONTRAST:
        return ink
    return (255, 255, 255) if luma(ground) < 0.55 else (15, 15, 15)


def luma(colour: Sequence[float]) -> float:
    """Perceived lightness in [0, 1]."""
    return float(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


def panel_colour(rng: np.random.Generator, paper: Colour) -> Colour:
    """A fill for boxes: pale, or strong."""
    if rng.random() < 0.7:
        return _colour(np.asarray(paper) * rng.uniform(0.82, 0.97) + rng.uniform(-8, 8, 3))
    return _colour(rng.uniform(0, 220, 3))


def emphasise(sheet: Sheet, text: str, style: Style) -> list[Token]:
    """Words of a text with now and then some in bold or italic."""
    words = style.body.face.spell(text).split()
    tokens: list[Token] = [(word, style.body) for word in words]
    if not tokens or not sheet.chance(0.35):
        return tokens
    for _ in range(int(sheet.rng.integers(1, 4))):
        start = int(sheet.rng.integers(len(tokens)))
        pens = (
            style.bold,
            style.bold,
            style.italic,
            style.italic,
            replace(style.body, underline=True, ink=style.accent),
        )
        pen = pens[int(sheet.rng.integers(len(pens)))]
        for i in range(start, min(len(tokens), start + int(sheet.rng.integers(1, 6)))):
            tokens[i] = (pen.face.spell(tokens[i][0]), pen)
    return [token for token in tokens if token[0]]


def _colour(values: NDArray[np.float64]) -> Colour:
    red, green, blue = (int(v) for v in np.clip(values, 0, 255))
    return red, green, blue
