"""Pages with their truth → square views of parts of them, scaled, turned, worn: what a line finder learns from."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon, Transform
from glyphwright.page import Page
from glyphwright_train.synth.wear import wear


@dataclass(frozen=True, slots=True)
class View:
    """A grey picture (size, size) and the frames of its lines; `ignored` ones are text that nobody vouches for."""

    pixels: NDArray[np.uint8]
    lines: tuple[Polygon, ...]
    ignored: tuple[Polygon, ...]


def draw_view(rng: np.random.Generator, page: NDArray[np.uint8], truth: Page, *, size: int, strength: float) -> View:
    """Look at a random part of a page.

    Args:
        rng: Where all chance comes from.
        page: (h, w) grey.
        truth: Its lines; those of score 0, and figures without lines, become `ignored`.
        size: Side of the view in pixels.
        strength: How worn and how bent, in [0, 1].
    """
    lines = list(truth.lines)
    typical = _typical_height([line.polygon for line in lines])
    target = float(np.exp(rng.uniform(np.log(9), np.log(46)))) if rng.random() < 0.85 else float(rng.uniform(7, 110))
    scale = target / typical if typical else float(rng.uniform(0.3, 1.2))
    scale = float(np.clip(scale, 0.12, 2.0))
    small, factors = _shrink(page, scale)
    to_view = _camera(rng, small.shape, [_centre(line.polygon, factors) for line in lines], size, scale, strength)
    pixels = cv2.warpPerspective(
        small, to_view.array, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    to_view = Transform.scale(*factors).then(to_view)
    worn = wear(pixels, rng, strength=strength, text_height=float(np.clip(target, 10, 60)))
    trusted = tuple(to_view(line.polygon) for line in lines if line.score > 0)
    doubtful = [line.polygon for line in lines if line.score == 0]
    pictures = [block.polygon for block in truth.blocks if block.kind == "figure" and not block.lines]
    return View(worn, trusted, tuple(map(to_view, doubtful + pictures)))


def _camera(
    rng: np.random.Generator,
    shape: Sequence[int],
    places: list[tuple[float, float]],
    size: int,
    scale: float,
    strength: float,
) -> Transform:
    """Page → view: centred somewhere near text, mostly level, sometimes turned, seldom by a quarter."""
    h, w = shape[:2]
    zoom = scale if scale > 1 else 1.0
    if places and rng.random() < 0.9:
        x, y = places[int(rng.integers(len(places)))]
    else:
        x, y = rng.uniform(0, w), rng.uniform(0, h)
    half = size / 2 / zoom
    x = float(np.clip(x + rng.uniform(-0.8, 0.8) * half, min(half, w / 2), max(w - half, w / 2)))
    y = float(np.clip(y + rng.uniform(-0.8, 0.8) * half, min(half, h / 2), max(h - half, h / 2)))
    spread = rng.choice([0.3, 2.0, 10.0], p=[0.5, 0.35, 0.15])
    angle = np.deg2rad(rng.normal(0, spread)) + (np.pi / 2 * rng.choice([1, -1]) if rng.random() < 0.03 else 0.0)
    squeeze = np.exp(rng.normal(0, 0.06))
    turn = zoom * np.array([[np.cos(angle) * squeeze, -np.sin(angle)], [np.sin(angle), np.cos(angle) / squeeze]])
    matrix = np.eye(3)
    matrix[:2, :2] = turn
    matrix[:2, 2] = size / 2 - turn @ [x, y]
    if rng.random() < 0.25 * strength:
        tilt = np.eye(3)
        tilt[2, :2] = rng.normal(0, 0.12, 2) / size
        matrix = tilt @ matrix
    return Transform.from_array(matrix)


def _shrink(page: NDArray[np.uint8], scale: float) -> tuple[NDArray[np.uint8], tuple[float, float]]:
    """Scale down by area; enlarging is left to the camera."""
    if scale >= 0.95:
        return page, (1.0, 1.0)
    h, w = page.shape
    size = (max(8, round(w * scale)), max(8, round(h * scale)))
    return cv2.resize(page, size, interpolation=cv2.INTER_AREA), (size[0] / w, size[1] / h)


def _typical_height(frames: Sequence[Polygon]) -> float:
    heights = [float(np.linalg.norm(frame.array[3] - frame.array[0])) for frame in frames if len(frame.points) == 4]
    return max(4.0, float(np.median(heights))) if heights else 0.0


def _centre(frame: Polygon, factors: tuple[float, float]) -> tuple[float, float]:
    x, y = frame.box.centre
    return x * factors[0], y * factors[1]
