"""Views of pages → tensors from which every kind of line finder learns."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from glyphwright.detect.bars import Bars, bars_of
from glyphwright_train.synth.views import View
from glyphwright_train.targets import SMALLEST_HEIGHT_PX, Maps, draw_maps


@dataclass(frozen=True, slots=True)
class ViewBatch:
    """images (n, 1, size, size); maps (n, 5, size / 4, size / 4): core, known, threshold, near, height; bars (n, m, 5).

    `bars` are the lines that can be read, as in detect/bars.py, filled up with zeros.
    """

    images: Tensor
    maps: Tensor
    bars: Tensor

    @property
    def known(self) -> Tensor:
        """0 where nobody knows what is there, (n, size / 4, size / 4)."""
        return self.maps[:, 1].float()


def make_view_batch(views: list[View], size: int) -> ViewBatch:
    """Views to tensors: black −1 and white +1, as the finder sees pages."""
    images = np.stack([view.pixels for view in views])[:, None].astype(np.float32) / 127.5 - 1
    maps = np.stack([_stack(draw_maps(view.lines, view.ignored, size)) for view in views])
    lines = [torch.from_numpy(readable_bars(view)) for view in views]
    bars = torch.nn.utils.rnn.pad_sequence(lines, batch_first=True)
    return ViewBatch(torch.from_numpy(images), torch.from_numpy(maps), bars)


def readable_bars(view: View) -> NDArray[np.float32]:
    """The lines of a view that are not too small to be read; one of no height where there is none."""
    bars: Bars = bars_of(np.array([line.array for line in view.lines]).reshape(-1, 4, 2))
    bars = bars[bars[:, 4] >= SMALLEST_HEIGHT_PX]
    return (bars if len(bars) else np.zeros((1, 5))).astype(np.float32)


def _stack(maps: Maps) -> NDArray[np.float32]:
    return np.stack([maps.core, maps.known, maps.threshold, maps.near, maps.height])
