"""Whatever a step does to a page, points on it lead back to the pixels they came from."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.options import SHOW_THROUGH, STEPS, ReadOptions
from glyphwright.preprocess import prepare
from glyphwright.runtime import load_model
from glyphwright.stages import PageImage
from glyphwright.zoo import find_model

FindMarks = Callable[[NDArray[np.uint8]], NDArray[np.float64]]


def faint(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return (100 + pixels / 4).astype(np.uint8)


def shaded(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return (pixels * np.linspace(1, 0.45, pixels.shape[1])[None, :, None]).astype(np.uint8)


def skewed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    h, w = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((w / 2, h / 2), 4.0, 1.0)
    return cv2.warpAffine(pixels, matrix, (w, h), borderValue=(255, 255, 255))


def ruled(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    page = pixels.copy()
    page[200:202, 30:630] = 0
    page[100:400, 80:82] = 0
    return page


def speckled(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    page = pixels.copy()
    rng = np.random.default_rng(0)
    page[rng.integers(0, page.shape[0], 900), rng.integers(0, page.shape[1], 900)] = 0
    return page


DAMAGES: dict[str, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]] = {
    "orientation": lambda pixels: np.ascontiguousarray(np.rot90(pixels)),
    "deskew": skewed,
    "background": shaded,
    "rules": ruled,
    "despeckle": speckled,
    "contrast": faint,
    "otsu": faint,
    "sauvola": shaded,
    "edges": lambda pixels: pixels,
}


BY_THEMSELVES = [step for step in STEPS if step != SHOW_THROUGH]
"""Steps that need not have read the page; the other is in test_show_through.py."""


def prepared(image: PageImage, *steps: str) -> PageImage:
    model = load_model(find_model("page_orientation"), task="page_orientation")
    return prepare(image, ReadOptions(steps=steps), orientation=model)


@pytest.mark.parametrize("step", [step for step in BY_THEMSELVES if step != "fax"])  # that one is in test_fax.py
def test_every_step_mends_its_damage_and_leads_home(text_page: PageImage, find_marks: FindMarks, step: str) -> None:
    damaged = PageImage(DAMAGES[step](text_page.pixels))
    mended = prepared(damaged, step)
    assert mended is not damaged
    home = mended.to_source.points(find_marks(mended.pixels))
    # Where the marks lie on the damaged page, whose contrast may be too low to find them there.
    moved = PageImage(DAMAGES[step](text_page.pixels)) if step in {"orientation", "deskew"} else text_page
    assert len(home) == 4
    for place in find_marks(moved.pixels):
        assert np.abs(home - place).max(axis=1).min() <= 1.0


def test_steps_add_up_and_keep_the_way_that_the_page_came_with(text_page: PageImage, find_marks: FindMarks) -> None:
    lying = np.ascontiguousarray(np.rot90(skewed(text_page.pixels), 2))
    stretched = cv2.resize(lying, None, fx=1.0, fy=0.5, interpolation=cv2.INTER_AREA)
    image = PageImage(
        lying,
        to_source=text_page.to_source.then(type(text_page.to_source).scale(1, 0.5)),
        source_size=stretched.shape[:2],
    )
    mended = prepared(image, "deskew", "orientation", "otsu")
    assert mended.rotation_degrees == 180
    assert mended.source_size == (240, 660)
    home = mended.to_source.points(find_marks(mended.pixels))
    for x, y in find_marks(lying):
        assert np.abs(home - [x, y / 2]).max(axis=1).min() <= 1.0


@pytest.mark.parametrize("step", [step for step in BY_THEMSELVES if step not in {"otsu", "sauvola", "edges"}])
def test_no_step_touches_a_page_that_does_not_need_it(text_page: PageImage, step: str) -> None:
    assert prepared(text_page, step) is text_page


@pytest.mark.parametrize("step", BY_THEMSELVES)
@pytest.mark.parametrize("grey", [0, 255])
def test_pages_without_anything_on_them_do_no_harm(step: str, grey: int) -> None:
    for shape in ((1, 1, 3), (3, 400, 3), (300, 200, 3)):
        image = PageImage(np.full(shape, grey, np.uint8), number=3)
        mended = prepared(image, step)
        assert replace(mended, pixels=image.pixels) == image
        assert mended.pixels.shape == shape
