import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from glyphwright.preprocess.rules import remove_rules
from glyphwright.stages import PageImage

TOP, RIGHT, BOTTOM = 20, 160, 56


def page(*, framed: bool = True, boxes: tuple[tuple[int, int, int, int], ...] = (), dark: bool = True) -> PageImage:
    """A button with a word in a frame, and a line below it, in black on white or the reverse."""
    picture = Image.new("RGB", (600, 400), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(22)
    draw.text((38, 24), "Cancel", fill="black", font=font)
    draw.text((30, 200), "DOORS and ODDS of a long line of text", fill="black", font=font)
    draw.line((30, 300, 560, 300), fill="black", width=2)
    for box in ((30, TOP, RIGHT, BOTTOM), *boxes) if framed else boxes:
        draw.rectangle(box, outline="black", width=2)
    pixels = np.array(picture)
    return PageImage(pixels if dark else 255 - pixels)


def ink(image: PageImage, *, dark: bool = True) -> NDArray[np.bool_]:
    return np.asarray((image.pixels[..., 0] < 128) == dark)


@pytest.mark.parametrize("dark", [True, False])
def test_the_frame_of_a_word_goes_and_the_word_stays(dark: bool) -> None:
    mended = remove_rules(page(dark=dark))
    assert np.array_equal(ink(mended, dark=dark), ink(page(framed=False, dark=dark), dark=dark))


def test_letters_that_touch_their_frame_are_mended() -> None:
    image, bare = page(), page(framed=False)
    for one in (image, bare):
        one.pixels[TOP + 1 : BOTTOM - 8, 120:125] = 0
    wrong = ink(remove_rules(image)) ^ ink(bare)
    assert wrong.sum() <= 20
    assert wrong[TOP + 4 :].sum() == 0


@pytest.mark.parametrize("box", [(300, 20, 322, 42), (300, 20, 500, 120), (300, 330, 560, 360)], ids=str)
def test_boxes_to_tick_boxes_of_several_lines_and_empty_ones_stay(box: tuple[int, int, int, int]) -> None:
    image = page(framed=False, boxes=(box,))
    if box[3] != 360:
        image.pixels[box[1] + 8 : box[3] - 8, box[0] + 8 : box[2] - 8] = 0
    assert remove_rules(image).pixels is image.pixels


def test_a_frame_at_the_border_of_the_page_is_no_error() -> None:
    image = page(framed=False, boxes=((0, 0, 200, 60),))
    assert remove_rules(image).pixels.shape == image.pixels.shape
