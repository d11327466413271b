"""A business card → vCard 4.0 (RFC 6350), as telephone books and mail programs import it."""

import re
from collections.abc import Iterator

from glyphwright.errors import OutputError
from glyphwright.interpret.business_card import BusinessCard
from glyphwright.interpret.lexicon import kinds_of

_FOLD_OCTETS = 75
_PARTICLES = frozenset(
    {
        "von",
        "van",
        "de",
        "der",
        "den",
        "da",
        "di",
        "del",
        "della",
        "la",
        "le",
        "ten",
        "ter",
        "zu",
        "bin",
        "binti",
        "al",
        "dos",
    }
)
_POSTCODE = re.compile(
    r"(?:[A-Z]{1,2}-)?(?:\d{4,6}(?: ?[A-Z]{2})?|\d{2,3}[ -]\d{2,3}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)"
)


def write_vcard(card: BusinessCard) -> bytes:
    """One vCard in UTF-8, its lines folded at 75 octets and ended by CR LF.

    Raises:
        OutputError: The card has neither name nor organisation nor e-mail address, by one of which a vCard is called.
    """
    return "".join(_folded(line) for line in _lines(card)).encode("utf-8")


def _lines(card: BusinessCard) -> Iterator[str]:
    called = card.name or card.organisation or next(iter(card.emails), None)
    if called is None:
        raise OutputError("no name, organisation or e-mail address was found: a vCard needs one; see --format json")
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"KIND:{'individual' if card.name else 'org'}"
    yield f"FN:{_escaped(called.value)}"
    if card.name:
        yield f"N:{';'.join(map(_escaped, _name_parts(card.name.value)))}"
    if card.organisation:
        yield f"ORG:{_escaped(card.organisation.value)}"
    if card.title:
        yield f"TITLE:{_escaped(card.title.value)}"
    for phone in card.phones:
        yield f'TEL;TYPE="work,{phone.kind}":{_escaped(phone.number.value)}'
    for email in card.emails:
        yield f"EMAIL;TYPE=work:{_escaped(email.value)}"
    for web in card.webs:
        yield f"URL;TYPE=work:{web.value if '://' in web.value else f'https://{web.value}'}"
    if card.address:
        yield f"ADR;TYPE=work:{';'.join(map(_escaped, _address_parts(card.address.value)))}"
    yield "END:VCARD"


def _name_parts(name: str) -> tuple[str, str, str, str, str]:
    """Family name, given name, further names, honorifics before and behind: RFC 6350, 6.2.2."""
    if name.count(",") == 1 and not kinds_of(name.split(",")[1]) & {"name_title"}:
        family, given = (part.strip() for part in name.split(","))
        return family, given, "", "", ""
    words = name.split()
    start = next((i for i, word in enumerate(words) if not kinds_of(word) & {"name_title"}), 0)
    end = next((i for i, word in enumerate(words) if i > start and kinds_of(word) & {"name_title"}), len(words))
    core = [word.rstrip(",") for word in words[start:end]]
    first = len(core) - 1
    while first > 1 and core[first - 1].lower() in _PARTICLES:
        first -= 1
    given, further = (core[0], " ".join(core[1:first])) if len(core) > 1 else ("", "")
    return " ".join(core[first:]), given, further, " ".join(words[:start]), " ".join(words[end:])


def _address_parts(address: str) -> tuple[str, str, str, str, str, str, str]:
    """Post office box, extension, street, town, region, code, country: RFC 6350, 6.3.1; the first two stay empty."""
    parts = [part.strip() for part in re.split(r"[\n,|·•]", address) if part.strip()]
    coded = next((i for i in reversed(range(len(parts))) if _POSTCODE.search(parts[i])), None)
    if coded is None or (coded == 0 and len(parts) > 2):
        return "", "", ", ".join(parts), "", "", "", ""
    match = _POSTCODE.search(parts[coded])
    code = match[0] if match else ""
    town = parts[coded].replace(code, "").strip(" -")
    behind = parts[coded + 1 :]
    before = parts[:coded]
    if not town:
        town = behind.pop(0) if behind else before.pop() if len(before) > 1 else ""
    return "", "", ", ".join(before), town, ", ".join(behind[:-1]), code, behind[-1] if behind else ""


def _escaped(text: str) -> str:
    """RFC 6350, 3.4; other control characters, which none of its values may hold, become spaces."""
    escaped = re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")
    return re.sub(r"[\x00-\x1f\x7f]", " ", escaped)


def _folded(line: str) -> str:
    """Folded behind at most 75 octets, never inside a character: RFC 6350, 3.2."""
    pieces, size = [""], 0
    for character in line:
        octets = len(character.encode("utf-8", errors="replace"))
        if size + octets > _FOLD_OCTETS:
            pieces.append("")
            size = 1
        pieces[-1] += character
        size += octets
    return "\r\n ".join(pieces) + "\r\n"
