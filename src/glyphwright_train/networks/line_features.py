"""Grey crops of lines, 36 pixels high → a vector for every 4 pixels: what all networks here that read lines begin with.

Dense 3×3 convolutions in three stages, the width halved twice and the height three times, then the height flattened.
All normalisation is by batch, so that it folds into the convolutions.
"""

import torch
from torch import Tensor, nn

HEIGHT = 36
STEP_PX = 4


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions around which the input is added."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = convolution(channels, channels, stride=(1, 1))
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:  # (n, c, h, w) → (n, c, h, w)
        return torch.relu(x + self.second(self.first(x)))


def make_features(channels: tuple[int, int, int], blocks: tuple[int, int, int]) -> nn.Sequential:
    """(n, 1, 36, w) → (n, channels[2], 5, w / 4), with so many residual blocks in each stage."""
    c1, c2, c3 = channels
    return nn.Sequential(
        convolution(1, c1, stride=(2, 2)),  # (n, c1, 18, w / 2)
        *[ResidualBlock(c1) for _ in range(blocks[0])],
        convolution(c1, c2, stride=(2, 2)),  # (n, c2, 9, w / 4)
        *[ResidualBlock(c2) for _ in range(blocks[1])],
        convolution(c2, c3, stride=(2, 1)),  # (n, c3, 5, w / 4)
        *[ResidualBlock(c3) for _ in range(blocks[2])],
    )


def make_flatten(channels: int, outputs: int) -> nn.Sequential:
    """(n, channels, 5, t) → (n, outputs, 1, t)."""
    return nn.Sequential(nn.Conv2d(channels, outputs, (5, 1), bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


def convolution(inputs: int, outputs: int, *, stride: tuple[int, int]) -> nn.Sequential:
    """A 3×3 convolution, normalised and rectified."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )
