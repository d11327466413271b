"""Level lines → for each the nearest beside it, and how far the text of its row goes on."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.layout.level import LevelLines

# In units of the smaller height of two lines.
_BESIDE = 0.4
_SAME_ROW = 0.4
# How far one may reach into the other, in units of the larger height.
_OVERLAP = 0.5
_SPACE = 1.3
_ROUNDS = 6
NONE = -1


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands beside each line, shape (n,) each.

    `after` and `before` are the nearest at about its height, by index, or −1. `reach_after` and `reach_before` are how
    far it and those go that follow it, or come before it, at no more than a space's distance.
    """

    after: NDArray[np.int64]
    before: NDArray[np.int64]
    reach_after: NDArray[np.float64]
    reach_before: NDArray[np.float64]


def find_neighbours(lines: LevelLines) -> Neighbours:
    """Look to both sides of every line, over all gaps."""
    shared = np.minimum(lines.bottom[:, None], lines.bottom) - np.maximum(lines.top[:, None], lines.top)
    beside = shared > _BESIDE * np.minimum(lines.height[:, None], lines.height)
    gap = lines.left - lines.right[:, None]  # (n, n): from each to what may follow it
    starts_later = lines.left + lines.right > (lines.left + lines.right)[:, None]
    reach = -_OVERLAP * np.maximum(lines.height[:, None], lines.height)
    gap[~(beside & starts_later & (gap > reach))] = np.inf
    after, before = _nearest(gap), _nearest(gap.T)
    return Neighbours(
        after,
        before,
        _chained(lines, after, lines.right, np.maximum) - lines.left,
        lines.right - _chained(lines, before, lines.left, np.minimum),
    )


def within(neighbours: Neighbours, lines: LevelLines, members: NDArray[np.int64]) -> Neighbours:
    """The same, but that text reaches no further than some lines do: what was cut off beside them does not count."""
    return replace(
        neighbours,
        reach_after=np.minimum(neighbours.reach_after, lines.right[members].max() - lines.left),
        reach_before=np.minimum(neighbours.reach_before, lines.right - lines.left[members].min()),
    )


def share_row(lines: LevelLines, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether lines given by index stand on one baseline, or at one height, in the shape that the indices broadcast to.

    Either will do, since a height that was found wrong moves both, and a larger font only the middle.
    """
    baseline = np.abs(lines.baseline[one] - lines.baseline[other])
    middle = np.abs(lines.middle[one] - lines.middle[other])
    return np.asarray(np.minimum(baseline, middle) < _SAME_ROW * np.minimum(lines.height[one], lines.height[other]))


def _chained(
    lines: LevelLines, link: NDArray[np.int64], edge: NDArray[np.float64], best: np.ufunc
) -> NDArray[np.float64]:
    """The best edge of all that each line is linked to, one after the other, over narrow gaps on one baseline."""
    here = np.arange(len(link))
    gap = np.maximum(lines.left[link] - lines.right, lines.left - lines.right[link])
    near = (link != NONE) & (gap < _SPACE * np.maximum(lines.height, lines.height[link]))
    near &= share_row(lines, here, link)
    link = np.where(near, link, here)
    # Pointer jumping: each round doubles how far the links lead.
    for _ in range(_ROUNDS):
        edge = best(edge, edge[link])
        link = link[link]
    return edge


def _nearest(gap: NDArray[np.float64]) -> NDArray[np.int64]:
    nearest = gap.argmin(axis=1)
    return np.where(np.isfinite(gap[np.arange(len(gap)), nearest]), nearest, NONE)
