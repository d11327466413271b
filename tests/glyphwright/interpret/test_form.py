from collections.abc import Callable

import pytest

from glyphwright.interpret import read_form
from glyphwright.page import Document

Set = Callable[..., Document]


def pairs(form: object) -> list[tuple[str, str | bool]]:
    return [(pair.key.value, pair.value.value) for pair in form.pairs]  # type: ignore[attr-defined]


def test_values_stand_on_the_row_of_their_label(set_rows: Set) -> None:
    form = read_form(
        set_rows("Invoice no: 4711", "Delivered on:|14 March", "Name|Ada|Date of birth|1 May", "Time: 12:30")
    )
    assert pairs(form) == [
        ("Invoice no", "4711"), ("Delivered on", "14 March"), ("Name", "Ada"), ("Date of birth", "1 May"),
        ("Time", "12:30"),
    ]  # fmt: skip
    assert form["invoice NO"] == "4711"
    with pytest.raises(KeyError):
        form["Fax"]


def test_values_stand_below_their_label(set_rows: Set) -> None:
    form = read_form(set_rows("Surname|First name", "Brandt|Ada", "Remarks:", "none"))
    assert pairs(form) == [("Surname", "Brandt"), ("First name", "Ada"), ("Remarks", "none")]


def test_boxes_are_ticked_or_not(set_rows: Set) -> None:
    form = read_form(set_rows("[x] married", "[ ] single ☒ employed ☐ retired"))
    assert pairs(form) == [("married", True), ("single", False), ("employed", True), ("retired", False)]
    assert form.to_dict()["pairs"][0]["value"]["value"] is True


def test_text_is_no_pair(set_rows: Set) -> None:
    assert read_form(set_rows("Dear Ada,", "we met at 12:30 and", "see https://example.org")).pairs == ()
