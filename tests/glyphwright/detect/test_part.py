from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.detect import part_lines
from glyphwright.geometry import Box, Transform
from glyphwright.stages import PageImage, Region, Rule

HEIGHT, STEP = 20, 30
LEFT, RIGHT = (40, 280), (300, 540)


def paper() -> NDArray[np.uint8]:
    return np.full((500, 600, 3), 255, np.uint8)


def write(pixels: NDArray[np.uint8], left: int, right: int, top: int, *, space: int = 6) -> None:
    """Words of 40 pixels."""
    for x in range(left, right, 40 + space):
        pixels[top + 7 : top + 13, x : min(right, x + 40)] = 30


def region(left: float, right: float, top: float) -> Region:
    return Region(Box(left, top, right, top + HEIGHT).polygon, 0.9)


def boxes(regions: Sequence[Region]) -> list[tuple[int, int]]:
    return [(round(one.polygon.box.left), round(one.polygon.box.right)) for one in regions]


def two_columns(joined: int) -> tuple[PageImage, list[Region]]:
    """Twelve rows of two columns, of which one was found as a single line."""
    pixels, lines = paper(), []
    for row in range(12):
        top = 40 + STEP * row
        for left, right in (LEFT, RIGHT):
            write(pixels, left, right, top)
        lines += [region(LEFT[0], RIGHT[1], top)] if row == joined else [region(*LEFT, top), region(*RIGHT, top)]
    return PageImage(pixels), lines


@pytest.mark.parametrize("joined", [0, 5])
def test_a_line_over_a_gutter_is_parted_from_ink_to_ink(joined: int) -> None:
    image, lines = two_columns(joined)
    parted = part_lines(image, lines)
    assert boxes(parted) == [LEFT, RIGHT] * 12
    assert {one.score for one in parted} == {0.9}


def test_a_line_with_words_over_a_gutter_stays_whole() -> None:
    image, lines = two_columns(5)
    image.pixels[40 + 5 * STEP + 4 : 40 + 5 * STEP + 16, 270:310] = 30
    assert part_lines(image, lines) == lines


def test_spaces_that_lie_under_one_another_part_no_running_text() -> None:
    pixels = paper()
    lines = [region(40, 540, 40 + STEP * row) for row in range(12)]
    for row in range(12):
        write(pixels, 40, 540, 40 + STEP * row)
    assert part_lines(PageImage(pixels), lines) == lines


def test_a_line_is_parted_at_the_rule_that_crosses_it() -> None:
    pixels = paper()
    write(pixels, 40, 178, 100)
    write(pixels, 192, 320, 100)
    pixels[60:160, 184:187] = 30
    crossing, underline = Rule((185.5, 60), (185.5, 160), 3.0), Rule((40, 121), (320, 121), 2.0)
    line = region(40, 320, 100)
    assert boxes(part_lines(PageImage(pixels, rules=(crossing, underline)), [line])) == [(40, 172), (192, 320)]
    assert part_lines(PageImage(pixels, rules=(underline,)), [line]) == [line]
    short = Rule((185.5, 60), (185.5, 110), 3.0)
    assert part_lines(PageImage(pixels, rules=(short,)), [line]) == [line]


def test_a_page_without_lines_stays_without() -> None:
    assert part_lines(PageImage(paper()), []) == []


def test_pages_that_are_slightly_turned_are_parted_too() -> None:
    import cv2

    image, lines = two_columns(5)
    spin = cv2.getRotationMatrix2D((300, 250), 1.0, 1.0)
    turned = cv2.warpAffine(image.pixels, spin, (600, 500), borderValue=(255, 255, 255))
    to_turned = Transform.from_array(spin)
    found = part_lines(PageImage(np.asarray(turned, np.uint8)), [Region(to_turned(line.polygon)) for line in lines])
    assert len(found) == 24
