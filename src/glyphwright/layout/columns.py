"""Level lines of a page → regions in reading order, each read row by row: XY-cuts along the gutters of columns.

A region is cut where a gutter parts columns of running text, the tallest with wide text beside it first: what stands
above it comes first, then its left side, its right side, and what stands below. A line that crosses the gutter ends
it, so that a heading or figure over all columns divides them. Nagy and Seth 1984; Breuel 2003 for cutting at gutters
that are known to be some before cutting across.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from glyphwright.layout.gutters import RUNS_ON, Gutter, strips
from glyphwright.layout.judge import is_between_columns, least_width
from glyphwright.layout.level import LevelLines
from glyphwright.layout.neighbours import Neighbours, within
from glyphwright.layout.ruled import Ruling, in_table

Members = NDArray[np.int64]
Judge = Callable[[LevelLines, Gutter, Neighbours], bool]

# In units of the median height: what parts a header, footer or anything else that follows a column from it.
_MARGIN_GAP = 0.9
_WIDER_THAN_USUAL = 1.3
_BELOW_GAP = 1.6
_MOST_MARGIN_ROWS = 3
_ROW_HEIGHT = 1.8
_ALIGNED = 0.5
_BAND_GAP = 0.6
_LEAST_PAIRS = 2
# Of the height of the tallest gutter: of those that are as tall, the one with the widest text on both sides is first.
_TALL = 0.95


def regions(
    lines: LevelLines, neighbours: Neighbours, ruling: Ruling, *, judge: Judge = is_between_columns
) -> list[Members]:
    """Regions without columns in them, in reading order; together they hold every line once.

    Args:
        lines: Of one page.
        neighbours: Of these lines.
        ruling: Of these lines: what rules cross parts no columns, nor does what lies in a ruled table.
        judge: Says of each strip that is looked at whether it parts columns.
    """
    header, body, footer = _peel(lines)

    def best(members: Members) -> Gutter | None:
        found = strips(lines, members, neighbours, ruling.rules.level)
        inside = within(neighbours, lines, members)
        tall: list[int] = []
        # From the tallest: there may be hundreds lower than the first that parts columns, and none of them counts.
        for k in sorted(range(len(found)), key=lambda k: -_height(found[k])):
            if tall and _height(found[k]) < _TALL * _height(found[tall[0]]):
                break
            if not in_table(found[k], ruling) and judge(lines, found[k], inside):
                tall.append(k)
        candidates = [found[k] for k in sorted(tall)]
        return max(candidates, key=lambda strip: (round(least_width(lines, strip, inside)), -strip.x), default=None)

    found = [*header, *_cut(lines, body, neighbours, best), *footer]
    return [region for region in found if len(region)]


def _height(strip: Gutter) -> float:
    return strip.bottom - strip.top


def _cut(
    lines: LevelLines, members: Members, neighbours: Neighbours, best: Callable[[Members], Gutter | None]
) -> list[Members]:
    if not _has_rows(members, neighbours):
        return [members]
    if gutter := best(members):
        parts = _parts(lines, members, gutter)
        return [region for part in parts if len(part) for region in _cut(lines, part, neighbours, best)]
    bands = _bands(lines, members)
    cut = [_cut(lines, band, neighbours, best) for band in bands] if len(bands) > 1 else []
    if all(len(regions) == 1 for regions in cut):
        return [members]
    return [region for regions in cut for region in regions]


def _has_rows(members: Members, neighbours: Neighbours) -> bool:
    """Whether enough lines have another beside them for columns to be possible."""
    return bool(np.isin(neighbours.after[members], members).sum() >= _LEAST_PAIRS)


def _bands(lines: LevelLines, members: Members) -> list[Members]:
    """What wide horizontal gaps across the whole region part."""
    order = members[np.argsort(lines.top[members], kind="stable")]
    gap = lines.top[order][1:] - np.maximum.accumulate(lines.bottom[order])[:-1]
    unit = float(np.median(lines.height[members]))
    return [np.sort(band) for band in np.split(order, np.flatnonzero(gap > _BAND_GAP * unit) + 1)]


def _parts(lines: LevelLines, members: Members, gutter: Gutter) -> list[Members]:
    """Above, left, right and below; without the last three, what is above is empty or the gutter was none."""
    left, right = _untrailed(lines, gutter)
    middle = lines.middle
    rest = np.setdiff1d(members, np.concatenate([left, right]))
    above = rest[middle[rest] < (gutter.top + gutter.bottom) / 2]
    below = np.setdiff1d(rest, above)
    return [above, left, right, below]


def _untrailed(lines: LevelLines, gutter: Gutter) -> tuple[Members, Members]:
    """Both sides without what stands apart under the left or over the right one, soon after the other has ended."""
    unit = float(np.median(lines.height[gutter.left_edge]))
    left, right = gutter.left, gutter.right
    trailing = _first_gap(lines.top[left], lines.bottom[left], gutter.bottom, unit)
    leading = _first_gap(-lines.bottom[right][::-1], -lines.top[right][::-1], -gutter.top, unit)
    return left[:trailing], right[len(right) - leading :]


def _first_gap(start: NDArray[np.float64], end: NDArray[np.float64], limit: float, unit: float) -> int:
    """How many of these, in order, come before the first wide gap that lies beyond a limit, but not far beyond it."""
    reach = np.maximum.accumulate(end)[:-1]
    gap = start[1:] - reach
    inside = start[1:] < limit
    usual = max(_BELOW_GAP * unit, float(gap[inside].max(initial=0.0)) * 1.2)
    wide = np.flatnonzero(~inside & (gap > usual) & (reach < limit + RUNS_ON * unit))
    return int(wide[0]) + 1 if len(wide) else len(start)


def _peel(lines: LevelLines) -> tuple[list[Members], Members, list[Members]]:
    """Rows at the head and the foot of the page that stand apart, and what is between them."""
    unit = float(np.median(lines.height))
    order = np.lexsort((lines.left, lines.top))
    header = _margin_rows(lines, order, lines.top, lines.bottom, unit)
    order = order[sum(map(len, header)) :]
    order = order[np.argsort(-lines.bottom[order], kind="stable")]
    footer = _margin_rows(lines, order, -lines.bottom, -lines.top, unit)
    return header, np.sort(order[sum(map(len, footer)) :]), footer[::-1]


def _margin_rows(
    lines: LevelLines, order: Members, start: NDArray[np.float64], end: NDArray[np.float64], unit: float
) -> list[Members]:
    """The first rows in this order that a wide gap parts from what follows and that are no heads of columns."""
    found: list[Members] = []
    reach = np.maximum.accumulate(end[order])
    apart = start[order][1:] - reach[:-1]
    # Rows of a page that is set widely do not stand apart from one another.
    usual = float(np.median(apart[apart > 0])) if (apart > 0).any() else 0.0
    gaps = np.flatnonzero(apart > max(_MARGIN_GAP * unit, _WIDER_THAN_USUAL * usual)) + 1
    done = 0
    for stop in gaps[:_MOST_MARGIN_ROWS].tolist():
        row, rest = order[done:stop], order[stop:]
        low = reach[stop - 1] - start[order[done]]
        if low > _ROW_HEIGHT * max(unit, float(lines.height[row].max())) or _heads_columns(lines, row, rest, unit):
            break
        found.append(row)
        done = stop
    return found


def _heads_columns(lines: LevelLines, row: Members, rest: Members, unit: float) -> bool:
    """Whether several lines stand in a row and each begins where several others do."""
    below = np.abs(lines.left[row][:, None] - lines.left[rest]) < _ALIGNED * unit
    return len(row) > 1 and bool((below.sum(axis=1) >= 3).all())
