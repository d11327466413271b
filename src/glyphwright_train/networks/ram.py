"""Recurrent attention model: one character read in a few glimpses, each placed by what the ones before it showed.

After Mnih et al. 2014, Recurrent Models of Visual Attention, section 3 and appendix A: glimpse network, core network of
rectified units, location network, action network.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from glyphwright_train.networks.glimpses import Looks, Retina, draw


@dataclass(frozen=True, slots=True)
class RamConfig:
    """Sizes as in the paper.

    Args:
        classes: Outputs.
        side_px: Of the square picture.
        glimpses: How many.
        patch_px: Side of a glimpse at its sharpest scale.
        scales: How many patches a glimpse has.
        features: Units for what is seen, and for where.
        hidden: Units of the core.
        spread: Standard deviation of a location about its mean.
    """

    classes: int
    side_px: int
    glimpses: int = 7
    patch_px: int = 8
    scales: int = 1
    features: int = 128
    hidden: int = 256
    spread: float = 0.1


class Ram(nn.Module):
    """In training every glimpse after the first is drawn; `look` takes the noise from outside."""

    def __init__(self, config: RamConfig) -> None:
        super().__init__()
        self.config = config
        self.retina = Retina(config.patch_px, config.scales)
        self.what = nn.Linear(config.scales * config.patch_px**2, config.features)
        self.where = nn.Linear(2, config.features)
        self.from_what = nn.Linear(config.features, config.hidden)
        self.from_where = nn.Linear(config.features, config.hidden)
        self.from_glimpse = nn.Linear(config.hidden, config.hidden)
        self.from_state = nn.Linear(config.hidden, config.hidden)
        self.locate = nn.Linear(config.hidden, 2)
        self.expect = nn.Linear(config.hidden, 1)
        self.classify = nn.Linear(config.hidden, config.classes)

    @property
    def looks(self) -> int:
        """Glimpses in all."""
        return self.config.glimpses

    def forward(self, images: Tensor) -> Looks:  # (n, 1, side, side) in [0, 1]
        shape = (len(images), self.looks, 2)
        noise = torch.randn(shape, device=images.device) if self.training else torch.zeros(shape, device=images.device)
        return self.look(images, noise)

    def look(self, images: Tensor, noise: Tensor) -> Looks:
        """Look with the given draws, (n or 1, glimpses, 2) from a standard normal distribution."""
        pyramid = self.retina.pyramid(images)
        state = images.new_zeros(images.shape[0], self.config.hidden)
        location, chance = draw(images.new_zeros(images.shape[0], 2), self.config.spread, noise[:, 0])
        locations, chances, baselines = [], [torch.zeros_like(chance)], [torch.zeros_like(chance)]
        for t in range(self.looks):
            locations.append(location)
            state = self._step(state, self._glimpse(pyramid, location))
            if t + 1 < self.looks:
                known = state.detach()
                location, chance = draw(torch.tanh(self.locate(known)), self.config.spread, noise[:, t + 1])
                chances.append(chance)
                baselines.append(self.expect(known)[:, 0])
        # The first location is given, not chosen: it takes the second's baseline, which it does not teach.
        baselines[0] = baselines[1].detach() if len(baselines) > 1 else baselines[0]
        logits = self.classify(state)[:, None]
        return Looks(logits, torch.stack(locations, 1), torch.stack(chances, 1), torch.stack(baselines, 1))

    def _glimpse(self, pyramid: list[Tensor], location: Tensor) -> Tensor:
        what = torch.relu(self.what(self.retina(pyramid, location).flatten(1)))
        where = torch.relu(self.where(location))
        return torch.relu(self.from_what(what) + self.from_where(where))

    def _step(self, state: Tensor, glimpse: Tensor) -> Tensor:
        return torch.relu(self.from_glimpse(glimpse) + self.from_state(state))
