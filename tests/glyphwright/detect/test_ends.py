"""Lines that were found without their last letters get them, and nothing else."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from glyphwright.detect.ends import with_whole_ends
from glyphwright.geometry import Box, Polygon
from glyphwright.stages import Region

FONT = ImageFont.load_default(20)
LEFT, TOP = 100, 60
TEXT = "Compassion:"


def drawn(text: str = TEXT, *, inverted: bool = False) -> tuple[NDArray[np.uint8], Box]:
    """A text on a page, and where it stands."""
    page = Image.new("L", (500, 160), 235)
    draw = ImageDraw.Draw(page)
    draw.text((LEFT, TOP), text, fill=30, font=FONT)
    left, _, right, _ = draw.textbbox((LEFT, TOP), text, font=FONT)
    grey = np.array(page)
    return 255 - grey if inverted else grey, Box(left, TOP + 1, right, TOP + 24)


def ends(grey: NDArray[np.uint8], line: Polygon) -> tuple[float, float]:
    (found,) = with_whole_ends(grey, [Region(line, 0.9)])
    return found.polygon.box.left, found.polygon.box.right


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize(("before", "behind"), [(0, 22), (18, 0), (9, 14)])
def test_letters_that_were_cut_off_are_added(before: int, behind: int, inverted: bool) -> None:
    grey, box = drawn(inverted=inverted)
    clipped = Box(box.left + before, box.top, box.right - behind, box.bottom)
    assert ends(grey, clipped.polygon) == pytest.approx((box.left, box.right), abs=2.5)


def test_a_whole_line_stays_as_it_is_and_so_do_a_bent_and_a_short_one() -> None:
    grey, box = drawn()
    bent = Polygon(((100, 61), (150, 61), (190, 62), (190, 85), (150, 84), (100, 84)))
    lines = [Region(outline, 0.9) for outline in (box.polygon, bent, Box(100, 61, 115, 84).polygon)]
    assert with_whole_ends(grey, lines) == lines


@pytest.mark.parametrize("text", [f"{TEXT} Stewart", f"{TEXT}   |"])
def test_the_next_word_is_not_added(text: str) -> None:
    grey, _ = drawn(text)
    box = drawn()[1]
    assert ends(grey, box.polygon) == pytest.approx((box.left, box.right), abs=2.5)


def test_an_underline_and_the_side_of_a_box_do_not_draw_it_out() -> None:
    grey, box = drawn()
    grey[TOP + 20 : TOP + 23] = 30
    assert ends(grey, box.polygon) == (box.left, box.right)
    grey, box = drawn()
    grey[:, round(box.right) + 2 : round(box.right) + 4] = 30
    assert ends(grey, box.polygon) == pytest.approx((box.left, box.right), abs=2.5)
