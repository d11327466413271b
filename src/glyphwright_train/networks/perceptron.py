"""Fully connected networks on the pixels of a character, from no hidden layer (logistic regression) upwards."""

import itertools
from dataclasses import dataclass

from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class PerceptronConfig:
    """Sizes of the hidden layers, none for multinomial logistic regression."""

    classes: int
    side_px: int
    hidden: tuple[int, ...] = ()
    dropout: float = 0.0


class Perceptron(nn.Module):
    """Flatten, then linear layers with ReLU between them, started as Glorot and Bengio 2010 (section 4.2) have it."""

    def __init__(self, config: PerceptronConfig) -> None:
        super().__init__()
        sizes = (config.side_px**2, *config.hidden)
        layers: list[nn.Module] = [nn.Flatten()]
        for inner, outer in itertools.pairwise(sizes):
            layers += [nn.Linear(inner, outer), nn.ReLU()]
            if config.dropout:
                layers.append(nn.Dropout(config.dropout))
        self.layers = nn.Sequential(*layers, nn.Linear(sizes[-1], config.classes))
        for layer in self.layers:
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, side, side) in [0, 1] → logits (n, classes)
        logits: Tensor = self.layers(x)
        return logits
