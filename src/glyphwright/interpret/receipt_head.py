"""The rows at the head of a receipt → candidates for the shop's name and its address, with their traits.

A candidate is some rows that follow one another. Traits are those of its rows, added, of its edges, and of what stands
before and behind.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from glyphwright.interpret.choice import Candidate
from glyphwright.interpret.dates import find_dates
from glyphwright.interpret.lexicon import kinds_of, words_of
from glyphwright.interpret.lookalikes import mend_lookalikes
from glyphwright.interpret.rows import Row, Token

HEAD_ROWS = 16
_COMPANY_ROWS, _ADDRESS_ROWS = 3, 5

_NUMBERED = re.compile(
    r"\W*(?:(?:no|nos|lot|unit|kav|block|blk|suite)\b\W*\w*\d|\d{1,4}\w{0,2}\b[\s,&-]*[^\W\d])", re.IGNORECASE
)
_POSTCODE = re.compile(
    r"(?<![\w.-])(?:\d{5}|\d{4}\s[A-Z]{2}|\d{2}-\d{3}|[A-Z]{1,2}\d{1,2}\s\d[A-Z]{2}|[A-Z]{2}\s\d{5})(?![\w-]|\.\d)"
)
_LONG_NUMBER = re.compile(r"\d[\d\s-]{6,}|\d{6,}")
_REGISTRATION = re.compile(
    r"(?P<label>[\s,(\[]*(?:co\W*|company\W*|reg\W*|roc\W*|no\W*)*)\(?\s?(?P<id>[A-Z]{0,3}\d{5,}\s?-?\s?[A-Z\d]?)\s?[)\]]?\s*$",
    re.IGNORECASE,
)
_ADDRESS_ENDS = frozenset({"phone", "fax", "mobile", "web"})


@dataclass(frozen=True)
class HeadRow:
    """A row at the head, and what it looks like."""

    row: Row
    kinds: frozenset[str]
    height: float

    @cached_property
    def traits(self) -> dict[str, float]:
        text = self.row.text
        letters = sum(map(str.isalpha, text))
        digits = sum(map(str.isdigit, text))
        found = {f"is {kind}": 1.0 for kind in self.kinds & _KINDS}
        found |= {
            "numbered": float(bool(_NUMBERED.match(text))),
            "postcode": float(bool(_POSTCODE.search(text))),
            "long number": float(bool(_LONG_NUMBER.search(text))),
            "comma": float("," in text),
            "comma at end": float(text.rstrip().endswith(",")),
            "digits": digits / max(1, digits + letters),
            "few letters": float(letters < 5),
            "date": float(bool(find_dates(text))),
            "bracketed": float(text.startswith(("(", "[", "*", "-"))),
            "colon": float(":" in text),
        }
        return found

    @property
    def is_somewhere(self) -> bool:
        """Whether it names a street or place, or has a number as a house or a town has."""
        return bool({"street", "place"} & self.kinds or self.traits["postcode"] or self.traits["numbered"])

    @property
    def is_like_address(self) -> bool:
        return bool(self.is_somewhere or self.traits["comma at end"]) and not self.is_like_reference

    @property
    def is_like_reference(self) -> bool:
        return bool(self.kinds & {"registration", "phone", "fax", "notice", "date", "reference"}) or bool(
            self.traits["date"]
        )

    @property
    def is_like_name(self) -> bool:
        return bool(self.kinds & {"company", "trade"}) and not self.is_like_address


_KINDS = frozenset(
    {
        "company",
        "trade",
        "street",
        "place",
        "registration",
        "phone",
        "fax",
        "notice",
        "date",
        "reference",
        "web",
        "cash",
        "heading",
        "quantity",
        "total",
    }
)


def head_of(rows: Sequence[Row]) -> list[HeadRow]:
    """The first rows of a document, with their height in units of the usual one."""
    if not rows:
        return []
    usual = float(np.median([row.height for row in rows]))
    return [HeadRow(row, kinds_of(row.text), row.height / max(usual, 1e-9)) for row in rows[:HEAD_ROWS]]


def company_candidates(head: Sequence[HeadRow]) -> Iterator[Candidate[str]]:
    """One to three rows, without the number of registration behind the name."""
    named = [place for place, row in enumerate(head) if "company" in row.kinds]
    for start, end in _spans(len(head), _COMPANY_ROWS):
        part = head[start:end]
        tokens = _without_registration([token for one in part for token in one.row.tokens])
        if not tokens:
            continue
        traits = (
            _summed(part)
            | _around(head, start, end)
            | {
                "bias": 1.0,
                "rows": float(end - start),
                "place": float(np.log1p(start)),
                "is first": float(start == 0),
                "is tall": float(np.log(max(one.height for one in part))),
                "ends as company": float("company" in part[-1].kinds),
                "company inside": float(any("company" in one.kinds for one in part[:-1])),
                "trade inside": float(any("trade" in one.kinds for one in part[:-1])),
                "company elsewhere": float(any(not start <= place < end for place in named)),
                "likely": float(any(one.is_like_name for one in part)),
                "unlikely first": float(end - start > 1 and not part[0].is_like_name),
                "unlikely rows": float(sum(not one.is_like_name for one in part)),
                "narrow first": float(1 - part[0].row.box.width / max(one.row.box.width for one in part)),
                "uneven": float(np.ptp([one.height for one in part])),
            }
        )
        text = " ".join(token.text for token in tokens)
        yield Candidate(text, _tidy(text), tuple(tokens), traits)


def address_candidates(head: Sequence[HeadRow]) -> Iterator[Candidate[str]]:
    """One to five rows, up to where a telephone number begins."""
    for start, end in _spans(len(head), _ADDRESS_ROWS):
        part = head[start:end]
        tokens = [token for one in part for token in _before_phone(one.row)]
        if not tokens or not any(one.is_somewhere for one in part):
            continue
        coded = [place for place, one in enumerate(part) if one.traits["postcode"]]
        behind = len(part) - 1 - coded[0] if coded else 0
        before = head[start - 1].is_like_address if start else False
        after = head[end].is_like_address if end < len(head) else False
        traits = _summed(part) | _around(head, start, end) | {
            "bias": 1.0,
            "rows": float(end - start),
            "place": float(np.log1p(start)),
            "starts numbered": part[0].traits["numbered"],
            "numbered later": float(any(one.traits["numbered"] for one in part[1:])),
            "postcode last": max(one.traits["postcode"] for one in part[-2:]),
            "behind postcode": float(behind),
            "numbered behind postcode": float(behind and any(one.traits["numbered"] for one in part[-behind:])),
            "like address": sum(one.is_like_address for one in part),
            "unlike address": sum(not one.is_like_address for one in part),
            "unlike first": float(not part[0].is_like_address),
            "names": sum(one.is_like_name for one in part),
            "more before": float(before),
            "more after": float(after),
            "name before": float(start > 0 and ("company" in head[start - 1].kinds or head[start - 1].is_like_name)),
            "no street": float(not any("street" in one.kinds for one in part)),
        }  # fmt: skip
        text = " ".join(token.text for token in tokens)
        yield Candidate(text, _tidy(text), tuple(tokens), traits)


def _spans(n: int, most: int) -> Iterator[tuple[int, int]]:
    return ((start, end) for start in range(n) for end in range(start + 1, min(n, start + most) + 1))


def _summed(part: Sequence[HeadRow]) -> dict[str, float]:
    total: dict[str, float] = {}
    for one in part:
        for name, size in one.traits.items():
            total[name] = total.get(name, 0.0) + size
    return total


def _around(head: Sequence[HeadRow], start: int, end: int) -> dict[str, float]:
    """What the rows before and behind look like, and how far they stand apart."""
    found = {}
    for name, place in (("before", start - 1), ("after", end)):
        if not 0 <= place < len(head):
            found[f"{name}: none"] = 1.0
            continue
        other = head[place]
        kinds = ("company", "registration", "phone", "street", "place", "notice", "reference")
        found |= {f"{name}: {kind}": 1.0 for kind in kinds if kind in other.kinds}
        found[f"{name}: numbered"] = other.traits["numbered"]
        edge = head[start] if name == "before" else head[end - 1]
        gap = max(edge.row.box.top - other.row.box.bottom, other.row.box.top - edge.row.box.bottom)
        found[f"{name}: gap"] = float(np.clip(gap / max(edge.row.height, 1e-9), 0, 3))
    return found


def _before_phone(row: Row) -> Iterator[Token]:
    for token in row.tokens:
        if kinds_of(token.text) & _ADDRESS_ENDS and len(words_of(token.text)) > 0:
            return
        yield token


def _without_registration(tokens: list[Token]) -> list[Token]:
    """The tokens of a name without the number that may follow it, in brackets or not."""
    text = " ".join(token.text for token in tokens)
    match = _REGISTRATION.search(text)
    if match is None or match.start() == 0:
        return tokens
    kept = Row(tuple(tokens)).between(0, match.start())
    return list(kept)


def _tidy(text: str) -> str:
    """One space between words, none before a comma, no marks at the ends."""
    return re.sub(r"\s+([,.;])", r"\1", " ".join(mend_lookalikes(text).split())).strip(" -*:;,_=~|")
