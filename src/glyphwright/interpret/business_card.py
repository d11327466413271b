"""A read business card → a contact: name, organisation, title, telephones, e-mail, web and postal address.

What has a form of its own, such as e-mail addresses and telephone numbers, is taken first. Of the rows that are left,
words tell titles, firms and streets; the e-mail and web address tell how the person and the firm are spelt; and names
are few words, without digits, in large type.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from glyphwright.interpret.contact import Found, find_emails, find_phones, find_webs
from glyphwright.interpret.fields import Field, fields_to_dict
from glyphwright.interpret.lexicon import kinds_of, plain, words_of
from glyphwright.interpret.lookalikes import mend_lookalikes
from glyphwright.interpret.rows import Row, document_rows
from glyphwright.metrics import levenshtein
from glyphwright.page import Document

_POSTCODE = re.compile(
    r"(?<!\d)(?:[A-Z]{1,2}-)?(?:\d{4,5}(?:\s?[A-Z]{2})?|\d{2,3}[ -]\d{2,3}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})(?![\w-])"
)
_BARE_LABEL = re.compile(r"[\W\d]*(?:[^\W\d_]{1,2}|e-?mail|mail)?\W*", re.IGNORECASE)
# What a firm or person must score above, and how sure a title is that only its place tells.
_NOBODY, _BY_PLACE = 0.8, 0.7
# A row above or below belongs to an address that is this near, in units of its height.
_NEAR = 1.6


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number; `kind` is `voice`, `cell` or `fax`."""

    number: Field[str]
    kind: str


@dataclass(frozen=True, slots=True)
class BusinessCard:
    """What a card says; `address` has its lines in one text, with line breaks between them."""

    name: Field[str] | None = None
    organisation: Field[str] | None = None
    title: Field[str] | None = None
    phones: tuple[Phone, ...] = ()
    emails: tuple[Field[str], ...] = ()
    webs: tuple[Field[str], ...] = ()
    address: Field[str] | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON: the fields that were found, and lists, which may be empty, of those there may be several of."""
        named = (("name", self.name), ("organisation", self.organisation), ("title", self.title))
        return {
            **fields_to_dict(named),
            "phones": [{"kind": phone.kind, **phone.number.to_dict()} for phone in self.phones],
            "emails": [email.to_dict() for email in self.emails],
            "webs": [web.to_dict() for web in self.webs],
            **fields_to_dict((("address", self.address),)),
        }


@dataclass(frozen=True, slots=True)
class _Part:
    """A cell of a row that says neither number nor address of a network, with the height of its type."""

    row: Row
    text: str
    kinds: frozenset[str]
    height: float


def read_business_card(document: Document) -> BusinessCard:
    """Understand all pages of a document, as front and back, as one business card."""
    cells = [cell for row in document_rows(document) for cell in row.cells()]
    emails = _fields(cells, find_emails)
    webs = _fields(cells, find_webs)
    phones = _phones(cells)
    parts = _remaining(cells)
    address, parts = _take_address(parts)
    title, parts = _take(parts, _title_score, least=1.0)
    users = [email.value.split("@")[0] for email in emails]
    domains = [_site(email.value.split("@")[1]) for email in emails] + [_site(web.value) for web in webs]
    firm, person = _firm_and_person(parts, users, domains)
    if title is None and person is not None:
        title = _beside_name(parts, firm, person)
    organisation, name = (None if place is None else _field(parts[place]) for place in (firm, person))
    return BusinessCard(name, organisation, title, phones, emails, webs, address)


def _fields(cells: Sequence[Row], find: Callable[[str], list[Found]]) -> tuple[Field[str], ...]:
    found = {
        one.value: Field.of(cell.between(one.start, one.end), one.value) for cell in cells for one in find(cell.text)
    }
    return tuple(found.values())


def _phones(cells: Sequence[Row]) -> tuple[Phone, ...]:
    """The numbers of all cells; one without a word before it in its cell takes that of a label cell to its left."""
    found = {}
    before = ""
    for cell in cells:
        label = before if _is_label(before) else ""
        for one in find_phones(f"{label} {cell.text}" if label else cell.text):
            shift = len(label) + 1 if label else 0
            tokens = cell.between(max(0, one.start - shift), one.end - shift)
            found[one.value] = Phone(Field.of(tokens, one.value), one.kind)
        before = cell.text
    return tuple(found.values())


def _is_label(text: str) -> bool:
    return (
        bool(kinds_of(text) & {"phone", "fax", "mobile"} or re.fullmatch(r"[a-z][.:]?", text.strip(), re.IGNORECASE))
        and len(text) < 16
    )


def _remaining(cells: Sequence[Row]) -> list[_Part]:
    """The cells without what the networks are reached by, and without labels that are left over."""
    parts = []
    for cell in cells:
        text = cell.text
        spans = [(one.start, one.end) for find in (find_emails, find_webs, find_phones) for one in find(text)]
        kept = tuple(
            token for token in cell.tokens
            if not any(token in cell.between(start, end) for start, end in spans)
        )  # fmt: skip
        left = " ".join(token.text for token in kept)
        kinds = kinds_of(left)
        is_label = bool(_BARE_LABEL.fullmatch(left)) or (
            bool(spans) and bool(kinds & {"phone", "fax", "mobile", "web"})
        )
        if kept and not is_label and not _is_label(left):
            row = Row(kept)
            parts.append(_Part(row, mend_lookalikes(left), kinds, row.height))
    return parts


def _take_address(parts: list[_Part]) -> tuple[Field[str] | None, list[_Part]]:
    """The rows that look like streets and towns, and those between them."""
    likely = [_address_score(part) for part in parts]
    best = max(range(len(parts)), key=lambda place: likely[place], default=None)
    if best is None or likely[best] < 1:
        return None, parts
    first = last = best
    while first > 0 and likely[first - 1] > 0.5 and _follow(parts[first - 1], parts[first]):
        first -= 1
    while last + 1 < len(parts) and likely[last + 1] > 0.5 and _follow(parts[last], parts[last + 1]):
        last += 1
    chosen = parts[first : last + 1]
    tokens = [token for part in chosen for token in part.row.tokens]
    value = "\n".join(part.text.strip(" ,|·•") for part in chosen)
    return Field.of(tokens, value), parts[:first] + parts[last + 1 :]


def _address_score(part: _Part) -> float:
    digits = any(map(str.isdigit, part.text))
    named = "street" in part.kinds and digits
    town = bool(_POSTCODE.search(part.text)) and any(map(str.isalpha, part.text))
    numbered = bool(re.search(r"^\W*\d{1,5}\w?[\s,]+[^\W\d]|[^\W\d][.,]?\s\d{1,4}\s?[a-z]?\W*$", part.text))
    firm = 0.8 * bool(part.kinds & {"company"}) + 0.5 * ("job" in part.kinds)
    return (
        1.0 * named
        + 1.0 * town
        + 0.8 * numbered
        + 0.6 * ("place" in part.kinds)
        + 0.3 * ("," in part.text and digits)
        - firm
    )


def _follow(above: _Part, below: _Part) -> bool:
    gap = below.row.box.top - above.row.box.bottom
    return above.row.page == below.row.page and gap < _NEAR * max(above.height, below.height)


def _take(
    parts: list[_Part], score: Callable[[_Part], float], *, least: float
) -> tuple[Field[str] | None, list[_Part]]:
    """The part of the highest score, if that is enough, and the others."""
    best = max(parts, key=score, default=None)
    if best is None or score(best) < least:
        return None, parts
    return _field(best), [part for part in parts if part is not best]


def _field(part: _Part) -> Field[str]:
    return Field.of(part.row.tokens, part.text.strip(" ,;|·•-*"))


def _title_score(part: _Part) -> float:
    return 1.2 * ("job" in part.kinds) - 0.9 * ("company" in part.kinds) - 0.3 * ("name_title" in part.kinds)


def _firm_and_person(parts: list[_Part], users: list[str], domains: list[str]) -> tuple[int | None, int | None]:
    """The places of the two that together look most like a firm and a person; either may be missing."""
    if not parts:
        return None, None
    usual = float(np.median([part.height for part in parts]))
    firm = [*(_firm_score(part, domains, usual) for part in parts), _NOBODY]
    person = [*(_person_score(part, users, usual) for part in parts), _NOBODY]
    none = len(parts)
    pairs = ((f, p) for f in range(none + 1) for p in range(none + 1) if f != p or f == none)
    f, p = max(pairs, key=lambda pair: firm[pair[0]] + person[pair[1]])
    return None if f == none else f, None if p == none else p


def _beside_name(parts: list[_Part], firm: int | None, person: int) -> Field[str] | None:
    """What stands just below the name, or else just above, is the title even if its words are not known as one."""
    for place in (person + 1, person - 1):
        if not 0 <= place < len(parts) or place == firm:
            continue
        upper, lower = sorted((parts[place], parts[person]), key=lambda part: part.row.box.top)
        text = parts[place].text
        if _follow(upper, lower) and sum(map(str.isalpha, text)) > 2 and not any(map(str.isdigit, text)):
            return Field.of(parts[place].row.tokens, text.strip(" ,;|·•-*"), sure=_BY_PLACE)
    return None


def _firm_score(part: _Part, domains: list[str], usual: float) -> float:
    letters = "".join(words_of(part.text))
    alike = max((_share(letters, domain) for domain in domains), default=0.0)
    named = 1.5 * ("company" in part.kinds) + 0.7 * ("trade" in part.kinds)
    return (
        named
        + 2 * alike
        + 0.4 * math.log2(part.height / usual)
        + 0.3 * (len(letters) > 3)
        - 0.4 * ("name_title" in part.kinds)
    )


def _person_score(part: _Part, users: list[str], usual: float) -> float:
    found: list[str] = re.findall(r"[^\W\d_][\w'’.-]*", part.text)
    words = [word for word in found if plain(word).strip(".") not in _TITLES]
    if not 1 <= len(words) <= 5 or any(map(str.isdigit, part.text)):
        return -1.0
    capital = sum(word[0].isupper() for word in words) / len(words)
    alike = max((_share(plain(word), user) for word in words for user in users if len(word) > 2), default=0.0)
    firm = 1.2 * ("company" in part.kinds) + 0.8 * ("trade" in part.kinds) + 0.6 * ("job" in part.kinds)
    few = 0.6 if 2 <= len(words) <= 4 else 0.0
    return (
        capital * 0.5
        + few
        + 1.5 * alike
        + 0.5 * math.log2(part.height / usual)
        + 0.8 * ("name_title" in part.kinds)
        - firm
    )


_TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "herr", "frau", "dipl", "ing", "mag"})


def _share(text: str, other: str) -> float:
    """How much of the shorter of two texts is in the other, in [0, 1]; nothing for fewer than three letters."""
    text, other = (re.sub(r"[\W\d_]", "", plain(one)) for one in (text, other))
    short, long = sorted((text, other), key=len)
    if len(short) < 3:
        return 0.0
    if short in long:
        return 1.0
    apart = min(levenshtein(short, long[start : start + len(short)]) for start in range(len(long) - len(short) + 1))
    return max(0.0, 1 - 2 * apart / len(short))


def _site(address: str) -> str:
    """The name in a domain: of https://www.example.co.uk/about it is example."""
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", address.lower()).split("/")[0].split(".")
    return max(host[:-1] or host, key=len)
