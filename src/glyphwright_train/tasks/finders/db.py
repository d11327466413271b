"""What differential binarisation is to say of a view, and how wrong it was."""

from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from glyphwright_train.losses import balanced, dice_loss, masked_mean
from glyphwright_train.networks.db import STEEPNESS
from glyphwright_train.tasks.finders.batches import ViewBatch


def loss(outputs: Tensor, batch: ViewBatch) -> Tensor:
    """Liao et al. 2020, section 3.5, with an L1 loss for the logarithm of the height besides."""
    core, known, threshold, near, height = batch.maps.to(outputs.device).float().unbind(1)  # (n, h, w) each
    core_logit, threshold_logit, log_height = outputs.float().unbind(1)
    probability, level = core_logit.sigmoid(), threshold_logit.sigmoid()
    binary = (STEEPNESS * (probability - level)).sigmoid()
    entropy = binary_cross_entropy_with_logits(core_logit, core, reduction="none") * known
    return (
        balanced(entropy, core, known)
        + dice_loss(binary, core, known)
        + 3 * masked_mean((level - threshold).abs(), near)
        + masked_mean((log_height - height).abs(), core)
    )
