"""What all line finders share: a grey page → features at 1/4, 1/8, 1/16 and 1/32 of its resolution.

A stem, levels of depthwise separable blocks, and a pyramid from the coarsest level to the finest (Lin et al. 2017,
Feature Pyramid Networks, section 3). What a line finder adds is its head, so that comparing finders compares heads.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

STRIDE = 4


@dataclass(frozen=True, slots=True)
class PageConfig:
    """Sizes of the features.

    Args:
        channels: At 1/4, 1/8, 1/16 and 1/32 of the resolution.
        blocks: At each of them.
        pyramid: Channels of the pyramid and the head.
        lean: Save time where the picture is large: patches of 8 × 8 pixels instead of two convolutions at the start,
            and depthwise convolutions in the last smoothing and the head.
    """

    channels: tuple[int, int, int, int] = (24, 32, 64, 96)
    blocks: tuple[int, int, int, int] = (1, 2, 2, 2)
    pyramid: int = 32
    lean: bool = False


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
        return x + y if self.adds else y.relu()


class PageNetwork(nn.Module):
    """See the module. Every line finder is one, with a head; input (n, 1, h, w), sides multiples of 32."""

    def __init__(self, config: PageConfig) -> None:
        super().__init__()
        self.config = config
        c = config.channels
        self.stem = _patches(c[0]) if config.lean else _two_convolutions(c[0])
        self.levels = nn.ModuleList()
        before = c[0]
        for level, (channels, blocks) in enumerate(zip(c, config.blocks, strict=True)):
            first = SeparableBlock(before, channels, stride=1 if level == 0 else 2)
            self.levels.append(nn.Sequential(first, *[SeparableBlock(channels, channels) for _ in range(blocks - 1)]))
            before = channels
        self.laterals = nn.ModuleList(nn.Conv2d(channels, config.pyramid, 1) for channels in c)
        self.smooth = nn.ModuleList(SeparableBlock(config.pyramid, config.pyramid) for _ in c[:-1])
        if config.lean:
            self.smooth[0] = separable(config.pyramid)

    def features(self, x: Tensor) -> list[Tensor]:
        """The pyramid, finest first: (n, pyramid, h / s, w / s) for s = 4, 8, 16, 32."""
        x = self.stem(x)
        levels = []
        for level in self.levels:
            x = level(x)
            levels.append(x)
        pyramid = [self.laterals[-1](levels[-1])]
        for lateral, smooth, finer in zip(
            reversed(self.laterals[:-1]), reversed(self.smooth), reversed(levels[:-1]), strict=True
        ):
            pyramid.append(smooth(lateral(finer) + interpolate(pyramid[-1], scale_factor=2.0, mode="nearest")))
        return pyramid[::-1]


def map_head(config: PageConfig, outputs: int) -> nn.Sequential:
    """A head that says something of every cell of the finest features."""
    channels = config.pyramid
    if config.lean:
        return nn.Sequential(*separable(channels), nn.Conv2d(channels, outputs, 1))
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.Conv2d(channels, outputs, 1),
    )


def separable(channels: int) -> nn.Sequential:
    """A depthwise 5×5 convolution and a 1×1 one: a fifth of the work of a dense 3×3 convolution of 32 channels."""
    return nn.Sequential(
        nn.Conv2d(channels, channels, 5, padding=2, groups=channels, bias=False),
        nn.BatchNorm2d(channels),
        nn.Conv2d(channels, channels, 1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
    )


def _two_convolutions(channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, channels, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
    )


def _patches(channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, channels, 8, stride=4, padding=2, bias=False), nn.BatchNorm2d(channels), nn.ReLU()
    )


def as_rows(maps: Tensor, values: int) -> Tensor:
    """Maps (n, k · values, h, w) → what each of k guesses in each cell says, (n, h · w · k, values)."""
    return maps.permute(0, 2, 3, 1).reshape(maps.shape[0], -1, values)


def doubtful(layer: nn.Conv2d, every: int, chance: float = 0.02) -> nn.Conv2d:
    """Bias the logits, one in so many outputs, so that a new network believes in little.

    Lin et al. 2017 (Focal Loss for Dense Object Detection, section 4.1).
    """
    assert layer.bias is not None
    with torch.no_grad():
        layer.bias[::every] = torch.logit(torch.tensor(chance))
    return layer
