"""Losses that several networks share."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

EASY_PER_CORE = 3.0
FEWEST_EASY = 2000


def balanced(entropy: Tensor, core: Tensor, known: Tensor) -> Tensor:
    """Mean over cores and the hardest of the rest, three for each core cell (hard negative mining)."""
    positive = core * known
    n_positive = float(positive.sum())
    rest = (entropy * (1 - core)).flatten()
    n_rest = int(min(float((known * (1 - core)).sum()), max(EASY_PER_CORE * n_positive, FEWEST_EASY)))
    hardest = rest.topk(max(1, n_rest)).values
    return ((entropy * positive).sum() + hardest.sum()) / (n_positive + max(1, n_rest))


def dice_loss(binary: Tensor, core: Tensor, known: Tensor) -> Tensor:
    """One minus the Dice coefficient of two maps."""
    shared = (binary * core * known).sum()
    return 1 - 2 * shared / ((binary * known).sum() + (core * known).sum() + 1.0)


def masked_mean(values: Tensor, mask: Tensor) -> Tensor:
    """Mean of what the mask marks; next to nothing where it marks nothing."""
    return (values * mask).sum() / (mask.sum() + 1.0)


def focal(logits: Tensor, wanted: Tensor, known: Tensor) -> Tensor:
    """Cross-entropy in which what is easy counts little, over the number of positives.

    Quality focal loss, Li et al. 2020 (Generalized Focal Loss, section 3.2).

    Args:
        logits: Of any shape.
        wanted: Chances in [0, 1], 0 where nothing is.
        known: 0 where nobody knows.
    """
    off = (logits.sigmoid() - wanted).abs().detach()
    entropy = binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return (entropy * off**2 * known).sum() / ((wanted > 0).sum() + 1.0)


def gaussian_distance(found: Tensor, wanted: Tensor) -> Tensor:
    """Hellinger distance in [0, 1] between turned boxes taken as Gaussians (Llerena et al. 2021, ProbIoU, section 3).

    Args:
        found: (k, 6): centre x and y, length, height, cosine and sine of twice the angle.
        wanted: The same.
    """
    a1, b1, c1 = _covariance(found)
    a2, b2, c2 = _covariance(wanted)
    dx, dy = (found[:, :2] - wanted[:, :2]).unbind(1)
    a, b, c = a1 + a2, b1 + b2, c1 + c2
    joint = (a * b - c * c).clamp(min=1e-9)
    shift = (a * dy * dy + b * dx * dx - 2 * c * dx * dy) / (4 * joint)
    own = (a1 * b1 - c1 * c1).clamp(min=1e-9) * (a2 * b2 - c2 * c2).clamp(min=1e-9)
    shape = 0.5 * torch.log(joint / (4 * own.sqrt()))
    return (1 - torch.exp(-(shift + shape).clamp(min=0, max=50)) + 1e-6).sqrt()


def _covariance(boxes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Variances along x and y and covariance of uniform boxes."""
    long, high = boxes[:, 2] ** 2 / 12, boxes[:, 3] ** 2 / 12
    scale = (boxes[:, 4] ** 2 + boxes[:, 5] ** 2 + 1e-9).rsqrt()
    level, difference = (long + high) / 2, (long - high) / 2
    return (
        level + difference * boxes[:, 4] * scale,
        level - difference * boxes[:, 4] * scale,
        difference * boxes[:, 5] * scale,
    )
