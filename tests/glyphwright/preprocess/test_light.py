"""Background, contrast, black and white: what they do to the levels of a page."""

import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.preprocess.background import flatten
from glyphwright.preprocess.binarise import by_otsu, by_sauvola
from glyphwright.preprocess.contrast import stretch_contrast
from glyphwright.stages import PageImage


def in_shadow(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return (pixels * np.linspace(1, 0.4, pixels.shape[1])[None, :, None]).astype(np.uint8)


def test_paper_in_a_shadow_becomes_white_and_ink_stays_dark(text_page: PageImage) -> None:
    flat = flatten(PageImage(in_shadow(text_page.pixels))).pixels
    paper, ink = text_page.pixels == 255, text_page.pixels < 40
    assert np.percentile(flat[paper], 3) > 235
    assert np.percentile(flat[ink], 97) < 60


def test_colours_keep_their_hue(text_page: PageImage) -> None:
    tinted = (in_shadow(text_page.pixels) * [0.9, 0.72, 0.54]).astype(np.uint8)
    red, green, blue = flatten(PageImage(tinted)).pixels[10, 600].astype(float)
    assert (green / red, blue / red) == (pytest.approx(0.8, abs=0.05), pytest.approx(0.6, abs=0.05))


def test_a_faint_page_becomes_black_on_white(text_page: PageImage) -> None:
    stretched = stretch_contrast(PageImage((150 + text_page.pixels / 8).astype(np.uint8))).pixels
    assert (stretched.min(), stretched.max()) == (0, 255)


def test_a_faint_dark_page_becomes_white_on_black_and_little_light_text_is_no_highlight(text_page: PageImage) -> None:
    """Letters of the page fill less than a twentieth of it, and keep the grey of their edges."""
    large = np.zeros((1600, 1600, 3), np.uint8)
    large[:480, :660] = 255 - text_page.pixels
    stretched = stretch_contrast(PageImage((60 + large / 4).astype(np.uint8))).pixels
    assert (stretched.min(), stretched.max()) == (0, 255)
    edges = (large > 60) & (large < 200)
    assert np.median(np.abs(stretched[edges].astype(int) - large[edges])) < 10


def test_light_text_on_a_dark_page_is_not_faint_for_being_little(text_page: PageImage) -> None:
    screen = PageImage(np.clip(255 - text_page.pixels, 40, 240))
    assert stretch_contrast(screen) is screen


def test_sauvola_follows_a_shadow_where_one_threshold_cannot(text_page: PageImage) -> None:
    shadow = PageImage((in_shadow(in_shadow(text_page.pixels)) + 3).astype(np.uint8))
    letters = np.s_[110:390, 90:]
    ink = text_page.pixels[letters] < 128
    wrong = {step: ((step(shadow).pixels[letters] == 0) != ink).mean() for step in (by_otsu, by_sauvola)}
    assert wrong[by_sauvola] < 0.03 < wrong[by_otsu]


@pytest.mark.parametrize("step", [by_otsu, by_sauvola])
def test_what_is_light_on_dark_stays_so(text_page: PageImage, step: "object") -> None:
    bilevel = step(PageImage(255 - text_page.pixels)).pixels
    assert set(np.unique(bilevel)) == {0, 255}
    assert (bilevel == 0).mean() > 0.7
