"""Learning to name characters: any labelled pictures, plain networks and those that look where they want."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from glyphwright.datasets.labelled_images import LabelledImages, resized
from glyphwright.errors import OptionError
from glyphwright_train.augment import DISTRIBUTIONS, augment
from glyphwright_train.batches import batch_rng
from glyphwright_train.character_data import describe_classifier, open_parts
from glyphwright_train.networks.cnn import Cnn, CnnConfig
from glyphwright_train.networks.dram import Dram, DramConfig
from glyphwright_train.networks.glimpses import Looks, hybrid_loss
from glyphwright_train.networks.modern import Modern, ModernConfig
from glyphwright_train.networks.perceptron import Perceptron, PerceptronConfig
from glyphwright_train.networks.ram import Ram, RamConfig
from glyphwright_train.recipe import Recipe, from_table
from glyphwright_train.synth.digit_scenes import SCENES, draw_scenes

ARCHITECTURES: dict[str, tuple[Callable[[Any], nn.Module], type]] = {
    "cnn": (Cnn, CnnConfig),
    "dram": (Dram, DramConfig),
    "modern": (Modern, ModernConfig),
    "perceptron": (Perceptron, PerceptronConfig),
    "ram": (Ram, RamConfig),
}

TRAINING_SAMPLE = 5_000
SCORED_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterData:
    """How pictures are taken from a labelled set.

    Args:
        batch: Pictures in one process's batch.
        side_px: All are brought to this square.
        held_out: So many of the last training pictures are for validation; 0 validates on the test set.
        changes: How they are augmented: one of `DISTRIBUTIONS`, or "" for not at all.
        scene: What they are placed into: one of `SCENES`, or "" for nothing.
        smoothing: Of the labels (Szegedy et al. 2016, section 7).
        policy_weight: Of what teaches the recurrent attention models where to look.
    """

    batch: int = 128
    side_px: int = 28
    held_out: int = 0
    changes: str = ""
    scene: str = ""
    smoothing: float = 0.0
    policy_weight: float = 0.01


@dataclass(frozen=True, slots=True)
class CharacterBatch:
    """images (n, 1, side, side) float32 in [0, 1], labels (n, characters)."""

    images: Tensor
    labels: Tensor


class ClassifierTask:
    """The character classifier's part of the loop."""

    def __init__(self, recipe: Recipe, material: Path) -> None:
        self.recipe = recipe
        self.data = from_table(CharacterData, recipe.data, f"{recipe.name}: data")
        for kind, name, known in (
            ("changes", self.data.changes, DISTRIBUTIONS.keys()),
            ("scene", self.data.scene, SCENES.keys()),
        ):
            if name and name not in known:
                raise OptionError(f"{recipe.name}: data: {kind} {name!r} is unknown: use {', '.join(known)}")
        parts = open_parts(material, self.data.held_out)
        self.train, self.validation = (resized(part, self.data.side_px) for part in parts)
        self._images, self._labels = np.asarray(self.train.images), self.train.labels

    @property
    def steps_per_epoch(self) -> int:
        return -(-len(self.train) // self.data.batch)

    @property
    def input_px(self) -> int:
        """Side of what the network sees."""
        return SCENES[self.data.scene].side_px if self.data.scene else self.data.side_px

    def network(self) -> nn.Module:
        return make_network(self.recipe.network, classes=len(self.train.classes), side_px=self.input_px)

    def batch(self, step: int, rank: int) -> CharacterBatch:
        """The step's share of an order that every epoch draws anew."""
        epoch, place = divmod(step, self.steps_per_epoch)
        order = batch_rng(self.recipe.seed, epoch, rank).permutation(len(self.train))
        chosen = order[place * self.data.batch : (place + 1) * self.data.batch]
        return self._look_at(chosen, np.random.default_rng([self.recipe.seed, step, rank + 1, 1]))

    def _look_at(self, chosen: NDArray[np.int64], rng: np.random.Generator) -> CharacterBatch:
        if self.data.scene:
            return to_batch(*SCENES[self.data.scene].draw(rng, self._images, self._labels, chosen))
        images = self._images[chosen]
        if self.data.changes:
            images = augment(images, rng, DISTRIBUTIONS[self.data.changes])
        return to_batch(images, self._labels[chosen, None])

    def inputs(self, batch: CharacterBatch) -> tuple[Tensor, ...]:
        return (batch.images,)

    def loss(self, outputs: Tensor | Looks, batch: CharacterBatch) -> Tensor:
        if isinstance(outputs, Looks):
            return hybrid_loss(outputs, batch.labels, policy_weight=self.data.policy_weight)
        return nn.functional.cross_entropy(outputs.float(), batch.labels[:, 0], label_smoothing=self.data.smoothing)

    def evaluate(self, network: nn.Module) -> dict[str, float]:
        """Share of pictures named rightly, and the cross-entropy, on validation pictures and on training pictures."""
        sample = self.train.take(np.arange(min(TRAINING_SAMPLE, len(self.train))))
        right, loss = score(network, self.scene_of(self.validation))
        right_train, loss_train = score(network, self.scene_of(sample))
        return {"accuracy": right, "accuracy_train": right_train, "loss_val": loss, "loss_train": loss_train}

    def scene_of(self, data: LabelledImages) -> CharacterBatch:
        """All pictures of a set as the network sees them, the same every time."""
        images, labels = np.asarray(data.images), data.labels
        return to_batch(
            *(draw_scenes(self.data.scene, images, labels) if self.data.scene else (images, labels[:, None]))
        )

    def description(self) -> dict[str, Any]:
        return describe_classifier(
            self.train,
            architecture=self.recipe.network["architecture"],
            input_px=self.input_px,
            scene=self.data.scene,
            licence=self.recipe.licence,
        )


def make_network(settings: dict[str, Any], *, classes: int, side_px: int) -> nn.Module:
    """The network that a recipe describes; raises OptionError if there is none of its architecture."""
    table = dict(settings)
    name = table.pop("architecture", "")
    if name not in ARCHITECTURES:
        raise OptionError(f"architecture {name!r} is unknown: use {', '.join(ARCHITECTURES)}")
    network, config = ARCHITECTURES[name]
    return network(from_table(config, {"classes": classes, "side_px": side_px, **table}, name))


def to_batch(images: NDArray[np.uint8], labels: NDArray[np.int64]) -> CharacterBatch:
    """Pictures (n, h, w) and labels (n, characters) to tensors."""
    return CharacterBatch(torch.from_numpy(images[:, None].astype(np.float32) / 255), torch.from_numpy(labels))


def score(network: nn.Module, batch: CharacterBatch) -> tuple[float, float]:
    """Share of pictures of which every character is right, and the mean cross-entropy of a character."""
    right, loss = 0, 0.0
    for start in range(0, len(batch.images), SCORED_AT_ONCE):
        labels = batch.labels[start : start + SCORED_AT_ONCE]
        with torch.inference_mode():
            outputs = network(batch.images[start : start + SCORED_AT_ONCE])
        logits = outputs.logits if isinstance(outputs, Looks) else outputs[:, None]
        right += int((logits.argmax(-1) == labels).all(dim=1).sum())
        flat = logits.reshape(-1, logits.shape[-1])
        loss += float(nn.functional.cross_entropy(flat, labels.reshape(-1), reduction="sum")) / labels.shape[1]
    return right / len(batch.images), loss / len(batch.images)
