import numpy as np
import pytest

from glyphwright.detect.components import ComponentsLineFinder
from glyphwright.geometry import Box
from glyphwright.metrics import detection_score
from glyphwright.stages import PageImage, Region

WORDS = ("letters", "that", "follow", "one", "another")


def draw(lines: list[tuple[str, int, int]], *, size: tuple[int, int] = (600, 900), degrees: float = 0) -> PageImage:
    """Black text at (left, baseline), about 20 pixels high, the whole page turned."""
    import cv2

    pixels = np.full((*size, 3), 255, np.uint8)
    for text, left, baseline in lines:
        cv2.putText(pixels, text, (left, baseline), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 2, cv2.LINE_AA)
    if degrees:
        turn = cv2.getRotationMatrix2D((size[1] / 2, size[0] / 2), -degrees, 1.0)
        pixels = np.asarray(cv2.warpAffine(pixels, turn, size[::-1], borderValue=(255, 255, 255)), np.uint8)
    return PageImage(pixels)


def find(image: PageImage) -> list[Region]:
    return ComponentsLineFinder().find_lines(image)


PARAGRAPH = [(" ".join(WORDS), 150, 200 + 40 * row) for row in range(5)]


def test_every_line_of_a_paragraph_is_one_region_around_its_ink() -> None:
    image = draw(PARAGRAPH)
    found = find(image)
    assert len(found) == 5
    for row in range(5):
        y, x = np.nonzero(image.pixels[178 + 40 * row : 209 + 40 * row, :, 0] < 128)
        ink = Box(x.min(), 178 + 40 * row + y.min(), x.max() + 1, 179 + 40 * row + y.max())
        assert detection_score([line.polygon for line in found], [ink.polygon], iou=0.8).truth_found == 1


@pytest.mark.parametrize("degrees", [-15, -6, 9, 15])
def test_skewed_lines_are_followed(degrees: float) -> None:
    found = find(draw(PARAGRAPH, degrees=degrees))
    assert len(found) == 5
    for line in found:
        start, end = line.polygon.array[:2]
        assert np.rad2deg(np.arctan2(*(end - start)[::-1])) == pytest.approx(degrees, abs=1.0)
        assert np.linalg.norm(end - start) > 320


def test_columns_stay_apart() -> None:
    assert len(find(draw([("left column", 50, 100), ("right column", 400, 100)]))) == 2


def test_light_text_on_a_dark_page_is_text_too() -> None:
    dark = PageImage(255 - draw(PARAGRAPH).pixels)
    assert len(find(dark)) == 5


def test_dots_and_accents_belong_to_their_line() -> None:
    (line,) = find(draw([("iiijji.", 100, 100)]))
    assert line.polygon.box.top <= 83
    assert line.polygon.box.right > 135


def test_rules_and_specks_are_no_lines() -> None:
    image = draw(PARAGRAPH)
    image.pixels[500:503, 50:850] = 0
    specks = np.random.default_rng(0).integers(0, (600, 900), (400, 2))
    image.pixels[specks[:, 0], specks[:, 1]] = 0
    assert len(find(image)) == 5


@pytest.mark.parametrize("size", [(600, 900), (3, 3), (1, 40)])
def test_nothing_is_found_on_a_blank_page(size: tuple[int, int]) -> None:
    assert find(PageImage(np.full((*size, 3), 230, np.uint8))) == []
