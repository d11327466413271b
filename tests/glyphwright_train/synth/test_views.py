import numpy as np
import pytest

from glyphwright.geometry import Box
from glyphwright.page import Block, Line, Page, Word
from glyphwright_train.synth.views import draw_view

pytestmark = pytest.mark.train


def page_with_lines() -> tuple[np.ndarray, Page]:
    pixels = np.full((900, 700), 255, np.uint8)
    lines = []
    for i in range(20):
        box = Box(60, 50 + 40 * i, 640, 50 + 40 * i + 24)
        pixels[int(box.top) : int(box.bottom), int(box.left) : int(box.right)] = 0
        lines.append(Line((Word("x", box.polygon),), box.polygon, score=0.0 if i == 7 else 1.0))
    return pixels, Page(1, 700, 900, (Block.around(tuple(lines)),))


def test_the_lines_of_a_view_lie_on_their_ink() -> None:
    pixels, truth = page_with_lines()
    inside, outside = [], []
    for seed in range(12):
        view = draw_view(np.random.default_rng(seed), pixels, truth, size=320, strength=0.0)
        for line in view.lines:
            x, y = line.array.mean(axis=0).astype(int)
            if 0 <= x < 320 and 0 <= y < 320:
                inside.append(int(view.pixels[y, x]))
        outside.append(int(np.percentile(view.pixels, 98)))
    assert len(inside) > 20
    contrast = np.median(outside) - np.median(inside)
    assert contrast > 100


def test_doubtful_lines_are_kept_apart() -> None:
    pixels, truth = page_with_lines()
    view = draw_view(np.random.default_rng(0), pixels, truth, size=320, strength=0.2)
    assert len(view.lines) == 19
    assert len(view.ignored) == 1


def test_a_page_without_text_gives_a_view_without_lines() -> None:
    blank = np.zeros((300, 200), np.uint8)
    view = draw_view(np.random.default_rng(0), blank, Page(1, 200, 300), size=256, strength=1.0)
    assert view.pixels.shape == (256, 256)
    assert view.lines == ()
