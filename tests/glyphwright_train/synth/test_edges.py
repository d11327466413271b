import numpy as np
import pytest

from glyphwright.geometry import Box
from glyphwright.page import Block, Line, Page, Word
from glyphwright_train.synth.edges import edge_page

pytestmark = pytest.mark.train

TEXT = Box(60, 50, 540, 330)


def page_of_two_lines() -> tuple[np.ndarray, Page]:
    pixels = np.full((400, 600), 255, np.uint8)
    boxes = (Box(TEXT.left, TEXT.top, TEXT.right, 80), Box(TEXT.left, 300, TEXT.right, TEXT.bottom))
    lines = tuple(Line((Word("a", box.polygon),), box.polygon) for box in boxes)
    return pixels, Page(1, 600, 400, (Block.around(lines),))


def test_sides_turn_dark_and_text_stays_as_it_was() -> None:
    dark_sides = np.zeros(4, int)
    for seed in range(40):
        edged = edge_page(np.random.default_rng(seed), *page_of_two_lines())
        assert edged.shape == (400, 600)
        assert (edged[int(TEXT.top) : int(TEXT.bottom), int(TEXT.left) : int(TEXT.right)] == 255).all()
        sides = edged[:3], edged[:, -3:], edged[-3:], edged[:, :3]
        dark_sides += np.array([(side < 200).any() for side in sides])
    assert (dark_sides > 5).all()


def test_a_page_without_text_may_have_edges_too() -> None:
    blank = np.full((300, 200), 255, np.uint8)
    edged = [edge_page(np.random.default_rng(seed), blank, Page(1, 200, 300)) for seed in range(5)]
    assert any((page < 200).any() for page in edged)
    assert (blank == 255).all()
