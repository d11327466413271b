"""Sheets → business cards whose facts are known: who, of which firm, how to be reached.

`scene.draw_business_card` draws cards to read; these are to be understood, so that every fact is of one language and
fits the others: the e-mail address is made of the name, the web address of the firm.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glyphwright.geometry import Box
from glyphwright.page import Page
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.layouts.faces import Pen
from glyphwright_train.synth.layouts.flow import Column, Setting
from glyphwright_train.synth.layouts.marks import draw_picture
from glyphwright_train.synth.layouts.sheet import Sheet
from glyphwright_train.synth.layouts.style import PLAIN, draw_ink, draw_style
from glyphwright_train.synth.pages import Image8
from glyphwright_train.synth.text import TextSource

LANGUAGES = ("en", "en", "de", "fr", "es", "it", "nl", "pl", "sv")
_LABELS = {
    "voice": ("Tel. ", "Tel: ", "T ", "Phone: ", "Telefon ", "", "Tél. "),
    "cell": ("Mobile: ", "M ", "Mobil: ", "Cell: ", "Mob. "),
    "fax": ("Fax: ", "F ", "Fax "),
}
_ENDINGS = {"de": "de", "fr": "fr", "es": "es", "it": "it", "nl": "nl", "pl": "pl", "sv": "se"}


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says; `phones` are (kind, number), `address` its lines."""

    name: str
    organisation: str
    title: str
    phones: tuple[tuple[str, str], ...]
    email: str
    web: str
    address: tuple[str, ...]


def draw_card_facts(rng: np.random.Generator, text: TextSource) -> CardFacts:
    """Facts of one language that fit one another."""
    language = str(rng.choice(LANGUAGES))

    def fact(kind: str) -> str:
        return text.fact(rng, kind=kind, language=language)

    first, last, firm = fact("first"), fact("last"), fact("firm")
    site = f"{_slug(firm)[:18]}.{_ENDINGS.get(language, 'com') if rng.random() < 0.6 else 'com'}"
    user = str(rng.choice([f"{_slug(first)}.{_slug(last)}", f"{_slug(first)[:1]}.{_slug(last)}", _slug(last), "info"]))
    kinds = ["voice", *(kind for kind in ("cell", "fax") if rng.random() < 0.55)]
    return CardFacts(
        name=f"{'Dr. ' if rng.random() < 0.12 else ''}{first} {last}",
        organisation=firm,
        title=fact("job"),
        phones=tuple((kind, _number(rng)) for kind in kinds),
        email=f"{user}@{site}",
        web=f"{'www.' if rng.random() < 0.75 else ''}{site}",
        address=(fact("street"), f"{fact('postcode')} {fact('town')}"),
    )


def draw_card(rng: np.random.Generator, fonts: FontLibrary, text: TextSource) -> tuple[Image8, Page, CardFacts]:
    """A card of 85 × 55 mm at 300 dpi: its picture, the truth of its lines and its facts."""
    pixels = np.full((650, 1004, 3), 255, np.uint8)
    pixels[:] = rng.integers(235, 256, 3, dtype=np.uint8)
    red, green, blue = (int(part) for part in pixels[0, 0])
    paper = (red, green, blue)
    sheet = Sheet(rng, fonts, text, pixels, 300, float(rng.uniform(29, 36)), paper, draw_ink(rng, paper))
    facts = draw_card_facts(rng, text)
    set_card(sheet, facts)
    return np.ascontiguousarray(sheet.pixels), sheet.page, facts


def set_card(sheet: Sheet, facts: CardFacts) -> None:
    """Set the facts in one column, or person and firm above two columns of address and numbers."""
    rng = sheet.rng
    style = draw_style(sheet, PLAIN, justified=0.0)
    small, margin = style.small(0.9), sheet.width * float(rng.uniform(0.06, 0.1))
    area = Column(sheet, margin, sheet.width - margin, margin * 0.6, sheet.height - margin * 0.4)
    align = float(rng.choice([0.0, 0.0, 0.5]))
    if align == 0 and sheet.chance(0.4):
        side = sheet.height * 0.18
        draw_picture(sheet, Box(area.right - side, area.y, area.right, area.y + side))
        area.right -= side * 1.2
    firm = [(facts.organisation, style.head.sized(float(rng.uniform(1.1, 1.5))))]
    person = [(facts.name, style.bold.sized(float(rng.uniform(1.1, 1.4)))), (facts.title, style.body)]
    for group in [firm, person] if sheet.chance(0.6) else [person, firm]:
        _set(area, group, align)
        area.skip(sheet.em * 0.5)
    numbers = _network_rows(facts, rng)
    where = [(row, small) for row in facts.address]
    if align == 0 and sheet.chance(0.35):
        left, right = area.columns(2, sheet.em * 2, height=area.room)
        _set(left, where, 0.0)
        _set(right, [(row, small) for row in numbers], 0.0)
    else:
        _set(area, [*where, *((row, small) for row in numbers)], align)


def _set(column: Column, rows: Sequence[tuple[str, Pen]], align: float) -> None:
    """Each row on one line, in smaller type where it is too long."""
    for row, pen in rows:
        fit = min(1.0, column.width * 0.98 / max(1.0, pen.width(pen.face.spell(row))))
        column.paragraph(row, pen if fit == 1 else pen.sized(fit), Setting(1.2, align=align))


def _network_rows(facts: CardFacts, rng: np.random.Generator) -> list[str]:
    rows = [f"{rng.choice(_LABELS[kind])}{number}" for kind, number in facts.phones]
    rows.append(f"{rng.choice(['', '', 'E-Mail: ', 'E '])}{facts.email}")
    rows.append(f"{rng.choice(['', '', '', 'Web: '])}{facts.web}")
    return rows


def _number(rng: np.random.Generator) -> str:
    shape = str(
        rng.choice(
            ["+## ## #######", "0## / ### ## ##", "(0##) ###-####", "+## (0) ### ######", "0### ######", "###-###-####"]
        )
    )
    return re.sub("#", lambda _: str(rng.integers(1, 10)), shape)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", plain) or "mail"
