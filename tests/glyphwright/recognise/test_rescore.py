from functools import partial

import numpy as np
import pytest

from glyphwright.recognise import CtcLineReader, read_together
from glyphwright.recognise.lexicon import Lexicon
from glyphwright.recognise.reader import Look
from glyphwright.recognise.rescore import LEAST_CHANCE, TRAITS, describe_texts, gather, shares
from glyphwright.runtime import load_model
from glyphwright.stages import LineCrop, Reading
from glyphwright.zoo import find_model

ALPHABET = "abc"


def look(text: str, *, sure: float = 0.9, **other: float) -> Look:
    """A look that reads a text, a step and a blank for each character, and knows others, and the share of each."""
    probabilities = np.full((2 * len(text), 1 + len(ALPHABET)), (1 - sure) / len(ALPHABET), np.float32)
    probabilities[1::2] = 0.01
    probabilities[1::2, 0] = 0.97
    for i, character in enumerate(text):
        probabilities[2 * i, ALPHABET.index(character) + 1] = sure
    spans = tuple((2.0 * i, 2.0 * i + 1) for i in range(len(text)))
    return Look(probabilities, Reading(tuple(text), (sure,) * len(text), spans), other)


def test_every_text_of_one_look_is_scored_in_all_of_them() -> None:
    candidates = gather([look("ab", cb=0.1), look("a")], ALPHABET)
    assert candidates.texts == ["a", "ab", "cb"]
    assert candidates.chances.shape == (2, 3)
    assert candidates.chances[0].argmax() == 1
    assert candidates.chances[1].argmax() == 0
    assert (candidates.chances[1, 1:] < candidates.chances[1, 0]).all()


def test_a_text_with_more_characters_than_a_look_has_steps_is_as_good_as_impossible_there() -> None:
    candidates = gather([look("abcab"), look("a")], ALPHABET)
    assert candidates.chances[1, candidates.texts.index("abcab")] == LEAST_CHANCE


def test_what_most_looks_read_is_told_from_what_one_reads() -> None:
    looks = [look("ab"), look("ab"), look("cb", sure=0.95)]
    candidates = gather(looks, ALPHABET)
    traits = describe_texts(candidates, looks, None, Lexicon.of({"abc": 1.0}))
    assert traits.shape == (2, TRAITS)
    often, once = traits
    assert often[5] == pytest.approx(0.6)
    assert once[8] == pytest.approx(0.95)
    assert often[2] > once[2]


def test_shares_are_those_of_a_log_linear_model() -> None:
    traits, weights = np.zeros((2, TRAITS)), np.zeros(TRAITS)
    traits[0, 5], weights[5] = 2, np.log(2)
    assert shares(traits, weights).tolist() == pytest.approx([0.8, 0.2])


def test_looks_that_read_nothing_have_nothing_to_choose() -> None:
    candidates = gather([look("")], ALPHABET)
    assert not candidates.texts
    assert describe_texts(candidates, [look("")], None, None).shape == (0, TRAITS)


def test_blank_crops_together_say_nothing() -> None:
    reader = CtcLineReader(load_model(find_model("line_reader"), task="line_reader"))
    first, other = (LineCrop(np.full((36, width), 255, np.uint8)) for width in (100, 140))
    crop, reading = read_together(reader, first, lambda: [other])
    assert crop is first
    assert reading.text == ""


def test_another_kind_of_reader_says_what_is_read_best_and_the_first_where_no_other_is_clearly_better() -> None:
    class Fixed:
        name, height = "fixed", 36

        def __init__(self, *readings: Reading) -> None:
            self.readings = list(readings)

        def read_lines(self, crops: list[LineCrop]) -> list[Reading]:
            return [self.readings.pop(0) for _ in crops]

    crops = [LineCrop(np.full((36, 50 + i), 255, np.uint8)) for i in range(3)]
    first, same, better, sure = (look("ab", sure=sure).reading for sure in (0.6, 0.62, 0.8, 0.99))
    others = partial(list, crops[1:])
    assert read_together(Fixed(first, same, same), crops[0], others) == (crops[0], first)
    assert read_together(Fixed(first, same, better), crops[0], others) == (crops[2], better)
    assert read_together(Fixed(sure), crops[0], lambda: pytest.fail("cut again")) == (crops[0], sure)
