"""Learning which script a line is in and whether it stands on its head, from drawn lines of all scripts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from glyphwright.recognise.scripts import CLASSES, HEIGHT_PX, WINDOW_PX, script_input
from glyphwright_train.batches import batch_rng
from glyphwright_train.networks.script import ScriptConfig, ScriptNetwork
from glyphwright_train.recipe import Recipe, from_table
from glyphwright_train.schedule import hardness
from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.corpus import load_corpus
from glyphwright_train.synth.font_catalogue import Split
from glyphwright_train.synth.fonts import load_fonts
from glyphwright_train.synth.script_lines import ScriptSample, ScriptSource
from glyphwright_train.synth.script_text import ScriptText
from glyphwright_train.synth.scripts import LATIN, scripts
from glyphwright_train.synth.text import TextSource

CROP_HEIGHT_PX = 36
LINE_SEED, VALIDATION_SEED, VALIDATION_LINES = 20_000, 30_000, 60
TEST_TEXTS = {
    "Latn": "de en_GB es fr it pl sv cs",
    "Arab": "ar fa",
    "Cyrl": "ru uk bg",
    "Deva": "hi mr",
    "Grek": "el",
    "Hang": "ko",
    "Hani": "zh_CN zh_TW ja",
    "Hebr": "he",
}
"""Languages of the texts that test lines are cut from, as translations name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptData:
    """Lines of all scripts.

    Args:
        lines: How many there are in one process's batch.
        drawn: How many of these are new; the others are of the last `kept`.
    """

    lines: int
    drawn: int
    kept: int = 6000


@dataclass(frozen=True, slots=True)
class ScriptBatch:
    """images (n, 1, 32, 192); classes (n,); turned (n,): 1 upside down, 0 upright, −1 where nobody can say."""

    images: Tensor
    classes: Tensor
    turned: Tensor


class LineScriptTask:
    """The script classifier's part of the loop."""

    def __init__(self, recipe: Recipe, material: Path) -> None:
        self.recipe, self.material = recipe, material
        self.config = from_table(ScriptConfig, recipe.network, f"{recipe.name}: network")
        self.data = from_table(ScriptData, recipe.data, f"{recipe.name}: data")
        self.source = load_source(material, "train")
        self._kept = lru_cache(maxsize=self.data.kept)(self._draw)

    def network(self) -> nn.Module:
        return ScriptNetwork(self.config, classes=len(CLASSES))

    def batch(self, step: int, rank: int) -> ScriptBatch:
        """New lines, and some of those of the last steps, since drawing costs more than learning."""
        newest = self.data.drawn * (step + 1)
        oldest = max(0, newest - self.data.kept)
        rng = batch_rng(self.recipe.seed, step, rank)
        older = rng.integers(oldest, newest, self.data.lines - self.data.drawn)
        numbers = [*range(newest - self.data.drawn, newest), *map(int, older)]
        return make_script_batch([cut_part(rng, self._kept(number, rank)) for number in numbers])

    def _draw(self, number: int, rank: int) -> ScriptSample:
        rng = batch_rng(LINE_SEED + self.recipe.seed, number, rank)
        strength = float(rng.beta(1.1, 1.6)) * hardness(self.recipe.schedule, number // self.data.drawn)
        return self.source.draw(rng, height=CROP_HEIGHT_PX, strength=strength)

    def inputs(self, batch: ScriptBatch) -> tuple[Tensor, ...]:
        return (batch.images,)

    def loss(self, outputs: Tensor, batch: ScriptBatch) -> Tensor:
        """Cross-entropy of the script, and of the way up where that is known."""
        outputs = outputs.float()
        known = batch.turned >= 0
        turned = nn.functional.binary_cross_entropy_with_logits(outputs[known, -1], batch.turned[known])
        return nn.functional.cross_entropy(outputs[:, :-1], batch.classes) + turned

    def evaluate(self, network: nn.Module) -> dict[str, float]:
        """Share of lines told rightly, in fonts and texts that training never sees."""
        batch = make_script_batch(self.test_lines())
        with torch.inference_mode():
            outputs = network(batch.images)
        right = (outputs[:, :-1].argmax(1) == batch.classes).float()
        known = batch.turned >= 0
        upright = ((outputs[:, -1] > 0).float() == batch.turned)[known].float()
        each = {f"accuracy_{name}": right[batch.classes == k].mean() for k, name in enumerate(CLASSES)}
        means = {"accuracy": right.mean(), "accuracy_upside_down": upright.mean()}
        return {name: float(share) for name, share in {**means, **each}.items()}

    def test_lines(self, *, seed: int = VALIDATION_SEED, strength: float = 0.4) -> list[ScriptSample]:
        """Lines of each script, in test fonts, cut out of texts of `script-texts`."""
        rng = batch_rng(seed, 0, 0)
        source = load_source(self.material, "test")
        return [
            source.draw(rng, height=CROP_HEIGHT_PX, strength=strength, script=script)
            for script in CLASSES
            for _ in range(VALIDATION_LINES)
        ]

    def description(self) -> dict[str, Any]:
        return {
            "task": "line_script",
            "architecture": "script",
            "scripts": list(CLASSES),
            "height_px": HEIGHT_PX,
            "window_px": WINDOW_PX,
            "licence": self.recipe.licence,
        }


def load_source(material: Path, split: Split) -> ScriptSource:
    """Fonts of a split, with texts of drawn words to learn from, of translations to test with."""
    folder = material / "script-texts"
    fonts = {code: load_fonts(material / "script-fonts", split=split, script=code) for code in scripts()}
    fonts["Latn"] = load_fonts(material / "fonts", split=split)
    if split == "train":
        texts = {code: ScriptText(script) for code, script in scripts().items()}
        return ScriptSource(fonts, {**texts, "Latn": TextSource(load_alphabet())})
    found = {
        code: load_corpus([folder / f"{name}.txt" for name in names.split()]) for code, names in TEST_TEXTS.items()
    }
    every = {**scripts(), "Latn": LATIN}
    return ScriptSource(fonts, {code: ScriptText(script, corpus=found[code]) for code, script in every.items()})


def cut_part(rng: np.random.Generator, sample: ScriptSample) -> ScriptSample:
    """A part of a line as wide as the network looks, at random; short lines as they are."""
    h, w = sample.pixels.shape
    reach = WINDOW_PX * h // HEIGHT_PX
    left = int(rng.integers(0, max(1, w - reach)))
    return replace(sample, pixels=sample.pixels[:, left : left + reach])


def make_script_batch(samples: Sequence[ScriptSample]) -> ScriptBatch:
    """Cut lines to tensors."""
    images = script_input([sample.pixels for sample in samples])
    classes = [CLASSES.index(sample.script) for sample in samples]
    turned = [-1.0 if sample.upside_down is None else float(sample.upside_down) for sample in samples]
    return ScriptBatch(torch.from_numpy(images), torch.tensor(classes), torch.tensor(turned))
