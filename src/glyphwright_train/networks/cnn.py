"""Plain convolutional networks: 3×3 convolutions with ReLU, halved by max-pooling, then fully connected layers."""

import itertools
from dataclasses import dataclass

from torch import Tensor, nn

MEAN, SPREAD = 0.1307, 0.3081
"""Of the pixels of MNIST, which inputs are brought to 0 and 1 with."""


@dataclass(frozen=True, slots=True)
class CnnConfig:
    """Channels of the convolutions, sizes of the hidden layers behind them.

    Args:
        classes: Outputs.
        side_px: Of the square input.
        channels: Of each convolution; all but the last `unpooled` are followed by max-pooling.
        unpooled: How many convolutions at the end are not.
        padding: 1 keeps the size of a picture, 0 takes a pixel from each side.
        hidden: Sizes of the fully connected layers before the last.
        dropout: After the first of them.
    """

    classes: int
    side_px: int
    channels: tuple[int, ...] = (32, 64)
    unpooled: int = 0
    padding: int = 1
    hidden: tuple[int, ...] = (128,)
    dropout: float = 0.5


class Cnn(nn.Module):
    """With its defaults the network of two convolutions of SYSTEMS.md B, `cnn-2`; recipes make `cnn-3` of it."""

    def __init__(self, config: CnnConfig) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inner, side = 1, config.side_px
        for i, outer in enumerate(config.channels):
            layers += [nn.Conv2d(inner, outer, 3, padding=config.padding), nn.ReLU()]
            side += 2 * config.padding - 2
            if i < len(config.channels) - config.unpooled:
                layers.append(nn.MaxPool2d(2))
                side //= 2
            inner = outer
        layers.append(nn.Flatten())
        sizes = (inner * side * side, *config.hidden)
        for i, (before, after) in enumerate(itertools.pairwise(sizes)):
            layers += [nn.Linear(before, after), nn.ReLU()]
            if i == 0 and config.dropout:
                layers.append(nn.Dropout(config.dropout))
        self.layers = nn.Sequential(*layers, nn.Linear(sizes[-1], config.classes))

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, side, side) in [0, 1] → logits (n, classes)
        logits: Tensor = self.layers((x - MEAN) / SPREAD)
        return logits
