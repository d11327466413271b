"""Learning to read lines that are drawn or cut from PDFs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor, nn

from glyphwright_train.batches import LineBatch, LineSource, batch_rng, draw_fitting, draw_width, make_line_batch
from glyphwright_train.fusion import draw_kinds
from glyphwright_train.networks.line_features import HEIGHT
from glyphwright_train.recipe import Recipe, from_table
from glyphwright_train.schedule import hardness
from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.corpus import load_corpus
from glyphwright_train.synth.fonts import load_fonts
from glyphwright_train.synth.lines import LineSample, draw_line
from glyphwright_train.synth.signs import draw_sign
from glyphwright_train.synth.strips import StripStore, wear_strip
from glyphwright_train.synth.text import TextSource
from glyphwright_train.tasks.learning_reader import LearningReader, character_error_rate

VALIDATION_LINES = 300
VALIDATION_SEED = 20_000
CALIBRATION_LINES = 200
TEMPERATURE_LINES = 1000
CONFIDENCE_LINES = 600
"""Of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineData:
    """Lines that are drawn anew at every step.

    Args:
        pdf: Share of lines cut from born-digital PDFs (`glyphwright synth strips`); the others are synthetic.
        signs: Share of words as photographs show them, among lines with room for a few words only.
        batch_px: Pixels of width in one process's batch.
        longest_px: Width of the longest line.
    """

    pdf: float = 0.0
    signs: float = 0.0
    batch_px: int
    longest_px: int


class LineReaderTask:
    """The line reader's part of the loop."""

    def __init__(self, recipe: Recipe, material: Path) -> None:
        self.recipe = recipe
        self.alphabet = load_alphabet("latin")
        self.learner = LearningReader(recipe, self.alphabet)
        self.symbols = self.learner.symbols
        self.data = from_table(LineData, recipe.data, f"{recipe.name}: data")
        self.source = self._source(material, "train")
        self.validation = self._source(material, "test")

    def _source(self, material: Path, split: str) -> LineSource:
        corpus = load_corpus(material / "corpus") if split == "train" else ()
        folder = material / "strips" / split
        needed = self.data.pdf > 0
        return LineSource(
            fonts=load_fonts(material / "fonts", split="train" if split == "train" else "test"),
            text=TextSource(self.alphabet, corpus=corpus),
            strips=StripStore.open(folder) if needed else None,
            pdf_share=self.data.pdf,
            sign_share=self.data.signs,
            height=HEIGHT,
        )

    def network(self) -> nn.Module:
        return self.learner.network()

    def batch(self, step: int, rank: int) -> LineBatch:
        hard = hardness(self.recipe.schedule, step)
        width = draw_width(batch_rng(self.recipe.seed, step, -1), self.data.longest_px, hard)
        rng = batch_rng(self.recipe.seed, step, rank)
        n = max(4, self.data.batch_px // width)
        samples = [draw_fitting(rng, self.source, width, hard) for _ in range(n)]
        return make_line_batch(samples, self.symbols, width)

    def inputs(self, batch: LineBatch) -> tuple[Tensor, ...]:
        return self.learner.inputs(batch)

    def loss(self, outputs: Any, batch: LineBatch) -> Tensor:
        return self.learner.loss(outputs, batch)

    def evaluate(self, network: nn.Module) -> dict[str, float]:
        sets = {"cer_mild": self._drawn(0.2), "cer_hard": self._drawn(0.8)}
        if self.validation.strips is not None:
            sets["cer_pdf"] = self._cut(self.validation.strips)
        if self.data.signs > 0:
            sets["cer_signs"] = self._signs()
        return {name: character_error_rate(network, samples, self.alphabet) for name, samples in sets.items()}

    def temperature_lines(self) -> list[LineSample]:
        """Lines that training never sees, little worn and much: from PDFs where there are some, else drawn."""
        strips = self.validation.strips
        if strips is None:
            return [*self._drawn(0.4), *self._drawn(0.8)]
        return [*self._cut(strips, TEMPERATURE_LINES // 2), *self._cut(strips, TEMPERATURE_LINES // 2, strength=0.8)]

    def confidence_lines(self) -> dict[str, list[LineSample]]:
        """Lines of many kinds that training never sees."""
        source = self.validation
        return draw_kinds(source.fonts, source.text, source.strips, height=HEIGHT, count=CONFIDENCE_LINES)

    def calibration_lines(self) -> list[LineSample]:
        """Training lines of every width and wear, to measure the range of activations on."""
        rng = batch_rng(VALIDATION_SEED, 2, 0)
        widths = rng.integers(40, self.data.longest_px, CALIBRATION_LINES)
        return [self.source.line(rng, int(width), 1.0) for width in widths]

    def _drawn(self, strength: float) -> list[LineSample]:
        source, rng = self.validation, batch_rng(VALIDATION_SEED, 0, 0)
        counts = [int(n) for n in rng.integers(1, 80, VALIDATION_LINES)]
        return [
            draw_line(rng, source.fonts, source.text, characters=n, height=HEIGHT, strength=strength) for n in counts
        ]

    def _signs(self) -> list[LineSample]:
        source, rng = self.validation, batch_rng(VALIDATION_SEED, 3, 0)
        texts = [source.text.sign(rng, characters=int(rng.integers(1, 16))) for _ in range(VALIDATION_LINES)]
        return [draw_sign(rng, source.fonts, text, height=HEIGHT, strength=0.5) for text in texts]

    def _cut(self, strips: StripStore, count: int = VALIDATION_LINES, *, strength: float = 0.4) -> list[LineSample]:
        rng = batch_rng(VALIDATION_SEED, 1, 0)
        places = np.linspace(0, len(strips) - 1, count).astype(int)
        return [wear_strip(rng, strips[int(i)], height=HEIGHT, strength=strength) for i in places]

    def description(self) -> dict[str, Any]:
        return self.learner.description()
