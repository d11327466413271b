"""What a single-stage grid is to say of a view, and how wrong it was."""

import torch
from torch import Tensor

from glyphwright_train.losses import focal, gaussian_distance
from glyphwright_train.tasks.finders.batches import ViewBatch
from glyphwright_train.tasks.finders.places import REACH_STRIDES, Cells, look_from_cells

SURE = 8.0
LEAST_STRIDES = 0.1
BOX_WEIGHT, SIZE_WEIGHT = 2.0, 0.5


def wanted(cells: Cells) -> Tensor:
    """(n, cells, 7) as in detect/yolo.py."""
    views, strides = cells.views, cells.strides
    first, last = views.within(REACH_STRIDES * strides)
    normal = torch.stack([-views.unit[..., 1], views.unit[..., 0]], dim=-1)
    centre = views.unit * ((first + last) / 2)[..., None] + normal * views.across[..., None]
    sizes = torch.stack([last - first, views.height], dim=2) / strides[:, None]
    x, y = views.unit.unbind(2)
    turn = torch.stack([x * x - y * y, 2 * x * y], dim=2)
    logit = (2 * cells.centred - 1) * SURE
    return torch.cat([logit[..., None], centre / strides[:, None], sizes.clamp(min=LEAST_STRIDES).log(), turn], dim=2)


def loss(outputs: Tensor, batch: ViewBatch) -> Tensor:
    """How far boxes are from the truth, as Gaussians and in their sizes; a cell is to be as sure as its box is good."""
    cells = look_from_cells(batch.bars, batch.known)
    truth, centred, known = (part.to(outputs.device) for part in (wanted(cells), cells.centred > 0, cells.known))
    found = outputs.float()
    mine, right = found[centred][:, 1:], truth[centred][:, 1:]
    distance = gaussian_distance(_box(mine), _box(right))
    quality = torch.zeros_like(found[..., 0])
    quality[centred] = 1 - distance.detach() ** 2
    sizes = (mine[:, 2:4] - right[:, 2:4]).abs().sum(dim=1)
    boxes = (BOX_WEIGHT * distance + SIZE_WEIGHT * sizes).sum() / (len(mine) + 1)
    return 2 * focal(found[..., 0], quality, torch.maximum(known, centred.float())) + boxes


def _box(values: Tensor) -> Tensor:
    return torch.cat([values[:, :2], values[:, 2:4].clamp(max=4).exp(), values[:, 4:]], dim=1)
