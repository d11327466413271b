import pickle
import statistics
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.text import TextSource

pytestmark = pytest.mark.train

CORPUS = ("Nobody expects the quick brown fox to jump over so many lazy dogs in a single afternoon.",)
SOURCE = TextSource(load_alphabet(), corpus=CORPUS)


def check(text: str, alphabet: str = SOURCE.alphabet) -> None:
    assert text
    assert text == " ".join(text.split())
    assert set(text) <= {*alphabet, " "}


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), characters=st.integers(-1, 140), language=st.sampled_from(["en", "de", "fr"]))
def test_a_line_keeps_to_the_alphabet_and_to_single_spaces(seed: int, characters: int, language: str) -> None:
    check(SOURCE.line(np.random.default_rng(seed), characters=characters, language=language))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), alphabet=st.sampled_from(["a", "01", "ABC 0", "é!"]))
def test_even_a_tiny_alphabet_gives_lines(seed: int, alphabet: str) -> None:
    check(TextSource(alphabet).line(np.random.default_rng(seed), characters=20, language="en"), alphabet)


def test_lines_are_about_as_long_as_asked() -> None:
    rng = np.random.default_rng(1)
    for characters in (8, 30, 80):
        lengths = [len(SOURCE.line(rng, characters=characters, language="en")) for _ in range(400)]
        assert max(lengths) <= max(1.6 * characters, characters + 12)
        assert 0.8 * characters <= statistics.median(lengths) <= 1.15 * characters


def test_every_character_of_the_alphabet_comes_up() -> None:
    rng = np.random.default_rng(2)
    seen = Counter(c for _ in range(5000) for c in SOURCE.line(rng, characters=45, language="en"))
    assert [character for character in SOURCE.alphabet if seen[character] < 2] == []


def test_equal_seeds_give_equal_text_even_after_pickling() -> None:
    copy = pickle.loads(pickle.dumps(SOURCE))
    one, other = np.random.default_rng(3), np.random.default_rng(3)
    assert [SOURCE.line(one, characters=40, language="en") for _ in range(50)] == [
        copy.line(other, characters=40, language="en") for _ in range(50)
    ]


def test_lines_are_cut_from_the_corpus_at_word_ends() -> None:
    rng = np.random.default_rng(4)
    lines = [SOURCE.line(rng, characters=30, language="en") for _ in range(300)]
    cut = [line for line in lines if line in CORPUS[0]]
    assert 30 <= len(cut) <= 130
    assert all(f" {line} " in f" {CORPUS[0]} " for line in cut)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("−5 °C", "–5 °C"),
        ("a\u00a0b\u202fc\u2009d", "a b c d"),
        ("e\u0301te\u0301", "été"),
        ("ﬁne ﬂow", "fine flow"),
        ("“so” – it’s…", '"so" - it\'s...'),
        ("H₂O\tis  wet", "H2O is wet"),
        ("中文 ok", "ok"),
    ],
)
def test_clean_finds_the_nearest_characters_that_are_known(text: str, cleaned: str) -> None:
    plain = "".join(map(chr, range(33, 127))) + "é°–"
    alphabet = plain.replace("–", "") if "“" in text else plain
    assert TextSource(alphabet).clean(text) == cleaned


def test_every_part_of_a_page_keeps_to_the_alphabet() -> None:
    rng = np.random.default_rng(5)
    for _ in range(150):
        parts = [
            *(draw(rng, language="en") for draw in (SOURCE.title, SOURCE.label, SOURCE.word, SOURCE.cell)),
            *(draw(rng, language="en") for draw in (SOURCE.sentence, SOURCE.list_item, SOURCE.fact, SOURCE.code_line)),
            *SOURCE.key_value(rng, language="en"),
            *SOURCE.receipt_line(rng, language="en"),
            SOURCE.receipt_notice(rng, language="en"),
            SOURCE.formula(rng),
            *SOURCE.address(rng, language="en"),
            SOURCE.paragraph(rng, sentences=2, language="en"),
        ]
        for part in parts:
            check(part)


def test_a_table_row_has_as_many_cells_as_columns() -> None:
    rng = np.random.default_rng(6)
    assert [len(SOURCE.table_row(rng, columns=columns, language="en")) for columns in (1, 2, 7)] == [1, 2, 7]


def test_a_paragraph_has_the_sentences_asked_for() -> None:
    rng = np.random.default_rng(7)
    short, long = (
        statistics.mean(len(SOURCE.paragraph(rng, sentences=n, language="en")) for _ in range(40)) for n in (1, 6)
    )
    assert 4 * short < long < 9 * short


def test_a_kind_of_fact_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError, match="horoscope"):
        SOURCE.fact(np.random.default_rng(8), kind="horoscope", language="en")
