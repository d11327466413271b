"""A CTC reader and lines that it never learnt → the temperature at which its confidence in words is what it is worth.

After Guo et al. 2017 (On Calibration of Modern Neural Networks, section 4.2): all logits are divided by one number,
which changes no reading, only how sure it is. It is chosen for the least expected calibration error of whole words,
the unit whose confidence users see.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.metrics import calibration_error, tokens_right
from glyphwright.recognise.decode import decode_greedy
from glyphwright.stages import Reading

CANDIDATES = tuple(float(t) for t in np.geomspace(0.6, 4.0, 25))


def fit_temperature(log_probabilities: Sequence[NDArray[np.float32]], texts: Sequence[str], alphabet: str) -> float:
    """Choose the temperature.

    Args:
        log_probabilities: (steps, symbols) of each line.
        texts: What each line says.
        alphabet: What symbols 1, 2, … stand for.
    """
    errors = [word_calibration(log_probabilities, texts, alphabet, temperature) for temperature in CANDIDATES]
    return CANDIDATES[int(np.argmin(errors))]


def word_calibration(
    log_probabilities: Sequence[NDArray[np.float32]], texts: Sequence[str], alphabet: str, temperature: float
) -> float:
    """Expected calibration error of the words of all lines at one temperature."""
    confidences: list[float] = []
    right: list[bool] = []
    for line, text in zip(log_probabilities, texts, strict=True):
        (reading,) = decode_greedy(soften(line, temperature)[None], alphabet, step_px=1.0)
        words = _words(reading)
        confidences += [confidence for _, confidence in words]
        right += tokens_right([word for word, _ in words], text)
    return calibration_error(confidences, right) if confidences else 1.0


def fit_likelihood(logits: NDArray[np.float32], classes: NDArray[np.int64]) -> float:
    """The temperature at which single verdicts, logits (n, classes), are likeliest to be the true classes (n,)."""
    rows = np.arange(len(classes))
    return max(CANDIDATES, key=lambda t: float(np.log(soften(logits, t)[rows, classes] + 1e-12).mean()))


def soften(log_probabilities: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Probabilities at a temperature; (…, symbols)."""
    logits = log_probabilities / np.float32(temperature)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def _words(reading: Reading) -> list[tuple[str, float]]:
    words: list[tuple[str, float]] = []
    letters, confidence = "", 1.0
    for glyph, chance in [*zip(reading.glyphs, reading.confidences, strict=True), (" ", 1.0)]:
        if glyph != " ":
            letters, confidence = letters + glyph, confidence * chance
        elif letters:
            words.append((letters, confidence))
            letters, confidence = "", 1.0
    return words
