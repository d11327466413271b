"""Probabilities of symbols at every step of a line → Readings."""

import numpy as np
from numpy.typing import NDArray

from glyphwright.stages import Reading

WIDE, SURELY = "@©®", 0.7
"""Characters wider than three steps, of which two never stand a step apart; how surely both must be seen."""


def bridge_wide(probabilities: NDArray[np.float32], alphabet: str) -> NDArray[np.float32]:
    """Let a blank step in the midst of a wide character be that character, which would be read twice.

    Args:
        probabilities: (lines, steps, 1 + len(alphabet)); symbol 0 is the blank.
        alphabet: What symbols 1, 2, … stand for.

    Returns:
        The same array where nothing is to be mended.
    """
    symbols = [alphabet.index(character) + 1 for character in WIDE if character in alphabet]
    seen = probabilities[:, :, symbols] > SURELY  # (lines, steps, symbols)
    blank = probabilities[:, 1:-1, 0] > 1 / 2
    line, step = np.nonzero((seen[:, :-2] & seen[:, 2:]).any(axis=2) & blank)
    if not len(line):
        return probabilities
    bridged = probabilities.copy()
    bridged[line, step + 1] = (bridged[line, step] + bridged[line, step + 2]) / 2
    return bridged


def decode_greedy(probabilities: NDArray[np.float32], alphabet: str, *, step_px: float) -> list[Reading]:
    """Read each line by taking its likeliest symbol at every step.

    Repeats collapse and blanks vanish: best-path decoding, Graves et al. 2006, section 3.2. Fast; it misses the true
    maximum when a symbol is spread thin over many steps.

    Args:
        probabilities: (lines, steps, 1 + len(alphabet)); symbol 0 is the blank.
        alphabet: What symbols 1, 2, … stand for.
        step_px: How many pixels of the crop one step covers.
    """
    best = probabilities.argmax(axis=2)
    return [
        _collapse(symbols, chances, alphabet, step_px)
        for symbols, chances in zip(best, np.take_along_axis(probabilities, best[:, :, None], 2)[:, :, 0], strict=True)
    ]


def _collapse(symbols: NDArray[np.int64], chances: NDArray[np.float32], alphabet: str, step_px: float) -> Reading:
    starts = np.concatenate([[0], np.flatnonzero(np.diff(symbols)) + 1])
    ends = np.append(starts[1:], len(symbols))
    peaks = np.maximum.reduceat(chances, starts)
    inked = np.flatnonzero(symbols[starts])
    glyphs = [alphabet[symbol - 1] for symbol in symbols[starts[inked]].tolist()]
    first = next((i for i, glyph in enumerate(glyphs) if glyph != " "), len(glyphs))
    end = next((i for i in range(len(glyphs), 0, -1) if glyphs[i - 1] != " "), first)
    runs = inked[first:end]
    return Reading(
        glyphs=tuple(glyphs[first:end]),
        confidences=tuple(peaks[runs].tolist()),
        spans=tuple(zip((starts[runs] * step_px).tolist(), (ends[runs] * step_px).tolist(), strict=True)),
    )
