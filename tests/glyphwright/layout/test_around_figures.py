from glyphwright.geometry import Box, Polygon
from glyphwright.layout import Figure, order_around, order_lines


def column(x: float, y: float, n: int, width: float = 400) -> list[Polygon]:
    return [Box(x, y + 27 * k, x + width, y + 27 * k + 20).polygon for k in range(n)]


def test_without_figures_nothing_changes() -> None:
    lines = [*column(50, 50, 12), *column(500, 50, 12)]
    assert order_around([], lines) == (order_lines(lines), {})


def test_a_figure_stands_before_its_caption() -> None:
    lines = [*column(50, 50, 5), *column(50, 460, 1), *column(50, 560, 5)]
    figure = Figure(Box(60, 220, 440, 450))
    blocks, outlines = order_around([figure], lines)
    assert outlines == {1: figure.box.polygon}
    assert blocks == [[0, 1, 2, 3, 4], [], [5], [6, 7, 8, 9, 10]]


def test_a_figure_over_two_columns_is_read_before_both_and_one_below_them_after_both() -> None:
    lines = [*column(50, 400, 12), *column(500, 400, 12)]
    above, below = Figure(Box(50, 50, 900, 380)), Figure(Box(50, 750, 900, 990))
    blocks, outlines = order_around([above, below], lines)
    assert sorted(outlines) == [0, 3]
    assert blocks == [[], [*range(12)], [*range(12, 24)], []]


def test_a_figure_in_the_second_column_is_read_there() -> None:
    lines = [*column(50, 50, 24), *column(500, 400, 11)]
    blocks, outlines = order_around([Figure(Box(510, 50, 890, 380))], lines)
    assert sorted(outlines) == [1]
    assert blocks == [[*range(24)], [], [*range(24, 35)]]


def test_the_lines_of_a_figure_stand_in_it_in_their_order() -> None:
    labels = [Box(120, 300, 150, 320).polygon, Box(120, 220, 150, 240).polygon]
    lines = [*column(50, 50, 5), *labels, *column(50, 400, 5)]
    blocks, outlines = order_around([Figure(Box(100, 200, 440, 380), (5, 6))], lines)
    assert list(outlines) == [1]
    assert blocks == [[0, 1, 2, 3, 4], [6, 5], [7, 8, 9, 10, 11]]


def test_a_figure_alone_on_its_page_is_all_there_is() -> None:
    figure = Figure(Box(100, 200, 440, 380))
    assert order_around([figure], []) == ([[]], {0: figure.box.polygon})


def test_a_figure_beside_all_text_keeps_its_height() -> None:
    lines = [*column(300, 50, 3), *column(300, 600, 3)]
    blocks, _ = order_around([Figure(Box(20, 300, 200, 400))], lines)
    assert blocks == [[0, 1, 2], [], [3, 4, 5]]
