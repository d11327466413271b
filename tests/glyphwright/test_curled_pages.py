"""A page that falls away towards a spine, with the real models: the same words, each where its ink is."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from glyphwright.geometry import Polygon
from glyphwright.metrics import word_f1
from glyphwright.options import ReadOptions
from glyphwright.page import Page
from glyphwright.pipeline import Reader, make_reader
from glyphwright.stages import LineFinder, PageImage, Region

LETTER = Path(__file__).parents[2] / "examples" / "pages" / "letter.png"
FALL_PX = 80


@dataclass(frozen=True)
class FourCorners:
    """A finder all of whose lines run straight from end to end."""

    finder: LineFinder

    @property
    def name(self) -> str:
        return self.finder.name

    def find_lines(self, image: PageImage) -> list[Region]:
        lines = self.finder.find_lines(image)
        return [replace(line, polygon=Polygon.from_array(line.polygon.corners)) for line in lines]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(ReadOptions(threads=1, steps=()))


@pytest.fixture(scope="module")
def flat() -> NDArray[np.uint8]:
    with Image.open(LETTER) as letter:
        return np.asarray(letter.convert("RGB"))[:720]


def fall(x: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """By how much the columns of a page are lower than without its curl."""
    return np.asarray(FALL_PX * np.clip(2 * x / width - 1, 0, None) ** 2)


@pytest.fixture(scope="module")
def curled(flat: NDArray[np.uint8]) -> PageImage:
    h, w = flat.shape[:2]
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    from_y = (y - fall(np.arange(w) + 0.5, w)).astype(np.float32)
    return PageImage(np.asarray(cv2.remap(flat, x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)))


@pytest.fixture(scope="module")
def straight_page(reader: Reader, flat: NDArray[np.uint8]) -> Page:
    return reader.read_page(PageImage(flat))


def middles(page: Page) -> dict[str, tuple[float, float]]:
    """Where the words that stand on a page only once have their middle."""
    counts = Counter(word.text for word in page.words)
    return {word.text: word.box.centre for word in page.words if counts[word.text] == 1}


def test_lines_that_bend_are_read_along_their_bend(reader: Reader, curled: PageImage, straight_page: Page) -> None:
    bent = reader.read_page(curled).text
    cut_straight = replace(reader, finder=FourCorners(reader.finder)).read_page(curled).text
    assert word_f1(bent, straight_page.text).f1 > 0.97
    assert word_f1(cut_straight, straight_page.text).f1 < 0.92


def test_words_and_baselines_lie_along_the_bend(reader: Reader, curled: PageImage, straight_page: Page) -> None:
    page = reader.read_page(curled)
    places, flat_places = middles(page), middles(straight_page)
    both = places.keys() & flat_places.keys()
    assert len(both) > 60
    for text in both:
        x, y = flat_places[text]
        assert places[text] == pytest.approx((x, y + fall(np.array([x]), curled.width)[0]), abs=5)
    bent = max(page.lines, key=lambda line: len(line.polygon.points))
    assert len(bent.polygon.points) > 20
    assert len(bent.baseline) > 10


def test_lines_of_a_flat_page_keep_four_corners(reader: Reader, flat: NDArray[np.uint8]) -> None:
    assert {len(line.polygon.points) for line in reader.find_lines(PageImage(flat))} == {4}
