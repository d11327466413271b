"""Lines found on a page shrunk further → those of them that a closer look could not see whole, among what it saw.

A network sees lines up to some height. Print larger than that, as on posters and title slides, comes in pieces or not
at all; shrunk, it is ordinary print, and what is ordinary otherwise runs together.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.stages import Region

_COMPARABLE = 0.5
_WHOLE = 0.9


def with_large_lines(lines: Sequence[Region], shrunk: Sequence[Region], *, least_px: float) -> list[Region]:
    """The lines, and large ones instead of their pieces.

    Args:
        lines: Found at the resolution for ordinary print.
        shrunk: Found on the same page at a lower one, in the same pixels.
        least_px: The height from which lines of the latter count.
    """
    kept = list(lines)
    for large in shrunk:
        length, height = _size(large)
        if height < least_px:
            continue
        inside = [line for line in kept if _holds(large, line)]
        # Rows of a paragraph cover what they were taken for; a large line that is found whole covers itself.
        if sum(_size(line)[0] for line in inside) >= _WHOLE * length:
            continue
        # A row of small print among large letters is lower than they are, and longer than a part of one.
        rows = {id(line) for line in inside if _size(line)[1] < _COMPARABLE * height <= _size(line)[0]}
        pieces = {id(line) for line in inside} - rows
        kept = [*(line for line in kept if id(line) not in pieces), large]
    return kept


def _size(line: Region) -> tuple[float, float]:
    """Length and height."""
    corners = line.polygon.corners
    return float(np.linalg.norm(corners[1] - corners[0])), float(np.linalg.norm(corners[3] - corners[0]))


def _holds(large: Region, line: Region) -> bool:
    """Whether the middle of a line lies in another, whose corners go clockwise."""
    corners: NDArray[np.float64] = large.polygon.corners
    edges, towards = np.roll(corners, -1, axis=0) - corners, line.polygon.array.mean(axis=0) - corners
    return bool((edges[:, 0] * towards[:, 1] >= edges[:, 1] * towards[:, 0]).all())
