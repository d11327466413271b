import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glyphwright.errors import OptionError
from glyphwright.recognise.beam import align, likely_texts
from glyphwright.recognise.decode import decode_greedy
from glyphwright.recognise.pattern import compile_pattern

ALPHABET = "ab1 "


def steps(*rows: dict[str, float]) -> np.ndarray:
    """A row a step; what is left of the probability is the blank's."""
    table = np.zeros((len(rows), len(ALPHABET) + 1), np.float32)
    for row, chances in zip(table, rows, strict=True):
        for character, chance in chances.items():
            row[ALPHABET.index(character) + 1] = chance
        row[0] = 1 - row.sum()
    return table


def read(table: np.ndarray, pattern: str | None = None) -> str:
    found = None if pattern is None else compile_pattern(pattern)
    return next(iter(likely_texts(table, ALPHABET, width=8, pattern=found)))


def test_the_ways_to_spell_a_text_are_added_up() -> None:
    table = steps({"a": 0.4}, {"a": 0.4})
    assert decode_greedy(table[None], ALPHABET, step_px=4)[0].text == ""
    assert read(table) == "a"  # 0.4 · 0.4 + 2 · 0.4 · 0.6 = 0.64


def test_texts_come_likeliest_first_with_their_shares() -> None:
    texts = likely_texts(steps({"a": 0.6, "b": 0.3}, {}, {" ": 0.5}, {}), ALPHABET, width=8)
    assert texts == pytest.approx({"a": 0.6, "b": 0.3, "": 0.1})
    assert list(texts) == ["a", "b", ""]


def test_a_letter_twice_needs_a_blank_between() -> None:
    assert read(steps({"a": 0.9}, {"a": 0.9})) == "a"
    assert read(steps({"a": 0.9}, {}, {"a": 0.9})) == "aa"


def test_spaces_at_the_ends_are_left_out() -> None:
    assert read(steps({" ": 0.9}, {"a": 0.9}, {" ": 0.9}, {"b": 0.9}, {" ": 0.9})) == "a b"


def test_a_pattern_finds_the_likeliest_text_that_matches_it() -> None:
    table = steps({"b": 0.7, "1": 0.2}, {"1": 0.9}, {"a": 0.6, "1": 0.3})
    assert read(table) == "b1a"
    assert read(table, "[ab]1+") == "b1"
    assert read(table, "[0-9]+") == "1"
    assert read(table, "b{7}") == ""


def test_what_is_no_regular_expression_is_refused() -> None:
    with pytest.raises(OptionError, match="is no regular expression"):
        compile_pattern("[a")


def test_characters_stand_where_they_were_said() -> None:
    table = steps({"a": 0.9}, {"a": 0.8}, {}, {"a": 0.7}, {"b": 0.6, "1": 0.3})
    reading = align(table, "aab", ALPHABET, step_px=4)
    assert reading.spans == ((0, 8), (12, 16), (16, 20))
    assert reading.confidences == pytest.approx((0.9, 0.7, 0.6))


@settings(deadline=None)  # the first example pays for what is imported late
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_where_every_step_is_sure_beam_and_best_path_agree(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    table = np.full((n, len(ALPHABET) + 1), 0.0001, np.float32)
    table[np.arange(n), rng.integers(0, len(ALPHABET), n)] = 0.9996  # but for the space
    (best_path,) = decode_greedy(table[None], ALPHABET, step_px=4)
    text = next(iter(likely_texts(table, ALPHABET, width=8)))
    assert text == best_path.text
    assert align(table, text, ALPHABET, step_px=4).spans == best_path.spans


def test_a_step_at_which_nothing_may_be_read_is_passed_over() -> None:
    table = steps({"a": 0.9}, {}, {"b": 0.9})
    table[1] = 0
    assert read(table) == "ab"
