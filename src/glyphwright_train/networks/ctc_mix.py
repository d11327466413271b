"""CTC reader without recurrence: dense convolutions, the height flattened, then one-dimensional mixing blocks.

Grey line crops of 36 pixels height and any width → log probabilities of (blank, alphabet) at every fourth pixel.
The mixing blocks (a depthwise convolution along the line, then a two-layer perceptron on each step) take the place of
CRNN's LSTM (Shi et al. 2015), after the local mixing of SVTR (Du et al. 2022, section 3.3): they leave the plateau of
early CTC training sooner and run in parallel. All normalisation is by batch, so that it folds into the convolutions.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from glyphwright_train.networks.line_features import make_features, make_flatten
from glyphwright_train.networks.mixing import MixingBlock


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


class CtcMix(nn.Module):
    """See the module. Input (n, 1, 36, w) with w a multiple of 4; output (n, w / 4, symbols), symbol 0 the blank."""

    def __init__(self, config: CtcMixConfig) -> None:
        super().__init__()
        self.config = config
        self.features = make_features(config.channels, config.blocks)
        self.flatten = make_flatten(config.channels[2], config.mix_channels)
        self.mixing = nn.Sequential(
            *[MixingBlock(config.mix_channels, config.mix_kernel, config.dropout) for _ in range(config.mix_blocks)]
        )
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Conv2d(config.mix_channels, config.symbols, 1)

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, 36, w)
        x = self.flatten(self.features(x))  # (n, mix, 1, t)
        x = self.head(self.dropout(self.mixing(x)))  # (n, symbols, 1, t)
        return x.squeeze(2).transpose(1, 2).log_softmax(2)  # (n, t, symbols)
