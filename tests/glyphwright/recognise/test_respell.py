from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.recognise.beam import align
from glyphwright.recognise.lexicon import Lexicon
from glyphwright.recognise.respell import respell, spelling_chances

ALPHABET = "abdeorlBREAD "
LEXICON = Lexicon.of({"bread": 5.0, "board": 3.0, "label": 2.0})


def table(*steps: dict[str, float]) -> NDArray[np.float32]:
    """Probabilities of what is named, at every second step; a blank, and what is left over, at the others."""
    rows = np.zeros((2 * len(steps), len(ALPHABET) + 1), np.float32)
    for row, chances in zip(rows[::2], steps, strict=True):
        for character, chance in chances.items():
            row[ALPHABET.index(character) + 1] = chance
    rows[:, 0] = 1 - rows.sum(axis=1)
    return rows


def spelt(text: str, *, doubt: int, other: str = "", chance: float = 0.4) -> NDArray[np.float32]:
    """A text that is read surely, but for one character, which may be another one."""
    steps = [{character: 0.98} for character in text]
    steps[doubt] = {text[doubt]: 0.5, **({other: chance} if other else {})}
    return table(*steps)


def again(probabilities: NDArray[np.float32], text: str) -> dict[str, float]:
    reading = align(probabilities, text, ALPHABET, step_px=4)
    return respell(probabilities, reading, {text: 0.9, "x": 0.1}, LEXICON, ALPHABET, step_px=4)


def test_a_doubtful_word_becomes_the_one_that_there_is() -> None:
    texts = again(spelt("breod", doubt=3, other="a"), "breod")
    assert next(iter(texts)) == "bread"
    assert sum(texts.values()) == pytest.approx(1.0)
    assert texts["x"] == 0.1
    assert texts["bread"] > 0.8 > 0.1 > texts["breod"]


def test_case_and_neighbours_stay() -> None:
    texts = again(spelt("a BRERD a", doubt=5, other="A"), "a BRERD a")
    assert next(iter(texts)) == "a BREAD a"


@pytest.mark.parametrize(
    ("text", "doubt", "other"),
    [("bread", 3, "o"), ("bbbbbb", 3, "a"), ("ao", 1, "d")],
)
def test_words_that_there_are_unlike_ones_and_short_ones_stay(text: str, doubt: int, other: str) -> None:
    assert next(iter(again(spelt(text, doubt=doubt, other=other), text))) == text


def test_what_is_read_surely_is_not_looked_up() -> None:
    sure = table(*[{character: 0.95} for character in "breod"])
    assert again(sure, "breod") == {"breod": 0.9, "x": 0.1}


def test_what_was_hardly_seen_does_not_count_however_common() -> None:
    assert next(iter(again(spelt("lobel", doubt=1, other="a", chance=1e-7), "lobel"))) == "lobel"


def test_chances_are_those_of_all_ways_to_spell() -> None:
    rng = np.random.default_rng(2)
    chances = rng.random((5, 3))
    chances /= chances.sum(axis=1, keepdims=True)

    def slow(text: str) -> float:
        total = 0.0
        for path in product(range(3), repeat=5):
            merged = [s for i, s in enumerate(path) if s and (i == 0 or path[i - 1] != s)]
            if "".join(".ab"[s] for s in merged) == text:
                total += float(np.prod([chances[i, s] for i, s in enumerate(path)]))
        return total

    texts = ["ab", "aab", "b", "bbb"]
    found = spelling_chances(chances.astype(np.float32), texts, "ab")
    assert np.exp(found) == pytest.approx([slow(text) for text in texts], rel=1e-4)
