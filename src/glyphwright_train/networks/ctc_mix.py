"""CTC reader without recurrence: dense convolutions, the height flattened, then one-dimensional mixing blocks.

Grey line crops of 36 pixels height and any width → log probabilities of (blank, alphabet) at every fourth pixel.
The mixing blocks (a depthwise convolution along the line, then a two-layer perceptron on each step) take the place of
CRNN's LSTM (Shi et al. 2015), after the local mixing of SVTR (Du et al. 2022, section 3.3): they leave the plateau of
early CTC training sooner and run in parallel. All normalisation is by batch, so that it folds into the convolutions.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

HEIGHT = 36
STEP_PX = 4


@dataclass(frozen=True, slots=True)
class CtcMixConfig:
    """Channels of the three stages, convolution blocks in each, and the size of the mixing blocks."""

    symbols: int
    channels: tuple[int, int, int] = (32, 64, 128)
    blocks: tuple[int, int, int] = (0, 1, 2)
    mix_channels: int = 256
    mix_blocks: int = 4
    mix_kernel: int = 9
    dropout: float = 0.1


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions around which the input is added."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = convolution(channels, channels, stride=(1, 1))
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:  # (n, c, h, w) → (n, c, h, w)
        return torch.relu(x + self.second(self.first(x)))


class MixingBlock(nn.Module):
    """Mix neighbouring steps, channel by channel; then mix the channels of every step."""

    def __init__(self, channels: int, kernel: int, dropout: float) -> None:
        super().__init__()
        self.along = nn.Sequential(
            nn.Conv2d(channels, channels, (1, kernel), padding=(0, kernel // 2), groups=channels, bias=False),
            nn.BatchNorm2d(channels),
        )
        self.across = nn.Sequential(
            nn.Conv2d(channels, 2 * channels, 1),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Conv2d(2 * channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:  # (n, c, 1, t) → (n, c, 1, t)
        x = x + self.along(x)
        return x + self.across(x)


class CtcMix(nn.Module):
    """See the module. Input (n, 1, 36, w) with w a multiple of 4; output (n, w / 4, symbols), symbol 0 the blank."""

    def __init__(self, config: CtcMixConfig) -> None:
        super().__init__()
        self.config = config
        c1, c2, c3 = config.channels
        self.features = nn.Sequential(
            convolution(1, c1, stride=(2, 2)),  # (n, c1, 18, w / 2)
            *[ResidualBlock(c1) for _ in range(config.blocks[0])],
            convolution(c1, c2, stride=(2, 2)),  # (n, c2, 9, w / 4)
            *[ResidualBlock(c2) for _ in range(config.blocks[1])],
            convolution(c2, c3, stride=(2, 1)),  # (n, c3, 5, w / 4)
            *[ResidualBlock(c3) for _ in range(config.blocks[2])],
        )
        self.flatten = nn.Sequential(
            nn.Conv2d(c3, config.mix_channels, (5, 1), bias=False),  # (n, mix, 1, w / 4)
            nn.BatchNorm2d(config.mix_channels),
            nn.ReLU(),
        )
        self.mixing = nn.Sequential(
            *[MixingBlock(config.mix_channels, config.mix_kernel, config.dropout) for _ in range(config.mix_blocks)]
        )
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Conv2d(config.mix_channels, config.symbols, 1)

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, 36, w)
        x = self.flatten(self.features(x))  # (n, mix, 1, t)
        x = self.head(self.dropout(self.mixing(x)))  # (n, symbols, 1, t)
        return x.squeeze(2).transpose(1, 2).log_softmax(2)  # (n, t, symbols)


def convolution(inputs: int, outputs: int, *, stride: tuple[int, int]) -> nn.Sequential:
    """A 3×3 convolution, normalised and rectified."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )
