"""Two stages in the manner of Mask R-CNN over the shared page features: grey page → boxes, each with a mask.

He et al. 2017 (Mask R-CNN, section 3) and Ren et al. 2015 (Faster R-CNN, section 3.1): cells propose upright boxes
around pieces of lines; features are taken from these by bilinear interpolation (RoIAlign), from which a second stage
says whether there is text, moves the box, and draws a mask in the moved box. There are no anchors: a cell proposes
one box by its distances to the four sides.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import grid_sample

from glyphwright.detect.mask import MASK_COLUMNS, MASK_ROWS
from glyphwright_train.networks.page_features import PageConfig, PageNetwork, SeparableBlock, as_rows, doubtful

PROPOSAL_VALUES = 5
STRIDES = (8, 16, 32)
MOST_PROPOSALS, SAME_IOU, LEAST_CHANCE = 1000, 0.2, 0.2
LEARNT_PROPOSALS = 48
BOX_GRID = (4, 8)
ROOM = 0.1
"""By how much of its sides a box is grown on each side before a mask is drawn in it."""
MOST_MOVE = 2.0


@dataclass(frozen=True, slots=True)
class Stages:
    """What both stages say while they learn.

    proposals (n, cells, 5): logit and distances to left, top, right and bottom in strides; boxes (n, r, 4) that the
    second stage looked at, in pixels; moves (n, r, 5): logit, shift of the centre in sides of the box and logarithms
    of how its sides grow; masks (n, r, 14 · 28) logits of the boxes grown by `ROOM`.
    """

    proposals: Tensor
    boxes: Tensor
    moves: Tensor
    masks: Tensor


class Mask(PageNetwork):
    """See the module. Input (1, 1, h, w), sides multiples of 32; output (1, boxes, 5 + 14 · 28) as in detect/mask.py.

    While it learns it takes several pictures, and with them boxes (n, r, 4) around true lines, so that the second stage
    learns before the first one proposes anything of use; it gives `Stages`.
    """

    def __init__(self, config: PageConfig) -> None:
        super().__init__(config)
        c = config.pyramid
        self.towers = nn.ModuleList(SeparableBlock(c, c) for _ in range(3))
        proposers = (nn.Conv2d(c, PROPOSAL_VALUES, 1) for _ in range(3))
        self.proposers = nn.ModuleList(doubtful(proposer, PROPOSAL_VALUES) for proposer in proposers)
        self.mover = nn.Sequential(
            nn.Flatten(1), nn.Linear(c * BOX_GRID[0] * BOX_GRID[1], 64), nn.ReLU(), nn.Linear(64, 5)
        )
        self.painter = nn.Sequential(
            SeparableBlock(c, c),
            SeparableBlock(c, c),
            nn.ConvTranspose2d(c, c // 2, 2, stride=2),
            nn.ReLU(),
            nn.Conv2d(c // 2, 1, 1),
        )

    def forward(self, x: Tensor, true_boxes: Tensor | None = None) -> Any:
        pyramid = self.features(x)
        levels = zip(self.proposers, self.towers, pyramid[1:], strict=True)
        proposals = torch.cat(
            [as_rows(proposer(tower(level)), PROPOSAL_VALUES) for proposer, tower, level in levels], dim=1
        ).float()
        boxes = proposed_boxes(proposals[..., 1:], pyramid[1:])
        finest = pyramid[0].float()
        if true_boxes is None:
            boxes = boxes[:, chosen(boxes, proposals[..., 0])]
            moves = self._move(finest, boxes)
            boxes = moved(boxes, moves[..., 1:])
            grown = grow(boxes)
            return torch.cat([moves[..., :1], grown, self._paint(finest, grown)], dim=2)
        best = proposals[..., 0].detach().topk(LEARNT_PROPOSALS, dim=1).indices
        own = boxes.detach().gather(1, best[..., None].expand(-1, -1, 4))
        boxes = torch.cat([true_boxes, own], dim=1)
        return Stages(proposals, boxes, self._move(finest, boxes), self._paint(finest, grow(boxes)))

    def _move(self, features: Tensor, boxes: Tensor) -> Tensor:
        """(n, c, h / 4, w / 4) and (n, r, 4) → (n, r, 5): logit and move of each box."""
        return self.mover(roi_align(features, boxes, BOX_GRID)).float().reshape(boxes.shape[0], -1, 5)

    def _paint(self, features: Tensor, boxes: Tensor) -> Tensor:
        """(n, c, h / 4, w / 4) and (n, r, 4) → (n, r, 14 · 28): logits of the mask of each box."""
        inside = roi_align(features, boxes, (MASK_ROWS // 2, MASK_COLUMNS // 2))
        return self.painter(inside).float().reshape(boxes.shape[0], -1, MASK_ROWS * MASK_COLUMNS)


def proposed_boxes(distances: Tensor, levels: list[Tensor]) -> Tensor:
    """Distances (n, cells, 4) from the centres of the cells of these features, in strides → (n, cells, 4) in pixels."""
    parts = []
    for stride, level in zip(STRIDES, levels, strict=True):
        y = (torch.arange(level.shape[2], device=level.device) + 0.5) * stride
        x = (torch.arange(level.shape[3], device=level.device) + 0.5) * stride
        columns, rows = torch.meshgrid(x, y, indexing="xy")
        here = torch.stack([columns, rows], dim=2).reshape(-1, 2)
        parts.append(torch.cat([here, torch.full_like(here[:, :1], stride)], dim=1))
    cells = torch.cat(parts)  # (cells, 3)
    place, stride_px = cells[:, :2], cells[:, 2:]
    low, high = place - distances[..., :2] * stride_px, place + distances[..., 2:] * stride_px
    return torch.cat([torch.minimum(low, place - 1), torch.maximum(high, place + 1)], dim=2)


def moved(boxes: Tensor, moves: Tensor) -> Tensor:
    """Boxes (n, r, 4) with their centres shifted and their sides grown as `moves` (n, r, 4) say."""
    centre, sides = (boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]
    centre = centre + moves[..., :2].clamp(-MOST_MOVE, MOST_MOVE) * sides
    half = sides * moves[..., 2:].clamp(-MOST_MOVE, MOST_MOVE).exp() / 2
    return torch.cat([centre - half, centre + half], dim=2)


def grow(boxes: Tensor) -> Tensor:
    """Boxes (n, r, 4) with room around them."""
    room = (boxes[..., 2:] - boxes[..., :2]) * ROOM
    return torch.cat([boxes[..., :2] - room, boxes[..., 2:] + room], dim=2)


def roi_align(features: Tensor, boxes: Tensor, grid: tuple[int, int]) -> Tensor:
    """Features (n, c, h / 4, w / 4) at a grid of places in boxes (n, r, 4), in pixels → (n · r, c, rows, columns).

    RoIAlign (He et al. 2017, section 3) with one sample a place.
    """
    n, c, h, w = features.shape
    rows, columns = grid
    v = (torch.arange(rows, device=boxes.device) + 0.5) / rows
    u = (torch.arange(columns, device=boxes.device) + 0.5) / columns
    low, sides = boxes[..., :2], boxes[..., 2:] - boxes[..., :2]
    x = (low[..., :1] + sides[..., :1] * u) / (2 * w) - 1  # (n, r, columns); an image is 4 · w pixels wide
    y = (low[..., 1:] + sides[..., 1:] * v) / (2 * h) - 1  # (n, r, rows)
    shape = (n, boxes.shape[1], rows, columns)
    places = torch.stack([x[:, :, None, :].expand(shape), y[:, :, :, None].expand(shape)], dim=4)
    taken = grid_sample(features, places.reshape(n, -1, columns, 2), mode="bilinear", align_corners=False)
    return taken.reshape(n, c, -1, rows, columns).transpose(1, 2).reshape(-1, c, rows, columns)


def chosen(boxes: Tensor, logits: Tensor) -> Tensor:
    """Indices of the proposals of one image, (1, cells, 4) and (1, cells), that are sure and no two of them the same.

    Boxes are compared by their middle halves, since upright boxes around tilted lines overlap those of the next line.
    """
    quarter = (boxes[..., 2:] - boxes[..., :2]) / 4
    middle = torch.cat([boxes[..., :2] + quarter, boxes[..., 2:] - quarter], dim=2)
    return _Suppress.apply(middle, logits.sigmoid()[:, None])[:, 2]


class _Suppress(torch.autograd.Function):
    """Non-maximum suppression, which ONNX has an operator for and PyTorch alone has not; (k, 3): 0, 0, index of box."""

    @staticmethod
    def forward(ctx: Any, boxes: Tensor, chances: Tensor) -> Tensor:
        corners, chance = boxes[0], chances[0, 0]
        area = (corners[:, 2:] - corners[:, :2]).prod(dim=1)
        order = chance.argsort(descending=True, stable=True)
        order = order[chance[order] > LEAST_CHANCE]
        kept: list[int] = []
        while len(order) and len(kept) < MOST_PROPOSALS:
            best, rest = order[0], order[1:]
            kept.append(int(best))
            low = torch.maximum(corners[best, :2], corners[rest, :2])
            high = torch.minimum(corners[best, 2:], corners[rest, 2:])
            shared = (high - low).clamp(min=0).prod(dim=1)
            order = rest[shared <= SAME_IOU * (area[best] + area[rest] - shared)]
        index = torch.tensor(kept, dtype=torch.long, device=boxes.device)
        return torch.stack([index * 0, index * 0, index], dim=1)

    @staticmethod
    def symbolic(g: Any, boxes: Any, chances: Any) -> Any:
        most = g.op("Constant", value_t=torch.tensor([MOST_PROPOSALS], dtype=torch.long))
        limits = [g.op("Constant", value_t=torch.tensor([limit])) for limit in (SAME_IOU, LEAST_CHANCE)]
        return g.op("NonMaxSuppression", boxes, chances, most, *limits)
