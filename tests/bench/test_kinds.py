import numpy as np
import pytest

from bench.kinds import KINDS, Photograph, Score, fax, of_16_bits, only_line, row
from glyphwright.geometry import Box
from glyphwright.page import Block, Line, Page, Word


def page_of(*texts: str) -> tuple[np.ndarray, Page]:
    """Black bars, 20 pixels high, for lines."""
    pixels = np.full((400, 600, 3), 255, np.uint8)
    lines = []
    for place, text in enumerate(texts):
        box = Box(50, 40 + 60 * place, 450, 60 + 60 * place)
        pixels[int(box.top) : int(box.bottom), 50:450] = 0
        lines.append(Line(tuple(Word(word, box.polygon) for word in text.split()), box.polygon))
    return pixels, Page(1, 600, 400, (Block.around(tuple(lines)),), 200.0)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_keeps_a_page_visible(name: str) -> None:
    pixels, truth = page_of("one two three", "four five six")
    seen = KINDS[name].look(np.random.default_rng(1), pixels, truth)
    assert np.ptp(seen) > 25


def test_a_photograph_has_all_of_the_sheet_and_a_ground_around_it() -> None:
    for seed in range(8):
        blank, truth = page_of("x")
        blank[:] = 255
        photo = Photograph((0.3, 0.5), 0.4, 12, dark=True)(np.random.default_rng(seed), blank, truth)
        sheet = photo.min(axis=2) > 110
        border = np.concatenate([sheet[0], sheet[-1], sheet[:, 0], sheet[:, -1]])
        assert not border.any()
        assert sheet.mean() > 0.1


def test_a_fax_has_half_as_many_dots_down_as_across() -> None:
    pixels, truth = page_of("one")
    sent = fax(np.random.default_rng(0), pixels, truth)
    assert sent.shape == (196, 612)
    assert set(np.unique(sent)) == {0, 255}


def test_16_bits_are_a_part_of_the_range() -> None:
    pixels, truth = page_of("one")
    deep = of_16_bits(np.random.default_rng(0), pixels, truth)
    assert deep.dtype == np.uint16
    assert deep.max() < 32_000


def test_of_one_line_the_truth_is_left_and_the_rest_wiped_off() -> None:
    pixels, truth = only_line(np.random.default_rng(0), *page_of("one", "two three four"))
    assert truth.text == "two three four"
    assert (pixels[40:60] == 255).all()
    assert (pixels[100:120, 50:450] == 0).all()


def test_scores_add_up_and_do_not_mind_case() -> None:
    total = Score.of("ONE two", "one two") + Score.of("", "three four")
    assert row("page", {"engine": total}) == "| page | 0.667 | 0.588 |"
