"""Probabilities of symbols at every step of a line → the likeliest text, over all ways in which steps can spell it.

Prefix beam search after Graves et al. 2006, section 3.2, and Hannun et al. 2014 (First-Pass Large Vocabulary
Continuous Speech Recognition using Bi-Directional Recurrent DNNs, algorithm 1). Unlike the best path it adds up the
ways to spell one text, and it can keep to a pattern.
"""

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.language_model import FusedModel
from glyphwright.recognise.pattern import Pattern
from glyphwright.stages import Reading

UNLIKELY, UNLIKELY_WITH_LANGUAGE, UNLIKELY_IN_PATTERN = 1e-3, 1e-2, 1e-7
NO_LANGUAGE = FusedModel(0, lambda state, letter: (1.0, 0))
Beam = tuple[float, float, int]
"""The chance of a beginning and a blank behind it, that of it and none, and where the language model stands."""


def likeliest_text(
    probabilities: NDArray[np.float32],
    alphabet: str,
    *,
    width: int,
    pattern: Pattern | None = None,
    language: FusedModel | None = None,
) -> str:
    """Read one line; `align` says where what was read stands.

    Args:
        probabilities: (steps, 1 + len(alphabet)); symbol 0 is the blank.
        alphabet: What symbols 1, 2, … stand for.
        width: How many beginnings are followed at once.
        pattern: What the whole line must match; where nothing does, nothing is read.
        language: Weighs each character by those before it (shallow fusion). What is read with more than 0.99 it does
            not touch.
    """
    beams = _search(probabilities, alphabet, width, pattern, language)
    texts = sorted(beams, key=lambda text: -sum(beams[text][:2]))
    fitting = (text.rstrip() for text in texts)
    return next((text for text in fitting if pattern is None or pattern.matches(text)), "")


def _search(
    probabilities: NDArray[np.float32], alphabet: str, width: int, pattern: Pattern | None, language: FusedModel | None
) -> dict[str, Beam]:
    """Beginnings after the last step."""
    least = UNLIKELY_IN_PATTERN if pattern else UNLIKELY if language is None else UNLIKELY_WITH_LANGUAGE
    language = language or NO_LANGUAGE
    beams: dict[str, Beam] = {"": (1.0, 0.0, language.start)}
    for row in probabilities:
        likely = np.flatnonzero(row > least).tolist()
        if not any(likely):  # nothing but the blank
            beams = {text: (blank + other, 0.0, state) for text, (blank, other, state) in beams.items()}
            continue
        letters = [(alphabet[symbol - 1] if symbol else "", float(row[symbol])) for symbol in likely]
        beams = _best(_extend(beams, letters, pattern, language), width)
    return beams


def _extend(
    beams: dict[str, Beam], letters: list[tuple[str, float]], pattern: Pattern | None, language: FusedModel
) -> dict[str, list[float]]:
    """What the beginnings become with one of the letters, or with none (""), at the next step."""
    found: dict[str, list[float]] = {text: [0.0, 0.0, state] for text, (_, _, state) in beams.items()}
    for text, (blank, other, state) in beams.items():
        last = text[-1:]
        for letter, chance in letters:
            if not letter or (letter == " " and not text):
                found[text][0] += (blank + other) * chance
                continue
            if letter == last:
                found[text][1] += other * chance
            ways = blank if letter == last else blank + other
            longer = text + letter
            if ways and (pattern is None or pattern.allows(longer)):
                weight, after = language.follow(state, letter)
                found.setdefault(longer, [0.0, 0.0, after])[1] += ways * chance * weight
    return found


def _best(found: dict[str, list[float]], width: int) -> dict[str, Beam]:
    """The likeliest of them, so that their chances add up to 1."""
    kept = sorted(found, key=lambda text: -found[text][0] - found[text][1])[:width]
    total = sum(found[text][0] + found[text][1] for text in kept) or 1.0
    return {text: (found[text][0] / total, found[text][1] / total, int(found[text][2])) for text in kept}


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
    skips = np.zeros(len(labels), bool)
    skips[3::2] = labels[3::2] != labels[1:-2:2]
    best = np.full(len(labels), -np.inf)
    best[:2] = scores[0, :2]
    came = np.zeros(scores.shape, np.int64)
    for t in range(1, len(scores)):
        one = np.concatenate([[-np.inf], best[:-1]])
        two = np.where(skips, np.concatenate([[-np.inf, -np.inf], best[:-2]]), -np.inf)
        ways = np.stack([best, one, two])
        came[t] = ways.argmax(axis=0)
        best = ways.max(axis=0) + scores[t]
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
