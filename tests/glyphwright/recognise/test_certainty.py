from dataclasses import replace

import numpy as np
import pytest

from glyphwright.recognise import CtcLineReader
from glyphwright.recognise.certainty import TRAITS, WEIGHTS_KEY, describe_words, judge_words
from glyphwright.recognise.decode import decode_greedy
from glyphwright.runtime import load_model
from glyphwright.stages import Reading
from glyphwright.zoo import find_model

ALPHABET = "ab "
PRODUCT = np.eye(TRAITS)[2]


def line(*chances: tuple[str, float]) -> np.ndarray:
    """(steps, symbols): each character with its chance, the rest the blank's, a sure blank behind each."""
    table = np.zeros((2 * len(chances), 1 + len(ALPHABET)), np.float32)
    table[:, 0] = 1
    for row, (character, chance) in zip(table[::2], chances, strict=True):
        row[ALPHABET.index(character) + 1], row[0] = chance, 1 - chance
    return table


def describe(table: np.ndarray, texts: dict[str, float] | None = None) -> np.ndarray:
    (reading,) = decode_greedy(table[None], ALPHABET, step_px=4)
    return describe_words(table, reading, texts or {}, step_px=4)


def test_the_weights_of_the_product_alone_give_the_product() -> None:
    traits = describe(line(("a", 0.9), ("b", 0.8), (" ", 0.99), ("b", 0.7)))
    assert judge_words(traits, PRODUCT) == pytest.approx([0.72, 0.7], abs=1e-6)


def test_each_word_has_the_doubt_between_its_neighbours_and_the_share_of_texts_that_hold_it() -> None:
    traits = describe(line(("a", 0.9), (" ", 1), ("b", 0.6)), {"a b": 0.6, "a a": 0.3, "ab": 0.1})
    nats, shares = np.exp(traits[:, 1]), 1 / (1 + np.exp(-traits[:, 4]))
    assert nats == pytest.approx([-np.log(0.9), -np.log(0.6)], abs=2e-3)
    assert shares == pytest.approx([0.9, 0.6])
    assert traits[0, 3] == traits[1, 3]


def test_where_no_search_was_needed_all_texts_hold_a_word_and_nothing_read_has_no_words() -> None:
    assert describe(line(("a", 0.95)))[0, 4] == pytest.approx(np.log(999))
    nothing = describe_words(line(("a", 0.1)), Reading((), (), ()), {}, step_px=4)
    assert nothing.shape == (0, TRAITS)


def test_a_step_at_which_nothing_may_be_read_is_no_failure() -> None:
    table = line(("a", 0.9), ("b", 0.9))
    table[1] = 0
    assert np.isfinite(describe(table)).all()


def test_a_reader_judges_its_words_where_its_model_has_the_weights() -> None:
    model = load_model(find_model("line_reader"), task="line_reader")
    description = {key: value for key, value in model.description.items() if key != WEIGHTS_KEY}
    plain = CtcLineReader(replace(model, description=description))
    judging = CtcLineReader(replace(model, description={**description, WEIGHTS_KEY: PRODUCT.tolist()}))
    table = np.zeros((1, 5, 1 + len(plain.alphabet)), np.float32)
    for row, character in zip(table[0, ::2], "a b", strict=True):
        row[plain.alphabet.index(character) + 1] = 0.95
    table[..., 0] = 1 - table.sum(axis=2)
    (before,), (after,) = plain.decode(table), judging.decode(table)
    assert before.word_confidences == ()
    assert after.word_confidences == pytest.approx((0.95, 0.95), abs=1e-4)
    assert replace(after, word_confidences=()) == before
