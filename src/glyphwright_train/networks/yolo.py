"""A single-stage grid over the shared page features: grey page → a box with objectness, sizes and angle in every cell.

After Redmon et al. 2016 (You Only Look Once) and Ge et al. 2021 (YOLOX, section 2.1), without anchors, at three
strides.
"""

import torch
from torch import Tensor, nn

from glyphwright_train.networks.page_features import PageConfig, PageNetwork, SeparableBlock, as_rows, doubtful

VALUES = 7


class Yolo(PageNetwork):
    """See the module. Input (n, 1, h, w), sides multiples of 32; output (n, cells of all levels, 7) as in yolo.py."""

    def __init__(self, config: PageConfig) -> None:
        super().__init__(config)
        c = config.pyramid
        self.towers = nn.ModuleList(nn.Sequential(SeparableBlock(c, c), SeparableBlock(c, c)) for _ in range(3))
        self.heads = nn.ModuleList(doubtful(nn.Conv2d(c, VALUES, 1), VALUES) for _ in range(3))

    def forward(self, x: Tensor) -> Tensor:
        levels = zip(self.heads, self.towers, self.features(x)[1:], strict=True)
        return torch.cat([as_rows(head(tower(level)), VALUES) for head, tower, level in levels], dim=1)
