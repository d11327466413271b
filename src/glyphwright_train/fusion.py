"""A reader, a language model and lines that neither learnt → how much the model shall weigh beside the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from glyphwright.metrics import WordScore, word_f1
from glyphwright.recognise import CtcLineReader
from glyphwright.recognise.batches import padded_width, to_input
from glyphwright.recognise.language_model import LanguageModel
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.lines import LineSample, draw_line
from glyphwright_train.synth.signs import draw_sign
from glyphwright_train.synth.strips import StripStore, wear_strip
from glyphwright_train.synth.text import TextSource

WEIGHTS = (0.1, 0.15, 0.2, 0.3)
BONUSES = (0.0, 0.2, 0.4, 0.6)
NEARLY_BEST = 1.01
STRENGTHS = (0.4, 0.9)
CODES = ("code", "number", "amount", "date", "phone")

Seen = list[tuple[NDArray[np.float32], str]]
"""The probabilities that a reader gives for lines, (1, steps, symbols), and what they say."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A weight and a bonus (see `LanguageModel`), and 1 − word F1 of each kind of lines with them."""

    weight: float
    bonus: float
    errors: Mapping[str, float]

    def against(self, without: Mapping[str, float]) -> float:
        """Mean over all kinds of errors with the model over errors without."""
        return fmean(error / max(without[kind], 1e-6) for kind, error in self.errors.items())


def draw_kinds(
    fonts: FontLibrary, text: TextSource, strips: StripStore | None, *, height: int, count: int, seed: int = 0
) -> dict[str, list[LineSample]]:
    """So many lines of each kind: cut from PDFs where there are strips, drawn, off signs, and codes and numbers alone.

    The codes are there so that a model which turns them into words is found out.
    """
    rng = np.random.default_rng(seed)
    kinds: dict[str, list[LineSample]] = {}
    for strength in STRENGTHS:
        if strips is not None:
            places = rng.permutation(len(strips))[:count]
            cut = [wear_strip(rng, strips[int(i)], height=height, strength=strength) for i in places]
            kinds[f"PDF {strength}"] = cut
        lengths = rng.integers(1, 80, count)
        kinds[f"drawn {strength}"] = [
            draw_line(rng, fonts, text, characters=int(n), height=height, strength=strength) for n in lengths
        ]
    signs = [text.sign(rng, characters=int(n)) for n in rng.integers(2, 14, count)]
    codes = [text.fact(rng, kind=CODES[i % len(CODES)]) for i in range(count)]
    for kind, written in (("signs", signs), ("codes", codes)):
        kinds[kind] = [draw_sign(rng, fonts, one, height=height, strength=STRENGTHS[0]) for one in written]
    return kinds


def fit_fusion(
    reader: CtcLineReader, model: LanguageModel, kinds: Mapping[str, Sequence[LineSample]]
) -> tuple[dict[str, float], list[Trial]]:
    """The errors of each kind without the model, and all trials with it, the best first."""
    seen = {kind: [(_look(reader, line), line.text) for line in lines] for kind, lines in kinds.items()}
    without = {kind: _error(reader, lines) for kind, lines in seen.items()}
    trials = []
    for weight, bonus in product(WEIGHTS, BONUSES):
        fused = replace(reader, language=replace(model, weight=weight, bonus=bonus).fused())
        trials.append(Trial(weight, bonus, {kind: _error(fused, lines) for kind, lines in seen.items()}))
    return without, sorted(trials, key=lambda trial: trial.against(without))


def _look(reader: CtcLineReader, line: LineSample) -> NDArray[np.float32]:
    return reader.model.run(to_input([line.pixels], padded_width(line.pixels.shape[1])))


def _error(reader: CtcLineReader, lines: Seen) -> float:
    return 1 - sum((word_f1(reader.decode(look)[0].text, text) for look, text in lines), WordScore()).f1


def choose(trials: Sequence[Trial], without: Mapping[str, float]) -> Trial:
    """Of those that are as good as the best but for a hundredth, the one that changes least of what the reader says.

    What lines are about that were not tried, names and signs that no corpus has, is safer so.
    """
    limit = NEARLY_BEST * min(trial.against(without) for trial in trials)
    return min((trial for trial in trials if trial.against(without) <= limit), key=lambda trial: trial.weight)
