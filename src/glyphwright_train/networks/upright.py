"""How upright the text in a small grey picture looks: one number, to be compared between its four quarter turns.

What it says of a picture and of the same picture turned are compared, so all four orientations are told apart by the
same weights: the rotated copies of Gidaris et al. 2018, with one score in place of four classes.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from glyphwright_train.networks.picture_features import make_picture_features


@dataclass(frozen=True, slots=True)
class UprightConfig:
    """Channels at 1/2, 1/4, 1/8 and 1/16 of the resolution."""

    channels: tuple[int, int, int, int] = (12, 24, 40, 64)


class Upright(nn.Module):
    """See the module. Input (n, 1, h, w), sides multiples of 16, from −1 for black to 1; output (n, 1)."""

    def __init__(self, config: UprightConfig) -> None:
        super().__init__()
        d = config.channels[3]
        self.features = make_picture_features(config.channels)
        self.head = nn.Sequential(nn.ReLU(), nn.Conv2d(d, d, 1), nn.ReLU(), nn.Conv2d(d, 1, 1))

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, h, w)
        cells = self.head(self.features(x))  # (n, 1, h / 16, w / 16)
        return cells.mean(dim=(2, 3))  # (n, 1)
