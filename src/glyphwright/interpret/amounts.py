"""Text → sums of money as Decimals: decimal commas and points, groups of digits, currencies, misread digits."""

import re
from dataclasses import dataclass
from decimal import Decimal

from glyphwright.interpret.lookalikes import DIGIT_LOOKALIKES

_CURRENCY = r"(?:RM|MYR|EUR|USD|GBP|CHF|PLN|SEK|NOK|DKK|CZK|HUF|RON|SGD|AUD|CAD|kr\.?|zł|Kč|Ft|lei|[$€£¥₹₺₽₩])"
_DIGIT = r"[\dOolI|]"
_AMOUNT = re.compile(
    rf"(?<![\w.,:/#-])(?P<sign>[-−(]\s?)?(?P<currency>{_CURRENCY}\s?)?(?P<minus>[-−]\s?)?"
    rf"(?P<whole>\d{{1,3}}(?:[.,'’\s]\d{{3}})+(?=\s?[.,]\s?\d\d)|{_DIGIT}{{1,7}}|(?=[.,]\d))"
    r"(?P<point>\s?[.,]\s?)(?P<cents>[\dOo]{2})(?P<after>[-−])?(?![\d%])(?![.,:/-]\d)(?!\s?%)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"(?<![\w.,:/#-])(?P<currency>{_CURRENCY})\s?(?P<whole>\d{{1,6}})(?![\d%])(?!\s?[.,:/-]\s?\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum, from character `start` to `end` of the text it was found in."""

    value: Decimal
    start: int
    end: int


def find_amounts(text: str) -> list[Amount]:
    """All sums with two decimals, and whole ones behind a currency, from left to right.

    A space beside the decimal point, as in cells of one width, and `O` for `0` do not hide one.
    """
    found = []
    for match in _AMOUNT.finditer(text):
        whole = _digits(match["whole"]) or "0"
        if not re.search(r"\d", match["whole"] + match["cents"]):
            continue
        value = Decimal(f"{whole}.{_digits(match['cents'])}")
        negative = (match["sign"] or "").strip() in {"-", "−"} or match["minus"] or match["after"]
        found.append(Amount(-value if negative else value, match.start(), match.end()))
    taken = [(amount.start, amount.end) for amount in found]
    for match in _WHOLE.finditer(text):
        if all(match.end() <= start or match.start() >= end for start, end in taken):
            found.append(Amount(Decimal(match["whole"]), match.start(), match.end()))
    return sorted(found, key=lambda amount: amount.start)


def parse_amount(text: str) -> Decimal | None:
    """A text that is one number, with or without currency, groups and decimals; None for anything else."""
    plain = re.sub(_CURRENCY, "", text, flags=re.IGNORECASE).strip()
    negative = plain.startswith(("-", "−")) or plain.endswith(("-", "−"))
    plain = re.sub(r"[\s'’]", "", plain.strip("-−+ ")).translate(DIGIT_LOOKALIKES)
    if not re.fullmatch(r"\d+(?:[.,]\d+)*", plain):
        return None
    point = max(plain.rfind("."), plain.rfind(","))
    decimals = len(plain) - point - 1 if point >= 0 else 0
    several = plain.count(plain[point]) > 1 if point >= 0 else False
    if point >= 0 and (several or (decimals == 3 and plain[0] != "0")):
        point = -1
    digits = re.sub(r"\D", "", plain if point < 0 else plain[:point])
    value = Decimal(digits if point < 0 else f"{digits}.{plain[point + 1 :]}")
    return -value if negative else value


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text.translate(DIGIT_LOOKALIKES))
