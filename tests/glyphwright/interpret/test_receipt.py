import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from glyphwright.geometry import Transform
from glyphwright.interpret import read_receipt
from glyphwright.interpret.receipt_keys import keys_of, likeness, match_key, score_keys
from glyphwright.page import Document, Page

Set = Callable[..., Document]

SHOP = (
    "{2}NORTHERN TOOLS SDN BHD (519537-X)",
    "NO. 12, JALAN ANGSA 3,",
    "41150 KLANG, SELANGOR",
    "TEL: 03-4161 2345",
    "DATE : 24/01/2018 10:43",
    "ITEM|QTY|AMOUNT",
    "GARBAGE BAG BLUE|2|5.00",
    "HAMMER HEAD|1|13.60",
    "SUB TOTAL||18.60",
    "ROUNDING||-0.02",
    "TOTAL||18.58",
    "CASH||20.00",
    "CHANGE||1.42",
    "THANK YOU PLEASE COME AGAIN",
)


def test_the_four_keys_are_found(set_rows: Set) -> None:
    receipt = read_receipt(set_rows(*SHOP))
    assert keys_of(receipt) == {
        "company": "NORTHERN TOOLS SDN BHD",
        "date": "2018-01-24",
        "address": "NO. 12, JALAN ANGSA 3, 41150 KLANG, SELANGOR",
        "total": "18.58",
    }
    assert receipt.date is not None
    assert receipt.date.value == date(2018, 1, 24)
    assert receipt.date.text == "24/01/2018"


def test_items_have_description_quantity_and_price(set_rows: Set) -> None:
    items = read_receipt(set_rows(*SHOP)).items
    found = [(item.description.value, item.quantity and item.quantity.value, item.price.value) for item in items]
    assert found == [
        ("GARBAGE BAG BLUE", Decimal(2), Decimal("5.00")),
        ("HAMMER HEAD", Decimal(1), Decimal("13.60")),
    ]


def test_an_item_may_be_described_above_its_price(set_rows: Set) -> None:
    rows = (*SHOP[:6], "CHOPPING BOARD LARGE", "EZ10", "9557031100236", "|2 X|19.00", *SHOP[8:])
    (item,) = read_receipt(set_rows(*rows)).items
    assert (item.description.value, item.price.value) == ("CHOPPING BOARD LARGE", Decimal("19.00"))
    assert item.quantity is not None
    assert item.quantity.value == 2


def test_words_lead_back_to_their_pixels(set_rows: Set) -> None:
    document = set_rows(*SHOP)
    total = read_receipt(document).total
    assert total is not None
    (token,) = total.tokens
    assert token.word in list(document.pages[0].words)
    told = json.loads(json.dumps(read_receipt(document).to_dict()))
    assert told["total"]["words"][0]["polygon"][0] == [token.word.box.left, token.word.box.top]
    assert told["total"]["value"] == "18.58"


@pytest.mark.parametrize("degrees", [-4, 3, 90, 180])
def test_skewed_and_turned_receipts_give_the_same(set_rows: Set, degrees: float) -> None:
    import cv2

    turn = Transform.from_array(cv2.getRotationMatrix2D((600, 250), degrees, 1.0))
    assert keys_of(read_receipt(set_rows(*SHOP, turn=turn))) == keys_of(read_receipt(set_rows(*SHOP)))


def test_confidence_falls_with_that_of_the_words(set_rows: Set) -> None:
    sure, unsure = (read_receipt(set_rows(*SHOP, confidence=each)).total for each in (1.0, 0.5))
    assert sure is not None
    assert unsure is not None
    assert unsure.confidence == pytest.approx(sure.confidence * 0.5)


def test_what_is_not_there_is_not_guessed(set_rows: Set) -> None:
    receipt = read_receipt(set_rows("Dear Sir,", "thank you for your letter", "and for the flowers."))
    assert keys_of(receipt) == {}
    assert receipt.to_dict() == {"items": []}
    assert read_receipt(Document((Page(1, 100, 100),))).to_dict() == {"items": []}


def test_keys_are_compared_by_value_or_without_case() -> None:
    assert match_key("date", "2018-01-24", "24-01-18").exact
    assert match_key("total", "9.00", "RM9.00").exact
    assert not match_key("total", "9.00", "").exact
    assert match_key("company", "Northern Tools", "NORTHERN TOOLS").exact
    near = match_key("address", "NO 1, MAIN ROAD", "NO. 1 MAIN ROAD")
    assert (near.exact, near.letters) == (False, True)
    assert likeness("company", "ABCD", "ABCE") == 0.75


def test_a_key_that_was_not_found_costs_recall_alone() -> None:
    score = score_keys([{"total": "9.00"}, {}], [{"total": "9.00"}, {"total": "1.00"}], "total")
    assert (score.precision, score.recall) == (1.0, 0.5)
