import numpy as np
import pytest

from glyphwright.geometry import Box
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.lines import (
    bend,
    choose_font,
    draw_in_cells,
    draw_line,
    draw_strip,
    jitter,
    spread_columns,
)
from glyphwright_train.synth.text import TextSource

pytestmark = pytest.mark.train


def test_a_line_has_the_height_asked_for_and_says_something(plain_fonts: FontLibrary, plain_text: TextSource) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        sample = draw_line(rng, plain_fonts, plain_text, characters=20, height=36, strength=0.7)
        assert sample.pixels.shape[0] == 36
        assert sample.pixels.dtype == np.uint8
        assert sample.text.strip() == sample.text != ""


def test_the_same_seed_draws_the_same_line(plain_fonts: FontLibrary, plain_text: TextSource) -> None:
    first, second = (
        draw_line(np.random.default_rng(7), plain_fonts, plain_text, characters=30, height=36, strength=0.5)
        for _ in range(2)
    )
    assert first.text == second.text
    assert (first.pixels == second.pixels).all()


@pytest.mark.parametrize("text", ["dog", "acne", "x", "Ag|jp"])
def test_the_frame_reaches_from_ascender_to_descender_whatever_letters_there_are(
    plain_fonts: FontLibrary, text: str
) -> None:
    strip = draw_strip(np.random.default_rng(2), text, plain_fonts.fonts[0], 40.0)
    reference = draw_strip(np.random.default_rng(2), "dp", plain_fonts.fonts[0], 40.0)
    rows = np.flatnonzero((reference.pixels < 128).any(axis=1))
    assert reference.frame.top == pytest.approx(rows[0], abs=2)
    assert reference.frame.bottom == pytest.approx(rows[-1] + 1, abs=2)
    assert strip.frame.height == pytest.approx(reference.frame.height)


def test_the_frame_is_tight_along_the_line(plain_fonts: FontLibrary) -> None:
    strip = draw_strip(np.random.default_rng(2), "tight", plain_fonts.fonts[0], 40.0)
    columns = np.flatnonzero((strip.pixels < 128).any(axis=0))
    assert strip.frame.left == pytest.approx(columns[0], abs=2)
    assert strip.frame.right == pytest.approx(columns[-1] + 1, abs=2)


def test_text_that_no_font_can_draw_loses_what_is_missing(plain_fonts: FontLibrary) -> None:
    text, font = choose_font(np.random.default_rng(0), "a漢b 字 c", plain_fonts)
    assert text == "ab c"
    assert font.covers(text)


def test_a_jittered_frame_still_overlaps_the_true_one() -> None:
    frame = Box(50, 50, 450, 80)
    boxes = [jitter(np.random.default_rng(seed), frame.polygon, 1.0).box for seed in range(50)]
    assert min(frame.iou(box) for box in boxes) > 0.5
    assert len(set(boxes)) == 50


def test_bending_moves_ink_up_and_down_but_keeps_it() -> None:
    page = np.full((100, 400), 255, np.uint8)
    page[45:55] = 0
    bent = bend(np.random.default_rng(1), page, Box(0, 30, 400, 70), 1.0)
    assert (bent != page).any()
    assert abs(int((bent < 128).sum()) - int((page < 128).sum())) < 0.1 * (page < 128).sum()


def test_widened_spaces_are_the_same_words() -> None:
    for seed in range(20):
        wide = spread_columns(np.random.default_rng(seed), "2 x APPLES 4.20")
        assert len(wide) > len("2 x APPLES 4.20")
        assert wide.split() == ["2", "x", "APPLES", "4.20"]


def test_a_text_of_one_word_has_nothing_to_widen() -> None:
    assert spread_columns(np.random.default_rng(0), "APPLES") == "APPLES"


def test_in_cells_every_character_keeps_its_pitch(plain_fonts: FontLibrary) -> None:
    face = plain_fonts.fonts[0].open(40)
    for seed in range(5):
        mask, _ = draw_in_cells(np.random.default_rng(seed), face, "1W1W1W1W")
        alone, _ = draw_in_cells(np.random.default_rng(seed), face, "1W1W")
        pitch = (mask.shape[1] - alone.shape[1]) / 4
        assert 0.46 * 40 - 1 < pitch < 0.64 * 40 + 1
        gaps = np.diff(np.flatnonzero(np.diff((mask.max(axis=0) > 96).astype(int)) > 0))
        assert len(gaps) >= 6
