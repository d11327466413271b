"""What EAST is to say of a view, and how wrong it was."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from glyphwright.detect.east import REACH_PX, UNIT_PX
from glyphwright_train.losses import balanced, dice_loss, masked_mean
from glyphwright_train.networks.page_features import STRIDE
from glyphwright_train.tasks.finders.batches import ViewBatch
from glyphwright_train.tasks.finders.places import look

LEAST_PX = 0.5
ANGLE_WEIGHT, END_WEIGHT = 10.0, 0.5
INSIDE = 0.4
SURE = 1e-4


def wanted(batch: ViewBatch) -> Tensor:
    """(n, 6, h / 4, w / 4) as in detect/east.py."""
    core = batch.maps[:, 0].float()
    n, h, w = core.shape
    y, x = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    views = look(batch.bars, (torch.stack([x, y], dim=2).reshape(-1, 2) + 0.5) * STRIDE)
    start, end = views.within(REACH_PX)
    above, below = views.height / 2 - views.across, views.height / 2 + views.across
    distances = torch.stack([above, end, below, -start], dim=1).clamp(min=LEAST_PX) / UNIT_PX
    angle = torch.atan2(views.unit[..., 1], views.unit[..., 0])
    maps = torch.cat([distances.log(), angle[:, None]], dim=1).reshape(n, 5, h, w)
    return torch.cat([torch.logit(core, SURE)[:, None], maps], dim=1)


def loss(outputs: Tensor, batch: ViewBatch) -> Tensor:
    """Zhou et al. 2017, section 3.4: the score, the overlap of boxes taken as parallel, and the angle.

    For the score, the losses of Liao et al. 2020, which are those of `db` too. The overlap of a long box hardly tells
    where its ends are, so the logarithms of the distances to these count besides: near an end they matter most.
    """
    truth = wanted(batch).to(outputs.device)
    core, known = (batch.maps[:, i].to(outputs.device).float() for i in (0, 1))
    logit, found = outputs.float()[:, 0], outputs.float()[:, 1:]
    entropy = binary_cross_entropy_with_logits(logit, core, reduction="none") * known
    inside = (core > INSIDE).float()
    right, mine = truth[:, 1:5].exp(), found[:, :4].clamp(max=5).exp()  # above, end, below, start
    both = torch.minimum(right, mine)
    shared = (both[:, 0] + both[:, 2]) * (both[:, 1] + both[:, 3])
    areas = [(side[:, 0] + side[:, 2]) * (side[:, 1] + side[:, 3]) for side in (right, mine)]
    overlap = (shared + 1e-3) / (areas[0] + areas[1] - shared + 1e-3)
    ends = (found[:, [1, 3]] - truth[:, [2, 4]]).abs().sum(dim=1)
    turned = 1 - torch.cos(found[:, 4] - truth[:, 5])
    return (
        balanced(entropy, core, known)
        + dice_loss(logit.sigmoid(), core, known)
        + masked_mean(-overlap.log() + END_WEIGHT * ends + ANGLE_WEIGHT * turned, inside)
    )
