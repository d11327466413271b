"""A block that mixes the steps of a line without recurrence, as SVTR mixes locally (Du et al. 2022, section 3.3)."""

from torch import Tensor, nn


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
