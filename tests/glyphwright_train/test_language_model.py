from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("wordfreq")

from glyphwright.errors import OptionError
from glyphwright.recognise.language_model import from_arrays, load_language_model
from glyphwright_train.language_model import count_model, set_fusion, training_lines, write_model

if TYPE_CHECKING:
    from glyphwright_train.synth.text import TextSource

pytestmark = pytest.mark.train

ALPHABET = "abcdefghijklmnopqrstuvwxyz 0123456789."
LINES = ["the cat sat on the mat", "the dog sat on the log in 1999", "a cat and a dog."] * 5


def test_after_any_state_the_chances_of_all_characters_add_up_to_one() -> None:
    model = from_arrays(count_model(LINES, ALPHABET, order=5))
    states = {0, model.start}
    for text in ("the", "sat o", "zq", "19"):
        state = model.start
        for character in text:
            state = model.step(state, model.alphabet.index(character.replace("9", "0").replace("1", "0")))[1]
            states.add(state)
    assert len(states) > 5
    for state in states:
        total = sum(exp(model.step(state, symbol)[0]) for symbol in range(len(model.alphabet) + 1))
        assert total == pytest.approx(1, abs=0.06)  # each is rounded to a sixteenth of a nat


def test_what_was_learnt_is_likelier_than_what_was_not() -> None:
    model = from_arrays(count_model(LINES, ALPHABET, order=5))
    assert model.log_chance("the cat") > model.log_chance("the czt") + 3
    assert model.log_chance("1999") == pytest.approx(model.log_chance("9191"))


def test_a_pruned_model_keeps_what_matters_most() -> None:
    whole, pruned = count_model(LINES, ALPHABET, order=5), count_model(LINES, ALPHABET, order=5, largest=30)
    assert len(pruned["symbols"]) < len(whole["symbols"]) / 2
    model = from_arrays(pruned)
    assert model.log_chance("the cat") > model.log_chance("teh cta")


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(OptionError, match="no text"):
        count_model([], ALPHABET)
    with pytest.raises(OptionError, match="smaller"):
        count_model(LINES, ALPHABET, order=13)


def test_a_file_holds_the_model_and_its_weight(tmp_path: Path) -> None:
    path = tmp_path / "new" / "text.npz"
    write_model(path, count_model(LINES, ALPHABET, order=3))
    set_fusion(path, weight=0.4, bonus=0.1)
    model = load_language_model(path)
    assert (model.weight, model.bonus) == (0.4, 0.1)
    assert model.log_chance("cat") == from_arrays(count_model(LINES, ALPHABET, order=3)).log_chance("cat")
    with pytest.raises(OptionError, match="npz"):
        write_model(tmp_path / "text.bin", {"version": np.array(1)})


def test_all_of_a_corpus_and_drawn_lines_are_learnt_from(plain_text: "TextSource") -> None:
    lines = list(training_lines(plain_text, ["A paragraph of text."] * 40, drawn=10))
    assert len(lines) == 50
    assert set(lines[:40]) == {"A paragraph of text.", "A PARAGRAPH OF TEXT."}
