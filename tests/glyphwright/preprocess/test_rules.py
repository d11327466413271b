import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from glyphwright.preprocess.rules import remove_rules
from glyphwright.stages import PageImage

Y, FALL = 252, 3
"""A rule runs through the middle of a line of the text page, from here to so many pixels lower."""


def with_rule(pixels: NDArray[np.uint8], *, broken: bool = False) -> NDArray[np.uint8]:
    ruled = pixels.copy()
    for x in range(30, 630, 60):
        y = Y + FALL * (x - 30) / 600
        cv2.line(ruled, (x, round(y)), (x + (52 if broken else 60), round(y + FALL / 10)), (0, 0, 0), 2)
    return ruled


def test_rules_that_touch_no_letter_stay_and_are_told(text_page: PageImage) -> None:
    framed = text_page.pixels.copy()
    cv2.rectangle(framed, (20, 5), (640, 470), (0, 0, 0), 2)
    cv2.line(framed, (20, 107), (640, 107), (0, 0, 0), 2)
    mended = remove_rules(PageImage(framed))
    assert mended.pixels is framed
    assert len(mended.rules) == 5


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("inverted", [False, True])
def test_a_rule_goes_and_the_letters_it_crosses_stay(text_page: PageImage, broken: bool, inverted: bool) -> None:
    ruled = with_rule(text_page.pixels, broken=broken)
    mended = remove_rules(PageImage(255 - ruled if inverted else ruled)).pixels
    mended = 255 - mended if inverted else mended
    rows = slice(Y - 4, Y + FALL + 5)
    before, after, truth = ((pixels[rows] < 128).sum() for pixels in (ruled, mended, text_page.pixels))
    assert before > 1.5 * truth
    assert after == pytest.approx(truth, rel=0.2)
    elsewhere = np.ones(len(ruled), bool)
    elsewhere[Y - 8 : Y + FALL + 9] = False
    assert np.array_equal(mended[elsewhere], text_page.pixels[elsewhere])


def test_white_letters_on_a_black_bar_stay() -> None:
    page = Image.new("RGB", (660, 300), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(24)
    draw.rectangle((40, 104, 620, 128), fill="black")
    for row, colour in enumerate(("black", "white", "black", "black")):
        draw.text((90, 50 + 52 * row), "SIMPLIFIED TAX INVOICE No. 42", fill=colour, font=font)
    pixels = np.array(page)
    assert remove_rules(PageImage(pixels)).pixels is pixels


@pytest.mark.parametrize("size", [13, 16, 20])
def test_what_shows_between_rows_of_bold_white_letters_on_a_panel_is_no_rule(size: int) -> None:
    page = Image.new("RGB", (800, 600), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(size)
    step, text = 1.3 * size, "his first entering a neighbourhood, this truth is"
    draw.rectangle((50, 7 * step, 70 + draw.textlength(text, font=font), 15 * step + 6), fill=(60, 50, 160))
    for row in range(14):
        white = {"fill": "white", "stroke_width": 1} if row > 5 else {"fill": "black"}
        draw.text((60, (row + (row > 5)) * step + 2), text, font=font, **white)
    pixels = np.array(page)
    assert remove_rules(PageImage(pixels)).pixels is pixels


def test_where_rules_ran_is_kept(text_page: PageImage) -> None:
    ruled = with_rule(text_page.pixels)
    ruled[90:400, 70:73] = 0
    level, upright = remove_rules(PageImage(ruled)).rules
    assert np.abs(np.subtract([*level.start, *level.end], [30, Y + 0.5, 631, Y + FALL + 0.5])).max() <= 4
    assert np.abs(np.subtract([*upright.start, *upright.end], [71.5, 90, 71.5, 400])).max() <= 2
    assert (level.width_px, upright.width_px) == (pytest.approx(2, abs=1), pytest.approx(3, abs=1))


def test_a_tall_page_is_mended_at_its_own_resolution(text_page: PageImage) -> None:
    large = cv2.resize(with_rule(text_page.pixels), None, fx=5, fy=5, interpolation=cv2.INTER_CUBIC)
    mended = remove_rules(PageImage(large))
    beside = mended.pixels[5 * (Y - 3) : 5 * (Y + 4), 200:400]
    assert beside.min() > 200
    assert mended.rules[0].start[0] == pytest.approx(150, abs=10)
