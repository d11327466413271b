from datetime import date

import pytest

from glyphwright.interpret.dates import comes_day_first, find_dates, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "25/12/2018", "25-12-18", "25.12.2018", "2018-12-25", "2018/12/25", "25 Dec 2018", "25. Dezember 2018",
        "Dec 25, 2018", "25 de diciembre de 2018", "25-DEC-2018", "25th December 2018", "25 décembre 2018",
        "12/25/2018", "2O18-12-25", "25/l2/2018", "25/12/201820:49:59", "25 12 2018", "25.122018",
    ],
)  # fmt: skip
def test_dates_of_many_forms_are_one_date(text: str) -> None:
    assert parse_date(text) == date(2018, 12, 25)


@pytest.mark.parametrize("text", ["12:30:15", "31/02/2018", "03-4161 2345", "1.234,56", "1851-A", "2018", "No 12 3"])
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text) == []


def test_the_order_of_day_and_month_is_that_of_the_document() -> None:
    assert comes_day_first(["03/04/2018"])
    assert comes_day_first(["03/04/2018", "25/12/2018", "12/25/2018"])
    assert not comes_day_first(["03/04/2018", "12/25/2018"])
    assert parse_date("03/04/2018") == date(2018, 4, 3)
    assert parse_date("03/04/2018", day_first=False) == date(2018, 3, 4)


def test_a_date_knows_where_it_stands() -> None:
    text = "DATE: 24-01-18 10:43"
    (found,) = find_dates(text)
    assert text[found.start : found.end] == "24-01-18"
