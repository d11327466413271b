"""Text and fonts → pictures of a word or two as they are cut out of photographs: signs, labels, headlines, packaging.

The cut follows the ink and not the line: what has neither ascender nor descender fills it from edge to edge. It goes
through the same function as the reader's own single lines.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.ImageFont import FreeTypeFont

from glyphwright.detect.crops import cut_whole
from glyphwright.geometry import Box, Transform
from glyphwright.pixels import to_grey
from glyphwright.stages import PageImage
from glyphwright_train.synth.backgrounds import photograph, surface
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.lines import LineSample, Strip, choose_font, draw_mask
from glyphwright_train.synth.warp import lower_columns
from glyphwright_train.synth.wear import CAMERA_EFFECTS, noise_patch, sensor_noise, tone, wear

Grey = NDArray[np.uint8]

DRAWN_PX = 56
ROOM_PX = 72
SMALLEST_PX, LARGEST_PX = 9.0, 48.0
LEAST_CONTRAST = 45
TILTED, MOST_TILT = 0.3, 28.0
CROWDED = 0.35
LOOSE = 0.2
# What is written on signs is mostly sans serif; letters seen from the side are narrower.
DISPLAY, SANS = 0.25, 0.35
NARROWED, SPREAD = -0.12, 0.28
# By how much the slant along which a tilted word is cut is wrong, and how many are cut upright all the same.
SLANT_ERROR, CUT_UPRIGHT = 3.0, 0.25


@dataclass(frozen=True, slots=True, eq=False)
class SignPicture:
    """A word or a few as cut out of a photograph: grey pixels (h, w), what it says, and how far it falls in degrees."""

    pixels: Grey
    text: str
    slope_degrees: float


def draw_sign(rng: np.random.Generator, fonts: FontLibrary, text: str, *, height: int, strength: float) -> LineSample:
    """Draw a short text as `draw_picture` does, and cut it along its ink, nearly.

    Args:
        rng: Where all chance comes from.
        fonts: What to draw with.
        text: What to write, a few words at most.
        height: Of the result, in pixels.
        strength: How worn, how slanted, in [0, 1].
    """
    picture = draw_picture(rng, fonts, text, strength=strength)
    tilted = abs(picture.slope_degrees) > SLANT_ERROR and rng.random() >= CUT_UPRIGHT
    slant = picture.slope_degrees + rng.normal(0, SLANT_ERROR) if tilted else 0.0
    cut = cut_whole(PageImage(picture.pixels), height=height, slant_degrees=slant)
    return LineSample(cut.pixels, picture.text)


def draw_picture(rng: np.random.Generator, fonts: FontLibrary, text: str, *, strength: float) -> SignPicture:
    """Draw a short text over something, look at it from somewhere, and cut an upright box around it."""
    text, font = choose_font(rng, text, fonts, kind=_kind(rng))
    face = font.open(DRAWN_PX)
    tracking = rng.uniform(-0.03, 0.25) * DRAWN_PX if rng.random() < 0.2 else 0.0
    ink, _ = draw_mask(face, text, tracking)
    ink = np.pad(_crop_rows(ink), ROOM_PX)
    around = _draw_around(rng, face, text, ink) if rng.random() < CROWDED else np.zeros_like(ink)
    if rng.random() < 0.25:
        arch = _arch(rng, ink.shape[1])
        ink, around = lower_columns(ink, arch), lower_columns(around, arch)
    matrix, size, slope = _view(rng, ink.shape, strength)
    ink, around = (
        np.asarray(cv2.warpPerspective(mask, matrix, size, flags=cv2.INTER_LINEAR), np.uint8) for mask in (ink, around)
    )
    strip = Strip(_paint(rng, np.maximum(ink, around)), _extent(ink))
    text_height = float(DRAWN_PX)
    if rng.random() < 0.6:
        text_height = float(np.exp(rng.uniform(np.log(SMALLEST_PX), np.log(LARGEST_PX))))
        strip = strip.shrunk(strip.frame.height * text_height / DRAWN_PX)
    worn = wear(strip.pixels, rng, strength=strength, text_height=text_height, effects=PHOTO_EFFECTS)
    return SignPicture(_cut_along(rng, worn, strip.frame), text, slope)


def defocus(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """What the camera was not meant to look at."""
    return cv2.GaussianBlur(image, (0, 0), text_height * rng.uniform(0.03, 0.05 + 0.05 * strength))


def dark_noise(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Noise of single pixels, fainter than on paper: what is photographed may have little contrast to begin with."""
    noisy = image + noise_patch(rng, image.shape, rng.uniform(0, 1.2)) * rng.uniform(1, 2 + 7 * strength)
    return np.clip(noisy, 0, 255).astype(np.uint8)


_OF_PAPER = (sensor_noise, tone)
PHOTO_EFFECTS = (
    *((effect, chance) for effect, chance in CAMERA_EFFECTS if effect not in _OF_PAPER),
    (defocus, 0.25),
    (dark_noise, 0.35),
)


def _kind(rng: np.random.Generator) -> str | None:
    roll = rng.random()
    return "display" if roll < DISPLAY else "sans" if roll < DISPLAY + SANS else None


def _draw_around(rng: np.random.Generator, face: FreeTypeFont, text: str, ink: Grey) -> Grey:
    """Ink of other words above, below and beside a word; they have its letters in another order."""
    around = np.zeros_like(ink)
    h, w = ink.shape
    inner, gap = h - 2 * ROOM_PX, rng.uniform(0.1, 0.6) * DRAWN_PX
    for below, beside in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        if rng.random() < 0.5:
            continue
        letters = list(text.replace(" ", ""))
        rng.shuffle(letters)
        other = _crop_rows(draw_mask(face, "".join(letters))[0])
        y = ROOM_PX + below * round(gap) + (inner if below > 0 else -other.shape[0] if below < 0 else 0)
        x = ROOM_PX + round(rng.uniform(-0.5, 0.5) * DRAWN_PX)
        if beside:
            x = w - ROOM_PX + round(gap) if beside > 0 else ROOM_PX - round(gap) - other.shape[1]
        x0, y0 = max(x, 0), max(y, 0)
        part = around[y0 : max(y + other.shape[0], 0), x0 : max(x + other.shape[1], 0)]
        np.maximum(part, other[y0 - y :, x0 - x :][: part.shape[0], : part.shape[1]], out=part)
    return around


def _cut_along(rng: np.random.Generator, picture: Grey, frame: Box) -> Grey:
    """The upright box around a word, a little too wide or too narrow on each side, now and then far too wide."""
    pads = rng.uniform(-0.04, 0.5 if rng.random() < LOOSE else 0.22, 4) * frame.height
    h, w = picture.shape
    x0, y0 = max(0, round(frame.left - pads[0])), max(0, round(frame.top - 0.7 * pads[1]))
    x1, y1 = min(w, round(frame.right + pads[2])), min(h, round(frame.bottom + 0.7 * pads[3]))
    return np.ascontiguousarray(picture[y0 : max(y1, y0 + 4), x0 : max(x1, x0 + 4)])


def _crop_rows(ink: Grey) -> Grey:
    rows = np.flatnonzero(ink.max(axis=1) > 96)
    return ink[rows[0] : rows[-1] + 1] if len(rows) else ink


def _arch(rng: np.random.Generator, width: int) -> NDArray[np.float64]:
    """How far each column lies lower where text is set along a shallow arc, as on badges, bottles and shop fronts."""
    x = np.linspace(-1, 1, width)
    return np.asarray(rng.uniform(-0.3, 0.3) * DRAWN_PX * (0.5 - x * x))


def _view(
    rng: np.random.Generator, shape: tuple[int, ...], strength: float
) -> tuple[NDArray[np.float64], tuple[int, int], float]:
    """Turn, slant and foreshorten: a map of the plane, the (width, height) it needs, how far lines fall in degrees."""
    h, w = shape
    degrees = rng.uniform(-MOST_TILT, MOST_TILT) if rng.random() < TILTED else rng.normal(0, 1.0 + 4.0 * strength)
    angle = np.deg2rad(degrees)
    slant = rng.normal(0, 0.02 + 0.12 * strength)
    stretch = np.exp(rng.normal(NARROWED, SPREAD))
    matrix = np.eye(3)
    matrix[:2, :2] = [[np.cos(angle) * stretch, -np.sin(angle) + slant], [np.sin(angle) * stretch, np.cos(angle)]]
    if rng.random() < 0.4 * strength:
        tilt = np.eye(3)
        tilt[2, :2] = rng.normal(0, 0.12, 2) / np.array([w, 3 * h])
        matrix = tilt @ matrix
    matrix = matrix @ np.array([[1, 0, -w / 2], [0, 1, -h / 2], [0, 0, 1.0]])
    box = Transform.from_array(matrix)(Box(0, 0, w, h).polygon).box
    matrix = np.array([[1, 0, -box.left], [0, 1, -box.top], [0, 0, 1.0]]) @ matrix
    (left, right, *_) = Transform.from_array(matrix)(Box(0, h / 2, w, h).polygon).points
    slope = float(np.rad2deg(np.arctan2(right[1] - left[1], right[0] - left[0])))
    return matrix, (max(8, round(box.width)), max(8, round(box.height))), slope


def _extent(ink: Grey) -> Box:
    """The box around all ink; of none, the whole picture."""
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 80) for axis in (1, 0))
    if not len(rows):
        return Box(0, 0, ink.shape[1], ink.shape[0])
    return Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))


def _paint(rng: np.random.Generator, ink: Grey) -> Grey:
    """Put ink of one shade over a background, with an outline, a shadow or light from one side now and then."""
    h, w = ink.shape
    roll = rng.random()
    if roll < 0.35:
        ground = np.full((h, w), rng.uniform(0, 255), np.float32)
    elif roll < 0.6:
        ground = to_grey(surface(rng, h, w)).astype(np.float32)
    else:
        ground = to_grey(photograph(rng, h, w)).astype(np.float32)
        ground = ground.mean() + (ground - ground.mean()) * rng.uniform(0.1, 1.0)
    level = float(ground.mean())
    shade = _shade(rng, level)
    share = ink.astype(np.float32) / 255
    picture = ground
    if rng.random() < 0.2:
        picture = _cast(rng, picture, ink, _shade(rng, shade))
    if rng.random() < 0.15:
        around = cv2.dilate(ink, np.ones((rng.integers(3, 8),) * 2, np.uint8)).astype(np.float32) / 255
        picture = picture + (_shade(rng, shade) - picture) * around
    colour: float | NDArray[np.float32] = shade
    if rng.random() < 0.3:
        colour = shade + noise_patch(rng, ink.shape, DRAWN_PX * rng.uniform(0.2, 2)) * rng.uniform(2, 25)
    picture = np.asarray(picture + (colour - picture) * share, np.float32)
    if rng.random() < 0.3:
        left, right = rng.uniform(0.55, 1.15, 2)
        light = np.linspace(left, right, w, dtype=np.float32)[None, :]
        picture = picture * light
    return np.clip(picture, 0, 255).astype(np.uint8)


def _shade(rng: np.random.Generator, other: float) -> float:
    """A grey that stands out from another, mostly well."""
    least = LEAST_CONTRAST if rng.random() < 0.3 else 2 * LEAST_CONTRAST
    while True:
        shade = float(rng.uniform(0, 255))
        if abs(shade - other) > least:
            return shade


def _cast(rng: np.random.Generator, picture: NDArray[np.float32], ink: Grey, shade: float) -> NDArray[np.float32]:
    """The shadow or the depth of raised letters."""
    shift = tuple(int(s) for s in rng.integers(-5, 6, 2))
    soft = cv2.GaussianBlur(np.roll(ink, shift, axis=(0, 1)), (0, 0), rng.uniform(0.5, 4))
    return np.asarray(picture + (shade - picture) * (soft.astype(np.float32) / 255) * rng.uniform(0.3, 1), np.float32)
