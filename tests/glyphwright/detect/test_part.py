from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.detect import part_lines
from glyphwright.geometry import Box, Polygon, Transform
from glyphwright.stages import PageImage, Region, Rule

HEIGHT, STEP = 20, 30
LEFT, RIGHT = (40, 280), (300, 540)


def paper() -> NDArray[np.uint8]:
    return np.full((500, 600, 3), 255, np.uint8)


def write(pixels: NDArray[np.uint8], left: int, right: int, top: int, *, space: int = 6) -> None:
    """Words of 40 pixels."""
    for x in range(left, right, 40 + space):
        pixels[top + 5 : top + 15, x : min(right, x + 40)] = 30


def region(left: float, right: float, top: float) -> Region:
    return Region(Box(left, top, right, top + HEIGHT).polygon, 0.9)


def sides(line: Region) -> tuple[float, float, float, float]:
    box = line.polygon.box
    return box.left, box.bottom, box.right, box.top


def boxes(regions: Sequence[Region]) -> list[tuple[int, int]]:
    return [(round(one.polygon.box.left), round(one.polygon.box.right)) for one in regions]


def two_columns(*joined: int) -> tuple[PageImage, list[Region]]:
    """Twelve rows of two columns, of which some were found as a single line."""
    pixels, lines = paper(), []
    for row in range(12):
        top = 40 + STEP * row
        for left, right in (LEFT, RIGHT):
            write(pixels, left, right, top)
        lines += [region(LEFT[0], RIGHT[1], top)] if row in joined else [region(*LEFT, top), region(*RIGHT, top)]
    return PageImage(pixels), lines


@pytest.mark.parametrize("joined", [(0,), (5,), range(12)])
def test_lines_over_a_gutter_are_parted_from_ink_to_ink(joined: Sequence[int]) -> None:
    image, lines = two_columns(*joined)
    parted = part_lines(image, lines)
    assert boxes(parted) == [LEFT, RIGHT] * 12
    assert {one.score for one in parted} == {0.9}


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (((40, 80), (86, 120), (150, 190)), [(40, 120), (150, 190)]),  # a label and what it says
        (((40, 80), (110, 150), (180, 220), (250, 290)), [(40, 290)]),  # justified: all spaces are as wide
        (((40, 80), (120, 160), (200, 240)), [(40, 80), (120, 160), (200, 240)]),  # cells
        (((40, 80), (98, 140), (146, 190)), [(40, 190)]),
    ],
)
def test_a_line_ends_at_a_gap_that_stands_out(words: Sequence[tuple[int, int]], lines: list[tuple[int, int]]) -> None:
    pixels = paper()
    for left, right in words:
        write(pixels, left, right, 100)
    assert boxes(part_lines(PageImage(pixels), [region(words[0][0], words[-1][1], 100)])) == lines


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


def test_a_gutter_is_found_where_some_lines_reach_into_it() -> None:
    image, lines = two_columns(0, 4, 9)
    lines = [region(left, right + 12, top) for left, _, right, top in map(sides, lines[:4])] + lines[4:]
    assert len(part_lines(image, lines)) == 24


def test_a_line_that_is_higher_at_one_end_is_parted_at_the_same_place() -> None:
    image, lines = two_columns(5)
    (left, top), (right, _), (_, bottom), _ = lines[10].polygon.points
    slanted = Polygon(((left, top - 3), (right, top), (right, bottom), (left, bottom + 3)))
    parted = part_lines(image, [*lines[:10], Region(slanted), *lines[11:]])
    assert boxes(parted)[10:12] == [LEFT, RIGHT]


def test_equal_spaces_that_lie_under_one_another_part_no_code() -> None:
    pixels = paper()
    lines = [region(40, 540, 40 + STEP * row) for row in range(12)]
    for row in range(12):
        write(pixels, 40, 540, 40 + STEP * row, space=16)
    assert part_lines(PageImage(pixels), lines) == lines


def test_numbers_that_end_a_column_are_not_parted_from_it() -> None:
    pixels, lines = paper(), []
    for top in range(40, 40 + 12 * STEP, STEP):
        write(pixels, 40, 220, top)
        pixels[top + 7 : top + 13, 236:244] = 30
        write(pixels, 264, 500, top)
        lines.append(region(40, 500, top))
    assert boxes(part_lines(PageImage(pixels), lines)) == [(40, 244), (264, 500)] * 12


def test_lines_between_those_that_tell_of_a_gutter_speak_against_it() -> None:
    image, lines = two_columns(5)
    for row in (2, 3, 7, 8):
        write(image.pixels, *LEFT, 40 + STEP * row)
        image.pixels[40 + STEP * row + 7 : 40 + STEP * row + 13, 270:310] = 30
    across = [region(LEFT[0], RIGHT[1], 40 + STEP * row) for row in (2, 3, 7, 8)]
    kept = [line for row in (0, 1, 4, 6, 9) for line in lines if round(line.polygon.box.top) == 40 + STEP * row]
    few = [*kept[:2], *across, lines[10], *kept[-2:]]
    assert part_lines(image, few) == few


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


def test_a_rule_through_words_parts_no_line_even_where_it_meets_a_space() -> None:
    pixels, lines = paper(), [region(40 - 23 * (row % 2), 540, 40 + STEP * row) for row in range(6)]
    for row, line in enumerate(lines):
        write(pixels, round(line.polygon.box.left), 540, 40 + STEP * row, space=16)
    crossing = Rule((256, 30), (256, 260), 3.0)  # in a space of three lines, through a word of three
    assert part_lines(PageImage(pixels, rules=(crossing,)), lines) == lines
    clear = part_lines(PageImage(pixels, rules=(crossing,)), lines[::2])
    assert len(clear) == 6


def test_a_page_without_lines_stays_without() -> None:
    assert part_lines(PageImage(paper()), []) == []


@pytest.mark.parametrize("place", [(-300, -20, 40), (900, 1200, 40), (100, 300, -80), (100, 300, 2000)])
def test_what_a_finder_sees_beyond_the_edges_is_left_out(place: tuple[float, float, float]) -> None:
    pixels = paper()
    write(pixels, 100, 300, 40)
    lines = [region(*place), region(100, 300, 40)]
    assert part_lines(PageImage(pixels), lines) == part_lines(PageImage(pixels), lines[1:])


def test_a_piece_beyond_the_edge_is_left_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = paper()
    write(pixels, 500, 600, 40)
    pieces = [region(490, 620, 40), region(650, 760, 40)]
    monkeypatch.setattr("glyphwright.detect.part._part", lambda image, grey, lines: pieces)
    assert part_lines(PageImage(pixels), [region(490, 760, 40)]) == pieces[:1]


def test_pages_that_are_slightly_turned_are_parted_too() -> None:
    import cv2

    image, lines = two_columns(5)
    spin = cv2.getRotationMatrix2D((300, 250), 1.0, 1.0)
    turned = cv2.warpAffine(image.pixels, spin, (600, 500), borderValue=(255, 255, 255))
    to_turned = Transform.from_array(spin)
    found = part_lines(PageImage(np.asarray(turned, np.uint8)), [Region(to_turned(line.polygon)) for line in lines])
    assert len(found) == 24


def test_rows_of_dots_and_dashes_are_no_lines() -> None:
    pixels = paper()
    for x in range(40, 400, 12):
        pixels[108:111, x : x + 8] = 30  # a row of dashes
    write(pixels, 40, 120, 200)
    for x in range(150, 490, 8):
        pixels[210:213, x : x + 3] = 30  # a leader from a word to a number
    write(pixels, 520, 540, 200)
    write(pixels, 40, 46, 300)
    pixels[310:313, 60:100] = 30  # a dash by itself
    lines = [region(40, 400, 100), region(40, 540, 200), region(60, 100, 300)]
    assert boxes(part_lines(PageImage(pixels), lines)) == [(40, 120), (520, 540), (60, 100)]
    assert part_lines(PageImage(pixels), [region(150, 490, 200)]) == []
