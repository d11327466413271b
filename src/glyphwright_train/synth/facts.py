"""A random generator and a language → the small facts of documents: names, dates, prices, numbers, addresses, codes.

What a fact looks like stands in `data/facts.toml`, what shops are called and where they are in `data/tills.toml`; here
is what fills their patterns.
"""

import random
import re
import string
import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate

from glyphwright_train.synth.words import Language, capitalise, draw_nonword, draw_word

NAMES_PER_LANGUAGE = 250

_MONEY = (
    "$",
    "€",
    "£",
    "¥",
    "RM",
    "CHF",
    "USD",
    "EUR",
    "GBP",
    "PLN",
    "kr",
    "Kč",
    "zł",
    "Ft",
    "lei",
    "R$",
    "₹",
    "₺",
    "₽",
    "A$",
    "₩",
)
_MARKS = {
    "⑨": string.digits,
    "⑧": "123456789",
    "Ⓐ": string.ascii_uppercase,
    "ⓐ": string.ascii_lowercase,
    "ⓕ": "0123456789ABCDEF",
}
_MARK = re.compile("[⑨⑧Ⓐⓐⓕ]")
_PERSONAL = ("first", "last", "town", "street", "postcode", "firm", "job")
_FAKER = ("first_name", "last_name", "city", "street_address", "postcode", "company", "job")


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...], tuple[float, ...]]:
    data = files("glyphwright_train.synth").joinpath("data")
    table, tills = (tomllib.loads(data.joinpath(name).read_text("utf-8")) for name in ("facts.toml", "tills.toml"))
    patterns = {name: tuple(listed) for name, listed in (table["patterns"] | tills["patterns"]).items()}
    return patterns, tuple(table["weights"]), tuple(accumulate(table["weights"].values()))


@lru_cache(maxsize=64)
def _names(locale: str) -> dict[str, tuple[str, ...]]:
    """A few hundred people, places and firms of a locale, the same in every process."""
    from faker import Faker

    faker = Faker(locale)
    faker.seed_instance(20_240_601)
    for provider in faker.get_providers():
        if isinstance(getattr(provider, "cities", None), list):  # made from a set: in another order in every process
            provider.cities = sorted(provider.cities)
    return {
        name: tuple(str(getattr(faker, method)()).replace("\n", ", ") for _ in range(NAMES_PER_LANGUAGE))
        for name, method in zip(_PERSONAL, _FAKER, strict=True)
    }


@lru_cache(maxsize=1)
def _articles() -> tuple[str, ...]:
    return tuple(files("glyphwright_train.synth").joinpath("data/shop_items.txt").read_text("utf-8").split())


class _Draws:
    """What `str.format_map` asks for the names in a pattern: each one drawn when it is met."""

    __slots__ = ("dice", "language")

    def __init__(self, dice: random.Random, language: Language) -> None:
        self.dice, self.language = dice, language

    def __getitem__(self, kind: str) -> str:
        return draw(self.dice, self.language, kind)


def draw(dice: random.Random, language: Language, kind: str) -> str:
    """One fact of a kind: person, date, price, … or any other name that patterns in `data/facts.toml` know.

    Raises:
        KeyError: If there is no such kind.
    """
    patterns = _tables()[0]
    if kind in patterns:
        return fill(dice, language, dice.choice(patterns[kind]))
    small = kind.lower()
    text = dice.choice(_names(language.locale)[small]) if small in _PERSONAL else _FILLINGS[small](dice, language)
    if kind.isupper():
        return text.upper()
    return text if kind == small else capitalise(text)


def fill(dice: random.Random, language: Language, pattern: str) -> str:
    """A pattern with its marks and names drawn; raises KeyError for a name that there is not."""
    pattern = _MARK.sub(lambda mark: dice.choice(_MARKS[mark[0]]), pattern)
    return pattern.format_map(_Draws(dice, language)) if "{" in pattern else pattern


def draw_fact(dice: random.Random, language: Language) -> str:
    """One fact of the kinds that documents have, about as often as they have them."""
    _, kinds, cumulative = _tables()
    return draw(dice, language, dice.choices(kinds, cum_weights=cumulative)[0])


def draw_amount(dice: random.Random, language: Language) -> str:
    """A sum without its currency, grouped as the language groups or plain."""
    value = 10 ** dice.uniform(-0.5, dice.choice((2, 2, 3, 5)))
    if dice.random() < 0.4:
        value = abs(round(value) - dice.choice((0.01, 0.05, 0.1, 0.5, 0)))
    text = f"{value:,.2f}"
    style = dice.random()
    if style < 0.35:
        return text.replace(",", "")
    return text if style < 0.5 else _local(text, language)


def _local(text: str, language: Language) -> str:
    return text.translate({ord(","): language.thousands, ord("."): language.decimal})


def _draw_whole(dice: random.Random, language: Language) -> str:
    return str(int(10 ** dice.uniform(0, 4)))


def _draw_count(dice: random.Random, language: Language) -> str:
    return str(int(10 ** dice.uniform(0, dice.choice((1, 2, 2, 3, 3, 4, 7)))))


def _draw_grouped(dice: random.Random, language: Language) -> str:
    mark = dice.choice((language.thousands, language.thousands, ",", ".", " ", "'"))
    return f"{int(10 ** dice.uniform(3, 8)):,}".replace(",", mark)


def _draw_decimal(dice: random.Random, language: Language) -> str:
    return f"{dice.uniform(0, dice.choice((1, 10, 100, 1000))):.{dice.choice((1, 2, 2, 3, 4))}f}"


def _draw_local(dice: random.Random, language: Language) -> str:
    return _local(f"{10 ** dice.uniform(-1, 3):.{dice.choice((0, 0, 1, 2))}f}", language)


def _draw_money(dice: random.Random, language: Language) -> str:
    return language.currency if dice.random() < 0.5 else dice.choice(_MONEY)


def _draw_slug(dice: random.Random, language: Language) -> str:
    word = draw_word(dice, language).lower().encode("ascii", "ignore").decode()
    return word.replace("'", "") or draw_nonword(dice)


def _draw_word(dice: random.Random, language: Language) -> str:
    return draw_word(dice, language)


def _draw_month_name(dice: random.Random, language: Language) -> str:
    return dice.choice(language.months)


_FILLINGS: dict[str, Callable[[random.Random, Language], str]] = {
    "amount": draw_amount,
    "count": _draw_count,
    "day": lambda dice, _: str(dice.randint(1, 31)),
    "day2": lambda dice, _: f"{dice.randint(1, 31):02d}",
    "decimal": _draw_decimal,
    "grouped": _draw_grouped,
    "hour": lambda dice, _: str(dice.randint(0, 23)),
    "hour12": lambda dice, _: str(dice.randint(1, 12)),
    "hour2": lambda dice, _: f"{dice.randint(0, 23):02d}",
    "item": lambda dice, _: dice.choice(_articles()).capitalize(),
    "local": _draw_local,
    "minute": lambda dice, _: f"{dice.randint(0, 59):02d}",
    "mon": lambda dice, language: _draw_month_name(dice, language)[:3],
    "money": _draw_money,
    "month": lambda dice, _: str(dice.randint(1, 12)),
    "month2": lambda dice, _: f"{dice.randint(1, 12):02d}",
    "monthname": _draw_month_name,
    "nonword": lambda dice, _: draw_nonword(dice),
    "slug": _draw_slug,
    "weekday": lambda dice, language: dice.choice(language.days),
    "whole": _draw_whole,
    "word": _draw_word,
    "year": lambda dice, _: str(dice.randint(1800, 2035)),
}
