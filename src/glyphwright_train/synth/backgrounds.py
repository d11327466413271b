"""A random generator and a size → pictures without text: photograph-like scenes and the surfaces that pages lie on.

Base textures are drawn once a process, each from a seed of its own, and then only cut, scaled, turned and coloured: a
picture costs a fraction of a millisecond per 100,000 pixels, and the same generator always gives the same picture.
"""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Image8 = NDArray[np.uint8]
Field = NDArray[np.float32]

TEXTURES = 64
SIDE = 640


def photograph(rng: np.random.Generator, height: int, width: int) -> Image8:
    """A picture as a camera might take it, (height, width, 3) RGB: no text, much or little detail."""
    picture = _cut(rng, _scene(int(rng.integers(TEXTURES))), height, width)
    contrast, lift = rng.uniform(0.5, 1.15), rng.uniform(-35, 35)
    return _recolour(rng, picture, contrast, lift)


def surface(rng: np.random.Generator, height: int, width: int, *, kind: str | None = None) -> Image8:
    """What a page may lie on or be printed on, (height, width, 3) RGB; `kind` is one of `SURFACES`."""
    kind = str(rng.choice(tuple(SURFACES))) if kind is None else kind
    picture = _cut(rng, _surface(kind, int(rng.integers(8))), height, width)
    return _recolour(rng, picture, rng.uniform(0.6, 1.0), rng.uniform(-40, 40))


def octaves(rng: np.random.Generator, side: int, *, roughness: float, coarsest: int = 4) -> Field:
    """Smooth noise summed over octaves, (side, side) in [0, 1]; `roughness` in (0, 1) is how fine octaves count."""
    total = np.zeros((side, side), np.float32)
    weight, cells = 1.0, coarsest
    while cells < side // 2:
        noise = rng.random((cells, cells), dtype=np.float32)
        total += np.float32(weight) * cv2.resize(noise, (side, side), interpolation=cv2.INTER_CUBIC)
        weight *= roughness
        cells *= 2
    low, high = np.percentile(total, (1, 99))
    return np.asarray(np.clip((total - low) / (high - low), 0, 1), np.float32)


@cache
def _scene(number: int) -> Image8:
    rng = np.random.default_rng((11, number))
    makers = (_clouds, _blobs, _landscape, _bokeh, _shapes, _grain)
    return makers[number % len(makers)](rng)


@cache
def _surface(kind: str, number: int) -> Image8:
    return SURFACES[kind](np.random.default_rng((13, number)))


def _palette(rng: np.random.Generator, count: int) -> Field:
    """Colours of one mood, (count, 3)."""
    hue, spread = rng.uniform(0, 180), rng.choice([12.0, 30.0, 90.0])
    hues = (hue + rng.normal(0, spread, count)) % 180
    saturations = np.clip(rng.normal(rng.uniform(30, 150), 40, count), 0, 255)
    values = np.clip(np.linspace(rng.uniform(10, 70), rng.uniform(150, 250), count) + rng.normal(0, 15, count), 0, 255)
    hsv = np.stack([hues, saturations, values], axis=1).astype(np.uint8)[None]
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0], np.float32)


def _mapped(field: Field, palette: Field) -> Image8:
    """Each value of a field as a colour between those of a palette."""
    at = np.linspace(0, len(palette) - 1, 256)
    table = np.stack([np.interp(at, np.arange(len(palette)), palette[:, c]) for c in range(3)], axis=1)
    return table.astype(np.uint8)[(field * 255).astype(np.uint8)]


def _clouds(rng: np.random.Generator) -> Image8:
    return _mapped(octaves(rng, SIDE, roughness=rng.uniform(0.4, 0.75)), _palette(rng, 4))


def _grain(rng: np.random.Generator) -> Image8:
    return _mapped(octaves(rng, SIDE, roughness=rng.uniform(0.8, 1.0), coarsest=16), _palette(rng, 3))


def _blobs(rng: np.random.Generator) -> Image8:
    """Patches with hard edges, as of foliage, crowds and stones."""
    field = octaves(rng, SIDE, roughness=rng.uniform(0.5, 0.8), coarsest=int(rng.integers(4, 20)))
    levels = int(rng.integers(4, 9))
    flat = _mapped(np.asarray(np.floor(field * levels) / levels, np.float32), _palette(rng, levels))
    shade = octaves(rng, SIDE, roughness=0.8)[..., None] * 0.5 + 0.6
    return np.clip(flat * shade, 0, 255).astype(np.uint8)


def _landscape(rng: np.random.Generator) -> Image8:
    """A sky over ridges, each darker and rougher than the one behind."""
    sky = np.repeat(np.linspace(1, 0.4, SIDE, dtype=np.float32)[:, None], SIDE, axis=1)
    picture = _mapped(np.clip(sky + 0.3 * octaves(rng, SIDE, roughness=0.6) - 0.15, 0, 1), _palette(rng, 3))
    for depth, colour in enumerate(_palette(rng, 5)[::-1]):
        ridge = octaves(rng, SIDE, roughness=0.55)[depth * 40]
        horizon = SIDE * (0.35 + 0.14 * depth) + (ridge - 0.5) * SIDE * 0.25
        below = np.arange(SIDE)[:, None] > horizon[None]
        shade = octaves(rng, SIDE, roughness=0.85, coarsest=16)[..., None] * 0.5 + 0.7
        picture = np.where(below[..., None], np.clip(colour * shade, 0, 255), picture).astype(np.uint8)
    return picture


def _bokeh(rng: np.random.Generator) -> Image8:
    """Discs of light out of focus."""
    picture = (_clouds(rng) * 0.5).astype(np.uint8)
    for colour in _palette(rng, int(rng.integers(20, 60))):
        layer = picture.copy()
        centre = (int(rng.integers(SIDE)), int(rng.integers(SIDE)))
        cv2.circle(layer, centre, int(rng.integers(8, 60)), colour.tolist(), -1, cv2.LINE_AA)
        picture = np.asarray(cv2.addWeighted(layer, 0.5, picture, 0.5, 0), np.uint8)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(1, 4)), np.uint8)


def _shapes(rng: np.random.Generator) -> Image8:
    """Things with straight and round edges, lit from one side."""
    picture = _clouds(rng)
    for colour in _palette(rng, int(rng.integers(8, 40))):
        centre = rng.uniform(0, SIDE, 2)
        if rng.random() < 0.5:
            box = (tuple(centre), tuple(rng.uniform(20, 240, 2)), float(rng.uniform(0, 180) * (rng.random() < 0.6)))
            cv2.fillConvexPoly(picture, cv2.boxPoints(box).astype(np.int32), colour.tolist(), cv2.LINE_AA)
        else:
            axes = tuple(int(v) for v in rng.uniform(8, 120, 2))
            at = (int(centre[0]), int(centre[1]))
            cv2.ellipse(picture, at, axes, float(rng.uniform(0, 180)), 0, 360, colour.tolist(), -1, cv2.LINE_AA)
    light = octaves(rng, SIDE, roughness=0.4, coarsest=3)[..., None] * 0.6 + 0.5
    return np.clip(picture * light, 0, 255).astype(np.uint8)


def _wood(rng: np.random.Generator) -> Image8:
    """Planks: noise stretched along the grain, and the joints between boards."""
    bent = octaves(rng, SIDE, roughness=0.5)
    lines = cv2.resize(rng.random((SIDE, 12), dtype=np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    rings = 0.5 + 0.5 * np.sin(np.arange(SIDE, dtype=np.float32)[:, None] * rng.uniform(0.05, 0.3) + bent * 18)
    field = np.clip(0.5 * rings + 0.3 * lines + 0.2 * bent, 0, 1).astype(np.float32)
    warm = np.array([[70, 42, 20], [140, 95, 55], [200, 160, 110]], np.float32) * rng.uniform(0.7, 1.15)
    picture = _mapped(field, np.clip(warm, 0, 255))
    for joint in range(int(rng.integers(60, 160)), SIDE, int(rng.integers(100, 260))):
        picture[joint : joint + 2] = picture[joint : joint + 2] // 3
    return picture


def _weave(rng: np.random.Generator) -> Image8:
    """Cloth: two sets of threads, over and under."""
    pitch = rng.uniform(3, 9)
    x = np.arange(SIDE, dtype=np.float32) * np.float32(2 * np.pi / pitch)
    over = np.sin(x)[None] * np.sin(x)[:, None] * 0.25 + np.sin(x / 2)[None] * 0.1 + 0.5
    field = np.clip(over + 0.35 * (octaves(rng, SIDE, roughness=0.9) - 0.5), 0, 1).astype(np.float32)
    return _mapped(field, _palette(rng, 3))


def _stone(rng: np.random.Generator) -> Image8:
    veins = np.abs(octaves(rng, SIDE, roughness=0.6) - 0.5) * 2
    grain = octaves(rng, SIDE, roughness=0.95, coarsest=32)
    grey = np.array([[90, 90, 92], [180, 178, 172], [225, 222, 215]], np.float32) * rng.uniform(0.6, 1.1)
    return _mapped(np.clip(0.6 * veins + 0.4 * grain, 0, 1).astype(np.float32), np.clip(grey, 0, 255))


def _paper(rng: np.random.Generator) -> Image8:
    """Paper that is old or rough: pale, mottled."""
    field = 0.6 * octaves(rng, SIDE, roughness=0.6) + 0.4 * octaves(rng, SIDE, roughness=1.0, coarsest=40)
    light = rng.uniform([215, 205, 170], [255, 252, 240])
    return _mapped(field.astype(np.float32), np.stack([light * rng.uniform(0.8, 0.94), light]).astype(np.float32))


SURFACES: dict[str, Callable[[np.random.Generator], Image8]] = {
    "paper": _paper,
    "stone": _stone,
    "weave": _weave,
    "wood": _wood,
}


def _cut(rng: np.random.Generator, base: Image8, height: int, width: int) -> Image8:
    """A random part of a texture, flipped and enlarged to size; never shrunk by more than half."""
    aspect = width / height
    side = SIDE * rng.uniform(0.35, 1.0)
    w, h = (side, side / aspect) if aspect > 1 else (side * aspect, side)
    w, h = max(8, int(w)), max(8, int(h))
    x, y = int(rng.integers(SIDE - w + 1)), int(rng.integers(SIDE - h + 1))
    part = base[y : y + h, x : x + w]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    shrinks = width < w
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, (width, height), interpolation=method), np.uint8)


def _recolour(rng: np.random.Generator, picture: Image8, contrast: float, lift: float) -> Image8:
    """Another exposure; sometimes black and white, sometimes other channels."""
    if rng.random() < 0.25:
        picture = np.asarray(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)
    elif rng.random() < 0.3:
        picture = np.take(picture, rng.permutation(3), axis=2)
    return np.asarray(
        cv2.convertScaleAbs(picture, alpha=contrast, beta=max(0.0, 128 * (1 - contrast) + lift)), np.uint8
    )
