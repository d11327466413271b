import numpy as np
import pytest

from glyphwright.detect.join import join_pieces
from glyphwright.geometry import Box, Polygon
from glyphwright.stages import Region


def line(left: float, right: float, *, top: float = 100, height: float = 20, score: float = 0.9) -> Region:
    return Region(Box(left, top, right, top + height).polygon, score)


def boxes(regions: list[Region]) -> list[tuple[float, float]]:
    return sorted((region.polygon.box.left, region.polygon.box.right) for region in regions)


def test_pieces_a_word_space_apart_become_one_line() -> None:
    (joined,) = join_pieces([line(208, 300, score=0.5), line(10, 200, score=0.9)])
    assert joined.polygon.box == Box(10, 100, 300, 120)
    assert joined.score == pytest.approx((0.9 * 190 + 0.5 * 92) / 282)


def test_pieces_that_overlap_at_their_ends_become_one_line_and_three_as_well() -> None:
    assert boxes(join_pieces([line(10, 200), line(190, 300), line(305, 400)])) == [(10, 400)]


@pytest.mark.parametrize(
    "other",
    [
        line(230, 400),  # a gutter between
        line(205, 400, top=108),  # on another row
        line(205, 400, top=85, height=40),  # a heading beside
        line(20, 150),  # one within the other
    ],
)
def test_what_is_no_piece_of_the_same_line_stays(other: Region) -> None:
    assert len(join_pieces([line(10, 200), other])) == 2


def test_tilted_pieces_are_joined_along_their_direction() -> None:
    turn = np.array([[np.cos(0.2), np.sin(0.2)], [-np.sin(0.2), np.cos(0.2)]])
    pieces = [Region(Polygon.from_array(line(a, b).polygon.array @ turn)) for a, b in ((10, 200), (205, 300))]
    (joined,) = join_pieces(pieces)
    assert np.allclose(joined.polygon.array @ turn.T, line(10, 300).polygon.array)


def test_one_line_or_none_is_left_alone() -> None:
    assert join_pieces([]) == []
    assert join_pieces([line(10, 20)]) == [line(10, 20)]


def test_pieces_of_a_page_of_hundreds_of_lines_find_one_another() -> None:
    pieces = [line(left, left + 90, top=30 * row) for left in (0, 95) for row in range(300)]
    joined = join_pieces(pieces)
    assert len(joined) == 300
    assert {(region.polygon.box.left, region.polygon.box.right) for region in joined} == {(0, 185)}
