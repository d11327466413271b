"""What the recurrent attention models share: seeing a part of a picture sharply and its surroundings coarsely.

Locations are (x, y) in [−1, 1], (0, 0) the middle of the picture. They are drawn from a normal distribution about what
the network proposes, so that REINFORCE (Williams 1992) can learn them; nothing is learnt through the drawing itself.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

CLASSES_AXIS = -1


@dataclass(frozen=True, slots=True)
class Looks:
    """What a network says after looking, and how it looked.

    logits (n, s, classes) for the s characters of a picture; locations (n, t, 2) of all glimpses; chances (n, t) the
    logarithm of the density of each location, 0 where none was drawn; baselines (n, t) the reward expected when it was.
    """

    logits: Tensor
    locations: Tensor
    chances: Tensor
    baselines: Tensor


class Retina(nn.Module):
    """Square patches about a location: the first of `side_px` pixels, each further one twice as wide, half as sharp."""

    def __init__(self, side_px: int, scales: int) -> None:
        super().__init__()
        self.scales = scales
        steps = torch.arange(side_px, dtype=torch.float32) - (side_px - 1) / 2
        y, x = torch.meshgrid(steps, steps, indexing="ij")
        self.register_buffer("offsets", torch.stack([x, y], dim=-1), persistent=False)  # (side, side, 2)
        self.offsets: Tensor

    def pyramid(self, images: Tensor) -> list[Tensor]:
        """The picture at every scale; made once, looked at often."""
        levels = [images]
        for _ in range(self.scales - 1):
            levels.append(nn.functional.avg_pool2d(levels[-1], 2, ceil_mode=True))
        return levels

    def forward(self, pyramid: list[Tensor], location: Tensor) -> Tensor:  # (n, 2) → (n, scales, side, side)
        h, w = pyramid[0].shape[2:]
        patches = []
        for k, level in enumerate(pyramid):
            reach = self.offsets * torch.tensor([2.0 * 2**k / w, 2.0 * 2**k / h])
            grid = location[:, None, None, :] + reach
            patches.append(nn.functional.grid_sample(level, grid, align_corners=False, padding_mode="zeros"))
        return torch.cat(patches, dim=1)


def draw(mean: Tensor, spread: float, noise: Tensor) -> tuple[Tensor, Tensor]:
    """A location about a mean, kept within the picture, and the logarithm of its density before that; (n, 2), (n,)."""
    free = (mean + spread * noise).detach()
    chance = -((free - mean) ** 2).sum(dim=1) / (2 * spread**2) - 2 * math.log(spread) - math.log(2 * math.pi)
    return free.clamp(-1, 1), chance


def hybrid_loss(looks: Looks, labels: Tensor, *, policy_weight: float) -> Tensor:
    """Cross-entropy for what is said, REINFORCE with a learned baseline for where was looked.

    Mnih et al. 2014, section 2.2: the supervised loss trains all but the locations; each location is rewarded by how
    many of the characters still to come are said rightly, less what was expected.

    Args:
        looks: What the network did.
        labels: (n, s).
        policy_weight: Of the second part.
    """
    logits = looks.logits.float()
    _n, characters, classes = logits.shape
    supervised = nn.functional.cross_entropy(logits.reshape(-1, classes), labels.reshape(-1))
    right = (logits.argmax(dim=CLASSES_AXIS) == labels).float()  # (n, s)
    to_come = right.flip(1).cumsum(1).flip(1)
    each = looks.chances.shape[1] // characters
    reward = to_come.repeat_interleave(each, dim=1)  # (n, t)
    surplus = reward - looks.baselines
    policy = -(looks.chances * surplus.detach()).sum(dim=1).mean()
    return supervised + policy_weight * policy + (surplus**2).mean()


class Rollouts(nn.Module):
    """A network that looks several times from the start, as its model file does: probabilities averaged.

    Mnih et al. 2014, section 4: averaging over draws of locations betters the answer. The noise of the draws is kept
    with the model, so the same picture always gives the same answer. The first rollout draws nothing.
    """

    def __init__(self, network: Any, rollouts: int) -> None:
        super().__init__()
        self.look: Callable[[Tensor, Tensor], Looks] = network.look
        self.network = network
        noise = torch.randn(rollouts, 1, network.looks, 2, generator=torch.Generator().manual_seed(1))
        noise[0] = 0
        self.register_buffer("noise", noise)
        self.noise: Tensor

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 1, h, w) → probabilities (n, s, classes) and the locations of the first rollout (n, t, 2)."""
        rollouts, n = self.noise.shape[0], images.shape[0]
        # All of them as one batch: the first n are the first one.
        repeated = images[None].expand(rollouts, *images.shape).flatten(0, 1)
        noise = self.noise.expand(rollouts, n, *self.noise.shape[2:]).flatten(0, 1)
        seen = self.look(repeated, noise)
        probabilities = seen.logits.softmax(CLASSES_AXIS).unflatten(0, (rollouts, n))
        return probabilities.mean(dim=0), seen.locations[:n]
