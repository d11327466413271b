"""An SSD-style head over the shared page features: grey page → a score and a move for every default box.

Liao et al. 2017 (TextBoxes: A Fast Text Detector with a Single Deep Neural Network, section 3.2): wide default boxes,
looked at through 1×5 kernels, which suit them.
"""

import torch
from torch import Tensor, nn

from glyphwright.detect.ssd import PER_CELL
from glyphwright_train.networks.page_features import PageConfig, PageNetwork, SeparableBlock, as_rows, doubtful

VALUES = 6


class Ssd(PageNetwork):
    """See the module. Input (n, 1, h, w), sides multiples of 32; output (n, default boxes, 6) as in detect/ssd.py."""

    def __init__(self, config: PageConfig) -> None:
        super().__init__(config)
        c = config.pyramid
        self.towers = nn.ModuleList(SeparableBlock(c, c) for _ in range(3))
        heads = (nn.Conv2d(c, PER_CELL * VALUES, (1, 5), padding=(0, 2)) for _ in range(3))
        self.heads = nn.ModuleList(doubtful(head, VALUES) for head in heads)

    def forward(self, x: Tensor) -> Tensor:
        levels = zip(self.heads, self.towers, self.features(x)[1:], strict=True)
        return torch.cat([as_rows(head(tower(level)), VALUES) for head, tower, level in levels], dim=1)
