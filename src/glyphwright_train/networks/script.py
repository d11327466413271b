"""A small grey window of a line → which script it is in, and whether it stands on its head.

Every place says how much it has to say, and their features are averaged by that (attention pooling, Ilse et al. 2018,
equation 8), so that empty paper and a foreign word count little.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from glyphwright_train.networks.picture_features import make_picture_features


@dataclass(frozen=True, slots=True)
class ScriptConfig:
    """Channels at 1/2, 1/4, 1/8 and 1/16 of the resolution."""

    channels: tuple[int, int, int, int] = (16, 32, 48, 80)


class ScriptNetwork(nn.Module):
    """See the module. Input (n, 1, h, w), paper 0, ink 1; output (n, classes + 1) logits, the last: turned."""

    def __init__(self, config: ScriptConfig, *, classes: int) -> None:
        super().__init__()
        d = config.channels[3]
        self.features = make_picture_features(config.channels)
        self.weight = nn.Conv2d(d, 1, 1)
        self.head = nn.Sequential(nn.Linear(d, d), nn.ReLU(), nn.Linear(d, classes + 1))

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, h, w)
        cells = self.features(x)  # (n, d, h / 16, w / 16)
        share = self.weight(cells).flatten(2).softmax(dim=2)  # (n, 1, places)
        return self.head((cells.flatten(2) * share).sum(dim=2))  # (n, classes + 1)
