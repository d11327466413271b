"""A random generator → a till: the country it stands in, and its habits of writing."""

import random
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from glyphwright_train.synth import facts
from glyphwright_train.synth.words import Language, languages


@dataclass(frozen=True, slots=True)
class Cell:
    """Text on a row: the part `align` of it (0 its start, 1 its end) stands at the share `at` of the row's width."""

    text: str
    at: float = 0.0
    align: float = 0.0


@dataclass(frozen=True, slots=True)
class TillRow:
    """Cells at one height; `size` is that of its type, `gap` the white above it in rows."""

    cells: tuple[Cell, ...]
    size: float = 1.0
    gap: float = 0.0

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Till:
    """One shop's printer: `columns` characters to a row, its head set at `align`, money before or after amounts."""

    dice: random.Random
    country: str
    language: Language
    phrases: dict[str, Any]
    capitals: bool
    columns: int
    align: float
    money: str
    colon: str

    def chance(self, probability: float) -> bool:
        return self.dice.random() < probability

    def dress(self, text: str) -> str:
        return " ".join((text.upper() if self.capitals else text).split())

    def say(self, kind: str) -> str:
        """One of the country's phrases of a kind."""
        return self.dress(facts.fill(self.dice, self.language, self.dice.choice(self.phrases[kind])))

    def amount(self, value: Decimal, *, money: bool = False) -> str:
        """A sum as the country writes it, with its currency if that is wanted."""
        marks = {ord("."): self.language.decimal, ord(","): self.language.thousands}
        text = f"{value:,.2f}" if self.chance(0.5) else f"{value:.2f}"
        text = text.translate(marks)
        if not money or not self.money:
            return text
        return text + self.money if self.money.startswith(" ") else self.money + text

    def row(self, text: str, *, align: float | None = None, size: float = 1.0, gap: float = 0.0) -> TillRow:
        """A row of one cell, by default as the head is set."""
        at = self.align if align is None else align
        return TillRow((Cell(text, at, at),), size, gap)


def draw_till(dice: random.Random) -> Till:
    """A till of one of the countries of `data/tills.toml`."""
    places = _places()
    country = dice.choices(tuple(places), [place["share"] for place in places.values()])[0]
    phrases = places[country]
    return Till(
        dice,
        country,
        languages()[phrases["language"]],
        phrases,
        capitals=phrases.get("capitals", False) or dice.random() < 0.4,
        columns=dice.choice((28, 32, 36, 40, 44, 48)),
        align=dice.choice((0.5, 0.5, 0.5, 0.5, 0.0)),
        money=dice.choice(phrases["money"]),
        colon=dice.choice(("", "", ":", " :", ":")),
    )


@lru_cache(maxsize=1)
def _places() -> dict[str, dict[str, Any]]:
    text = files("glyphwright_train.synth").joinpath("data/tills.toml").read_text("utf-8")
    places: dict[str, dict[str, Any]] = tomllib.loads(text)["places"]
    return places
