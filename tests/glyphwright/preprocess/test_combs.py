"""The dividers of combs go, and whatever else is upright between two rules stays."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from glyphwright.preprocess.rules import remove_rules
from glyphwright.stages import PageImage

SIDE, LEFT, TOP = 36, 60, 120
NUMBER = "85940924691"


def page(*, digits: str = NUMBER, size: int = 24) -> Image.Image:
    """Lines of text, and between them digits set apart for boxes."""
    image = Image.new("RGB", (660, 400), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    for y in (30, 70, 200, 240, 280, 320):
        draw.text((LEFT, y), "Please give your number and your name", fill="black", font=font)
    for i, digit in enumerate(digits):
        draw.text((LEFT + SIDE * (i + 0.5), TOP + SIDE / 2), digit, fill="black", font=font, anchor="mm")
    return image


def boxed(image: Image.Image, *, boxes: int = len(NUMBER), side: int = SIDE) -> NDArray[np.uint8]:
    ruled = image.copy()
    draw = ImageDraw.Draw(ruled)
    for i in range(boxes):
        draw.rectangle((LEFT + side * i, TOP, LEFT + side * (i + 1), TOP + SIDE), outline="black", width=2)
    return np.array(ruled)


def inside(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What lies between the two rules of the comb."""
    return pixels[TOP + 4 : TOP + SIDE - 3, LEFT - 4 : LEFT + SIDE * len(NUMBER) + 6]


@pytest.mark.parametrize("scale", [1, 3])
@pytest.mark.parametrize("inverted", [False, True])
def test_dividers_go_and_the_letters_in_the_boxes_stay(scale: int, inverted: bool) -> None:
    def large(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        grown = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        return 255 - grown if inverted else grown

    def small(pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
        return inside(cv2.resize(pixels, (660, 400), interpolation=cv2.INTER_AREA)).astype(np.int64)

    empty, filled = large(np.array(page())), large(boxed(page()))
    mended = remove_rules(PageImage(filled)).pixels
    assert np.abs(small(filled) - small(empty)).mean() > 10
    assert np.abs(small(mended) - small(empty)).mean() < 1


def test_they_go_from_a_page_that_lies_a_little_aslant() -> None:
    turn = cv2.getRotationMatrix2D((330, 200), 1.5, 1.0)
    empty, filled = (
        cv2.warpAffine(pixels, turn, (660, 400), borderValue=(255, 255, 255))
        for pixels in (np.array(page()), boxed(page()))
    )
    mended = remove_rules(PageImage(filled)).pixels
    back = cv2.invertAffineTransform(turn)
    level, wanted = (cv2.warpAffine(pixels, back, (660, 400)) for pixels in (mended, empty))
    assert np.abs(inside(level).astype(int) - inside(wanted)).mean() < 3


@pytest.mark.parametrize(("boxes", "side"), [(3, SIDE), (4, 3 * SIDE)])
def test_cells_of_a_table_keep_theirs(boxes: int, side: int) -> None:
    pixels = boxed(page(digits=""), boxes=boxes, side=side)
    mended = remove_rules(PageImage(pixels)).pixels
    assert np.array_equal(inside(mended), inside(pixels))


def test_letters_between_two_rules_stay() -> None:
    image = page(digits="")
    draw = ImageDraw.Draw(image)
    draw.text(
        (LEFT, TOP - 3), "Illinois Hill IllIlI llll 1111 |||| IIII", fill="black", font=ImageFont.load_default(30)
    )
    plain = np.array(image)
    ruled = plain.copy()
    for y in (TOP - 6, TOP + SIDE + 2):
        cv2.line(ruled, (LEFT - 10, y), (600, y), (0, 0, 0), 2)
    mended = remove_rules(PageImage(ruled)).pixels
    assert np.abs(mended[TOP : TOP + SIDE - 2].astype(int) - plain[TOP : TOP + SIDE - 2]).mean() < 0.5
