from decimal import Decimal

import pytest

from glyphwright.interpret.amounts import find_amounts, parse_amount


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("TOTAL RM 33.92", ["33.92"]),
        ("1.234,56 €", ["1234.56"]),
        ("2. 83", ["2.83"]),
        ("RM1O.5O", ["10.50"]),
        ("-RM 0.02", ["-0.02"]),
        ("5,00-", ["-5.00"]),
        ("1 X 19.00 19.00", ["19.00", "19.00"]),
        ("CHANGE RM .10", ["0.10"]),
        ("RM 33", ["33"]),
        ("24.01.2018", []),
        ("GST @ 6.00%", []),
        ("9.000", []),
        ("TEL 03-4161.23.45", []),
    ],
)
def test_sums_are_found_among_other_numbers(text: str, values: list[str]) -> None:
    assert [amount.value for amount in find_amounts(text)] == list(map(Decimal, values))


def test_a_sum_knows_where_it_stands() -> None:
    (amount,) = find_amounts("TOTAL 9.00 SR")
    assert "TOTAL 9.00 SR"[amount.start : amount.end] == "9.00"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", "1234"), ("1.234,5", "1234.5"), ("0.125", "0.125"), ("12", "12"), ("€ 3,50", "3.50"),
        ("1'000'000.00", "1000000.00"), ("-4", "-4"), ("twelve", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_a_whole(text: str, value: str | None) -> None:
    assert parse_amount(text) == (None if value is None else Decimal(value))
