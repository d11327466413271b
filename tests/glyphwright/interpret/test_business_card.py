from collections.abc import Callable

import pytest

from glyphwright.errors import OutputError
from glyphwright.interpret import BusinessCard, Field, read_business_card, write_vcard
from glyphwright.interpret.contact import find_emails, find_phones, find_webs
from glyphwright.page import Document

Set = Callable[..., Document]

CARD = (
    "{2}Brandt Werkzeuge GmbH",
    "",
    "Dr. Ada von Brandt",
    "Head of Engineering",
    "Hafenstraße 12",
    "24103 Kiel",
    "Tel. +49 (0) 431 123456",
    "Mobil: 0171 / 22 33 44",
    "Fax 0431 123457",
    "ada.brandt@brandt-werkzeuge.de",
    "www.brandt-werkzeuge.de",
)


def test_a_card_becomes_a_contact(set_rows: Set) -> None:
    card = read_business_card(set_rows(*CARD))
    assert card.name is not None
    assert card.name.value == "Dr. Ada von Brandt"
    assert card.organisation is not None
    assert card.organisation.value == "Brandt Werkzeuge GmbH"
    assert card.title is not None
    assert card.title.value == "Head of Engineering"
    assert card.address is not None
    assert card.address.value == "Hafenstraße 12\n24103 Kiel"
    assert [(phone.kind, phone.number.value) for phone in card.phones] == [
        ("voice", "+49 431 123456"), ("cell", "0171 / 22 33 44"), ("fax", "0431 123457"),
    ]  # fmt: skip
    assert [email.value for email in card.emails] == ["ada.brandt@brandt-werkzeuge.de"]
    assert [web.value for web in card.webs] == ["www.brandt-werkzeuge.de"]


def test_the_contact_is_a_vcard_that_others_import(set_rows: Set) -> None:
    lines = write_vcard(read_business_card(set_rows(*CARD))).decode().split("\r\n")
    assert lines == [
        "BEGIN:VCARD", "VERSION:4.0", "KIND:individual", "FN:Dr. Ada von Brandt", "N:von Brandt;Ada;;Dr.;",
        "ORG:Brandt Werkzeuge GmbH", "TITLE:Head of Engineering", 'TEL;TYPE="work,voice":+49 431 123456',
        'TEL;TYPE="work,cell":0171 / 22 33 44', 'TEL;TYPE="work,fax":0431 123457',
        "EMAIL;TYPE=work:ada.brandt@brandt-werkzeuge.de", "URL;TYPE=work:https://www.brandt-werkzeuge.de",
        "ADR;TYPE=work:;;Hafenstraße 12;Kiel;;24103;", "END:VCARD", "",
    ]  # fmt: skip


def test_marks_are_escaped_and_long_lines_folded_between_characters() -> None:
    name = Field("", "Smith, Jones; Ünïçø\\dé " + "ß" * 60, 1.0)
    written = write_vcard(BusinessCard(organisation=name))
    physical = written.split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert all(line.decode() is not None for line in physical)
    unfolded = written.decode().replace("\r\n ", "")
    assert "\r\nFN:Smith\\, Jones\\; Ünïçø\\\\dé " + "ß" * 60 + "\r\n" in unfolded
    assert "KIND:org" in unfolded


def test_a_card_without_anything_to_call_it_by_is_no_vcard(set_rows: Set) -> None:
    with pytest.raises(OutputError, match="--format json"):
        write_vcard(read_business_card(set_rows("+49 431 123456")))


def test_numbers_and_addresses_are_found_in_a_line_of_several() -> None:
    phones = find_phones("T 030 123456-7 F: (030) 1234568 M +49 171 223344")
    assert [(phone.kind, phone.value) for phone in phones] == [
        ("voice", "030 123456-7"), ("fax", "(030) 1234568"), ("cell", "+49 171 223344"),
    ]  # fmt: skip
    assert [one.value for one in find_emails("E-Mail: Ada.Brandt @ example.co.uk")] == ["ada.brandt@example.co.uk"]
    assert [one.value for one in find_webs("a@example.com Www.Example.org/Team example.net 3.14")] == [
        "www.example.org/Team", "example.net",
    ]  # fmt: skip
    assert find_phones("24103 Kiel") == []


@pytest.mark.parametrize(
    "text", ["21.11.2026", "2026-11-21", "3/12/2025", "ISBN 978-3-16-148410-0", "IBAN: 89 3704 0044 0532"]
)
def test_dates_and_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert find_phones(text) == []
    assert [one.value for one in find_phones(f"{text}, Tel. 040 123456")] == ["040 123456"]
