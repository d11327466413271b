from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("torch")

from glyphwright.recognise import CtcLineReader
from glyphwright.recognise.certainty import TRAITS, WEIGHTS_KEY, judge_words
from glyphwright.runtime import load_model
from glyphwright.zoo import find_model
from glyphwright_train.synth.lines import LineSample, draw_line
from glyphwright_train.word_confidence import (
    PRODUCT,
    Judged,
    fit_word_confidence,
    judge_lines,
    set_word_confidence,
)

if TYPE_CHECKING:
    from glyphwright_train.synth.fonts import FontLibrary
    from glyphwright_train.synth.text import TextSource

pytestmark = pytest.mark.train


def words(n: int, *, said: float, right: float) -> Judged:
    """Words whose characters multiply to one probability, and of which another share is right."""
    traits = np.tile(np.eye(TRAITS)[0] + np.log(said / (1 - said)) * PRODUCT, (n, 1))
    return Judged(traits, np.arange(n) < right * n)


def test_confidence_becomes_what_it_is_worth() -> None:
    kinds = {"unsure": words(1000, said=0.6, right=0.9), "sure": words(1000, said=0.99, right=0.97)}
    weights = fit_word_confidence(kinds)
    for judged, right in zip(kinds.values(), (0.9, 0.97), strict=True):
        assert judge_words(judged.traits, weights)[0] == pytest.approx(right, abs=0.01)
        assert judged.error(weights) < judged.error(PRODUCT)


@pytest.mark.parametrize("said", [0.9, 0.999, 1 - 1e-6])
def test_words_of_which_the_reader_is_too_sure_are_judged_by_how_often_they_are_right(said: float) -> None:
    weights = fit_word_confidence({"too sure": words(1000, said=said, right=0.7)})
    assert judge_words(words(1, said=said, right=1).traits, weights)[0] == pytest.approx(0.7, abs=0.02)


def test_a_kind_with_many_words_does_not_drown_another() -> None:
    weights = fit_word_confidence({"many": words(3000, said=0.8, right=0.9), "few": words(300, said=0.8, right=0.5)})
    assert judge_words(words(1, said=0.8, right=1).traits, weights)[0] == pytest.approx(0.7, abs=0.01)


def test_few_words_change_little_and_none_nothing() -> None:
    assert (fit_word_confidence({"none": words(0, said=0.8, right=1)}) == PRODUCT).all()
    assert np.abs(fit_word_confidence({"one": words(1, said=0.8, right=1)}) - PRODUCT).max() < 0.2
    assert np.isfinite(fit_word_confidence({"all right": words(20, said=0.999, right=1)})).all()


def test_drawn_lines_are_read_word_by_word_and_rows_of_dots_left_out(
    plain_fonts: "FontLibrary", plain_text: "TextSource"
) -> None:
    reader = CtcLineReader(load_model(find_model("line_reader"), task="line_reader"))
    rng = np.random.default_rng(1)
    lines = [draw_line(rng, plain_fonts, plain_text, characters=30, height=36, strength=0.1) for _ in range(3)]
    judged = judge_lines(reader, lines)
    assert judged.traits.shape == (len(judged.right), TRAITS)
    assert len(judged.right) > 3
    assert not judge_lines(reader, [LineSample(line.pixels, "#") for line in lines]).right.any()
    assert len(judge_lines(reader, []).right) == 0


def test_weights_are_written_into_a_model_file(tmp_path: Path) -> None:
    weights = np.arange(TRAITS) / 3
    set_word_confidence(find_model("line_reader"), tmp_path / "mine.onnx", weights)
    description = load_model(tmp_path / "mine.onnx", task="line_reader").description
    assert description[WEIGHTS_KEY] == pytest.approx(weights, abs=1e-4)
    assert description["alphabet"] == load_model(find_model("line_reader"), task="line_reader").description["alphabet"]
