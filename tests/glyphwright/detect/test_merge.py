import numpy as np
import pytest

from glyphwright.detect.bars import bars_around
from glyphwright.detect.merge import Pieces, connected, covered, lines_from_pieces, merge_cells, merge_pairs, suppress


def bar(x: float, y: float, length: float, height: float, degrees: float = 0) -> np.ndarray:
    """A bar whose centre is (x, y)."""
    return bars_around(np.array([[x, y]]), np.deg2rad([degrees]), np.array([[length, height]]))[0]


def pieces(length: float, *, step: float, reach: float, degrees: float = 0) -> np.ndarray:
    """What places along a line from (50, 300) see of it, `reach` pixels to each side."""
    a = np.deg2rad(degrees)
    bars = []
    for t in np.arange(step / 2, length, step):
        first, last = max(0, t - reach), min(length, t + reach)
        middle = (first + last) / 2
        bars.append(bar(50 + middle * np.cos(a), 300 + middle * np.sin(a), last - first, 20, degrees))
    return np.array(bars)


@pytest.mark.parametrize("degrees", [-90, -20, 0, 7])
def test_pieces_of_a_long_line_become_the_line(degrees: float) -> None:
    parts = pieces(1000, step=16, reach=60, degrees=degrees)
    rng = np.random.default_rng(0)
    noisy = parts + rng.normal(0, 0.7, parts.shape)
    (region,) = lines_from_pieces([Pieces.of(noisy, rng.uniform(0.6, 1, len(parts)))], min_score=0.5)
    top_left, top_right, _, bottom_left = region.polygon.array
    assert np.linalg.norm(top_right - top_left) == pytest.approx(1000, abs=4)
    assert np.linalg.norm(bottom_left - top_left) == pytest.approx(20, abs=1)
    assert np.allclose((top_left + bottom_left) / 2, [50, 300], atol=2.5)


def test_a_stray_end_in_the_middle_does_not_lengthen_a_line() -> None:
    parts = pieces(600, step=16, reach=60)
    parts[2, 0] -= 80
    cells = np.ones((1, len(parts)), bool)
    merged = merge_cells(parts, np.ones(len(parts)), cells, pitch=(16, 16))
    assert merged.bars[0, 0] == pytest.approx(50, abs=2)


def test_neighbours_in_a_row_and_lines_above_each_other_stay_apart() -> None:
    bars = np.array([bar(100, 50, 100, 20), bar(205, 50, 100, 20), bar(100, 74, 100, 20), bar(100, 95, 100, 20)])
    assert len(lines_from_pieces([Pieces.of(bars, np.ones(4))], min_score=0.5)) == 4


def test_what_is_printed_in_a_headline_is_no_line_beside_it() -> None:
    bars = np.array([bar(100, 50, 100, 40), bar(90, 52, 60, 12)])
    (line,) = lines_from_pieces([Pieces.of(bars, np.ones(2))], min_score=0.5)
    assert line.polygon.box.height == pytest.approx(40)


def test_a_box_that_little_speaks_for_does_not_drop_the_lines_in_it() -> None:
    bars = np.array([bar(100, 50, 200, 60), bar(100, 40, 180, 12), bar(100, 60, 180, 12)])
    found = lines_from_pieces([Pieces(bars, np.ones(3), np.array([100.0, 900, 800]))], min_score=0.5)
    assert sorted(round(line.polygon.box.height) for line in found) == [12, 12, 60]


def test_faint_lines_are_left_out_and_drop_nothing() -> None:
    bars = np.array([bar(100, 50, 100, 20), bar(100, 52, 90, 12)])
    (line,) = lines_from_pieces([Pieces(bars, np.array([0.3, 0.9]), np.array([5.0, 1]))], min_score=0.5)
    assert line.score == pytest.approx(0.9)


def test_no_pieces_are_no_lines() -> None:
    assert lines_from_pieces([Pieces.of(np.zeros((0, 5)), np.zeros(0))], min_score=0.5) == []


def test_cells_far_apart_are_not_compared() -> None:
    cells = np.zeros((4, 40), bool)
    cells[1, [3, 4, 6, 30]] = True
    bars = np.array([bar(100, 50, 100, 20)] * 4)
    merged = merge_cells(bars, np.array([0.8, 0.8, 0.8, 0.6]), cells, pitch=(8, 8))
    assert np.allclose(merged.bars, bars[:2])
    assert np.allclose(merged.scores, [0.8, 0.6])
    assert np.allclose(merged.weights, [64 * 2.4, 64 * 0.6])


def test_the_sure_count_for_more() -> None:
    bars = np.array([bar(100, 50, 100, 20), bar(100, 56, 100, 20)])
    merged = merge_pairs(Pieces.of(bars, np.array([0.9, 0.3])), bars[:, :2], np.array([[0, 1]]))
    assert merged.bars[0, 1] == pytest.approx(51.5)


def test_groups_are_what_pairs_connect() -> None:
    rng = np.random.default_rng(0)
    chain = rng.permutation(200)
    pairs = np.stack([chain[:-1], chain[1:]], axis=1)
    assert connected(201, pairs).max() == 1
    assert connected(200, np.delete(pairs, [50, 120], axis=0)).max() == 2
    assert connected(3, np.zeros((0, 2), np.int64)).tolist() == [0, 1, 2]


def test_the_weightier_of_two_that_cover_each_other_is_kept() -> None:
    bars = np.array([bar(100, 50, 100, 20), bar(104, 51, 90, 22), bar(300, 50, 100, 20), bar(104, 62, 90, 20)])
    assert sorted(suppress(bars, np.array([1.0, 2, 3, 0.5])).tolist()) == [1, 2, 3]
    assert suppress(bars, np.array([2.0, 1, 3, 0.5])).tolist() == [2, 0, 3]


def test_what_counts_is_how_much_of_its_middle_lies_in_another() -> None:
    bars = np.array([bar(100, 50, 100, 20), bar(125, 50, 150, 20), bar(200, 50, 100, 20), bar(100, 61, 100, 40)])
    assert np.allclose(covered(bars, bars[0]), [1, 2 / 3, 0, 0])
    crossing = bar(100, 50, 100, 20, 30)
    assert covered(crossing[None], bars[0])[0] == pytest.approx(0.4)
