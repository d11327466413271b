"""A line divided into cells, and what each may show → a Reading. What segments a line, or aligns it, ends here."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.beam import align, likely_texts
from glyphwright.recognise.decode import decode_greedy
from glyphwright.recognise.pattern import Pattern
from glyphwright.stages import Reading

BEAM = 16


def decode_cells(
    cells: NDArray[np.float32],
    gaps: NDArray[np.float32],
    edges: NDArray[np.float64],
    *,
    alphabet: str,
    pattern: Pattern | None = None,
) -> Reading:
    """Read the likeliest character of every cell, and a space between two cells where one is likely.

    Args:
        cells: (n, 1 + len(alphabet)), what each cell shows; symbol 0 is nothing.
        gaps: (n − 1,), how likely a space stands between two cells.
        edges: (n, 2), where each cell begins and ends, in pixels of the crop.
        alphabet: What symbols 1, 2, … stand for.
        pattern: What the whole line must match; None for any text.
    """
    if not len(cells):
        return Reading((), (), ())
    # The same table as of a CTC network, cells in even rows, what is between them in odd ones.
    table = np.zeros((2 * len(cells) - 1, cells.shape[1]), np.float32)
    table[::2] = cells
    table[1::2, 0] = 1 - gaps
    if " " in alphabet:
        table[1::2, alphabet.index(" ") + 1] = gaps
    if pattern is None:
        (reading,) = decode_greedy(table[None], alphabet, step_px=1)
    else:
        text = next(iter(likely_texts(table, alphabet, width=BEAM, pattern=pattern)))
        reading = align(table, text, alphabet, step_px=1)
    places = np.maximum.accumulate(edges.ravel())
    ends = np.array(reading.spans).reshape(-1, 2)
    # The place of a row's end is that of the next row's start, but for the last.
    spans = np.interp(ends, np.arange(len(places)), places)
    return replace(reading, spans=tuple((float(a), float(b)) for a, b in spans))
