"""What the two stages of the network with masks are to say of a view, and how wrong they were."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, smooth_l1_loss

from glyphwright.detect.mask import MASK_COLUMNS, MASK_ROWS
from glyphwright_train.losses import focal
from glyphwright_train.networks.mask import Stages, grow
from glyphwright_train.tasks.finders.batches import ViewBatch
from glyphwright_train.tasks.finders.places import REACH_STRIDES, Cells, Views, look, look_from_cells

TRUE_BOXES = 32
SAME_IOU = 0.5
SURE = 8.0


def wanted_proposals(cells: Cells) -> Tensor:
    """(n, cells, 5): logit and distances to the sides of the piece of line that a cell is to propose, in strides."""
    corners = cells.views.corners(*cells.views.within(REACH_STRIDES * cells.strides))
    low, high = corners.amin(dim=2), corners.amax(dim=2)
    logit = (2 * cells.centred - 1) * SURE
    return torch.cat([logit[..., None], torch.cat([-low, high], dim=2) / cells.strides[:, None]], dim=2)


def true_boxes(batch: ViewBatch) -> Tensor:
    """(n, 32, 4): boxes around pieces of lines, about as far off as proposals are; without lines, boxes anywhere."""
    cells = look_from_cells(batch.bars, batch.known)
    chance = cells.centred + 1e-6
    index = torch.multinomial(chance, TRUE_BOXES)
    proposed = wanted_proposals(cells).gather(1, index[..., None].expand(-1, -1, 5))[..., 1:]
    place, stride = cells.places[index], cells.strides[index][..., None]
    boxes = torch.cat([place - proposed[..., :2] * stride, place + proposed[..., 2:] * stride], dim=2)
    boxes = torch.cat([torch.minimum(boxes[..., :2], place - 1), torch.maximum(boxes[..., 2:], place + 1)], dim=2)
    size = batch.images.shape[3]
    boxes = boxes.clamp(-size, 2 * size)
    sides = (boxes[..., 2:] - boxes[..., :2]).repeat(1, 1, 2)
    return boxes + sides * 0.1 * torch.randn_like(boxes).clamp(-2, 2)


def loss(outputs: Stages, batch: ViewBatch) -> Tensor:
    """Proposals, boxes and masks, each where there is something (He et al. 2017, section 3)."""
    device = outputs.moves.device
    cells = look_from_cells(batch.bars, batch.known)
    truth = wanted_proposals(cells).to(device)
    centred, known = cells.centred.to(device), cells.known.to(device)
    sides = smooth_l1_loss(outputs.proposals[..., 1:], truth[..., 1:], reduction="none", beta=0.2).sum(dim=2)
    first = 2 * focal(outputs.proposals[..., 0], centred, torch.maximum(known, centred))
    first = first + (sides * centred).sum() / (centred.sum() + 1)
    return first + _second(outputs, batch)


def _second(outputs: Stages, batch: ViewBatch) -> Tensor:
    """The loss of the second stage, whose boxes are matched with the pieces of lines that they are about."""
    boxes = outputs.boxes.detach().cpu()
    device = outputs.moves.device
    wanted, right, masks = wanted_of_boxes(boxes, batch.bars)
    wanted, right, masks = wanted.to(device), right.to(device), masks.to(device)
    entropy = binary_cross_entropy_with_logits(outputs.moves[..., 0], right)
    moves = smooth_l1_loss(outputs.moves[..., 1:], wanted, reduction="none", beta=0.1).sum(dim=2)
    painted = binary_cross_entropy_with_logits(outputs.masks, masks, reduction="none").mean(dim=2)
    n = right.sum() + 1
    return entropy + 2 * (moves * right).sum() / n + 2 * (painted * right).sum() / n


def wanted_of_boxes(boxes: Tensor, bars: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Of boxes (n, r, 4): moves (n, r, 4), whether each is about a line (n, r), and masks (n, r, 14 · 28)."""
    centre, sides = (boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]
    views = look(bars, centre)
    corners = views.corners(*views.within(sides.amax(dim=2) / 2))
    low, high = corners.amin(dim=2), corners.amax(dim=2)
    shared = (torch.minimum(high, sides / 2) - torch.maximum(low, -sides / 2)).clamp(min=0).prod(dim=2)
    overlap = shared / (sides.prod(dim=2) + (high - low).prod(dim=2) - shared).clamp(min=1e-6)
    right = (overlap >= SAME_IOU).float() * views.some
    moves = torch.cat([(low + high) / 2 / sides, ((high - low).clamp(min=1e-3) / sides).log()], dim=2)
    return moves, right, _masks(grow(boxes) - centre.repeat(1, 1, 2), views)


def _masks(boxes: Tensor, views: Views) -> Tensor:
    """1 where the nearest line is in boxes (n, r, 4), seen from the places of the views; (n, r, 14 · 28)."""
    x = boxes[..., :1] + (boxes[..., 2:3] - boxes[..., :1]) * (torch.arange(MASK_COLUMNS) + 0.5) / MASK_COLUMNS
    y = boxes[..., 1:2] + (boxes[..., 3:] - boxes[..., 1:2]) * (torch.arange(MASK_ROWS) + 0.5) / MASK_ROWS
    x, y = x[:, :, None, :], y[:, :, :, None]
    cosine, sine = (part[..., None, None] for part in views.unit.unbind(2))
    along, down = x * cosine + y * sine, y * cosine - x * sine
    first, last, across, height = (
        part[..., None, None] for part in (views.first, views.last, views.across, views.height)
    )
    inside = (along >= first) & (along <= last) & ((down - across).abs() <= height / 2)
    return inside.flatten(2).float()
