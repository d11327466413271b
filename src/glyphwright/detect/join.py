"""Line regions → the same, those joined that are pieces of one line: on one row, of one height, a word space apart.

A line that bends goes on as it ends, and pieces that together bend too far for four corners become one that bends.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.bend import bent_through
from glyphwright.geometry import Polygon
from glyphwright.stages import Region

# In heights of the line: how far the next piece may begin behind the end of one, or before it; how far off its row.
WIDEST_GAP, DEEPEST_OVERLAP, OFF_ROW = 0.5, 1.0, 0.22
TALLER, LEVEL = 1.35, 0.98
# A page of dirt has thousands of lines, whose pairs would not fit into memory together.
AT_ONCE = 256


def join_pieces(lines: Sequence[Region]) -> list[Region]:
    """Join every piece with the nearest one that goes on from it; the others stay as they are."""
    if len(lines) < 2:
        return list(lines)
    quads = np.array([_end_quads(line.polygon) for line in lines])  # (n, 2, 4, 2)
    follower = _followers(quads[:, 0], quads[:, 1])
    followed = set(follower.values())
    return [_joined([lines[k] for k in _chain(i, follower)]) for i in range(len(lines)) if i not in followed]


def _end_quads(outline: Polygon) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How a line begins and how it ends, (4, 2) each: its first and last straight part."""
    if len(outline.points) == 4:
        return outline.array, outline.array
    upper, lower = outline.edges
    return np.concatenate([upper[:2], lower[1::-1]]), np.concatenate([upper[-2:], lower[:-3:-1]])


def _followers(heads: NDArray[np.float64], tails: NDArray[np.float64]) -> dict[int, int]:
    """For each line that goes on in another one, which; no line follows two, and none itself.

    Heads and tails are (n, 4, 2), the same of straight lines.
    """
    rows = [_candidates(heads, tails, slice(first, first + AT_ONCE)) for first in range(0, len(heads), AT_ONCE)]
    pairs, gaps = (np.concatenate(part) for part in zip(*rows, strict=True))
    follower: dict[int, int] = {}
    taken: set[int] = set()
    for i, k in pairs[np.argsort(np.abs(gaps), kind="stable")].tolist():
        if i not in follower and k not in taken:
            follower[i] = k
            taken.add(k)
    return follower


def _candidates(
    heads: NDArray[np.float64], tails: NDArray[np.float64], some: slice
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(m, 2) pairs of some of the lines with all that could go on from them, and the gap between them in heights."""
    start, end = (heads[:, 0] + heads[:, 3]) / 2, (tails[:, 1] + tails[:, 2]) / 2
    height = np.linalg.norm(heads[:, 3] - heads[:, 0] + tails[:, 2] - tails[:, 1], axis=1) / 2
    unit, along = _directions(heads), _directions(tails)[some]

    def ahead(of: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(along @ points.T - (along * of).sum(axis=1)[:, None])

    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    higher = np.maximum(height[some, None], height[None])
    gap = ahead(end[some], start) / higher
    off = np.abs(across @ start.T - (across * end[some]).sum(axis=1)[:, None]) / higher
    fits = (gap < WIDEST_GAP) & (gap > -DEEPEST_OVERLAP) & (off < OFF_ROW)
    fits &= higher < TALLER * np.minimum(height[some, None], height[None])
    fits &= (along @ unit.T > LEVEL) & (ahead(end[some], end) > 0) & (ahead(start[some], start) > 0)
    pairs = np.argwhere(fits)
    gaps = gap[fits]
    pairs[:, 0] += some.start
    other = pairs[:, 0] != pairs[:, 1]
    return pairs[other], gaps[other]


def _directions(quads: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors (n, 2) along quadrilaterals (n, 4, 2)."""
    run = (quads[:, 1] + quads[:, 2]) / 2 - (quads[:, 0] + quads[:, 3]) / 2
    return np.asarray(run / np.maximum(np.linalg.norm(run, axis=1), 1e-6)[:, None])


def _chain(first: int, follower: dict[int, int]) -> list[int]:
    chain = [first]
    while chain[-1] in follower:
        chain.append(follower[chain[-1]])
    return chain


def _joined(pieces: list[Region]) -> Region:
    """From the left edge of the first to the right edge of the last; as sure as its pieces, by length."""
    if len(pieces) == 1:
        return pieces[0]
    quads = [piece.polygon.corners for piece in pieces]
    lengths = [float(np.linalg.norm(quad[1] - quad[0])) for quad in quads]
    score = float(np.average([piece.score for piece in pieces], weights=np.maximum(lengths, 1e-6)))
    first, last = quads[0], quads[-1]
    bar = Polygon.from_array(np.stack([first[0], last[1], last[2], first[3]]))
    return Region(bent_through(bar, [piece.polygon for piece in pieces]), score, pieces[0].kind)
