"""Where a network looks, and the lines → the line that it is to speak of at every place, seen from there."""

from dataclasses import dataclass, fields

import torch
from torch import Tensor

from glyphwright.detect.levels import centres

REACH_STRIDES = 8.0
"""How far along a line a cell is to tell of it, on each side: nobody sees the ends of a long line from its middle."""
HEIGHTS_PX = {8: (0.0, 28.0), 16: (20.0, 56.0), 32: (40.0, float("inf"))}


@dataclass(frozen=True, slots=True)
class Views:
    """Lines seen from places, (n, places) each, in pixels.

    line: index of the nearest line. first, last: where it starts and ends, measured along it from the place; across:
    how far below the place its middle is. height: its own. unit (n, places, 2): its direction. some: 0 where there is
    no line in the view at all.
    """

    line: Tensor
    first: Tensor
    last: Tensor
    across: Tensor
    height: Tensor
    unit: Tensor
    some: Tensor

    def repeated(self, times: int) -> "Views":
        """The same with every place so many times, one after the other."""
        return Views(*(getattr(self, field.name).repeat_interleave(times, dim=1) for field in fields(self)))

    def within(self, reach: Tensor | float) -> tuple[Tensor, Tensor]:
        """Start and end of the piece of the line that reaches no further than this from the place."""
        reach = torch.as_tensor(reach, dtype=self.first.dtype)
        first = torch.minimum(torch.maximum(self.first, -reach), reach)
        return first, torch.maximum(torch.minimum(self.last, reach), first)

    def corners(self, first: Tensor, last: Tensor) -> Tensor:
        """The corners of the pieces between these ends, (n, places, 4, 2), seen from their places."""
        down = torch.stack([-self.unit[..., 1], self.unit[..., 0]], dim=-1)
        middle = down * self.across[..., None]
        edge = down * self.height[..., None] / 2
        start, end = self.unit * first[..., None] + middle, self.unit * last[..., None] + middle
        return torch.stack([start - edge, end - edge, end + edge, start + edge], dim=2)


def look(bars: Tensor, places: Tensor) -> Views:
    """See the nearest of the lines from every place.

    Args:
        bars: (n, lines, 5) as in detect/bars.py; those of no height are none.
        places: (places, 2), or (n, places, 2), x and y in pixels.
    """
    start, along, height = bars[..., :2], bars[..., 2:4] - bars[..., :2], bars[..., 4]
    length = along.norm(dim=2)
    unit = along / length.clamp(min=1e-6)[..., None]
    unit = torch.where(length[..., None] > 1e-6, unit, torch.tensor([1.0, 0.0]))
    normal = torch.stack([-unit[..., 1], unit[..., 0]], dim=-1)
    places = places.expand(len(bars), -1, -1)
    first = (start * unit).sum(dim=2)[:, None] - places @ unit.transpose(1, 2)  # (n, places, lines)
    across = (start * normal).sum(dim=2)[:, None] - places @ normal.transpose(1, 2)
    outside = torch.maximum(first, -(first + length[:, None])).clamp(min=0)
    distance = (outside + across.abs()) / height.clamp(min=1e-6)[:, None] + 1e9 * (height <= 0)[:, None]
    line = distance.argmin(dim=2)

    def of(values: Tensor) -> Tensor:
        return values.gather(2, line[..., None])[..., 0]

    chosen = line[..., None].expand(-1, -1, 2)
    nearest = of(first)
    return Views(
        line,
        nearest,
        nearest + length.gather(1, line),
        of(across),
        height.gather(1, line),
        unit.gather(1, chosen),
        (height.gather(1, line) > 0).float(),
    )


def known_at(known: Tensor, places: Tensor) -> Tensor:
    """Whether it is known what is at places (p, 2) in pixels, from a map (n, h / 4, w / 4) → (n, p)."""
    h, w = known.shape[1:]
    x = (places[:, 0] / 4).long().clamp(0, w - 1)
    y = (places[:, 1] / 4).long().clamp(0, h - 1)
    return known[:, y, x]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of all strides, and what lines they are to speak of.

    places (cells, 2), strides (cells,), both in pixels; views of the lines from there; centred and known (n, cells): 1
    where a cell is in the middle of a line whose height suits its stride, and 0 where nobody knows.
    """

    places: Tensor
    strides: Tensor
    views: Views
    centred: Tensor
    known: Tensor


def look_from_cells(bars: Tensor, known: Tensor) -> Cells:
    """What the cells of networks of three strides (detect/levels.py) are to speak of, given the map of the known."""
    rows = torch.from_numpy(centres((4 * known.shape[1], 4 * known.shape[2])))
    places, strides = rows[:, :2], rows[:, 2]
    views = look(bars, places)
    middle, half = (views.first + views.last) / 2, (views.last - views.first) / 2
    low, high = (torch.tensor([HEIGHTS_PX[int(stride)][i] for stride in strides.tolist()]) for i in (0, 1))
    centred = (
        (middle.abs() <= torch.maximum(half, strides / 2))
        & (views.across.abs() <= torch.maximum(views.height / 4, strides / 2))
        & (views.height >= low)
        & (views.height < high)
    )
    return Cells(places, strides, views, centred.float() * views.some, known_at(known, places))
