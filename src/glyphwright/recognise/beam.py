"""Probabilities of symbols at every step of a line → the likeliest text, over all ways in which steps can spell it.

Prefix beam search after Graves et al. 2006, section 3.2, and Hannun et al. 2014 (First-Pass Large Vocabulary
Continuous Speech Recognition using Bi-Directional Recurrent DNNs, algorithm 1). Unlike the best path it adds up the
ways to spell one text, and it can keep to a pattern.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.pattern import Pattern
from glyphwright.stages import Reading

UNLIKELY, UNLIKELY_IN_PATTERN = 1e-3, 1e-7
Chances = tuple[float, float]


def decode_beam(
    probabilities: NDArray[np.float32], alphabet: str, *, step_px: float, width: int, pattern: Pattern | None = None
) -> Reading:
    """Read one line.

    Args:
        probabilities: (steps, 1 + len(alphabet)); symbol 0 is the blank.
        alphabet: What symbols 1, 2, … stand for.
        step_px: How many pixels of the crop one step covers.
        width: How many beginnings are followed at once.
        pattern: What the whole line must match; where nothing does, nothing is read.
    """
    beams = _search(probabilities, alphabet, width, pattern)
    texts = sorted(beams, key=lambda text: -sum(beams[text]))
    fitting = (text.rstrip() for text in texts)
    best = next((text for text in fitting if pattern is None or pattern.matches(text)), "")
    return align(probabilities, best, alphabet, step_px=step_px)


def _search(
    probabilities: NDArray[np.float32], alphabet: str, width: int, pattern: Pattern | None
) -> dict[str, Chances]:
    """Beginnings after the last step, each with the chance that it ends in a blank, and that it does not."""
    least = UNLIKELY if pattern is None else UNLIKELY_IN_PATTERN
    beams: dict[str, Chances] = {"": (1.0, 0.0)}
    for row in probabilities:
        likely = [(int(symbol), float(row[symbol])) for symbol in np.flatnonzero(row > least)]
        blank, other = defaultdict[str, float](float), defaultdict[str, float](float)
        for text, (ends_blank, ends_other) in beams.items():
            both = ends_blank + ends_other
            for symbol, chance in likely:
                letter = alphabet[symbol - 1] if symbol else ""
                if not letter or (letter == " " and not text):
                    blank[text] += both * chance
                    continue
                again = text.endswith(letter)
                if again:
                    other[text] += ends_other * chance
                longer = text + letter
                if pattern is None or pattern.allows(longer):
                    other[longer] += (ends_blank if again else both) * chance
        chances = {text: (blank[text], other[text]) for text in dict.fromkeys([*blank, *other])}
        kept = sorted(chances, key=lambda text: -sum(chances[text]))[:width]
        total = sum(sum(chances[text]) for text in kept) or 1.0
        beams = {text: (chances[text][0] / total, chances[text][1] / total) for text in kept}
    return beams


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
