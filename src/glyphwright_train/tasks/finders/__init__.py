"""The kinds of line finders: the network of a recipe, and how it learns; one file a kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from glyphwright.errors import OptionError
from glyphwright_train.networks.db import Db
from glyphwright_train.networks.east import East
from glyphwright_train.networks.mask import Mask
from glyphwright_train.networks.page_features import PageConfig, PageNetwork
from glyphwright_train.networks.ssd import Ssd
from glyphwright_train.networks.yolo import Yolo
from glyphwright_train.recipe import from_table
from glyphwright_train.tasks.finders import db, east, mask, ssd, yolo
from glyphwright_train.tasks.finders.batches import ViewBatch

FINDERS: dict[str, tuple[Callable[[PageConfig], PageNetwork], Callable[[Any, ViewBatch], Tensor]]] = {
    "db": (Db, db.loss),
    "east": (East, east.loss),
    "ssd": (Ssd, ssd.loss),
    "yolo": (Yolo, yolo.loss),
    "mask": (Mask, mask.loss),
}
"""Networks and their losses."""


@dataclass(frozen=True, slots=True)
class LearningFinder:
    """How the network that a recipe's table `network` describes learns to find lines.

    Raises OptionError where it names no architecture that is known.
    """

    settings: Mapping[str, Any]
    where: str

    def __post_init__(self) -> None:
        if self.architecture not in FINDERS:
            raise OptionError(f"{self.where}: architecture {self.architecture!r} is unknown: use {', '.join(FINDERS)}")

    @property
    def architecture(self) -> str:
        return str(self.settings.get("architecture", "db"))

    def network(self) -> nn.Module:
        table = {key: value for key, value in self.settings.items() if key != "architecture"}
        return FINDERS[self.architecture][0](from_table(PageConfig, table, f"{self.where}: network"))

    def inputs(self, batch: ViewBatch) -> tuple[Tensor, ...]:
        """The pictures, and for a network of two stages boxes around true lines."""
        return (batch.images, mask.true_boxes(batch)) if self.architecture == "mask" else (batch.images,)

    def loss(self, outputs: Any, batch: ViewBatch) -> Tensor:
        return FINDERS[self.architecture][1](outputs, batch)
