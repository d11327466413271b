import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from glyphwright.acquire.page_range import parse_page_range
from glyphwright.errors import PageRangeError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("1", [1]),
        ("1,3-5,8-", [1, 3, 4, 5, 8, 9]),
        ("-2", [1, 2]),
        ("9-", [9]),
        (" 2 - 3 , 5 ", [2, 3, 5]),
        ("4,2,2-4", [2, 3, 4]),
    ],
)
def test_a_range_names_pages_in_ascending_order_each_once(text: str | None, expected: list[int]) -> None:
    assert parse_page_range(text, 9) == expected


@pytest.mark.parametrize("text", ["", " ", "-", "1,,2", "1,", "a", "1-2-3", "1.5", "+1", "٣", "1;2", "9" * 5000])
def test_what_cannot_be_parsed_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(PageRangeError, match=r"^scan\.pdf: .* write them as 1,3-5,8-$"):
        parse_page_range(text, 9, name="scan.pdf")


@pytest.mark.parametrize("text", ["0", "0-3", "-0", "5-3"])
def test_pages_count_up_from_one(text: str) -> None:
    with pytest.raises(PageRangeError, match="must count up, from 1"):
        parse_page_range(text, 9)


@pytest.mark.parametrize(
    ("text", "n_pages", "has"), [("10", 9, "9 pages"), ("3-999999999", 9, "9 pages"), ("2-", 1, "1 page")]
)
def test_pages_beyond_the_last_are_refused(text: str, n_pages: int, has: str) -> None:
    with pytest.raises(PageRangeError, match=f"it has only {has}$"):
        parse_page_range(text, n_pages)


@settings(deadline=None)
@given(st.sets(st.integers(1, 40), min_size=1))
def test_any_set_of_pages_survives_being_written_out(pages: set[int]) -> None:
    assert parse_page_range(",".join(map(str, pages)), 40) == sorted(pages)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.text(alphabet="0123456789-, ", max_size=12), st.integers(1, 20))
def test_whatever_is_accepted_lies_within_the_document(text: str, n_pages: int) -> None:
    try:
        pages = parse_page_range(text, n_pages)
    except PageRangeError:
        assume(False)
    else:
        assert pages == sorted(set(pages))
        assert set(pages) <= set(range(1, n_pages + 1))
        assert pages
