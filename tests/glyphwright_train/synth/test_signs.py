import numpy as np
import pytest

from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.signs import draw_sign
from glyphwright_train.synth.text import TextSource

pytestmark = pytest.mark.train


def test_a_sign_has_the_height_asked_for_and_shows_something(plain_fonts: FontLibrary) -> None:
    for seed in range(20):
        sample = draw_sign(np.random.default_rng(seed), plain_fonts, "EXIT 24", height=36, strength=0.8)
        assert sample.pixels.shape[0] == 36
        assert sample.pixels.dtype == np.uint8
        assert sample.text == "EXIT 24"
        assert np.ptp(sample.pixels) > 25


def test_the_same_seed_draws_the_same_sign(plain_fonts: FontLibrary) -> None:
    first, second = (
        draw_sign(np.random.default_rng(3), plain_fonts, "café", height=36, strength=0.5).pixels for _ in range(2)
    )
    assert (first == second).all()


def test_letters_without_ascenders_fill_the_picture_as_tall_ones_do(plain_fonts: FontLibrary) -> None:
    widths = {
        text: np.median(
            [
                draw_sign(np.random.default_rng(seed), plain_fonts, text, height=36, strength=0.0).pixels.shape[1]
                for seed in range(15)
            ]
        )
        for text in ("nnnn", "HHHH")
    }
    assert widths["nnnn"] > 0.9 * widths["HHHH"]


def test_signs_say_a_few_words_in_any_case(plain_text: TextSource) -> None:
    texts = [plain_text.sign(np.random.default_rng(seed), characters=12) for seed in range(60)]
    assert all(text.strip() for text in texts)
    assert any(text.isupper() for text in texts)
    assert any(text.islower() for text in texts)
    assert np.mean([len(text) for text in texts]) < 16
