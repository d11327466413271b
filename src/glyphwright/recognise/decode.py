"""Probabilities of symbols at every step of a line → Readings."""

import numpy as np
from numpy.typing import NDArray

from glyphwright.stages import Reading


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
    changes = np.flatnonzero(np.diff(symbols)) + 1
    starts = np.concatenate([[0], changes])
    ends = np.concatenate([changes, [len(symbols)]])
    runs = [(int(a), int(b)) for a, b in zip(starts, ends, strict=True) if symbols[a] != 0]
    while runs and alphabet[symbols[runs[0][0]] - 1] == " ":
        runs.pop(0)
    while runs and alphabet[symbols[runs[-1][0]] - 1] == " ":
        runs.pop()
    return Reading(
        glyphs=tuple(alphabet[symbols[a] - 1] for a, _ in runs),
        confidences=tuple(float(chances[a:b].max()) for a, b in runs),
        spans=tuple((a * step_px, b * step_px) for a, b in runs),
    )
