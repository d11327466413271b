"""Small pictures → features at 1/16 of their resolution: what the networks of scripts and orientation begin with.

Dense 3×3 convolutions down to a quarter of the resolution, then depthwise separable blocks.
"""

from torch import nn

from glyphwright_train.networks.page_features import SeparableBlock


def make_picture_features(channels: tuple[int, int, int, int]) -> nn.Sequential:
    """(n, 1, h, w) → (n, channels[3], h / 16, w / 16), with channels at 1/2, 1/4, 1/8 and 1/16 of the resolution."""
    a, b, c, d = channels
    return nn.Sequential(
        nn.Conv2d(1, a, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(a),
        nn.ReLU(),
        nn.Conv2d(a, b, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(b),
        nn.ReLU(),
        SeparableBlock(b, b),
        SeparableBlock(b, c, stride=2),
        SeparableBlock(c, c),
        SeparableBlock(c, d, stride=2),
        SeparableBlock(d, d),
    )
