"""The rows of a receipt → candidates for its date and its total, with their traits."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from glyphwright.interpret.amounts import find_amounts
from glyphwright.interpret.choice import Candidate
from glyphwright.interpret.dates import comes_day_first, find_dates
from glyphwright.interpret.lexicon import kinds_of
from glyphwright.interpret.rows import Row, Token

_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}|\b[ap]\.?m\b", re.IGNORECASE)
_LABELS = (
    "total", "final", "subtotal", "inclusive", "exclusive", "tax", "cash", "change", "discount", "rounding", "quantity",
    "summary", "heading", "reference", "notice",
)  # fmt: skip
_LIKELY_YEARS = range(1990, 2050)


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount on a receipt: what its row calls it, and where it stands."""

    value: Decimal
    tokens: tuple[Token, ...]
    kinds: frozenset[str]
    row: int
    is_last: bool
    label_above: bool
    height: float


def find_sums(rows: Sequence[Row]) -> list[Sum]:
    """All amounts; one without words on its row is called what the row above is called, if that has no amount."""
    found: list[Sum] = []
    amounts = [find_amounts(row.text) for row in rows]
    for place, row in enumerate(rows):
        label = _label(row, [(one.start, one.end) for one in amounts[place]])
        above = not _has_word(label) and place > 0 and not amounts[place - 1] and _near(rows[place - 1], row)
        kinds = kinds_of(rows[place - 1].text if above else label)
        for index, one in enumerate(amounts[place]):
            tokens = row.between(one.start, one.end)
            last = index == len(amounts[place]) - 1
            height = float(np.mean([token.box.height for token in tokens]))
            found.append(Sum(one.value, tokens, kinds, place, last, above, height))
    return found


def date_candidates(rows: Sequence[Row]) -> Iterator[Candidate[date]]:
    """All dates."""
    first = comes_day_first(row.text for row in rows)
    for place, row in enumerate(rows):
        for found in find_dates(row.text, day_first=first):
            before = row.text[: found.start]
            above = rows[place - 1].text if place and not _has_word(before) else ""
            kinds = kinds_of(before)
            traits = {
                "bias": 1.0,
                "called date": float("date" in kinds),
                "called date above": float("date" in kinds_of(above)),
                "called another": float("other_date" in kinds),
                "called by number": float("reference" in kinds),
                "with time": float(bool(_TIME.search(row.text[found.end :]))),
                "alone": float(not _has_word(before)),
                "unlikely year": float(found.value.year not in _LIKELY_YEARS),
                "head": float(place < len(rows) / 3),
                "foot": float(place > len(rows) * 2 / 3),
                "spaced": float(" " in row.text[found.start : found.end]),
                "run together": float(row.text[found.start : found.end].isdecimal()),
            }
            yield Candidate(row.text[found.start : found.end], found.value, row.between(found.start, found.end), traits)


def total_candidates(sums: Sequence[Sum], n_rows: int) -> Iterator[Candidate[Decimal]]:
    """All positive amounts."""
    if not sums:
        return
    usual = float(np.median([one.height for one in sums]))
    counts = Counter(one.value for one in sums)
    paid = [one for one in sums if "cash" in one.kinds and not one.kinds & {"change"}]
    returned = [one for one in sums if "change" in one.kinds]
    differences = {a.value - b.value for a in paid for b in returned if a.row <= b.row}
    subtotals = [one.value for one in sums if "subtotal" in one.kinds]
    largest = max((one.value for one in sums if not one.kinds & {"cash", "change"}), default=Decimal(0))
    nickel = Decimal("0.05")
    paid_row = min((one.row for one in (*paid, *returned)), default=n_rows)
    for one in sums:
        if one.value <= 0:
            continue
        plain = "total" in one.kinds and not one.kinds & {"subtotal", "quantity", "exclusive", "discount"}
        taxed = "tax" in one.kinds and "inclusive" not in one.kinds
        traits = {f"called {kind}": 1.0 for kind in _LABELS if kind in one.kinds} | {
            "bias": 1.0,
            "plain total": float(plain and not taxed),
            "plain total, last": float(plain and not taxed and one.is_last),
            "tax alone": float(taxed),
            "nameless": float(not one.kinds),
            "label above": float(one.label_above),
            "last of its row": float(one.is_last),
            "largest": float(one.value == largest),
            "above largest": float(one.value > largest),
            "share of largest": min(1.0, float(one.value / largest)) if largest else 0.0,
            "repeated": float(np.log(counts[one.value])),
            "paid less change": float(one.value in differences),
            "equals paid": float(any(one.value == other.value for other in paid)),
            "below subtotal": float(any(one.value < other for other in subtotals)),
            "rounds another": float(one.value % nickel == 0 and any(_rounded(other, one) for other in sums)),
            "is rounded": float(one.value % nickel != 0 and any(_rounded(one, other) for other in sums)),
            "before paying": float(one.row < paid_row < n_rows),
            "after paying": float(one.row > paid_row),
            "height": one.row / max(1, n_rows - 1),
            "tall": float(np.log(one.height / max(usual, 1e-9))),
        }
        text = " ".join(token.text for token in one.tokens)
        yield Candidate(text, one.value, one.tokens, traits)


def _rounded(exact: Sum, rounded: Sum) -> bool:
    """Whether one amount may be what another, above it, comes to in cash."""
    return exact.row < rounded.row and 0 < abs(exact.value - rounded.value) <= Decimal("0.04")


def _label(row: Row, spans: Sequence[tuple[int, int]]) -> str:
    """The text of a row without its amounts."""
    text = row.text
    for start, end in reversed(spans):
        text = text[:start] + " " + text[end:]
    return text


def _has_word(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{3}", text))


def _near(above: Row, row: Row) -> bool:
    return above.page == row.page and row.box.top - above.box.bottom < 1.5 * row.height
