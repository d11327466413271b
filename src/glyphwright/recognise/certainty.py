"""What a CTC network says of a line, and what was read in it → how likely each of its words is right.

The product of a word's probabilities knows nothing of a language model, of how well the rest of the line is read, nor
of what nearly stood between its characters. A logistic regression on a few traits of the word does (Platt 1999,
Probabilistic Outputs for Support Vector Machines, section 2; the temperature of Guo et al. 2017 is the like with one
trait). Its weights are in the description of the model; `glyphwright synth word-confidence` fits them.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glyphwright.stages import Reading

WEIGHTS_KEY = "word_confidence"
TRAITS = 5
LEAST, LEAST_NATS = 1e-6, 1e-3
LEAST_CHANCES = np.array([[LEAST], [LEAST], [1e-3]])


def describe_words(
    probabilities: NDArray[np.float32], reading: Reading, texts: Mapping[str, float], *, step_px: float
) -> NDArray[np.float64]:
    """Traits of the words of a line, (words, TRAITS).

    They are: 1; the logarithm of the nats by which the likeliest symbols of all steps between the word's neighbours
    fall short of certainty; and the log odds of three chances: the product of the word's characters, the mean of all
    characters of the line, and the share of the texts that have the word.

    Args:
        probabilities: Of symbols at every step, (steps, symbols).
        reading: What was read there.
        texts: What a search found, and the share of each; none where the best path was taken.
        step_px: How many pixels of the crop one step covers.
    """
    if not reading.glyphs:
        return np.zeros((0, TRAITS))
    first, end = np.array(reading.word_ranges).T
    steps = np.rint(np.array(reading.spans) / step_px).astype(np.int64)
    since, until = np.append(0, steps[:-1, 1]), np.append(steps[1:, 0], len(probabilities))
    nats = _between(-np.log(np.maximum(probabilities.max(axis=1), LEAST)), since[first], until[end - 1])
    product = np.exp(_between(np.log(np.maximum(reading.confidences, LEAST)), first, end))
    chances = np.stack([product, np.full(len(first), reading.confidence), shares_of_words(reading, texts)])
    rows = np.ones(len(first)), np.log(nats + LEAST_NATS), *log_odds(chances, least=LEAST_CHANCES)
    return np.stack(rows, axis=1)


def judge_words(traits: NDArray[np.float64], weights: ArrayLike) -> NDArray[np.float64]:
    """How likely words (n, TRAITS) are right, (n,), by weights (TRAITS,)."""
    return np.asarray(np.exp(-np.logaddexp(0, -traits @ np.asarray(weights, dtype=np.float64))))


def log_odds(chances: NDArray[np.float64], *, least: ArrayLike) -> NDArray[np.float64]:
    """Of chances that are kept so far from 0 and 1."""
    kept = np.clip(chances, least, 1 - np.asarray(least))
    return np.asarray(np.log(kept / (1 - kept)))


def _between(values: ArrayLike, first: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sums of values from each first to before its end."""
    running = np.append(0.0, np.cumsum(values, dtype=np.float64))
    return np.asarray(running[end] - running[first])


def shares_of_words(reading: Reading, texts: Mapping[str, float]) -> Sequence[float]:
    """For each word the share of the texts that have it; 1 where there are none."""
    if not texts:
        return [1.0] * len(reading.words)
    held = [(set(text.split(" ")), share) for text, share in texts.items()]
    return [sum(share for words, share in held if word in words) for word in reading.words]
