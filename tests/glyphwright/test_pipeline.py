from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glyphwright.geometry import Box
from glyphwright.options import ReadOptions
from glyphwright.pipeline import Reader, make_reader
from glyphwright.stages import LineCrop, PageImage, Reading, Region


@dataclass
class BarFinder:
    """Every dark horizontal band of the page is a line."""

    name: str = "bars"

    def find_lines(self, image: PageImage) -> list[Region]:
        dark = (image.pixels[:, :, 0] < 128).any(axis=1)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], dark, [False]])))
        return [
            Region(Box(10, float(a), image.width - 10, float(b)).polygon, 0.9 if a < 100 else 0.4)
            for a, b in edges.reshape(-1, 2)
        ]


@dataclass
class WidthReader:
    """Reads the width of each crop."""

    name: str = "widths"
    height: int = 36

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        texts = [str(crop.pixels.shape[1]) for crop in crops]
        return [Reading(tuple(t), (1.0,) * len(t), tuple((i * 4.0, i * 4.0 + 4) for i in range(len(t)))) for t in texts]


def page() -> np.ndarray:
    pixels = np.full((300, 200), 255, np.uint8)
    pixels[40:60, 10:190] = 0
    pixels[120:140, 10:190] = 0
    return pixels


def test_a_source_becomes_a_document_that_names_its_models() -> None:
    document = Reader(BarFinder(), WidthReader(), ReadOptions()).read(page())
    assert document.models == ("bars", "widths")
    assert len(list(document.pages[0].lines)) == 2
    assert document.pages[0].height == 300


def test_regions_below_the_least_score_are_not_read() -> None:
    document = Reader(BarFinder(), WidthReader(), ReadOptions(min_score=0.5)).read(page())
    assert len(list(document.pages[0].lines)) == 1


def test_lines_that_are_likelier_wrong_than_right_are_left_out() -> None:
    @dataclass
    class Doubtful(WidthReader):
        def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
            return [
                Reading(("x", "y", "z"), (0.2 + 0.6 * i, 0.6, 0.6), ((0, 4), (4, 8), (8, 12)))
                for i in range(len(crops))
            ]

    assert Reader(BarFinder(), Doubtful(), ReadOptions()).read(page()).text == "xyz\n"
    assert Reader(BarFinder(), Doubtful(), ReadOptions(min_confidence=0.0)).read(page()).text.count("xyz") == 2


class Undecided:
    """Says the same of all pictures."""

    def run(self, pictures: np.ndarray) -> np.ndarray:
        return np.zeros((len(pictures), 1), np.float32)


@dataclass
class HeadReader(WidthReader):
    """Knows a crop on its head by its light left end; reads it worse, and the first one turned."""

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        upside_down = [crop.pixels[:, :60].mean() > crop.pixels[:, -60:].mean() for crop in crops]
        return [
            Reading(
                tuple("noun"),
                (0.7 if turned else 0.9,) * 4,
                tuple((k, k + 1) for k in range(4)),
                turned=turned and i == 0,
            )
            for i, turned in enumerate(upside_down)
        ]


def light_at_the_right() -> np.ndarray:
    """A page of two lines that are light at their right end."""
    pixels = np.full((300, 200), 255, np.uint8)
    for top in (40, 240):
        pixels[top : top + 20, 10:150] = 0
    return pixels


@dataclass
class AllFinder(BarFinder):
    """Finds bars that lie on their side as well."""

    def find_lines(self, image: PageImage) -> list[Region]:
        if image.width < image.height:
            return BarFinder().find_lines(image)
        dark = (image.pixels[:, :, 0] < 128).any(axis=0)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], dark, [False]])))
        return [Region(Box(float(a), 10, float(b), image.height - 10).polygon, 0.9) for a, b in edges.reshape(-1, 2)]


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_on_its_head_is_read_the_other_way_up_unless_pages_are_read_as_they_lie(quarters: int) -> None:
    picture = np.rot90(light_at_the_right(), quarters)
    model = Undecided()
    upright = ReadOptions(steps=("orientation",))
    page = Reader(AllFinder(), HeadReader(), upright, model).read(picture).pages[0]  # type: ignore[arg-type]
    assert page.rotation_degrees == 90 * quarters  # rot90 turns to the left
    assert [word.confidence for word in page.words] == pytest.approx([0.9**4, 0.9**4])
    as_it_lies = ReadOptions(steps=(), min_confidence=0.0)
    page = Reader(BarFinder(), HeadReader(), as_it_lies, model).read(picture).pages[0]  # type: ignore[arg-type]
    assert page.rotation_degrees == 0


def test_one_line_is_read_without_looking_for_it() -> None:
    line = Reader(BarFinder(), WidthReader(), ReadOptions()).read_line(page()[30:70])
    assert line.text.isdigit()
    assert line.polygon.box == Box(0, 0, 200, 40)


@dataclass
class LevelReader(WidthReader):
    """Reads on which side the ink ends lower than it begins; surest where it is level."""

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        readings = []
        for crop in crops:
            rows, columns = np.nonzero(crop.pixels < 128)
            fall = float(np.polyfit(columns, rows, 1)[0] * crop.pixels.shape[1])
            readings.append(Reading((">" if fall > 0 else "<",), (max(0.0, 1 - abs(fall) / 36),), ((0.0, 4.0),)))
        return readings


@pytest.mark.parametrize("slant", [-18, 0, 12])
def test_a_slanted_word_is_read_along_its_slant(slant: int) -> None:
    fall = np.tan(np.deg2rad(slant))
    rows, columns = np.mgrid[:120, :200]
    word = np.where(np.abs(rows - 60 - fall * (columns - 100)) < 8, 0, 255).astype(np.uint8)
    line = Reader(BarFinder(), LevelReader(), ReadOptions()).read_line(word)
    assert line.confidence > 0.8
    top_left, top_right, *_ = line.words[0].polygon.points
    assert np.sign(round(top_right[1] - top_left[1], 3)) == np.sign(slant)


def test_a_blank_page_gives_an_empty_text() -> None:
    document = Reader(BarFinder(), WidthReader(), ReadOptions()).read(np.full((50, 50), 255, np.uint8))
    assert document.pages[0].text == ""


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (500, 3)])
def test_tiny_pictures_do_no_harm(shape: tuple[int, int]) -> None:
    reader = Reader(BarFinder(), WidthReader(), ReadOptions())
    assert reader.read(np.full(shape, 255, np.uint8)).pages[0].width == shape[1]


def test_thirty_two_threads_share_a_reader_and_read_what_one_reads_alone() -> None:
    """With the real models, since the sessions of ONNX Runtime are what threads share."""
    with Image.open(Path(__file__).parents[2] / "examples" / "pages" / "letter.png") as letter:
        upper, lower = (np.asarray(letter.convert("RGB"))[top : top + 260] for top in (0, 400))
    reader = make_reader(ReadOptions(threads=1))
    alone = [reader.read(part) for part in (upper, lower)]
    assert all(document.text.strip() for document in alone)
    with ThreadPoolExecutor(32) as pool:
        together = list(pool.map(reader.read, [upper, lower] * 16))
    assert together == alone * 16


def test_lines_of_a_page_on_its_head_come_in_the_order_in_which_they_are_read() -> None:
    class Upended(WidthReader):
        def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
            return [replace(reading, turned=True) for reading in super().read_lines(crops)]

    upright, upended = (
        [line.box.top for line in Reader(BarFinder(), reader, ReadOptions()).read(page()).pages[0].lines]
        for reader in (WidthReader(), Upended())
    )
    assert len(upright) == 2
    assert upended == pytest.approx(upright[::-1], abs=2)
