"""Differentiable binarisation over a light backbone: grey page → maps at a quarter of its resolution.

After Liao et al. 2020 (Real-time Scene Text Detection with Differentiable Binarization, sections 3.2–3.4): a map of the
probability that a place is in the core of a line and a threshold map learn together through a steep but differentiable
step. Two changes make it small and fast on a processor: depthwise separable blocks with a pyramid that ends at a
quarter of the resolution, and a third map, the height of the line, from which the whole line follows exactly, where
the paper grows the shrunken polygon by a fixed rule.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

STRIDE = 4
HEIGHT_UNIT_PX = 16.0
STEEPNESS = 50.0


@dataclass(frozen=True, slots=True)
class DbConfig:
    """Channels at 1/4, 1/8, 1/16 and 1/32 of the resolution, blocks at each, and channels of the pyramid."""

    channels: tuple[int, int, int, int] = (24, 32, 64, 96)
    blocks: tuple[int, int, int, int] = (1, 2, 2, 2)
    pyramid: int = 32


class SeparableBlock(nn.Module):
    """A depthwise 5×5 convolution, then a 1×1 one that mixes channels; the input is added where shapes agree."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.adds = stride == 1 and inputs == outputs
        self.body = nn.Sequential(
            nn.Conv2d(inputs, inputs, 5, stride=stride, padding=2, groups=inputs, bias=False),
            nn.BatchNorm2d(inputs),
            nn.Conv2d(inputs, 2 * outputs, 1, bias=False),
            nn.BatchNorm2d(2 * outputs),
            nn.ReLU(),
            nn.Conv2d(2 * outputs, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )

    def forward(self, x: Tensor) -> Tensor:  # (n, c, h, w) → (n, outputs, h / stride, w / stride)
        y = self.body(x)
        return x + y if self.adds else torch.relu(y)


class Db(nn.Module):
    """See the module. Input (n, 1, h, w), sides multiples of 32; output (n, 3, h / 4, w / 4).

    The channels are the logit of the core, the logit of the threshold, and the logarithm of the line's height in
    units of 16 pixels.
    """

    def __init__(self, config: DbConfig) -> None:
        super().__init__()
        self.config = config
        c = config.channels
        self.stem = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.Conv2d(16, c[0], 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(c[0]),
            nn.ReLU(),
        )
        self.levels = nn.ModuleList()
        before = c[0]
        for level, (channels, blocks) in enumerate(zip(c, config.blocks, strict=True)):
            first = SeparableBlock(before, channels, stride=1 if level == 0 else 2)
            self.levels.append(nn.Sequential(first, *[SeparableBlock(channels, channels) for _ in range(blocks - 1)]))
            before = channels
        self.laterals = nn.ModuleList(nn.Conv2d(channels, config.pyramid, 1) for channels in c)
        self.smooth = nn.ModuleList(SeparableBlock(config.pyramid, config.pyramid) for _ in c[:-1])
        self.head = nn.Sequential(
            nn.Conv2d(config.pyramid, config.pyramid, 3, padding=1, bias=False),
            nn.BatchNorm2d(config.pyramid),
            nn.ReLU(),
            nn.Conv2d(config.pyramid, 3, 1),
        )

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, h, w)
        x = self.stem(x)
        features = []
        for level in self.levels:
            x = level(x)
            features.append(x)
        y = self.laterals[-1](features[-1])  # (n, pyramid, h / 32, w / 32)
        for lateral, smooth, feature in zip(
            reversed(self.laterals[:-1]), reversed(self.smooth), reversed(features[:-1]), strict=True
        ):
            y = smooth(lateral(feature) + nn.functional.interpolate(y, scale_factor=2.0, mode="nearest"))
        return self.head(y)  # (n, 3, h / 4, w / 4)
