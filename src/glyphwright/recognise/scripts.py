"""Line crops → which script each is in and whether it stands on its head, by a small network that reads nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.pixels import percentiles, resize
from glyphwright.runtime import Model
from glyphwright.stages import LineCrop

COMMON = "Zyyy"
"""ISO 15924's code for what is in no script: digits, punctuation, and pictures of nothing."""
SCRIPTS = {
    "Latn": "Latin",
    "Cyrl": "Cyrillic",
    "Grek": "Greek",
    "Deva": "Devanagari",
    "Hang": "Hangul",
    "Hani": "Han",
    "Arab": "Arabic",
    "Hebr": "Hebrew",
}
"""Those that can be told apart, by their codes. Han is Chinese characters, those of Japanese with its kana too."""
CLASSES = (*SCRIPTS, COMMON)
HEIGHT_PX, WINDOW_PX = 32, 192
INK_PERCENT, LEAST_CONTRAST = 3, 30
"""The share of pixels that are surely ink, and how many grey levels it must lie from the paper to be drawn out."""


@dataclass(frozen=True, slots=True)
class LineScript:
    """How likely each of `CLASSES` is for a line, and how likely it is that the line stands on its head."""

    chances: tuple[float, ...]
    upside_down: float

    @property
    def code(self) -> str:
        """The likeliest."""
        return CLASSES[self.chances.index(self.confidence)]

    @property
    def confidence(self) -> float:
        """How likely the likeliest is."""
        return max(self.chances)


def script_input(crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """(h, w) grey crops → (n, 1, 32, 192), paper 0, ink up to 1: the middle of a long line, or all of a short one."""
    batch = np.zeros((len(crops), 1, HEIGHT_PX, WINDOW_PX), np.float32)
    for row, pixels in zip(batch, crops, strict=True):
        h, w = pixels.shape
        reach = round(WINDOW_PX * h / HEIGHT_PX)
        left = max(0, (w - reach) // 2)
        part = np.ascontiguousarray(pixels[:, left : left + reach])
        width = min(WINDOW_PX, max(1, round(part.shape[1] * HEIGHT_PX / h)))
        row[0, :, :width] = _ink(resize(part, width, HEIGHT_PX))
    return batch


def _ink(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How far pixels are from the paper, which has the median grey, towards the ink, be it darker or lighter."""
    low, paper, high = percentiles(grey, (INK_PERCENT, 50, 100 - INK_PERCENT))
    contrast = low - paper if paper - low > high - paper else high - paper
    scale = np.copysign(max(abs(contrast), LEAST_CONTRAST), contrast)
    return np.asarray(np.clip((grey - np.float32(paper)) / np.float32(scale), -1, 1))


@dataclass(frozen=True, slots=True)
class ScriptClassifier:
    """Tells scripts apart; what it says of a crop depends on that crop alone."""

    model: Model

    def classify(self, crops: Sequence[LineCrop]) -> list[LineScript]:
        """One verdict a crop, in their order."""
        if not crops:
            return []
        probabilities = self.model.run(script_input([crop.pixels for crop in crops]))  # (n, classes + 1)
        return [LineScript(tuple(row[:-1]), row[-1]) for row in probabilities.tolist()]
