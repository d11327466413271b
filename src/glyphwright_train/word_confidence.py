"""A reader with its language model, and lines that neither learnt → what makes its confidence in words worth its name.

A logistic regression on the traits of `glyphwright.recognise.certainty`. Its prior is the product of a word's
characters, so that few lines change little (after Platt 1999, section 2.2, which keeps the targets from 0 and 1 for
that).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.metrics import calibration_error, tokens_right
from glyphwright.recognise import CtcLineReader
from glyphwright.recognise.batches import padded_width, to_input
from glyphwright.recognise.certainty import TRAITS, WEIGHTS_KEY, judge_words
from glyphwright.runtime import METADATA_KEY
from glyphwright_train.logistic import fit_logistic
from glyphwright_train.synth.lines import LineSample

PRODUCT = np.eye(TRAITS)[2]
"""Weights that leave a word the product of its characters."""
PRIOR = 1.0
"""By how many words' worth the prior holds each weight where it was."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Words that were read: their traits (words, TRAITS), and which of them are right (words,)."""

    traits: NDArray[np.float64]
    right: NDArray[np.bool_]

    def error(self, weights: NDArray[np.float64]) -> float:
        """Their expected calibration error."""
        return calibration_error(judge_words(self.traits, weights), self.right)


def judge_lines(reader: CtcLineReader, lines: Sequence[LineSample]) -> Judged:
    """Read lines and compare.

    Words without a letter or digit do not count: how many dots a leader has, and where it is broken, tells nothing.
    """
    traits, right = [np.zeros((0, TRAITS))], [np.zeros(0, bool)]
    for line in lines:
        seen = reader.model.run(to_input([line.pixels], padded_width(line.pixels.shape[1])))
        (look,) = reader.search(seen)
        words = look.reading.words
        counts = np.array([any(map(str.isalnum, word)) for word in words], bool)
        traits.append(reader.describe(look)[counts])
        right.append(np.array(tokens_right(words, line.text), bool)[counts])
    return Judged(np.concatenate(traits), np.concatenate(right))


def fit_word_confidence(kinds: Mapping[str, Judged]) -> NDArray[np.float64]:
    """The weights (TRAITS,) of the likeliest logistic regression; each kind of lines counts as much as any other."""
    some = [kind for kind in kinds.values() if len(kind.right)]
    if not some:
        return PRODUCT.copy()
    traits = np.concatenate([kind.traits for kind in some])
    right = np.concatenate([kind.right for kind in some])
    mean = len(right) / len(some)
    share = np.concatenate([np.full(len(kind.right), mean / len(kind.right)) for kind in some])

    return fit_logistic(traits, right, start=PRODUCT, prior=PRIOR, share=share)


def set_word_confidence(source: Path, target: Path, weights: NDArray[np.float64]) -> None:
    """Copy a model file with these weights in its description."""
    import onnx

    model = onnx.load(str(source))
    (entry,) = (entry for entry in model.metadata_props if entry.key == METADATA_KEY)
    description = {**json.loads(entry.value), WEIGHTS_KEY: [round(float(weight), 4) for weight in weights]}
    entry.value = json.dumps(description, ensure_ascii=False)
    onnx.save(model, str(target))
