import numpy as np
import pytest

from glyphwright.geometry import Box
from glyphwright.page import Block, Line, Page, Word
from glyphwright_train.synth.warp import MOST_BEND, curl_page, typical_text_height

pytestmark = pytest.mark.train


def ruled_page() -> tuple[np.ndarray, Page]:
    """Three solid bars where lines would be, each of two words."""
    pixels = np.full((400, 600), 255, np.uint8)
    lines = []
    for top in (50, 180, 310):
        pixels[top : top + 30, 40:560] = 0
        words = tuple(
            Word(text, Box(left, top, right, top + 30).polygon)
            for text, left, right in (("a", 40, 300), ("b", 300, 560))
        )
        lines.append(Line(words, Box(40, top, 560, top + 30).polygon))
    return pixels, Page(1, 600, 400, (Block.around(tuple(lines)),))


def test_the_truth_moves_with_the_ink() -> None:
    for seed in range(10):
        bent, page = curl_page(np.random.default_rng(seed), *ruled_page(), strength=1.0)
        for line in page.lines:
            for x, y in line.polygon.points:
                column = bent[:, int(np.clip(x, 42, 557))]
                edges = np.flatnonzero(np.diff((column < 128).astype(int)))
                assert np.abs(edges + 1 - y).min() < 2.5


def test_a_line_bends_by_less_than_a_share_of_its_height() -> None:
    for seed in range(20):
        bent, page = curl_page(np.random.default_rng(seed), *ruled_page(), strength=1.0)
        first = next(page.lines).polygon.array
        chord = np.interp(np.arange(60, 540), first[:2, 0], first[:2, 1])
        tops = np.array([np.flatnonzero(bent[:150, x] < 128)[0] for x in range(60, 540)])
        assert np.abs(tops - chord).max() < 2 * MOST_BEND * 30 + 2


def test_without_strength_nothing_moves() -> None:
    pixels, page = ruled_page()
    bent, same = curl_page(np.random.default_rng(0), pixels, page, strength=0.0)
    assert np.array_equal(bent, pixels)
    assert [line.box for line in same.lines] == [line.box for line in page.lines]


def test_words_move_with_their_lines() -> None:
    _, page = curl_page(np.random.default_rng(3), *ruled_page(), strength=1.0)
    for line in page.lines:
        assert line.words[0].polygon.points[0] == line.polygon.points[0]
        assert line.words[-1].polygon.points[1] == line.polygon.points[1]


def test_a_page_without_text_has_a_typical_height_all_the_same() -> None:
    assert typical_text_height(Page(1, 10, 10)) == 30.0
    assert typical_text_height(ruled_page()[1]) == 30.0
