"""A model of five n-grams: after a space comes an a, after an a a b; all else is left to the single characters."""

from math import exp, inf, log
from pathlib import Path

import numpy as np
import pytest

from glyphwright.errors import FileAccessError, ModelError
from glyphwright.recognise.language_model import LanguageModel, from_arrays, load_language_model

SPACE, A, B, UNKNOWN = 1, 2, 3, 4


def arrays(**changed: object) -> dict[str, np.ndarray]:
    stored = {
        "version": 1,
        "alphabet": "0 ab",
        "fusion": [0.5, 0.25],
        "symbols": [0, SPACE, A, B, A, B],  # 0, space, a, b, space a, a b
        "children": [4, 0, 1, 1, 0, 0, 0],
        "chances": [32, 32, 32, 32, 8, 4],
        "backs": [48, 0, 16, 16, 0, 0, 0],
    }
    return {name: np.array(value) for name, value in {**stored, **changed}.items()}


@pytest.fixture
def model() -> LanguageModel:
    return from_arrays(arrays())


def test_what_often_follows_is_likely_and_the_rest_is_left_to_shorter_contexts(model: LanguageModel) -> None:
    chance, after_a = model.step(model.start, A)
    assert chance == -0.5
    assert model.step(after_a, B) == (-0.25, 0)
    assert model.step(after_a, A) == (-1 - 2, after_a)  # what "a" leaves to it, and what "a" alone is worth
    assert model.step(after_a, UNKNOWN) == pytest.approx((-1 - 3 - log(5), 0))


def test_a_whole_text_begins_as_a_line_does(model: LanguageModel) -> None:
    assert model.log_chance("ab") == pytest.approx(-0.75)
    assert model.log_chance("b") == pytest.approx(-1 - 2)


def test_all_digits_are_one_symbol(model: LanguageModel) -> None:
    assert model.log_chance("7") == model.log_chance("0") == pytest.approx(-1 - 2 - log(10))


def test_a_fused_model_has_its_weight_and_its_bonus(model: LanguageModel) -> None:
    fused = model.fused()
    assert fused.follow(fused.start, "a")[0] == pytest.approx(exp(0.5 * -0.5 + 0.25))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"version": 2}, "version 2"),
        ({"alphabet": "0ab "[:3]}, "alphabet"),
        ({"children": [4, 0, 1, 1, 1, 0, 0]}, "do not fit"),
        ({"symbols": [0, A, SPACE, B, A, B]}, "out of order"),
        ({"symbols": [0, SPACE, A, 9, A, B]}, "alphabet"),
    ],
)
def test_arrays_that_are_no_model_are_refused(tmp_path: Path, changed: dict[str, object], message: str) -> None:
    np.savez(tmp_path / "text.npz", **arrays(**changed))
    with pytest.raises(ModelError, match=message):
        load_language_model(tmp_path / "text.npz")


def test_a_damaged_or_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "text.npz"
    with pytest.raises(FileAccessError, match="no such language model"):
        load_language_model(path)
    np.savez_compressed(path, **arrays())
    whole = path.read_bytes()
    for content in (whole[:-40], whole[:60] + b"\0" * 40 + whole[100:], b"", b"text"):
        path.write_bytes(content)
        with pytest.raises(ModelError, match="damaged"):
            load_language_model(path)


def test_arrays_that_hold_objects_are_not_unpickled(tmp_path: Path) -> None:
    np.savez(tmp_path / "text.npz", **{**arrays(), "symbols": np.array([{}], dtype=object)})
    with pytest.raises(ModelError, match="pickle"):
        load_language_model(tmp_path / "text.npz")


def test_how_like_its_language_texts_are_is_told_by_the_characters_it_knows(model: LanguageModel) -> None:
    fused = model.fused()
    assert fused.likeness(["bé", "b"]) == pytest.approx(log(fused.follow(model.start, "b")[0]))
    assert fused.likeness(["é", ""]) == -inf
