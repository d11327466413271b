"""Text → the ways to reach somebody that stand in it: telephone numbers, e-mail addresses, web addresses."""

import re
from dataclasses import dataclass

from glyphwright.interpret.lexicon import kinds_of
from glyphwright.interpret.lookalikes import DIGIT_LOOKALIKES

_EMAIL = re.compile(r"[\w.+-]+\s?[@©]\s?[\w-]+(?:\s?\.\s?[\w-]+)*\s?\.\s?[a-z]{2,}", re.IGNORECASE)
_WEB = re.compile(
    r"(?:https?\s?:\s?//\s?|www\s?\.\s?)[\w-]+(?:\.[\w-]+)+(?:/[\w./~?=&%-]*)?"
    r"|(?<![\w@.-])[a-z\d][\w-]*(?:\.[\w-]+)*\.(?:com|org|net|info|biz|eu|io|edu|gov|[a-z]{2})(?:\.[a-z]{2})?(?![\w@.-])",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\(\s?)?\+?[\dOo(][\dOolI|\s()./–-]{5,22}[\dOolI|](?![\w-])(?:\s?(?:x|ext\.?)\s?\d{1,5})?"
)
_LEAST_DIGITS, _MOST_DIGITS = 6, 16
_DATE = re.compile(r"(?:[12]\d{3}[./-])?[0-3]?\d[./-][0-3]?\d(?:[./-](?:[12]\d)?\d\d)?")
_OTHER_NUMBER = re.compile(r"\b(?:ISBN|ISSN|IBAN|VAT|EAN)\b[^\d]*$", re.IGNORECASE)
_LETTERS = {"t": "voice", "p": "voice", "d": "voice", "f": "fax", "m": "cell", "c": "cell"}


@dataclass(frozen=True, slots=True)
class Found:
    """A way to reach somebody, from character `start` to `end` of a text; `kind` is that of RFC 6350 for telephones."""

    value: str
    start: int
    end: int
    kind: str = ""


def find_emails(text: str) -> list[Found]:
    """Addresses in small letters, without the spaces that a reader may have seen."""
    return [
        Found(re.sub(r"\s", "", match[0]).replace("©", "@").lower(), match.start(), match.end())
        for match in _EMAIL.finditer(text)
    ]


def find_webs(text: str) -> list[Found]:
    """Web addresses that are no part of an e-mail address; a bare domain must look like one."""
    taken = find_emails(text)
    return [
        Found(_lower_host(re.sub(r"\s", "", match[0])), match.start(), match.end())
        for match in _WEB.finditer(text)
        if all(match.end() <= one.start or match.start() >= one.end for one in taken)
        and not re.fullmatch(r"[\d.]+", match[0])
        and (match[0].lower().startswith(("http", "www")) or match[0] == match[0].lower())
    ]


def find_phones(text: str) -> list[Found]:
    """Telephone numbers and what they are: `voice`, `cell` or `fax` by the word before each, voice without one.

    Dates are none, nor are numbers that are said to be others.
    """
    found: list[Found] = []
    for match in _PHONE.finditer(text):
        number = _number(match[0])
        digits = sum(map(str.isdigit, number))
        before = text[found[-1].end if found else 0 : match.start()]
        is_other = _DATE.fullmatch(number) or _OTHER_NUMBER.search(before)
        if _LEAST_DIGITS <= digits <= _MOST_DIGITS and not is_other:
            found.append(Found(number, match.start(), match.end(), _kind(before)))
    return found


def _lower_host(address: str) -> str:
    """Capitals mean something only behind the host."""
    return re.sub(r"^(?:\w+://)?[^/]*", lambda host: host[0].lower(), address)


def _number(text: str) -> str:
    """Digits, spaces, brackets and hyphens; `(0)` behind a country code goes."""
    plain = re.sub(r"[^\d+() x/.-]", "", text.translate(DIGIT_LOOKALIKES)).strip(" .-/")
    plain = re.sub(r"^(\+\d+)\s?\(0\)", r"\1", plain)
    return plain if plain.count("(") == plain.count(")") else plain.replace("(", "").replace(")", "")


def _kind(before: str) -> str:
    kinds = kinds_of(before)
    for kind, name in (("fax", "fax"), ("mobile", "cell"), ("phone", "voice")):
        if kind in kinds:
            return name
    letter = re.search(r"(?<![^\W\d_])([^\W\d_])\W*$", before)
    return _LETTERS.get(letter[1].lower(), "voice") if letter else "voice"
