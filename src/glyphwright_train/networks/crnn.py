"""Convolutional recurrent network with CTC: features of a line, two bidirectional LSTM layers, a symbol for every step.

After Shi et al. 2015, An End-to-End Trainable Neural Network for Image-based Sequence Recognition, section 2, with the
convolutions of line_features.py.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from glyphwright_train.networks.line_features import make_features, make_flatten


@dataclass(frozen=True, slots=True)
class CrnnConfig:
    """Channels of the three stages and blocks in each, width of a step, units of an LSTM in one direction."""

    symbols: int
    channels: tuple[int, int, int] = (32, 64, 128)
    blocks: tuple[int, int, int] = (0, 1, 2)
    width: int = 256
    hidden: int = 192
    layers: int = 2
    dropout: float = 0.1


class Crnn(nn.Module):
    """Input (n, 1, 36, w) with w a multiple of 4; output (n, w / 4, symbols), symbol 0 the blank."""

    def __init__(self, config: CrnnConfig) -> None:
        super().__init__()
        self.features = make_features(config.channels, config.blocks)
        self.flatten = make_flatten(config.channels[2], config.width)
        self.recurrent = nn.LSTM(
            config.width, config.hidden, config.layers, batch_first=True, bidirectional=True, dropout=config.dropout
        )
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Linear(2 * config.hidden, config.symbols)

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, 36, w)
        steps = self.flatten(self.features(x)).squeeze(2).transpose(1, 2)  # (n, t, width)
        states, _ = self.recurrent(steps.float())
        logits: Tensor = self.head(self.dropout(states))
        return logits.log_softmax(2)  # (n, t, symbols)
