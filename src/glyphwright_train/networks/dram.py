"""Deep recurrent attention model: a sequence of characters found and read one after the other, in a few glimpses each.

After Ba et al. 2015, Multiple Object Recognition with Visual Attention, section 2: a glimpse network of convolutions
whose features are multiplied by those of the location, a lower recurrent layer that classifies, an upper one that says
where to look next, and a context network that starts the upper one from the whole picture in coarse form. Only the
lower layer speaks of classes, so that the context cannot be read instead of the characters.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from glyphwright_train.networks.glimpses import Looks, Retina, draw


@dataclass(frozen=True, slots=True)
class DramConfig:
    """Sizes, smaller than the paper's.

    Args:
        classes: Outputs for each character.
        side_px: Of the square picture.
        characters: How many there are in a picture.
        glimpses: How many for each of them.
        patch_px: Side of a glimpse at its sharpest scale, a multiple of 4.
        scales: How many patches a glimpse has.
        hidden: Units of either recurrent layer.
        context_px: Side of the picture that the context network sees.
        spread: Standard deviation of a location about its mean.
    """

    classes: int
    side_px: int
    characters: int = 2
    glimpses: int = 4
    patch_px: int = 16
    scales: int = 2
    hidden: int = 256
    context_px: int = 12
    spread: float = 0.1


class Dram(nn.Module):
    """In training every glimpse is drawn; `look` takes the noise from outside."""

    def __init__(self, config: DramConfig) -> None:
        super().__init__()
        self.config = config
        self.retina = Retina(config.patch_px, config.scales)
        self.what = nn.Sequential(
            nn.Conv2d(config.scales, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(64 * (config.patch_px // 4) ** 2, config.hidden),
            nn.ReLU(),
        )
        self.where = nn.Sequential(nn.Linear(2, config.hidden), nn.ReLU())
        self.context = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 16, 3, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(16 * config.context_px**2, config.hidden),
            nn.Tanh(),
        )
        self.read = nn.LSTMCell(config.hidden, config.hidden)
        self.seek = nn.LSTMCell(config.hidden, config.hidden)
        self.locate = nn.Linear(config.hidden, 2)
        self.expect = nn.Linear(config.hidden, 1)
        self.classify = nn.Sequential(
            nn.Linear(config.hidden, config.hidden), nn.ReLU(), nn.Linear(config.hidden, config.classes)
        )

    @property
    def looks(self) -> int:
        """Glimpses in all."""
        return self.config.characters * self.config.glimpses

    def forward(self, images: Tensor) -> Looks:  # (n, 1, side, side) in [0, 1]
        shape = (len(images), self.looks, 2)
        noise = torch.randn(shape, device=images.device) if self.training else torch.zeros(shape, device=images.device)
        return self.look(images, noise)

    def look(self, images: Tensor, noise: Tensor) -> Looks:
        """Look with the given draws, (n or 1, glimpses in all, 2) from a standard normal distribution."""
        pyramid = self.retina.pyramid(images)
        zeros = images.new_zeros(images.shape[0], self.config.hidden)
        reading, seeking = (zeros, zeros), (self.context(self._coarse(images)), zeros)
        logits, locations, chances, baselines = [], [], [], []
        for t in range(self.looks):
            mean = torch.tanh(self.locate(seeking[0]))
            location, chance = draw(mean, self.config.spread, noise[:, t])
            locations.append(location)
            chances.append(chance)
            baselines.append(self.expect(seeking[0].detach())[:, 0])
            seen = self.what(self.retina(pyramid, location)) * self.where(location)
            reading = self.read(seen, reading)
            seeking = self.seek(reading[0], seeking)
            if (t + 1) % self.config.glimpses == 0:
                logits.append(self.classify(reading[0]))
        return Looks(*(torch.stack(parts, 1) for parts in (logits, locations, chances, baselines)))

    def _coarse(self, images: Tensor) -> Tensor:
        size = (self.config.context_px, self.config.context_px)
        return nn.functional.interpolate(images, size=size, mode="bilinear", align_corners=False, antialias=False)
