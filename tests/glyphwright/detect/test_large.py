from glyphwright.detect.large import with_large_lines
from glyphwright.geometry import Box
from glyphwright.stages import Region


def region(left: float, top: float, right: float, bottom: float) -> Region:
    return Region(Box(left, top, right, bottom).polygon)


TITLE = region(100, 100, 900, 300)
FOOTNOTE = region(100, 700, 600, 720)


def test_a_large_line_takes_the_place_of_its_pieces() -> None:
    pieces = [region(250, 120, 400, 290), region(600, 110, 700, 300)]
    assert with_large_lines([*pieces, FOOTNOTE], [TITLE], least_px=96) == [FOOTNOTE, TITLE]
    assert with_large_lines([FOOTNOTE], [TITLE], least_px=96) == [FOOTNOTE, TITLE]


def test_a_large_line_that_was_found_whole_stays_as_it_was_found() -> None:
    whole = [region(105, 102, 890, 298)]
    assert with_large_lines(whole, [TITLE], least_px=96) == whole


def test_rows_of_small_print_are_no_large_line() -> None:
    rows = [region(100, 110 + 40 * i, 880, 135 + 40 * i) for i in range(5)]
    assert with_large_lines(rows, [TITLE], least_px=96) == rows


def test_rows_of_small_print_among_large_letters_stay_but_not_parts_of_letters() -> None:
    caption, bowl = region(400, 260, 500, 280), region(200, 180, 230, 240)
    assert with_large_lines([caption, bowl], [TITLE], least_px=96) == [caption, TITLE]


def test_what_is_ordinary_print_for_the_closer_look_is_left_to_it() -> None:
    assert with_large_lines([], [region(100, 100, 400, 140)], least_px=96) == []
