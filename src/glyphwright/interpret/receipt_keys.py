"""What was found on receipts and what is printed there → how many of the four keys are right.

SROIE, task 3: a key counts as right when its text is that of the truth; precision is over the keys that were found,
recall over those of the truth. Dates and totals are compared by value, company and address without regard to case.
"""

from collections.abc import Sequence
from decimal import Decimal

from glyphwright.interpret.amounts import parse_amount
from glyphwright.interpret.dates import parse_date
from glyphwright.interpret.receipt import Receipt
from glyphwright.metrics import Match, WordScore, exact_match, levenshtein

KEYS = ("company", "date", "address", "total")
Keys = dict[str, str]


def keys_of(receipt: Receipt) -> Keys:
    """The values of the keys that were found."""
    fields = {key: getattr(receipt, key) for key in KEYS}
    return {key: str(field.value) for key, field in fields.items() if field is not None}


def match_key(key: str, found: str, truth: str) -> Match:
    """Whether a key is right, and whether it is in its letters and digits alone."""
    if key in {"date", "total"}:
        same = _value(key, found) == _value(key, truth) is not None
        return Match(same, same)
    return exact_match(found.casefold(), truth.casefold())


def likeness(key: str, found: str, truth: str) -> float:
    """1 for the same, for texts less by their edits, for values 0 for another."""
    if key in {"date", "total"}:
        return float(match_key(key, found, truth).exact)
    one, other = ("".join(filter(str.isalnum, text.casefold())) for text in (found, truth))
    return 1 - levenshtein(one, other) / max(1, len(one), len(other))


def score_keys(found: Sequence[Keys], truth: Sequence[Keys], key: str, *, letters: bool = False) -> WordScore:
    """Right, found and true values of one key over documents; `letters` compares letters and digits alone."""
    right = 0
    for one, other in zip(found, truth, strict=True):
        if key in one and key in other:
            match = match_key(key, one[key], other[key])
            right += match.letters if letters else match.exact
    return WordScore(right, sum(key in one for one in found), sum(key in one for one in truth))


def _value(key: str, text: str) -> Decimal | str | None:
    if key == "total":
        return parse_amount(text)
    value = parse_date(text)
    return None if value is None else value.isoformat()
