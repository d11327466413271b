"""The rows of a receipt → what was bought: description, quantity and price.

An item is a row between head and sums that ends in an amount. A row of words alone above a row of numbers alone
describes it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from glyphwright.interpret.amounts import parse_amount
from glyphwright.interpret.dates import find_dates
from glyphwright.interpret.fields import Field, fields_to_dict
from glyphwright.interpret.lexicon import kinds_of
from glyphwright.interpret.receipt_sums import Sum
from glyphwright.interpret.rows import Row, Token

_SUMS = frozenset({"total", "subtotal", "cash", "change", "rounding", "summary", "tax", "final"})
_NOT_ITEMS = _SUMS | {"discount", "registration", "phone", "date", "reference"}
_CODE = re.compile(r"\W*(?:[A-Z]{0,3}\d{4,}\w*|SR|ZRL?|S|Z|T|\*S?|[A-Z]?\d)\W*")
_COUNT = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,3})?)\s*(?:[xX×@]|pcs?\b|stk\b|st\b|szt\b|ks\b|db\b|unit\b|ctn\b|pkt?s?\b)",
    re.IGNORECASE,
)
_TIMES_BEHIND = re.compile(r"[xX×]\s?(\d{1,3})(?![\w.,])")
_LONE_COUNT = re.compile(r"\d{1,3}(?:[.,]0+)?")
# How many rows an item may have above that of its price.
_MOST_ROWS = 3
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was bought; `price` is for all of its quantity."""

    description: Field[str]
    price: Field[Decimal]
    quantity: Field[Decimal] | None = None

    def to_dict(self) -> dict[str, Any]:
        return fields_to_dict((("description", self.description), ("quantity", self.quantity), ("price", self.price)))


def find_items(rows: Sequence[Row], sums: Sequence[Sum], total: Field[Decimal] | None) -> tuple[Item, ...]:
    """The items above the sums, from top to bottom."""
    end = _first_sum(rows, sums)
    prices = {one.row: one for one in sums if one.row < end}
    found: list[Item] = []
    used = -1
    for place, price in prices.items():
        if price.value <= 0 or price.kinds & _NOT_ITEMS or (total and place == 0):
            continue
        row = rows[place]
        first = min(one.tokens[0].box.left for one in sums if one.row == place)
        words = [token for token in row.tokens if token.box.right <= first + 1]
        lead = _description(words)
        if not lead:
            lead, used = _above(rows, place, used, prices)
        if lead:
            description = Field.of(lead, " ".join(token.text for token in lead))
            cost = Field.of(price.tokens, price.value)
            found.append(Item(description, cost, _quantity(row, price, lead)))
        used = max(used, place)
    return tuple(found)


def _first_sum(rows: Sequence[Row], sums: Sequence[Sum]) -> int:
    """The first row that sums up, below the first amount or heading."""
    start = min((one.row for one in sums), default=len(rows))
    return next((place for place in range(start, len(rows)) if _is_sum(rows[place])), len(rows))


def _is_sum(row: Row) -> bool:
    """Whether it names a sum; a heading over columns may name one too."""
    kinds = kinds_of(row.text)
    sure = bool(kinds & {"subtotal", "cash", "change", "exclusive"})
    return sure or (bool(kinds & {"total", "rounding"}) and "heading" not in kinds)


def _description(tokens: Sequence[Token]) -> list[Token]:
    """The words among these, without codes before them and a count or tax code behind; none without a word."""
    kept = list(tokens)
    while kept and (_CODE.fullmatch(kept[0].text) or not _WORD.search(kept[0].text)) and len(kept) > 1:
        kept.pop(0)
    while kept and not _WORD.search(kept[-1].text):
        kept.pop()
    return kept if any(_WORD.search(token.text) for token in kept) and not _is_count(kept) else []


def _is_count(tokens: Sequence[Token]) -> bool:
    return bool(
        re.fullmatch(r"[\d\s.,]*(?:x|pcs?|rm|unit|ctn)?[\s\d.,@x*]*", " ".join(t.text for t in tokens), re.IGNORECASE)
    )


def _above(rows: Sequence[Row], place: int, used: int, prices: dict[int, Sum]) -> tuple[list[Token], int]:
    """The description on one of the rows above that have no price and serve no other item: the one of most letters."""
    found: list[list[Token]] = []
    for above in range(place - 1, max(used, place - 1 - _MOST_ROWS, -1), -1):
        row = rows[above]
        if above in prices or kinds_of(row.text) & (_NOT_ITEMS | {"heading", "notice"}) or find_dates(row.text):
            break
        found.append(_description(row.tokens))
    lead = max(found, key=_letters, default=[])
    return lead, place if lead else used


def _letters(tokens: Sequence[Token]) -> int:
    return sum(map(str.isalpha, "".join(token.text for token in tokens)))


def _quantity(row: Row, price: Sum, description: Sequence[Token]) -> Field[Decimal] | None:
    """A number before ×, @ or a unit, or one that stands alone in its cell."""
    taken = {id(token) for token in (*price.tokens, *description)}
    rest = tuple(token for token in row.tokens if id(token) not in taken)
    if not rest:
        return None
    cell = Row(rest)
    for pattern in (_COUNT, _TIMES_BEHIND):
        match = pattern.search(cell.text)
        if match and (value := parse_amount(match[1])):
            return Field.of(cell.between(match.start(1), match.end(1)), value)
    for token in rest:
        if _LONE_COUNT.fullmatch(token.text) and (value := parse_amount(token.text)):
            return Field.of([token], value)
    return None
