from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from glyphwright.preprocess.fax import DOTS_ACROSS_TO_DOWN, square_fax
from glyphwright.stages import PageImage

TEXT = "the feelings or views of such a man may be on"


@pytest.fixture
def page() -> NDArray[np.uint8]:
    """Eight lines of print as of ten points at 204 dpi, wider than high when it is a fax."""
    image = Image.new("RGB", (900, 620), "white")
    for row in range(8):
        ImageDraw.Draw(image).text((40, 20 + 70 * row), TEXT, fill="black", font=ImageFont.load_default(38))
    return np.array(image)


def fax_of(page: NDArray[np.uint8]) -> PageImage:
    half = cv2.resize(page, None, fx=1, fy=1 / DOTS_ACROSS_TO_DOWN, interpolation=cv2.INTER_AREA)
    return PageImage(np.where(half > 140, np.uint8(255), np.uint8(0)))


def test_a_fax_gets_its_height_back_and_leads_home(page: NDArray[np.uint8]) -> None:
    fax = fax_of(page)
    square = square_fax(fax)
    assert (square.height, square.width) == (pytest.approx(620, abs=2), 900)
    assert np.mean((square.pixels[:600] < 128) != (page[:600] < 128)) < 0.05
    assert square.source_size == (fax.height, fax.width)
    corner = np.array([[900.0, square.height]])
    assert square.to_source.points(corner) == pytest.approx(np.array([[900.0, fax.height]]))


def test_a_page_whose_file_tells_its_resolution_is_left(page: NDArray[np.uint8]) -> None:
    fax = replace(fax_of(page), dpi=204.0)
    assert square_fax(fax) is fax


def test_a_page_in_grey_is_left(page: NDArray[np.uint8]) -> None:
    grey = PageImage(cv2.resize(page, None, fx=1, fy=1 / DOTS_ACROSS_TO_DOWN, interpolation=cv2.INTER_AREA))
    assert square_fax(grey) is grey


def test_letters_that_touch_are_not_taken_for_wide_ones(page: NDArray[np.uint8]) -> None:
    spread = cv2.erode(page, np.ones((5, 5), np.uint8))
    touching = PageImage(np.where(spread > 140, np.uint8(255), np.uint8(0)))
    assert square_fax(touching) is touching
