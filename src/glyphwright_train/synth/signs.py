"""Text and fonts → pictures of a word or two as they are cut out of photographs: signs, labels, headlines, packaging.

The cut follows the ink and not the line: what has neither ascender nor descender fills it from edge to edge. It goes
through the same function as the reader's own single lines.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.crops import cut_whole
from glyphwright.geometry import Box, Transform
from glyphwright.pixels import to_grey
from glyphwright.stages import PageImage
from glyphwright_train.synth.backgrounds import photograph, surface
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.lines import LineSample, Strip, choose_font, draw_mask
from glyphwright_train.synth.warp import lower_columns
from glyphwright_train.synth.wear import CAMERA_EFFECTS, noise_patch, wear

Grey = NDArray[np.uint8]

DRAWN_PX = 56
LEAST_CONTRAST = 45


def draw_sign(rng: np.random.Generator, fonts: FontLibrary, text: str, *, height: int, strength: float) -> LineSample:
    """Draw a short text over something, look at it from somewhere and cut it along its ink.

    Args:
        rng: Where all chance comes from.
        fonts: What to draw with.
        text: What to write, a few words at most.
        height: Of the result, in pixels.
        strength: How worn, how slanted, in [0, 1].
    """
    kind = "display" if rng.random() < 0.3 else None
    text, font = choose_font(rng, text, fonts, kind=kind)
    face = font.open(DRAWN_PX)
    tracking = rng.uniform(-0.03, 0.25) * DRAWN_PX if rng.random() < 0.2 else 0.0
    ink, _ = draw_mask(face, text, tracking)
    ink = np.pad(_crop_rows(ink), round(0.6 * DRAWN_PX))
    if rng.random() < 0.25:
        ink = _arch(rng, ink)
    ink, frame = _look(rng, ink, strength)
    picture = _paint(rng, ink)
    if rng.random() < 0.6:
        small = Strip(picture, frame).shrunk(float(np.exp(rng.uniform(np.log(11), np.log(48)))))
        picture, frame = small.pixels, small.frame
    height_px = max(10.0, frame.height)
    worn = wear(picture, rng, strength=strength, text_height=height_px, effects=CAMERA_EFFECTS)
    pads = np.array([rng.uniform(-0.04, 0.22) for _ in range(4)]) * frame.height
    h, w = worn.shape
    x0, y0 = max(0, round(frame.left - pads[0])), max(0, round(frame.top - 0.7 * pads[1]))
    x1, y1 = min(w, round(frame.right + pads[2])), min(h, round(frame.bottom + 0.7 * pads[3]))
    cut = np.ascontiguousarray(worn[y0 : max(y1, y0 + 4), x0 : max(x1, x0 + 4)])
    return LineSample(cut_whole(PageImage(cut), height=height).pixels, text)


def _crop_rows(ink: Grey) -> Grey:
    rows = np.flatnonzero(ink.max(axis=1) > 96)
    return ink[rows[0] : rows[-1] + 1] if len(rows) else ink


def _arch(rng: np.random.Generator, ink: Grey) -> Grey:
    """Set along a shallow arc, as on badges, bottles and shop fronts."""
    x = np.linspace(-1, 1, ink.shape[1])
    return lower_columns(ink, rng.uniform(-0.3, 0.3) * DRAWN_PX * (0.5 - x * x))


def _look(rng: np.random.Generator, ink: Grey, strength: float) -> tuple[Grey, Box]:
    """Turn, slant and foreshorten; returns the ink and the box around it."""
    h, w = ink.shape
    angle = np.deg2rad(rng.normal(0, 1.0 + 4.0 * strength))
    slant = rng.normal(0, 0.02 + 0.12 * strength)
    stretch = np.exp(rng.normal(0, 0.15))
    turn = np.array([[np.cos(angle) * stretch, -np.sin(angle) + slant], [np.sin(angle) * stretch, np.cos(angle)]])
    matrix = np.eye(3)
    matrix[:2, :2] = turn
    if rng.random() < 0.4 * strength:
        tilt = np.eye(3)
        tilt[2, :2] = rng.normal(0, 0.12, 2) / np.array([w, 3 * h])
        matrix = tilt @ matrix
    centred = np.array([[1, 0, -w / 2], [0, 1, -h / 2], [0, 0, 1.0]])
    matrix = matrix @ centred
    box = Transform.from_array(matrix)(Box(0, 0, w, h).polygon).box
    matrix = np.array([[1, 0, -box.left], [0, 1, -box.top], [0, 0, 1.0]]) @ matrix
    size = (max(8, round(box.width)), max(8, round(box.height)))
    turned = np.asarray(cv2.warpPerspective(ink, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)
    rows, columns = (np.flatnonzero(turned.max(axis=axis) > 80) for axis in (1, 0))
    if not len(rows):
        return turned, Box(0, 0, *size)
    return turned, Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))


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
