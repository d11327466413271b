"""One picture of a word or two, cut in several ways → what all of its cuts together say.

A reader is mistaken differently in each cut. Every text that it finds likely in one of them is scored in all of them
(Ostendorf et al. 1991, Integration of Diverse Recognition Methodologies Through Reevaluation of N-Best Sentence
Hypotheses). A log-linear model (Och & Ney 2002, section 2) weighs the scores beside what a language model, a lexicon
and the number of cuts that read it so have to say. How likely a word is right, a logistic regression tells.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.beam import align
from glyphwright.recognise.certainty import judge_words, log_odds, shares_of_words
from glyphwright.recognise.language_model import FusedModel
from glyphwright.recognise.lexicon import Lexicon
from glyphwright.recognise.reader import CtcLineReader, Look
from glyphwright.recognise.respell import spelling_chances
from glyphwright.recognise.script_reader import ScriptLineReader
from glyphwright.stages import LineCrop, LineReader, Reading

SURE = 0.97
"""What is read with less confidence is cut in other ways too."""
WEIGHTS = np.array(
    [0.039, 1.060, -0.332, 0.352, 0.035, -0.292, 0.623, 0.317, -0.043, 1.182, 0.261, 1.195, 0.579, -1.789, -0.081]
)
"""Of the traits in `describe_texts`, fitted by `glyphwright synth rescoring` to drawn signs in test fonts."""
CERTAINTY = np.array([-0.121, 0.735, 0.189, -0.017])
"""Fitted by the same: 1, the log odds of a word's share, the first and third trait of its text."""
TRAITS, LEAST_SHARE = len(WEIGHTS), 1e-4
MOST_TEXTS = 6
"""Of each cut that were found by a search, beside the one that was read."""
LEAST_CHANCE, LEAST_OF_MEAN, LEAST_OF_BEST = -60.0, -10.0, -15.0
"""Natural logarithms: a text that a cut cannot spell has the first; less than the others counts for no less."""
FEW = 3
CHARACTER_WORTH, MOST_CHARACTERS = 0.08, 8
"""Of narrow words a reader may see one letter and be sure of it: up to so many, each is worth some confidence."""
BETTER = 0.05
"""By how much that of another cut must be better than that of the first."""
UNKNOWN, NO_WORD = -20.0, -17.0
"""Natural logarithms of the chance of a word that is in no lexicon, and of what is no word of letters."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Texts, and the natural logarithm of the chance of each in each cut, (cuts, texts)."""

    texts: Sequence[str]
    chances: NDArray[np.float64]


def read_together(
    reader: LineReader, crop: LineCrop, cut_otherwise: Callable[[], Sequence[LineCrop]]
) -> tuple[LineCrop, Reading]:
    """What a crop says or, if that is unsure, what it says together with others of the same, and which shows it best.

    Readers other than those of CTC say what the best crop says; the first, if no other is clearly better.
    """
    first = reader.readers[0] if isinstance(reader, ScriptLineReader) else reader
    if not isinstance(first, CtcLineReader):
        (reading,) = reader.read_lines([crop])
        if reading.confidence >= SURE:
            return crop, reading
        others = cut_otherwise()
        return _best_of([crop, *others], [reading, *reader.read_lines(others)])
    looks = first.look_at([crop])
    if looks[0].reading.confidence >= SURE:
        return crop, first.judge(looks[0])
    crops = [crop, *cut_otherwise()]
    looks += first.look_at(crops[1:])
    candidates, traits = compare(first, looks)
    if not candidates.texts:
        return crop, looks[0].reading
    likely = shares(traits, WEIGHTS)
    chosen = int(likely.argmax())
    at = int(candidates.chances[:, chosen].argmax())
    reading = align(looks[at].probabilities, candidates.texts[chosen], first.alphabet, step_px=first.step_px)
    of_words = shares_of_words(reading, dict(zip(candidates.texts, likely.tolist(), strict=True)))
    right = judge_words(describe_choice(np.array(of_words), traits[chosen]), CERTAINTY)
    return crops[at], replace(reading, word_confidences=tuple(right.tolist()))


def compare(reader: CtcLineReader, looks: Sequence[Look]) -> tuple[Candidates, NDArray[np.float64]]:
    """What looks at the same may say, and the traits of each of these texts."""
    candidates = gather(looks, reader.alphabet)
    return candidates, describe_texts(candidates, looks, reader.language, reader.lexicon)


def _best_of(crops: Sequence[LineCrop], readings: Sequence[Reading]) -> tuple[LineCrop, Reading]:
    best = max(range(len(crops)), key=lambda i: worth(readings[i]))
    chosen = best if worth(readings[best]) > worth(readings[0]) + BETTER else 0
    return crops[chosen], readings[chosen]


def worth(reading: Reading) -> float:
    """How good a reading of one of several cuts is, by itself."""
    return reading.confidence + CHARACTER_WORTH * min(len(reading.glyphs), MOST_CHARACTERS)


def gather(looks: Sequence[Look], alphabet: str) -> Candidates:
    """What the cuts suggest, in each of them; no texts where nothing is read in any."""
    texts = sorted({text for look in looks for text in (look.reading.text, *list(look.texts)[:MOST_TEXTS]) if text})
    chances = np.full((len(looks), len(texts)), LEAST_CHANCE)
    for row, look in zip(chances, looks, strict=True):
        fitting = [i for i, text in enumerate(texts) if len(text) <= len(look.probabilities)]
        if fitting:
            row[fitting] = spelling_chances(look.probabilities, [texts[i] for i in fitting], alphabet)
    return Candidates(texts, np.maximum(chances, LEAST_CHANCE))


def describe_texts(
    candidates: Candidates, looks: Sequence[Look], language: FusedModel | None, lexicon: Lexicon | None
) -> NDArray[np.float64]:
    """Traits of the candidates, (texts, TRAITS).

    Of each five logarithms of its chance: in the best look, in the mean of all, the means of logarithms in all and in
    the few worthiest, and in the worthiest; how many of the looks read it, weighted by their confidence, and how many
    its letters and digits; the worth and the confidence of the best of those; what the language model and the lexicon
    make of it; how long it is, without and with a limit; if it has spaces, and how much that is no letter or digit.
    """
    order = sorted(range(len(looks)), key=lambda i: -worth(looks[i].reading))
    chances = candidates.chances[order]
    readings = [looks[i].reading for i in order]
    traits = np.zeros((len(candidates.texts), TRAITS))
    if not candidates.texts:
        return traits
    traits[:, 0] = chances.max(axis=0)
    traits[:, 1] = np.logaddexp.reduce(chances, axis=0) - log(len(looks))
    traits[:, 2] = np.maximum(chances, LEAST_OF_MEAN).mean(axis=0)
    traits[:, 3] = np.maximum(chances[:FEW], LEAST_OF_MEAN).mean(axis=0)
    traits[:, 4] = np.maximum(chances[0], LEAST_OF_BEST)
    letters = [_letters(reading.text) for reading in readings]
    for row, text in zip(traits, candidates.texts, strict=True):
        same = [reading for reading in readings if reading.text == text]
        wanted = _letters(text)
        alike = [reading for reading, found in zip(readings, letters, strict=True) if found == wanted]
        row[5] = sum(reading.confidence for reading in same) / len(looks)
        row[6] = sum(reading.confidence**3 for reading in alike) / len(looks)
        row[7] = max(map(worth, same), default=0.0)
        row[8] = max((reading.confidence for reading in same), default=0.0)
        row[9] = 0.0 if language is None else sum(map(log, language.chances(text + " ")))
        row[10] = 0.0 if lexicon is None else _how_common(text, lexicon)
        row[11:13] = len(text), min(len(text), MOST_CHARACTERS)
        row[13:] = " " in text, sum(not character.isalnum() for character in text)
    return traits


def shares(traits: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each text is the right one if one of them is, (texts,), by traits (texts, TRAITS)."""
    scores = traits @ weights
    chances = np.exp(scores - scores.max())
    return np.asarray(chances / chances.sum())


def describe_choice(share: NDArray[np.float64], traits: NDArray[np.float64]) -> NDArray[np.float64]:
    """What tells whether words of a share (n,) in a text of some traits (TRAITS,) are right, (n, len(CERTAINTY))."""
    ones = np.ones(len(share))
    return np.stack([ones, log_odds(share, least=LEAST_SHARE), ones * traits[0], ones * traits[2]], axis=1)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _how_common(text: str, lexicon: Lexicon) -> float:
    """Mean logarithm of the chance of the words of a text."""
    words = ["".join(filter(str.isalpha, word)) for word in text.split() if not any(map(str.isdigit, word))]
    chances = [lexicon.chance(word) for word in words if lexicon.holds(len(word))]
    return sum(UNKNOWN if chance is None else chance for chance in chances) / len(chances) if chances else NO_WORD
