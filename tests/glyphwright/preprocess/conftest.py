"""Drawn pages of text, with solid marks to find again."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from glyphwright.stages import PageImage

LINES = (
    "It is a truth universally acknowledged, that",
    "a single man in possession of a good fortune,",
    "must be in want of a wife. However little known",
    "the feelings or views of such a man may be on",
    "his first entering a neighbourhood, this truth is",
    "so well fixed in the minds of the surrounding",
    "families, that he is considered the rightful",
    "property of some one or other of their daughters.",
)
MARK_PX = 33
MARKS = ((60, 40), (590, 75), (120, 420), (540, 440))


@pytest.fixture
def text_page() -> PageImage:
    """Eight lines of black text on white, (480, 660), with four black squares of 33 pixels around MARKS."""
    image = Image.new("RGB", (660, 480), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(20)
    for row, line in enumerate(LINES):
        draw.text((90, 120 + 32 * row), line, fill="black", font=font)
    for x, y in MARKS:
        reach = MARK_PX // 2
        draw.rectangle((x - reach, y - reach, x + reach, y + reach), fill="black")
    return PageImage(np.array(image))


@pytest.fixture
def find_marks() -> Callable[[NDArray[np.uint8]], NDArray[np.float64]]:
    """The centres (n, 2) of the marks on a page, also if they are turned, worn, or outlines only."""

    def find(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
        import cv2

        mask = (pixels.min(axis=2) < 128).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        x, y, w, h = stats[1:, :4].T
        large = (np.minimum(w, h) >= MARK_PX - 3) & (np.maximum(w, h) <= MARK_PX * 1.4)
        return np.stack([x + w / 2, y + h / 2], axis=1)[large]

    return find
