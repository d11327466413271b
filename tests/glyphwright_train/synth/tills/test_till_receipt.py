import itertools
import random
from datetime import date
from decimal import Decimal

import pytest

from glyphwright.interpret import read_receipt
from glyphwright.interpret.dates import find_dates
from glyphwright.interpret.receipt_keys import KEYS, keys_of, score_keys
from glyphwright_train.synth.tills.page import set_receipt
from glyphwright_train.synth.tills.receipt import TillReceipt, draw_till_receipt

pytestmark = pytest.mark.train


def receipts(count: int, seed: int = 7) -> list[TillReceipt]:
    dice = random.Random(seed)
    return [draw_till_receipt(dice) for _ in range(count)]


def test_the_same_seed_draws_the_same_receipt() -> None:
    assert receipts(3) == receipts(3)
    assert receipts(3) != receipts(3, seed=8)


def test_every_key_is_printed() -> None:
    for receipt in receipts(40):
        printed = " ".join(row.text for row in receipt.rows)
        for key in ("company", "address"):
            assert receipt.keys.get(key, "") in printed
        if "date" in receipt.keys:
            day = date.fromisoformat(receipt.keys["date"])
            found = [one.value for row in receipt.rows for one in find_dates(row.text)]
            found += [one.value for row in receipt.rows for one in find_dates(row.text, day_first=False)]
            assert day in found
        digits = "".join(filter(str.isdigit, printed))
        assert receipt.keys["total"].replace(".", "") in digits
        assert Decimal(receipt.keys["total"]) > 0


def test_cells_of_a_row_stand_behind_one_another() -> None:
    dice = random.Random(3)
    for receipt in receipts(5):
        (page,) = set_receipt(dice, receipt).pages
        assert [word.text for word in page.words] == " ".join(row.text for row in receipt.rows).split()
        lines = list(page.lines)
        for one, other in itertools.pairwise(lines):
            assert other.box.top > one.box.top + 5 or other.box.left > one.box.right


def test_the_packaged_weights_understand_what_they_did_not_learn_from() -> None:
    drawn = receipts(40, seed=99)
    dice = random.Random(4)
    found = [keys_of(read_receipt(set_receipt(dice, receipt))) for receipt in drawn]
    for key in KEYS:
        assert score_keys(found, [receipt.keys for receipt in drawn], key, letters=True).f1 > 0.75
