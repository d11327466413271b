import numpy as np

from glyphwright.geometry import Box, Polygon
from glyphwright.layout import order_lines
from glyphwright.layout.flatten import flatten
from glyphwright.stages import Rule

HEIGHT, STEP = 20.0, 30.0


def fall(x: np.ndarray) -> np.ndarray:
    """Level up to x = 500, and down by six heights of a line at 900."""
    return np.asarray(6 * HEIGHT * np.clip((x - 500) / 400, 0, None) ** 2)


def curled(left: float, right: float, y: float) -> Polygon:
    """A line of a page that curls; of four corners where it does not bend much itself."""
    x = np.linspace(left, right, 12 if right - left > 200 else 2)
    upper = np.column_stack([x, y + fall(x)])
    return Polygon.from_array(np.concatenate([upper, np.add(upper, (0, HEIGHT))[::-1]]))


def table(rows: int) -> list[Polygon]:
    """Rows of a table: an entry at the left, a number where the page falls, under full lines of text."""
    text = [curled(100, 900, 100 + STEP * row) for row in range(4)]
    entries = [(curled(100, 400, y), curled(820, 900, y)) for y in 260 + STEP * np.arange(rows)]
    return [*text, *(line for entry in entries for line in entry)]


def test_lines_of_a_page_that_curls_are_laid_flat() -> None:
    lines = table(8)
    flat, (rule,) = flatten(lines, [Rule((100, 90), (860, 90 + float(fall(np.array(860.0)))), 2)])
    for line, given in zip(flat, lines, strict=True):
        rows = line.edges[0][:, 1]
        assert np.ptp(rows) < 0.5 * HEIGHT
        assert abs(rows.mean() - given.edges[0][0, 1] + float(fall(given.edges[0][:1, 0])[0])) < 0.3 * HEIGHT
    assert abs(rule.start[1] - rule.end[1]) < 0.3 * HEIGHT


def test_rows_are_read_across_though_they_fall_by_several_of_them() -> None:
    lines = table(8)
    read = [line for block in order_lines(lines) for line in block]
    assert read == list(range(len(lines)))


def test_lines_of_four_corners_stay_where_they_are() -> None:
    lines = [Box(10, 20, 300, 40).polygon, Box(10, 50, 300, 70).polygon]
    rules = [Rule((0, 0), (10, 0), 1)]
    assert flatten(lines, rules) == (lines, rules)


def test_a_line_that_bends_while_it_runs_up_a_page_is_no_sign_of_curl() -> None:
    upwards = Polygon(tuple((y, 1000 - x) for x, y in curled(100, 900, 50).points))
    assert flatten([upwards], []) == ([upwards], [])
