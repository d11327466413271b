"""Line regions → the same, those joined that are pieces of one line: on one row, of one height, a word space apart."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon
from glyphwright.stages import Region

# In heights of the line: how far the next piece may begin behind the end of one, or before it; how far off its row.
WIDEST_GAP, DEEPEST_OVERLAP, OFF_ROW = 0.5, 1.0, 0.22
TALLER = 1.35


def join_pieces(lines: Sequence[Region]) -> list[Region]:
    """Join every piece with the nearest one that goes on from it; the others stay as they are."""
    if len(lines) < 2:
        return list(lines)
    follower = _followers(np.stack([line.polygon.array for line in lines]))
    followed = set(follower.values())
    return [_joined([lines[k] for k in _chain(i, follower)]) for i in range(len(lines)) if i not in followed]


def _followers(quads: NDArray[np.float64]) -> dict[int, int]:
    """For each line that goes on in another one, which; no line follows two, and none itself; quads are (n, 4, 2)."""
    start, end = (quads[:, 0] + quads[:, 3]) / 2, (quads[:, 1] + quads[:, 2]) / 2
    height = np.linalg.norm(quads[:, 3] - quads[:, 0] + quads[:, 2] - quads[:, 1], axis=1) / 2
    along = end - start
    length = np.linalg.norm(along, axis=1)
    along = along / np.maximum(length, 1e-6)[:, None]
    step = start[None] - end[:, None]  # (n, n, 2) from the end of i to the start of k
    higher = np.maximum(height[:, None], height[None])
    gap = np.einsum("ikc,ic->ik", step, along) / higher
    off = np.abs(step[..., 0] * along[:, None, 1] - step[..., 1] * along[:, None, 0]) / higher
    further = np.einsum("ikc,ic->ik", end[None] - end[:, None], along) > 0
    begins_later = np.einsum("ikc,ic->ik", start[None] - start[:, None], along) > 0
    alike = higher / np.minimum(height[:, None], height[None]) < TALLER
    level = along @ along.T > 0.98
    fits = (gap < WIDEST_GAP) & (gap > -DEEPEST_OVERLAP) & (off < OFF_ROW) & alike & level & further & begins_later
    np.fill_diagonal(fits, False)
    follower: dict[int, int] = {}
    taken: set[int] = set()
    pairs = np.argwhere(fits)
    for i, k in pairs[np.argsort(np.abs(gap[fits]), kind="stable")]:
        if int(i) not in follower and int(k) not in taken:
            follower[int(i)] = int(k)
            taken.add(int(k))
    return follower


def _chain(first: int, follower: dict[int, int]) -> list[int]:
    chain = [first]
    while chain[-1] in follower:
        chain.append(follower[chain[-1]])
    return chain


def _joined(pieces: list[Region]) -> Region:
    """From the left edge of the first to the right edge of the last; as sure as its pieces, by length."""
    if len(pieces) == 1:
        return pieces[0]
    first, last = pieces[0].polygon.array, pieces[-1].polygon.array
    lengths = [float(np.linalg.norm(piece.polygon.array[1] - piece.polygon.array[0])) for piece in pieces]
    score = float(np.average([piece.score for piece in pieces], weights=np.maximum(lengths, 1e-6)))
    return Region(Polygon.from_array(np.stack([first[0], last[1], last[2], first[3]])), score, pieces[0].kind)
