from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glyphwright.detect import window
from glyphwright.detect.window import BINS, WindowLineFinder, describe_cells
from glyphwright.runtime import Model
from glyphwright.stages import PageImage


class Contrast:
    """A classifier that takes whatever has edges all over the window for text."""

    def get_inputs(self) -> list[Any]:
        return [type("Input", (), {"name": "image"})]

    def run(self, _: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        import cv2

        edges = cv2.blur(inputs["image"][0].sum(axis=0), (5, 3), borderType=cv2.BORDER_CONSTANT)
        return [(20 * (edges - 1.6))[None, None].astype(np.float32)]


def finder() -> WindowLineFinder:
    return WindowLineFinder(Model(Path("x"), "", {"name": "fake", "line_px": 20.0}, Contrast()))


def hatched(left: int, top: int, right: int, bottom: int) -> PageImage:
    """A bar of upright strokes, as letters are, on a white page."""
    pixels = np.full((400, 600, 3), 255, np.uint8)
    pixels[top:bottom, left:right:6] = 0
    pixels[top:bottom, left + 1 : right : 6] = 0
    return PageImage(pixels)


def test_upright_strokes_are_found_where_they_are() -> None:
    (line,) = finder().find_lines(hatched(100, 200, 500, 220))
    assert line.polygon.box.left == pytest.approx(100, abs=20)
    assert line.polygon.box.right == pytest.approx(500, abs=20)
    assert sum(line.polygon.box.centre) == pytest.approx(300 + 210, abs=10)


def test_a_blank_page_gives_nothing() -> None:
    assert finder().find_lines(PageImage(np.full((300, 200, 3), 240, np.uint8))) == []
    assert finder().find_lines(PageImage(np.full((1, 1, 3), 240, np.uint8))) == []


def test_a_page_is_looked_at_smaller_and_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, ...]] = []
    describe = window.describe_cells
    monkeypatch.setattr(window, "describe_cells", lambda grey: (seen.append(grey.shape), describe(grey))[1])
    finder().find_lines(hatched(100, 200, 500, 220))
    widths = [shape[1] for shape in seen]
    assert widths[0] == round(600 * 2**0.5)
    assert all(after < before for before, after in pairwise(widths))


def test_histograms_tell_directions_and_not_which_side_is_dark() -> None:
    grey = hatched(0, 0, 600, 400).pixels[:, :, 0]
    cells = describe_cells(grey)
    assert cells.shape == (BINS, 100, 150)
    assert cells[0, 20:80, 20:130].mean() > 20 * cells[BINS // 2, 20:80, 20:130].mean()
    assert np.allclose(cells, describe_cells(255 - grey), atol=1e-4)
