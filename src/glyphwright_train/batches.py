"""Samples of one training step → tensors; the same step and rank always give the same batch.

That is what makes a resumed run continue exactly: no sampler keeps any state.
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import torch
from torch import Tensor

from glyphwright.recognise.batches import to_input
from glyphwright_train.networks.line_features import STEP_PX
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.lines import LineSample, draw_line
from glyphwright_train.synth.signs import draw_sign
from glyphwright_train.synth.strips import StripStore, wear_strip
from glyphwright_train.synth.text import TextSource

PX_PER_CHARACTER = 13.5
WIDTH_GRID_PX = 64
SIGN_PX = 448
STRETCH = (0.8, 1.25)
# Letters on signs are seen from the side: a word is squeezed to half its width, down to so many pixels a letter.
NARROWEST, NARROWEST_LETTER_PX = 0.5, 7.0


@dataclass(frozen=True, slots=True)
class LineBatch:
    """Lines of about one width.

    images (n, 1, h, w) float32; targets: the symbols of all lines, one after the other; lengths (n,) of each.
    """

    images: Tensor
    targets: Tensor
    lengths: Tensor

    def padded(self, fill: int) -> Tensor:
        """The symbols of each line in a row of its own, (n, longest), filled up behind."""
        lines = self.targets.split(self.lengths.tolist())
        return torch.nn.utils.rnn.pad_sequence(lines, batch_first=True, padding_value=fill)


@dataclass(frozen=True, slots=True)
class LineSource:
    """Where lines come from: drawn, cut from PDFs, and, where there is room for a few words only, off signs."""

    fonts: FontLibrary
    text: TextSource
    strips: StripStore | None
    pdf_share: float
    sign_share: float
    height: int

    def line(self, rng: np.random.Generator, width: int, hardness: float) -> LineSample:
        """One line about `width` pixels wide; mild wear and hard wear mix at every hardness above the lowest."""
        strength = float(rng.beta(1.1, 1.6)) * hardness
        if width <= SIGN_PX and rng.random() < self.sign_share:
            characters = max(1, round(width / PX_PER_CHARACTER * rng.uniform(0.4, 1.4)))
            text = self.text.sign(rng, characters=characters)
            sign = draw_sign(rng, self.fonts, text, height=self.height, strength=strength)
            return _squeeze(sign, width)
        if self.strips is not None and rng.random() < self.pdf_share:
            return wear_strip(rng, self.strips.pick(rng, width), height=self.height, strength=strength)
        characters = max(1, round(width / PX_PER_CHARACTER * rng.uniform(0.7, 1.1)))
        return draw_line(rng, self.fonts, self.text, characters=characters, height=self.height, strength=strength)


def batch_rng(seed: int, step: int, rank: int) -> np.random.Generator:
    """The chance of one step in one process; rank −1 is what all processes share."""
    return np.random.default_rng([seed, step, rank + 1])


def draw_width(rng: np.random.Generator, longest: int, hardness: float) -> int:
    """The width of the lines of one batch: single words, and lines of up to full length; few different values."""
    most = max(2, round(longest * (0.35 if hardness < 1 else 1.0)) // WIDTH_GRID_PX)
    middle = min(5, most)
    cells = rng.integers(1, middle + 1) if rng.random() < 0.4 else rng.integers(middle, most + 1)
    return int(cells) * WIDTH_GRID_PX


def draw_fitting(rng: np.random.Generator, source: LineSource, width: int, hardness: float) -> LineSample:
    """A line that is as wide as the batch, or narrower, and that CTC can spell in so many steps."""
    while True:
        sample = _fit(source.line(rng, width, hardness), width)
        if sample.pixels.shape[1] <= width and _steps_needed(sample.text) <= sample.pixels.shape[1] // STEP_PX:
            return sample


def make_line_batch(samples: list[LineSample], symbols: dict[str, int], width: int) -> LineBatch:
    """Lines to tensors; all must be `width` pixels wide or narrower."""
    images = to_input([sample.pixels for sample in samples], width)
    targets = [symbols[character] for sample in samples for character in sample.text]
    lengths = [len(sample.text) for sample in samples]
    return LineBatch(torch.from_numpy(images), torch.tensor(targets), torch.tensor(lengths))


def _fit(sample: LineSample, width: int) -> LineSample:
    """Stretch or squeeze a line that is nearly as wide as it shall be."""
    h, w = sample.pixels.shape
    if not STRETCH[0] < width / w < STRETCH[1]:
        return sample
    return LineSample(cv2.resize(sample.pixels, (width, h), interpolation=cv2.INTER_LINEAR), sample.text)


def _squeeze(sample: LineSample, width: int) -> LineSample:
    """A word that is too wide made as narrow as `width`, or left as it is where its letters would become too narrow."""
    h, w = sample.pixels.shape
    if w <= width or width < max(NARROWEST * w, NARROWEST_LETTER_PX * len(sample.text)):
        return sample
    return LineSample(cv2.resize(sample.pixels, (width, h), interpolation=cv2.INTER_AREA), sample.text)


def _steps_needed(text: str) -> int:
    """CTC needs a step a character, and a blank between two that are equal."""
    return len(text) + sum(a == b for a, b in pairwise(text))
