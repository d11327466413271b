import random
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glyphwright_train.synth.words import cut, draw_language, draw_nonword, draw_sentence, draw_words, languages

pytestmark = pytest.mark.train


def test_a_third_of_the_text_is_english() -> None:
    dice = random.Random(1)
    drawn = [draw_language(dice).code for _ in range(2000)]
    assert 0.28 < drawn.count("en") / len(drawn) < 0.4
    assert set(drawn) == set(languages())


def test_every_language_names_twelve_months_and_seven_days() -> None:
    for language in languages().values():
        assert (len(language.months), len(language.days)) == (12, 7), language.code


def test_french_quotation_marks_keep_their_inner_space() -> None:
    assert languages()["fr"].quotes[0] == ("« ", " »")


def test_common_words_are_commoner_but_do_not_crowd_out_the_rest() -> None:
    drawn = draw_words(random.Random(2), languages()["en"], 5000)
    assert 20 < drawn.count("the") < 250
    assert len(set(drawn)) > 2000


def test_some_words_are_none() -> None:
    dice = random.Random(3)
    assert len({draw_nonword(dice) for _ in range(200)}) > 180


def test_sentences_start_with_a_capital_and_end_with_a_mark() -> None:
    dice = random.Random(4)
    sentences = [draw_sentence(dice, languages()["en"], 8) for _ in range(200)]
    assert all(sentence[-1] in ".?!:;…”" for sentence in sentences)
    assert statistics.mean(next(c for c in s if c.isalnum()).isupper() or s[0].isdigit() for s in sentences) > 0.9


def test_spanish_questions_open_too() -> None:
    dice = random.Random(5)
    sentences = [draw_sentence(dice, languages()["es"], 4) for _ in range(300)]
    questions = [sentence for sentence in sentences if sentence.endswith("?")]
    assert questions
    assert all(question.startswith("¿") for question in questions)


@settings(max_examples=200)
@given(
    seed=st.integers(0, 9999),
    characters=st.integers(1, 60),
    listed=st.lists(st.text("abcXYZ.,", min_size=1, max_size=9), min_size=1, max_size=30),
)
def test_a_cut_is_a_piece_of_its_text(seed: int, characters: int, listed: list[str]) -> None:
    text = " ".join(listed)
    piece = cut(random.Random(seed), text, characters)
    assert piece
    assert piece in text or (piece.endswith("-") and piece[:-1] in text)
