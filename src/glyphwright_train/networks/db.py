"""Differentiable binarisation over the shared page features: grey page → maps at a quarter of its resolution.

After Liao et al. 2020 (Real-time Scene Text Detection with Differentiable Binarization, sections 3.2–3.4): a map of the
probability that a place is in the core of a line and a threshold map learn together through a steep but differentiable
step. Two changes make it small and fast on a processor: depthwise separable blocks with a pyramid that ends at a
quarter of the resolution, and a third map, the height of the line, from which the whole line follows exactly, where
the paper grows the shrunken polygon by a fixed rule.
"""

from torch import Tensor

from glyphwright_train.networks.page_features import PageConfig, PageNetwork, map_head

HEIGHT_UNIT_PX = 16.0
STEEPNESS = 50.0


class Db(PageNetwork):
    """See the module. Input (n, 1, h, w), sides multiples of 32; output (n, 3, h / 4, w / 4).

    The channels are the logit of the core, the logit of the threshold, and the logarithm of the line's height in
    units of 16 pixels.
    """

    def __init__(self, config: PageConfig) -> None:
        super().__init__(config)
        self.head = map_head(config, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x)[0])
