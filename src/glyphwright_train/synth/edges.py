"""A page with its truth → the page as it lay on the glass or the table: torn, toothed, punched or dark at its sides.

The picture keeps its size and the text its place: what is drawn keeps to the margins.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.page import Page
from glyphwright_train.synth.warp import typical_text_height

SIDES = 4
LEAST_REACH_PX = 3.0

Depths = NDArray[np.float64]
"""How far the dark reaches in from a side, in pixels, at every pixel along it."""


def edge_page(rng: np.random.Generator, pixels: NDArray[np.uint8], page: Page) -> NDArray[np.uint8]:
    """Darken some sides of a page.

    Args:
        rng: Where all chance comes from.
        pixels: (h, w) grey.
        page: Its truth, which stays true.
    """
    unit = typical_text_height(page)
    worn = pixels.copy()
    for side, margin in enumerate(_margins(page)):
        reach = min(0.8 * margin, 2.5 * unit)
        if reach < LEAST_REACH_PX or rng.random() < 0.4:
            continue
        turned = np.rot90(worn, side)  # the side lies on top; a view, so drawing on it draws on the page
        make = EDGES[int(rng.integers(len(EDGES)))]
        _darken(rng, turned, np.clip(make(rng, turned.shape[1], unit, reach), 0, reach))
    return worn


def _margins(page: Page) -> tuple[float, float, float, float]:
    """The white at the top, the right, the bottom and the left, in pixels; of an empty page a tenth."""
    boxes = [line.box for line in page.lines]
    if not boxes:
        return (page.height / 10, page.width / 10) * 2
    return (
        min(box.top for box in boxes),
        page.width - max(box.right for box in boxes),
        page.height - max(box.bottom for box in boxes),
        min(box.left for box in boxes),
    )


def _torn(rng: np.random.Generator, length: int, unit: float, reach: float) -> Depths:
    """A ragged line that wanders."""
    rough = np.cumsum(rng.normal(0, 1, length)) * rng.uniform(0.05, 0.3) + rng.normal(0, rng.uniform(0.2, 1.2), length)
    return np.asarray(rng.uniform(0.1, 0.6) * reach + rough - rough.mean())


def _toothed(rng: np.random.Generator, length: int, unit: float, reach: float) -> Depths:
    """The teeth of the blade that cuts a till roll."""
    pitch = rng.uniform(0.15, 0.6) * unit
    teeth = np.abs((np.arange(length) / pitch) % 1 - 0.5) * 2
    return np.asarray(rng.uniform(0.05, 0.3) * reach + teeth * pitch * rng.uniform(0.4, 1.0))


def _punched(rng: np.random.Generator, length: int, unit: float, reach: float) -> Depths:
    """Half holes and bumps, on a thin dark line or none."""
    depths = np.full(length, float(rng.choice([0.0, 1.0, 2.0])))
    x = np.arange(length)
    for _ in range(int(rng.integers(1, 4))):
        half, deep = rng.uniform(0.4, 2.0) * unit, rng.uniform(0.3, 2.0) * unit
        bump = 1 - ((x - rng.uniform(0, length)) / half) ** 2
        depths = np.maximum(depths, deep * np.clip(bump, 0, None) ** rng.uniform(0.5, 1.5))
    return depths


def _slanted(rng: np.random.Generator, length: int, unit: float, reach: float) -> Depths:
    """What lies beside a sheet that lies askew."""
    ends = rng.uniform(-0.5, 1.0, 2) * reach
    return np.linspace(ends[0], ends[1], length)


EDGES: tuple[Callable[[np.random.Generator, int, float, float], Depths], ...] = (_torn, _toothed, _punched, _slanted)


def _darken(rng: np.random.Generator, page: NDArray[np.uint8], depths: Depths) -> None:
    """Paint over the top of a page, as deep as told, with a dark ground whose border is more or less sharp."""
    rows = int(np.ceil(depths.max())) + 4
    band = page[:rows]
    within = np.arange(len(band))[:, None] < depths[None, :]
    share = cv2.GaussianBlur(within.astype(np.float32), (0, 0), float(rng.uniform(0.3, 1.5)))
    dark = float(rng.choice([rng.uniform(0, 60), rng.uniform(60, 160)], p=[0.75, 0.25]))
    grain = rng.normal(0, rng.uniform(0, 12), band.shape)
    band[:] = np.clip(band * (1 - share) + (dark + grain) * share, 0, 255).astype(np.uint8)
