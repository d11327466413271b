from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glyphwright.detect import finder as finder_module
from glyphwright.detect.finder import NetworkLineFinder
from glyphwright.detect.levels import centres
from glyphwright.geometry import Box
from glyphwright.runtime import Model
from glyphwright.stages import PageImage


@dataclass
class DarkCores:
    """A network stand-in: cores where the image is dark, lines `height_px` high in its input; notes what it saw."""

    height_px: float = 16.0
    seen: list[tuple[int, ...]] = field(default_factory=list)

    def get_inputs(self) -> list[Any]:
        return [type("Input", (), {"name": "image"})]

    def run(self, _: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        image = inputs["image"]
        self.seen.append(image.shape[2:])
        small = image[:, :, ::4, ::4]
        maps = np.concatenate([np.where(small < 0, 9.0, -9.0), small * 0, small * 0 + np.log(self.height_px / 16)], 1)
        return [maps.astype(np.float32)]


@dataclass
class DarkCells(DarkCores):
    """The same for a grid of boxes (detect/yolo.py): one in each dark cell at the finest stride, two cells long."""

    def run(self, _: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        image = inputs["image"]
        self.seen.append(image.shape[2:])
        dark = image[0, 0, 4::8, 4::8].ravel() < 0
        n = len(centres(image.shape[2:]))
        output = np.zeros((n, 7), np.float32)
        output[:, 0] = -9
        output[: len(dark), 0][dark] = 9
        output[:, 3:5] = np.log([2.0, self.height_px / 8])
        output[:, 5] = 1
        return [output[None]]


def make_finder(session: DarkCores) -> NetworkLineFinder:
    architecture = "yolo" if isinstance(session, DarkCells) else "db"
    return NetworkLineFinder(Model(Path("x"), "", {"name": "fake", "architecture": architecture}, session))


def page(h: int, w: int, bars: list[tuple[int, int, int, int]]) -> PageImage:
    pixels = np.full((h, w, 3), 255, np.uint8)
    for left, top, right, bottom in bars:
        pixels[top:bottom, left:right] = 0
    return PageImage(pixels)


def test_regions_come_back_in_pixels_of_the_page() -> None:
    session = DarkCores()
    (region,) = make_finder(session).find_lines(page(3072, 2000, [(400, 1000, 1600, 1016)]))
    assert max(session.seen[0]) == 1536
    box = region.polygon.box
    assert (box.left + box.right) / 2 == pytest.approx(1000, abs=12)
    assert (box.top + box.bottom) / 2 == pytest.approx(1008, abs=12)
    assert box.height == pytest.approx(32, abs=1)


@pytest.mark.parametrize("size", [(2925, 2067), (3508, 2481)])
def test_a_page_near_twice_the_size_is_seen_at_half_of_it(size: tuple[int, int]) -> None:
    h, w = size
    session = DarkCores()
    (region,) = make_finder(session).find_lines(page(h, w, [(w - 600, h - 64, w - 200, h - 32)]))
    assert session.seen[0] == (-(-h // 64) * 32, -(-w // 64) * 32)
    box = region.polygon.box
    assert (box.left + box.right) / 2 == pytest.approx(w - 400, abs=12)
    assert (box.top + box.bottom) / 2 == pytest.approx(h - 48, abs=4)


def test_a_narrow_page_is_looked_at_more_closely() -> None:
    session = DarkCores()
    make_finder(session).find_lines(page(2000, 500, [(100, 1000, 400, 1016)]))
    assert session.seen[0][0] == pytest.approx(2000, abs=32)


def test_small_print_is_looked_at_again_enlarged() -> None:
    session = DarkCores(height_px=10.0)
    make_finder(session).find_lines(page(1000, 800, [(100, 100, 700, 105)]))
    assert [h for h, _ in session.seen] == [1024, 2016, 256]


def test_a_huge_page_keeps_its_print_readable_and_gives_the_same_lines_in_tiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bars = [(200, 500 * i + 240, 4800, 500 * i + 280) for i in range(10)]
    whole, tiled = DarkCores(), DarkCores()
    monkeypatch.setattr(finder_module, "TILE_PX", 100_000)
    expected = make_finder(whole).find_lines(page(5500, 5000, bars))
    monkeypatch.setattr(finder_module, "TILE_PX", 1024)
    found = make_finder(tiled).find_lines(page(5500, 5000, bars))
    assert whole.seen[0][0] == pytest.approx(0.4 * 5500, abs=32)
    assert len(tiled.seen) > 4
    assert found == expected
    assert len(found) == 10


def test_a_blank_page_gives_nothing_and_is_looked_at_for_ordinary_and_for_large_print_alone() -> None:
    session = DarkCores()
    assert make_finder(session).find_lines(page(50, 2000, [])) == []
    assert session.seen == [(64, 2016), (32, 512)]


def test_boxes_that_neighbouring_tiles_find_become_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder_module, "TILE_PX", 512)
    session = DarkCells()
    (region,) = make_finder(session).find_lines(page(1200, 1500, [(104, 508, 1400, 516)]))
    assert len(session.seen) == 10
    assert region.polygon.box.iou(Box(100, 500, 1404, 516)) > 0.9
