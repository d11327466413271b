"""Probabilities of symbols at every step of a line → the likeliest texts, over all ways in which steps can spell them.

Prefix beam search after Graves et al. 2006, section 3.2, and Hannun et al. 2014 (First-Pass Large Vocabulary
Continuous Speech Recognition using Bi-Directional Recurrent DNNs, algorithm 1). Unlike the best path it adds up the
ways to spell one text, and it can keep to a pattern.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.language_model import FusedModel
from glyphwright.recognise.pattern import Pattern
from glyphwright.stages import Reading

UNLIKELY, UNLIKELY_WITH_LANGUAGE, UNLIKELY_IN_PATTERN = 1e-3, 1e-2, 1e-7
NO_LANGUAGE = FusedModel(0, lambda state, letter: (1.0, 0))
Beam = tuple[float, float, int]
"""The chance of a beginning and a blank behind it, that of it and none, and where the language model stands."""
Letter = tuple[str, float]
"""A character, or the blank (""), and its chance."""


def likely_texts(
    probabilities: NDArray[np.float32],
    alphabet: str,
    *,
    width: int,
    pattern: Pattern | None = None,
    language: FusedModel | None = None,
) -> dict[str, float]:
    """Read one line; `align` says where what was read stands.

    Args:
        probabilities: (steps, 1 + len(alphabet)); symbol 0 is the blank.
        alphabet: What symbols 1, 2, … stand for.
        width: How many beginnings are followed at once.
        pattern: What the whole line must match; where nothing does, nothing is read.
        language: Weighs each character by those before it (shallow fusion). What is read with more than 0.99 it does
            not touch.

    Returns:
        The texts that were left at the end, the likeliest first, and the share of each in their chances.
    """
    beams = _search(probabilities, alphabet, width, pattern, language)
    chances = {text: blank + other for text, (blank, other, _) in beams.items()}
    found: dict[str, float] = {}
    for text in sorted(chances, key=lambda text: -chances[text]):
        shorn = text.rstrip()
        if pattern is None or pattern.matches(shorn):
            found[shorn] = found.get(shorn, 0.0) + chances[text]
    return found or {"": 1.0}


def _search(
    probabilities: NDArray[np.float32], alphabet: str, width: int, pattern: Pattern | None, language: FusedModel | None
) -> dict[str, Beam]:
    """Beginnings after the last step, whose chances add up to 1."""
    least = UNLIKELY_IN_PATTERN if pattern else UNLIKELY if language is None else UNLIKELY_WITH_LANGUAGE
    language = language or NO_LANGUAGE
    beams: dict[str, Beam] = {"": (1.0, 0.0, language.start)}
    for letters in _likely_letters(probabilities, alphabet, least):
        if letters:
            beams = _best(_extend(beams, letters, pattern, language), width)
        else:
            beams = {text: (blank + other, 0.0, state) for text, (blank, other, state) in beams.items()}
    return beams


def _likely_letters(probabilities: NDArray[np.float32], alphabet: str, least: float) -> Iterator[list[Letter]]:
    """What is not unlikely at each step; nothing, and that once, for steps in a row where it is the blank alone."""
    steps, symbols = np.nonzero(probabilities > least)
    letters = ["", *alphabet]
    chances = probabilities[steps, symbols].tolist()
    likely = [(letters[symbol], chance) for symbol, chance in zip(symbols.tolist(), chances, strict=True)]
    edges = np.searchsorted(steps, np.arange(len(probabilities) + 1))
    inked = np.zeros(len(probabilities), bool)
    inked[steps[symbols > 0]] = True
    for step in np.flatnonzero(inked | np.append(True, inked[:-1])).tolist():
        yield likely[edges[step] : edges[step + 1]] if inked[step] else []


def _extend(
    beams: dict[str, Beam], letters: list[Letter], pattern: Pattern | None, language: FusedModel
) -> dict[str, list[float]]:
    """What the beginnings become with one of the letters, or with none (""), at the next step."""
    found: dict[str, list[float]] = {text: [0.0, 0.0, state] for text, (_, _, state) in beams.items()}
    for text, (blank, other, state) in beams.items():
        last, same, both = text[-1:], found[text], blank + other
        for letter, chance in letters:
            if not letter or (letter == " " and not text):
                same[0] += both * chance
                continue
            ways = both
            if letter == last:
                same[1] += other * chance
                ways = blank
            longer = text + letter
            if ways and (pattern is None or pattern.allows(longer)):
                weight, after = language.follow(state, letter)
                found.setdefault(longer, [0.0, 0.0, after])[1] += ways * chance * weight
    return found


def _best(found: dict[str, list[float]], width: int) -> dict[str, Beam]:
    """The likeliest of them, so that their chances add up to 1."""
    kept = sorted(found.items(), key=lambda beam: -beam[1][0] - beam[1][1])[:width]
    total = sum(blank + other for _, (blank, other, _) in kept) or 1.0
    return {text: (blank / total, other / total, int(state)) for text, (blank, other, state) in kept}


def align(probabilities: NDArray[np.float32], text: str, alphabet: str, *, step_px: float) -> Reading:
    """Where each character of a text stands: the likeliest steps that spell it (Viterbi, over blanks and characters).

    The confidence of a character is its probability at its best step, as in decoding by the best path.
    """
    if not text:
        return Reading((), (), ())
    place = {character: i + 1 for i, character in enumerate(alphabet)}
    labels = np.zeros(2 * len(text) + 1, np.int64)
    labels[1::2] = [place[character] for character in text]
    scores = np.log(np.maximum(probabilities[:, labels], 1e-30))  # (steps, labels)
    # Only a blank may be skipped, and only between two characters that differ.
    barred = np.full(len(labels), -np.inf)
    barred[3::2][labels[3::2] != labels[1:-2:2]] = 0
    best = np.full(2 + len(labels), -np.inf)  # two more in front, which nothing comes from
    best[2:4] = scores[0, :2]
    came = np.zeros(scores.shape, np.int64)
    for t in range(1, len(scores)):
        skipping, stepping = best[:-2] + barred, best[1:-1]
        highest = np.maximum(best[2:], stepping)
        came[t] = np.where(skipping > highest, 2, stepping > best[2:])
        best[2:] = np.maximum(highest, skipping) + scores[t]
    at = len(labels) - 1 - int(best[-2] > best[-1])
    path = [at]
    for t in range(len(scores) - 1, 0, -1):
        at -= int(came[t, at])
        path.append(at)
    steps = np.array(path[::-1])
    runs = [np.flatnonzero(steps == 2 * i + 1) for i in range(len(text))]
    return Reading(
        glyphs=tuple(text),
        confidences=tuple(float(probabilities[run, labels[2 * i + 1]].max()) for i, run in enumerate(runs)),
        spans=tuple((float(run[0]) * step_px, float(run[-1] + 1) * step_px) for run in runs),
    )
