"""Wear: a clean grey picture of text → what a scanner, a photocopier or a phone makes of it.

Every effect takes and returns (h, w) uint8 grey of the same size, draws its own strength, and scales with the height
of the text in it, so that letters of 10 and of 60 pixels suffer alike. `wear` applies a random choice in the order in
which they happen to a real page: ink, paper, light, optics, sensor, file. Geometry is untouched: see warp.py, views.py.
"""

from collections.abc import Callable
from functools import cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Effect = Callable[[Grey, np.random.Generator, float, float], Grey]

_BANK_SIZE = 1024


def wear(
    image: Grey,
    rng: np.random.Generator,
    *,
    strength: float,
    text_height: float,
    effects: tuple[tuple[Effect, float], ...] | None = None,
) -> Grey:
    """Apply a random choice of effects.

    Args:
        image: Dark text on light paper; if only `CAMERA_EFFECTS` apply, it may be of anything.
        rng: Where all chance comes from.
        strength: 0 leaves the picture nearly clean, 1 wears it as badly as a person can still read.
        text_height: From ascender to descender, in pixels.
        effects: Which, each with its chance at full strength, instead of `EFFECTS`.
    """
    worn = image
    for effect, chance in EFFECTS if effects is None else effects:
        if rng.random() < chance * min(1.0, 0.3 + strength):
            worn = effect(worn, rng, strength, text_height)
    return worn


def spread_ink(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Thicker or thinner strokes: a share of a one-pixel (for large text several-pixel) dilation or erosion."""
    radius = max(1, round(text_height * rng.uniform(0.01, 0.035)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1) if radius > 1 else (2, 2))
    thicker = rng.random() < 0.6
    moved = cv2.erode(image, kernel) if thicker else cv2.dilate(image, kernel)
    share = rng.uniform(0.1, 0.4 + 0.6 * strength) * (1.0 if thicker or text_height > 24 else 0.45)
    return cv2.addWeighted(moved, share, image, 1 - share, 0)


def break_strokes(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Ink that is missing in flecks, as from dry ribbons, worn type and thermal paper."""
    flecks = noise_patch(rng, image.shape, text_height * rng.uniform(0.04, 0.2))
    loss = np.clip((flecks - rng.uniform(1.0, 2.2) + 0.8 * strength) * 1.2, 0, rng.uniform(0.4, 0.95))
    return _to_uint8(image + (255.0 - image) * loss)


def fade(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Ink whose darkness drifts over the page, down to faint."""
    drift = noise_patch(rng, image.shape, text_height * rng.uniform(1, 5))
    amount = np.clip(rng.uniform(0.1, 0.25 + 0.35 * strength) + 0.15 * drift, 0, 0.8)
    return _to_uint8(image + (255.0 - image) * amount)


def tone(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """The grey of ink and of paper, and a gamma between them."""
    paper = 255 - rng.uniform(0, 30 + 90 * strength)
    ink = rng.uniform(0, 40 + 80 * strength)
    if paper - ink < 70:
        ink = paper - 70
    levels = (np.arange(256) / 255.0) ** rng.uniform(0.7, 1.4)
    return cv2.LUT(image, _to_uint8(ink + (paper - ink) * levels))


def show_through(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """The mirrored print of the other side of thin paper."""
    shift = (round(rng.uniform(-1, 1) * text_height), round(rng.uniform(-0.6, 0.6) * image.shape[1]))
    back = cv2.GaussianBlur(np.roll(image[:, ::-1], shift, axis=(0, 1)), (0, 0), max(0.6, text_height * 0.04))
    share = rng.uniform(0.05, 0.1 + 0.15 * strength)
    return _to_uint8(image - share * (255.0 - back))


def paper_texture(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Fibre and grain, and sometimes a fold."""
    grain = noise_patch(rng, image.shape, text_height * rng.choice([0.05, 0.15, 0.6]))
    worn = image + grain * rng.uniform(1, 3 + 9 * strength)
    if rng.random() < 0.25:
        worn += _fold(image.shape, rng) * rng.uniform(10, 20 + 50 * strength)
    return _to_uint8(worn)


def uneven_light(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Light that falls off to one side, or the soft edge of a shadow."""
    h, w = image.shape
    angle = rng.uniform(0, 2 * np.pi)
    across = np.cos(angle) * np.linspace(-1, 1, w)[None, :] + np.sin(angle) * np.linspace(-1, 1, h)[:, None]
    if rng.random() < 0.4:
        across = np.tanh((across - rng.uniform(-0.6, 0.6)) * rng.uniform(2, 25))
    depth = rng.uniform(0.05, 0.15 + 0.45 * strength)
    return _to_uint8(image * (1 - depth * (across + 1.5) / 2.5))


def blur(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Out of focus."""
    sigma = text_height * rng.uniform(0.01, 0.025 + 0.045 * strength)
    return cv2.GaussianBlur(image, (0, 0), max(sigma, 0.3))


def motion(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Camera shake along a straight line."""
    length = max(2, round(text_height * rng.uniform(0.04, 0.06 + 0.12 * strength)))
    kernel = np.zeros((length, length), np.float32)
    angle = rng.uniform(0, np.pi)
    half = (length - 1) / 2
    dx, dy = half * np.cos(angle), half * np.sin(angle)
    cv2.line(kernel, (round(half - dx), round(half - dy)), (round(half + dx), round(half + dy)), 1.0)
    return cv2.filter2D(image, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)


def resample(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Through a lower resolution and back; letters keep at least some nine pixels of height."""
    h, w = image.shape
    lowest = 15.0 - 6.0 * strength
    target = rng.uniform(lowest, max(lowest, text_height * 0.9))
    scale = target / text_height
    if scale >= 0.95:
        return image
    down = int(rng.choice([cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_NEAREST], p=[0.6, 0.3, 0.1]))
    if scale < 0.6 and down != cv2.INTER_AREA:
        down = cv2.INTER_AREA
    up = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST], p=[0.45, 0.4, 0.15]))
    small = cv2.resize(image, (max(1, round(w * scale)), max(1, round(h * scale))), interpolation=down)
    return cv2.resize(small, (w, h), interpolation=up)


def sharpen(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """The halos that scanner software leaves around letters."""
    amount = rng.uniform(0.3, 0.8 + 1.5 * strength)
    soft = cv2.GaussianBlur(image, (0, 0), max(0.8, text_height * 0.04))
    return cv2.addWeighted(image, 1 + amount, soft, -amount, 0)


def cheap_scan(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Few pixels a letter, sharpened until ink is black and paper white, and enlarged again: gaps in 5 and 3 close."""
    h, w = image.shape
    scale = rng.uniform(15 - 5 * strength, 18) / text_height
    if scale >= 0.95:
        return image
    small = cv2.resize(image, (max(1, round(w * scale)), max(1, round(h * scale))), interpolation=cv2.INTER_AREA)
    amount = rng.uniform(0.3, 2.0)
    sharp = cv2.addWeighted(small, 1 + amount, cv2.GaussianBlur(small, (0, 0), rng.uniform(0.6, 1.2)), -amount, 0)
    low, high = np.percentile(sharp[:: max(1, sharp.shape[0] // 64), :: max(1, sharp.shape[1] // 256)], [1, 90])
    middle, gain = low + (high - low) * rng.uniform(0.4, 0.75), rng.uniform(1.0, 4.0)
    grainy = (sharp - middle) * gain + 127.5 + noise_patch(rng, sharp.shape, 0.0) * rng.uniform(0, 12)
    up = (cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(rng.integers(2))]
    return cv2.resize(_to_uint8(grainy), (w, h), interpolation=up)


def sensor_noise(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Noise of single pixels, sometimes coarser."""
    size = 0.0 if rng.random() < 0.6 else rng.uniform(0.5, 1.2)
    return _to_uint8(image + noise_patch(rng, image.shape, size) * rng.uniform(2, 6 + 22 * strength))


def speckle(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Dust and toner: dark and light specks of one to a few pixels."""
    n = rng.poisson(image.size / text_height**2 * rng.uniform(0.05, 0.2 + 0.8 * strength))
    worn = image.copy()
    h, w = image.shape
    largest = max(1.0, text_height * 0.045)
    for x, y, radius, dark in zip(
        rng.integers(0, w, n), rng.integers(0, h, n), rng.exponential(0.4, n) * largest, rng.random(n), strict=True
    ):
        level = int(rng.integers(0, 90)) if dark < 0.75 else 255
        cv2.circle(worn, (int(x), int(y)), int(min(radius, 2 * largest)), level, -1)
    return worn


def jpeg(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Compression, down to blocks and ringing."""
    quality = int(rng.uniform(75 - 60 * strength, 92))
    encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return cast(Grey, cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE))


def threshold(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Bilevel, by one threshold or by a local one, as fax machines and archives make it."""
    grainy = _to_uint8(image + noise_patch(rng, image.shape, 0.5) * rng.uniform(0, 4 + 14 * strength))
    if rng.random() < 0.6:
        low, high = np.percentile(grainy[:: max(1, grainy.shape[0] // 64), :: max(1, grainy.shape[1] // 256)], [1, 90])
        level = low + (high - low) * rng.uniform(0.35, 0.75)
        return cv2.threshold(grainy, level, 255, cv2.THRESH_BINARY)[1]
    window = max(5, round(text_height * rng.uniform(0.8, 2.0))) | 1
    return cv2.adaptiveThreshold(grainy, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, window, rng.uniform(8, 22))


def invert(image: Grey, rng: np.random.Generator, strength: float, text_height: float) -> Grey:
    """Light text on dark."""
    return cv2.bitwise_not(image)


EFFECTS: tuple[tuple[Effect, float], ...] = (
    (spread_ink, 0.35),
    (break_strokes, 0.15),
    (fade, 0.15),
    (show_through, 0.08),
    (tone, 0.6),
    (paper_texture, 0.35),
    (uneven_light, 0.3),
    (invert, 0.08),
    (blur, 0.4),
    (motion, 0.08),
    (resample, 0.3),
    (cheap_scan, 0.12),
    (sharpen, 0.15),
    (sensor_noise, 0.35),
    (speckle, 0.12),
    (jpeg, 0.35),
    (threshold, 0.22),
)

_PAPER_AND_INK = (spread_ink, break_strokes, fade, show_through, paper_texture, cheap_scan, speckle, threshold)
CAMERA_EFFECTS = tuple((effect, chance) for effect, chance in EFFECTS if effect not in _PAPER_AND_INK)


def noise_patch(rng: np.random.Generator, shape: tuple[int, ...], grain_px: float) -> NDArray[np.float32]:
    """Noise of zero mean and unit variance whose features are about `grain_px` wide, cut from a bank made once."""
    h, w = shape[:2]
    level = int(np.clip(round(np.log2(max(grain_px, 0.25) * 2)), 0, 7))
    bank = _noise_bank(level)
    if h > _BANK_SIZE or w > _BANK_SIZE:
        bank = np.tile(bank, (-(-h // _BANK_SIZE), -(-w // _BANK_SIZE)))
    y = int(rng.integers(0, bank.shape[0] - h + 1))
    x = int(rng.integers(0, bank.shape[1] - w + 1))
    patch = bank[y : y + h, x : x + w]
    return patch[:, ::-1] if rng.random() < 0.5 else patch


@cache
def _noise_bank(level: int) -> NDArray[np.float32]:
    noise = np.random.default_rng(level).standard_normal((_BANK_SIZE, _BANK_SIZE)).astype(np.float32)
    if level:
        room = 2**level
        wrapped = cv2.GaussianBlur(np.pad(noise, room, mode="wrap"), (0, 0), room / 4)
        noise = wrapped[room:-room, room:-room]
    return np.asarray((noise - noise.mean()) / noise.std(), dtype=np.float32)


def _fold(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float32]:
    """A crease across the picture: dark on one side, light on the other, both fading; in [-1, 1]."""
    h, w = shape[:2]
    angle = rng.choice([0.0, np.pi / 2]) + rng.normal(0, 0.04)
    x, y = rng.uniform(0, w), rng.uniform(0, h)
    distance = np.cos(angle) * (np.arange(w)[None, :] - x) + np.sin(angle) * (np.arange(h)[:, None] - y)
    reach = rng.uniform(3, 40)
    return np.asarray(np.sign(distance) * np.exp(-np.abs(distance) / reach), dtype=np.float32)


def _to_uint8(image: NDArray[np.floating]) -> Grey:
    return np.clip(image, 0, 255).astype(np.uint8)
