"""A small residual network for single characters: the best accuracy for two thirds of a million parameters.

Pre-activation residual blocks (He et al. 2016, Identity Mappings in Deep Residual Networks, section 4) at up to three
resolutions, squeezed and excited (Hu et al. 2018, section 3), averaged over the picture at the end.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class ModernConfig:
    """Channels and blocks at full, half and quarter resolution."""

    classes: int
    side_px: int
    channels: tuple[int, int, int] = (32, 64, 128)
    blocks: tuple[int, int, int] = (0, 2, 2)
    dropout: float = 0.2


class Block(nn.Module):
    """Two 3×3 convolutions around which the input is added; weighted by channel before that."""

    def __init__(self, inner: int, outer: int) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.BatchNorm2d(inner), nn.ReLU(), nn.Conv2d(inner, outer, 3, padding=1, bias=False))
        self.second = nn.Sequential(nn.BatchNorm2d(outer), nn.ReLU(), nn.Conv2d(outer, outer, 3, padding=1, bias=False))
        self.weigh = nn.Sequential(
            nn.Linear(outer, max(8, outer // 8)), nn.ReLU(), nn.Linear(max(8, outer // 8), outer), nn.Sigmoid()
        )
        self.bypass = nn.Conv2d(inner, outer, 1, bias=False) if inner != outer else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:  # (n, inner, h, w) → (n, outer, h, w)
        y = self.second(self.first(x))
        weights = self.weigh(y.mean(dim=(2, 3)))  # (n, outer)
        added: Tensor = self.bypass(x) + y * weights[:, :, None, None]
        return added


class Modern(nn.Module):
    """Stem, blocks with pooling between the resolutions, mean over the picture, one linear layer."""

    def __init__(self, config: ModernConfig) -> None:
        super().__init__()
        inner = config.channels[0]
        layers: list[nn.Module] = [nn.Conv2d(1, inner, 3, padding=1, bias=False)]
        for i, (outer, blocks) in enumerate(zip(config.channels, config.blocks, strict=True)):
            if i:
                layers.append(nn.MaxPool2d(2))
            for _ in range(blocks):
                layers.append(Block(inner, outer))
                inner = outer
        self.features = nn.Sequential(*layers, nn.BatchNorm2d(inner), nn.ReLU())
        self.head = nn.Sequential(nn.Dropout(config.dropout), nn.Linear(inner, config.classes))

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, side, side) in [0, 1] → logits (n, classes)
        y = self.features(x)
        logits: Tensor = self.head(torch.mean(y, dim=(2, 3)))
        return logits
