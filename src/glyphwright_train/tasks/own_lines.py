"""Learning to read a user's own lines, from weights that can read already."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor, nn

from glyphwright_train.batches import LineBatch, batch_rng, make_line_batch
from glyphwright_train.networks.line_features import HEIGHT, STEP_PX
from glyphwright_train.own_lines import load_own_lines
from glyphwright_train.recipe import Recipe, from_table
from glyphwright_train.synth.lines import LineSample, cut_worn
from glyphwright_train.synth.strips import LabelledStrip
from glyphwright_train.synth.wear import wear
from glyphwright_train.tasks.learning_reader import LearningReader, character_error_rate

CALIBRATION_SEED = 20_000
CALIBRATION_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLineData:
    """Lines that lie ready and are changed a little every time.

    Args:
        alphabet: Every character that the reader shall know.
        validation: Folder to measure on; "" holds some of the lines out.
        batch_px: Pixels of width in one process's batch.
        strength: How much the lines are worn, how wrongly they are cut, in [0, 1].
        smallest: To what share of its resolution a line may be brought.
    """

    alphabet: str
    validation: str = ""
    batch_px: int = 6000
    strength: float = 0.3
    smallest: float = 0.6


class OwnLinesTask:
    """The part in the loop of a line reader that learns from a user's lines."""

    def __init__(self, recipe: Recipe, material: Path) -> None:
        self.recipe = recipe
        self.data = from_table(OwnLineData, recipe.data, f"{recipe.name}: data")
        self.alphabet = self.data.alphabet
        self.learner = LearningReader(recipe, self.alphabet)
        own = load_own_lines(material, Path(self.data.validation) if self.data.validation else None)
        self.strips = sorted(own.strips, key=lambda one: one.strip.crop_width(HEIGHT))
        self.widths = np.array([one.strip.crop_width(HEIGHT) for one in self.strips])
        self.held_out = [line.sample for line in own.held_out]

    @property
    def steps_per_epoch(self) -> int:
        return max(1, round(float(self.widths.sum()) / self.data.batch_px))

    def network(self) -> nn.Module:
        return self.learner.network()

    def batch(self, step: int, rank: int) -> LineBatch:
        """Lines of like width, about one of them chosen at random."""
        rng = batch_rng(self.recipe.seed, step, rank)
        middle = int(rng.integers(len(self.strips)))
        n = max(2, round(self.data.batch_px / self.widths[middle]))
        first = int(np.clip(middle - n // 2, 0, max(0, len(self.strips) - n)))
        samples = [self._vary(rng, strip) for strip in self.strips[first : first + n]]
        width = max(sample.pixels.shape[1] for sample in samples)
        return make_line_batch(samples, self.learner.symbols, -(-width // STEP_PX) * STEP_PX)

    def _vary(self, rng: np.random.Generator, labelled: LabelledStrip) -> LineSample:
        """A line at another resolution, worn, cut a little wrongly."""
        frame = labelled.strip.frame
        strip = labelled.strip.shrunk(frame.height * rng.uniform(self.data.smallest, 1.1))
        strength = float(rng.beta(1.1, 1.6)) * self.data.strength
        worn = wear(strip.pixels, rng, strength=strength, text_height=strip.frame.height)
        cut = cut_worn(rng, worn, strip.frame.polygon, height=HEIGHT, strength=strength)
        return LineSample(cut, labelled.text)

    def inputs(self, batch: LineBatch) -> tuple[Tensor, ...]:
        return self.learner.inputs(batch)

    def loss(self, outputs: Any, batch: LineBatch) -> Tensor:
        return self.learner.loss(outputs, batch)

    def evaluate(self, network: nn.Module) -> dict[str, float]:
        return {"cer": character_error_rate(network, self.held_out, self.alphabet)}

    def temperature_lines(self) -> list[LineSample]:
        """Those that are held out."""
        return self.held_out

    def confidence_lines(self) -> dict[str, list[LineSample]]:
        """The same, as one kind."""
        return {"own": self.held_out}

    def calibration_lines(self) -> list[LineSample]:
        """Training lines, to measure the range of activations on."""
        rng = batch_rng(CALIBRATION_SEED, 0, 0)
        return [self._vary(rng, self.strips[int(i)]) for i in rng.integers(0, len(self.strips), CALIBRATION_LINES)]

    def description(self) -> dict[str, Any]:
        return self.learner.description()
