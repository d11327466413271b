"""EAST over the shared page features: grey page → core, distances to the line's edges, and angle, for every cell.

Zhou et al. 2017 (EAST: An Efficient and Accurate Scene Text Detector, sections 3.2–3.3), the RBOX form of the output.
"""

import torch
from torch import Tensor, nn

from glyphwright_train.networks.page_features import PageConfig, PageNetwork, map_head

USUAL_LOG_DISTANCES = (0.0, 2.2, 0.0, 2.2)
"""Above, to the end, below, to the start, in units of 8 pixels: what a new network begins with."""


class East(PageNetwork):
    """See the module. Input (n, 1, h, w), sides multiples of 32; output (n, 6, h / 4, w / 4) as in detect/east.py."""

    def __init__(self, config: PageConfig) -> None:
        super().__init__(config)
        self.head = map_head(config, 6)
        last = self.head[-1]
        assert isinstance(last, nn.Conv2d)
        assert last.bias is not None
        with torch.no_grad():
            last.bias[1:5] = torch.tensor(USUAL_LOG_DISTANCES)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x)[0])
