"""Words that were read unsurely and are in no lexicon → the likeliest spelling, by what was seen and how common it is.

The noisy channel of Kernighan, Church & Gale 1990, with the line reader itself as the channel: how likely its
probabilities are to spell a word is computed for every word of the lexicon that is spelt nearly so.
"""

from collections.abc import Mapping, Sequence
from math import exp

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.lexicon import LEAST_LETTERS, Lexicon
from glyphwright.stages import Reading

DOUBTFUL = 0.9
"""A word of which a character is read with less confidence may be spelt otherwise."""
WEIGHT, UNKNOWN = 0.5, -20.0
"""What the logarithm of a word's share in texts counts for beside what was seen; that of words not in the lexicon."""
MOST_CANDIDATES = 40
LEAST = 1e-8


def respell(
    probabilities: NDArray[np.float32],
    reading: Reading,
    texts: Mapping[str, float],
    lexicon: Lexicon,
    alphabet: str,
    *,
    step_px: float,
) -> dict[str, float]:
    """Texts of a line and their shares, with better spellings of doubtful words of the first text.

    Only words of letters are looked at, without the punctuation around them: no numbers, no codes, no addresses.

    Args:
        probabilities: (steps, 1 + len(alphabet)); symbol 0 is the blank.
        reading: The first of the texts, and where it stands.
        texts: What was read, the likeliest first, and the share of each.
        lexicon: Words that there are.
        alphabet: What symbols 1, 2, … stand for.
        step_px: How many pixels of the crop one step covers.
    """
    text, share, offset = reading.text, 1.0, 0
    for first, end in _doubtful_words(reading):
        word = "".join(reading.glyphs[first:end])
        until = round(reading.spans[end][0] / step_px) if end < len(reading.glyphs) else len(probabilities)
        since = round(reading.spans[first - 1][1] / step_px) if first else 0
        better, chance = _likeliest(probabilities[since:until], word, lexicon, alphabet)
        if better != word:
            text = text[: first + offset] + better + text[end + offset :]
            offset += len(better) - len(word)
            share *= chance
    if text == reading.text:
        return dict(texts)
    held = texts.get(reading.text, 1.0)
    rest = {**texts, reading.text: held * (1 - share)}
    return {text: held * share + rest.pop(text, 0.0), **rest}


def _doubtful_words(reading: Reading) -> list[tuple[int, int]]:
    """The first glyph, and that behind the last, of words of letters that were read unsurely."""
    found = []
    for first, end in reading.word_ranges:
        while first < end and not reading.glyphs[first].isalpha():
            first += 1
        while end > first and not reading.glyphs[end - 1].isalpha():
            end -= 1
        letters = end - first >= LEAST_LETTERS and all(glyph.isalpha() for glyph in reading.glyphs[first:end])
        if letters and min(reading.confidences[first:end]) < DOUBTFUL:
            found.append((first, end))
    return found


def _likeliest(probabilities: NDArray[np.float32], word: str, lexicon: Lexicon, alphabet: str) -> tuple[str, float]:
    """The likeliest spelling of a word, and its share in the chances of all that were tried."""
    near = lexicon.near(word, most=MOST_CANDIDATES)
    known = near.pop(word.lower(), UNKNOWN)
    cases = ((cased, chance) for other, chance in near.items() for cased in _like(word, other))
    readable = set(alphabet)
    spelt = {cased: chance for cased, chance in cases if readable.issuperset(cased)}
    if not spelt:
        return word, 1.0
    seen = spelling_chances(probabilities, [word, *spelt], alphabet)
    scores = seen + WEIGHT * np.array([known, *spelt.values()])
    best = int(scores.argmax())
    return [word, *spelt][best], 1 / sum(exp(score - scores[best]) for score in scores.tolist())


def _like(word: str, other: str) -> set[str]:
    """Another word in the cases in which this one may be written."""
    if word.isupper():
        return {other.upper()}
    return {other} if word.islower() else {other, other.capitalize(), other.upper()}


def spelling_chances(probabilities: NDArray[np.float32], texts: Sequence[str], alphabet: str) -> NDArray[np.float64]:
    """Logarithms of the chances that steps spell each text (n,), over all ways to do so (Graves et al. 2006, eq. 8)."""
    place = {character: i + 1 for i, character in enumerate(alphabet)}
    labels = np.zeros((len(texts), 2 * max(map(len, texts)) + 1), np.int64)
    for row, text in zip(labels, texts, strict=True):
        row[1 : 2 * len(text) : 2] = [place[character] for character in text]
    may_skip = np.zeros(labels.shape)
    may_skip[:, 3::2] = labels[:, 3::2] != labels[:, 1:-2:2]
    steps = np.maximum(probabilities, LEAST).astype(np.float64)
    ways = np.zeros((len(texts), labels.shape[1] + 2))  # two more in front, which nothing comes from
    ways[:, 2] = 1  # before the first step: as behind a blank
    scale = np.zeros((len(texts), 1))
    for step in steps:
        ways[:, 2:] = (ways[:, 2:] + ways[:, 1:-1] + ways[:, :-2] * may_skip) * step[labels]
        highest = ways.max(axis=1, keepdims=True)  # without this they would become too small for a number
        ways /= highest
        scale += np.log(highest)
    ends = np.array([2 * len(text) for text in texts])
    rows = np.arange(len(texts))
    with np.errstate(divide="ignore"):  # too few steps to spell a text
        return np.asarray(np.log(ways[rows, ends + 2] + ways[rows, ends + 1]) + scale[:, 0])
