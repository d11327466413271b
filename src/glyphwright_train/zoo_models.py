"""zoo.toml → the character classifiers by name, each with its recipe for any labelled set."""

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from glyphwright.errors import OptionError
from glyphwright_train.recipe import Recipe, Schedule, from_table


@dataclass(frozen=True, slots=True, kw_only=True)
class ZooModel:
    """One way to classify characters.

    Args:
        name: By which it is asked for.
        title: What it is, in a few words.
        published: The figure that was published for it.
        kind: A "network" learns by the loop, a "classic" one by scikit-learn or by counting.
        epochs: Passes of a network over the training pictures.
        robust_epochs: The same for its augmented form; 0 for three times as many.
        schedule, data, network: As in a recipe.
        settings: Of a classic one.
    """

    name: str
    title: str
    published: str
    kind: str
    epochs: int = 0
    robust_epochs: int = 0
    schedule: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    network: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    def augmented(self) -> "ZooModel":
        """The same, trained on pictures changed as those of the robust test set are; for more epochs."""
        if self.data.get("scene"):
            raise OptionError(f"{self.name}: its pictures are scenes: train it without augmentation")
        data = {**self.data, "changes": "robust"}
        return replace(self, name=f"{self.name}-robust", data=data, epochs=self.robust_epochs or 3 * self.epochs)

    def recipe(self, *, seed: int, steps_per_epoch: int, epochs: int | None = None) -> Recipe:
        """As the loop wants it."""
        count = self.epochs if epochs is None else epochs
        table = {"steps": steps_per_epoch * count, "weight_decay": 0.0, "mild_share": 0.0, **self.schedule}
        return Recipe(
            name=self.name,
            task="character_classifier",
            seed=seed,
            schedule=from_table(Schedule, table, f"{self.name}: schedule"),
            data=self.data,
            network=self.network,
            evaluate_every=steps_per_epoch,
        )


@cache
def zoo_models() -> dict[str, ZooModel]:
    """All of them, from the simplest to those that look where they want."""
    table = tomllib.loads(files("glyphwright_train").joinpath("zoo.toml").read_text("utf-8"))
    return {name: from_table(ZooModel, {"name": name, **entry}, f"zoo.toml: {name}") for name, entry in table.items()}


def zoo_model(name: str) -> ZooModel:
    """One by name, with -robust behind it for the augmented kind; raises OptionError if there is none."""
    models = zoo_models()
    plain = name.removesuffix("-robust")
    if plain not in models:
        raise OptionError(f"no classifier is called {name!r}: use {', '.join(models)}")
    return models[plain] if plain == name else models[plain].augmented()
