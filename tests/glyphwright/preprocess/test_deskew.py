import cv2
import numpy as np
import pytest

from glyphwright.preprocess.deskew import deskew, estimate_skew, turn
from glyphwright.stages import PageImage


@pytest.mark.parametrize("degrees", [-14.0, -6.35, -0.8, 0.0, 2.2, 9.7])
def test_the_angle_is_found_to_a_tenth_of_a_degree(text_page: PageImage, degrees: float) -> None:
    askew = turn(text_page, degrees)
    assert estimate_skew(askew.pixels) == pytest.approx(degrees, abs=0.1)


def test_pictures_and_rules_do_not_mislead(text_page: PageImage) -> None:
    busy = text_page.pixels.copy()
    cv2.circle(busy, (560, 200), 60, (90, 120, 60), -1)
    cv2.line(busy, (20, 470), (640, 380), (0, 0, 0), 2)
    assert estimate_skew(turn(PageImage(busy), 3.0).pixels) == pytest.approx(3.0, abs=0.1)


def test_light_text_on_dark_is_level_too(text_page: PageImage) -> None:
    assert estimate_skew(turn(PageImage(255 - text_page.pixels), -2.5).pixels) == pytest.approx(-2.5, abs=0.1)


def test_without_text_there_is_no_angle() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (500, 500, 3), dtype=np.uint8)
    assert estimate_skew(noise) is None
    assert estimate_skew(np.full((500, 500, 3), 200, np.uint8)) is None


def test_corners_come_in_with_the_colour_of_the_border(text_page: PageImage) -> None:
    level = deskew(turn(PageImage((text_page.pixels * 0.8).astype(np.uint8)), 5.0))
    assert level.pixels[2, 2].tolist() == [204, 204, 204]
