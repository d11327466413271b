import numpy as np
import pytest

from glyphwright_train.calibrate import fit_likelihood, fit_temperature, soften, word_calibration

pytestmark = pytest.mark.train


def line(chance: float, symbol: int) -> np.ndarray:
    """One character between two blanks, read with this probability; (3, 3) log probabilities."""
    probabilities = np.array([[0.98, 0.01, 0.01], [0, 0, 0], [0.98, 0.01, 0.01]])
    probabilities[1, symbol] = chance
    probabilities[1, 3 - symbol] = 1 - chance - 0.01
    probabilities[1, 0] = 0.01
    return np.log(probabilities).astype(np.float32)


def test_a_reader_that_is_too_sure_is_softened() -> None:
    lines = [line(0.97, 1)] * 100
    texts = ["a"] * 70 + ["b"] * 30
    temperature = fit_temperature(lines, texts, "ab")
    assert temperature > 1.5
    assert word_calibration(lines, texts, "ab", temperature) < 0.05 < word_calibration(lines, texts, "ab", 1.0)


def test_a_reader_that_knows_its_worth_is_left_alone() -> None:
    texts = ["a"] * 90 + ["b"] * 10
    assert fit_temperature([line(0.9, 1)] * 100, texts, "ab") == pytest.approx(1.0, abs=0.15)


def test_softening_keeps_the_order_and_the_sum() -> None:
    probabilities = np.exp(line(0.9, 1))
    softened = soften(np.log(probabilities), 2.0)
    assert np.allclose(softened.sum(axis=1), 1)
    assert (softened.argmax(axis=1) == probabilities.argmax(axis=1)).all()
    assert softened[1, 1] < probabilities[1, 1]


def test_verdicts_that_are_too_sure_are_softened_to_what_they_are_worth() -> None:
    logits = np.tile(np.array([[4.0, 0.0]], np.float32), (100, 1))
    classes = np.array([0] * 80 + [1] * 20)
    softened = soften(logits, fit_likelihood(logits, classes))
    assert softened[0, 0] == pytest.approx(0.8, abs=0.03)
