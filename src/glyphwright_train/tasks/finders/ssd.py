"""What every default box is to say of a view, and how wrong it was."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, smooth_l1_loss

from glyphwright.detect.ssd import OFFSETS, PER_CELL, default_boxes
from glyphwright_train.losses import balanced
from glyphwright_train.tasks.finders.batches import ViewBatch
from glyphwright_train.tasks.finders.places import known_at, look

MATCHED, UNMATCHED, LEAST = 0.5, 0.35, 0.15
SURE = 8.0
SHAPES = PER_CELL // len(OFFSETS)


@dataclass(frozen=True, slots=True)
class Matches:
    """What default boxes are to say: values (n, boxes, 6) as in detect/ssd.py; matched and known (n, boxes)."""

    values: Tensor
    matched: Tensor
    known: Tensor


def match(batch: ViewBatch) -> Matches:
    """Give every default box the piece of the nearest line that is within its width, if the two overlap well.

    Boxes overlap as if each lay along the line, so that tilted lines are matched like level ones. The best box of
    every line is matched in any case (Liu et al. 2016, SSD, section 2.2), and those in between are left aside.
    """
    size = batch.images.shape[2], batch.images.shape[3]
    boxes = torch.from_numpy(default_boxes(size))
    place, width, height = boxes[:, :2], boxes[:, 2], boxes[:, 3]
    views = look(batch.bars, place[::SHAPES]).repeated(SHAPES)
    first, last = views.within(width / 2)
    deep = torch.minimum((views.height + height) / 2 - views.across.abs(), torch.minimum(views.height, height))
    shared = (last - first) * deep.clamp(min=0)
    overlap = shared / (width * height + (last - first) * views.height - shared).clamp(min=1e-6) * views.some
    best = torch.zeros(batch.bars.shape[:2]).scatter_reduce(1, views.line, overlap, "amax")
    enough = best.gather(1, views.line).clamp(LEAST, MATCHED)
    matched = (overlap >= enough).float()
    normal = torch.stack([-views.unit[..., 1], views.unit[..., 0]], dim=-1) * views.across[..., None]
    side = torch.stack([width / 2, torch.zeros_like(width)], dim=1)
    start = (views.unit * first[..., None] + normal + side) / height[:, None]
    end = (views.unit * last[..., None] + normal - side) / height[:, None]
    grown = (views.height.clamp(min=1e-3) / height).log()
    logit = (2 * matched - 1) * SURE
    values = torch.cat([logit[..., None], start, end, grown[..., None]], dim=2)
    clear = (overlap < UNMATCHED).float() * known_at(batch.known, place)
    return Matches(values, matched, torch.maximum(matched, clear))


def loss(outputs: Tensor, batch: ViewBatch) -> Tensor:
    """Liao et al. 2017, section 3.3: cross-entropy with three hard negatives for each match, and smooth L1."""
    matches = match(batch)
    values, matched, known = (x.to(outputs.device) for x in (matches.values, matches.matched, matches.known))
    found = outputs.float()
    entropy = binary_cross_entropy_with_logits(found[..., 0], matched, reduction="none") * known
    moves = smooth_l1_loss(found[..., 1:], values[..., 1:], reduction="none", beta=0.1).sum(dim=2)
    return 4 * balanced(entropy, matched, known) + (moves * matched).sum() / (matched.sum() + 1)
