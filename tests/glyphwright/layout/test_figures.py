import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.geometry import Box, Polygon
from glyphwright.layout import find_figures
from glyphwright.stages import PageImage

Pixels = NDArray[np.uint8]

WIDTH, HEIGHT = 620, 877
BODY = [Box(60, y, 560, y + 14) for y in range(60, 300, 20)]
PICTURE = Box(120, 400, 420, 620)


def page(*, paper: int = 245) -> Pixels:
    """A page with lines of strokes for text at the top."""
    pixels = np.full((HEIGHT, WIDTH, 3), paper, np.uint8)
    for line in BODY:
        pixels[int(line.top) + 3 : int(line.bottom) - 3, int(line.left) : int(line.right) : 4] = 20
    return pixels


def found(pixels: Pixels, lines: list[Box] = BODY) -> list[Box]:
    return [figure.box for figure in find_figures(PageImage(pixels), outlines(lines))]


def outlines(lines: list[Box]) -> list[Polygon]:
    return [line.polygon for line in lines]


def part(pixels: Pixels, box: Box) -> Pixels:
    return pixels[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]


def paste_photograph(pixels: Pixels, box: Box) -> None:
    target = part(pixels, box)
    noise = np.random.default_rng(2).normal(0, 1, target.shape[:2])
    blurred = cv2.GaussianBlur(noise, (0, 0), 9)
    target[:] = np.clip(110 + 600 * blurred, 0, 190).astype(np.uint8)[..., None]


def test_a_photograph_is_found_where_it_lies() -> None:
    pixels = page()
    paste_photograph(pixels, PICTURE)
    (box,) = found(pixels)
    assert box.iou(PICTURE) > 0.95


def test_the_place_is_that_on_a_page_too_large_to_be_looked_at() -> None:
    pixels = page()
    paste_photograph(pixels, PICTURE)
    large = cv2.resize(pixels, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    lines = [Box(*(4 * side for side in (line.left, line.top, line.right, line.bottom))) for line in BODY]
    (box,) = found(np.asarray(large, np.uint8), lines)
    assert box.iou(Box(480, 1600, 1680, 2480)) > 0.95


def test_a_page_of_text_has_none_whether_its_lines_are_known_or_missed() -> None:
    assert found(page()) == []
    assert found(page(), BODY[:3]) == []
    assert found(255 - page()) == []


def test_a_blank_page_and_the_smallest_have_none() -> None:
    assert found(np.full((HEIGHT, WIDTH, 3), 230, np.uint8), []) == []
    assert found(np.zeros((1, 1, 3), np.uint8), []) == []


def test_the_table_that_the_page_lies_on_is_none() -> None:
    pixels = page()
    paste_photograph(pixels, Box(0, 500, 200, HEIGHT))
    pixels[:40] = 10
    assert found(pixels) == []


@pytest.mark.parametrize("lines", [BODY, [*BODY, Box(140, 450, 400, 470)]])
def test_an_even_panel_is_none_with_text_on_it_or_without(lines: list[Box]) -> None:
    pixels = page()
    part(pixels, PICTURE)[:] = 150
    for line in lines[len(BODY) :]:
        part(pixels, line)[3:-3, ::4] = 10
    assert found(pixels, lines) == []


def test_a_shadow_is_none() -> None:
    pixels = page()
    shade = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.ellipse(shade, (300, 500), (160, 110), 0, 0, 360, 60, -1)
    darker = cv2.GaussianBlur(shade, (0, 0), 30)[..., None]
    assert found(np.clip(pixels - darker, 0, 255).astype(np.uint8)) == []


def test_a_frame_around_text_that_was_missed_is_none() -> None:
    pixels = page()
    cv2.rectangle(pixels, (100, 400), (500, 640), (0, 0, 0), 2)
    for y in range(420, 620, 30):
        pixels[y : y + 8, 120:480:4] = 20
    assert found(pixels) == []


def test_blots_all_over_a_page_are_dirt() -> None:
    pixels, rng = page(), np.random.default_rng(3)
    for x, y in rng.uniform((60, 340), (560, 820), (25, 2)).astype(int).tolist():
        cv2.ellipse(pixels, (x, y), (22, 14), float(rng.uniform(0, 180)), 0, 360, (20, 20, 20), -1)
    assert found(pixels) == []


def test_bars_on_one_level_are_a_chart_with_the_numbers_beside_it() -> None:
    pixels, numbers = page(), [Box(90, 590, 112, 604), Box(90, 410, 112, 424), Box(150, 625, 162, 639)]
    for i, height in enumerate((60, 150, 100, 200)):
        pixels[620 - height : 620, 130 + 60 * i : 165 + 60 * i] = (200, 40, 30)
    for number in numbers:
        part(pixels, number)[3:-3, ::4] = 20
    (figure,) = find_figures(PageImage(pixels), outlines([*BODY, *numbers]))
    assert figure.lines == (12, 13, 14)
    assert figure.box.iou(Box(90, 410, 345, 639)) > 0.9


def test_a_bar_code_is_found() -> None:
    pixels, rng, x = page(), np.random.default_rng(4), 150
    while x < 390:
        width = int(rng.integers(2, 6))
        pixels[450:520, x : x + width] = 0
        x += width + int(rng.integers(2, 6))
    (box,) = found(pixels)
    assert box.iou(Box(150, 450, 392, 520)) > 0.9


def test_a_curve_in_a_frame_is_a_diagram() -> None:
    pixels = page()
    cv2.rectangle(pixels, (120, 400), (420, 620), (0, 0, 0), 2)
    x = np.linspace(140, 400, 60)
    curve = np.stack([x, 510 + 80 * np.sin(x / 25)], axis=1).round().astype(np.int32)
    cv2.polylines(pixels, [curve], False, (0, 0, 0), 2)
    (box,) = found(pixels)
    assert box.iou(PICTURE) > 0.9


def test_lines_seen_in_a_picture_are_parts_of_it_and_do_not_hide_it() -> None:
    pixels = page()
    paste_photograph(pixels, PICTURE)
    seen = [Box(150, 430, 230, 444), Box(200, 520, 300, 534)]
    (figure,) = find_figures(PageImage(pixels), outlines([*BODY, *seen]))
    assert figure.lines == (12, 13)
    assert figure.box.iou(PICTURE) > 0.9
