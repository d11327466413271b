import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glyphwright.geometry import Bend, Box, Polygon, Transform, union_of

coordinate = st.floats(-1000, 1000)
point = st.tuples(coordinate, coordinate)


def test_a_box_overlaps_itself_wholly_and_a_distant_one_not_at_all() -> None:
    box = Box(10, 20, 30, 60)
    assert box.iou(box) == 1
    assert box.iou(Box(30, 20, 50, 60)) == 0
    assert box.iou(Box(20, 20, 40, 60)) == pytest.approx(1 / 3)


def test_the_union_of_boxes_holds_them_all() -> None:
    assert union_of([Box(0, 0, 1, 1), Box(5, -2, 6, 3)]) == Box(0, -2, 6, 3)


def test_the_polygon_of_a_box_starts_at_its_top_left_and_goes_clockwise() -> None:
    assert Box(1, 2, 3, 5).polygon.points == ((1, 2), (3, 2), (3, 5), (1, 5))


def test_the_area_of_a_triangle_is_half_its_base_times_its_height() -> None:
    assert Polygon(((0, 0), (4, 0), (0, 3))).area == pytest.approx(6)


@given(st.lists(point, min_size=4, max_size=4), st.floats(0.1, 5), st.floats(-3, 3), point)
def test_the_inverse_of_a_transform_leads_back(
    corners: list[tuple[float, float]], scale: float, angle: float, shift: tuple[float, float]
) -> None:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scale
    transform = Transform.from_array(np.column_stack([turn, shift]))
    polygon = Polygon(tuple(corners))
    assert np.allclose(transform.inverse(transform(polygon)).array, polygon.array, atol=1e-6)


def test_transforms_apply_in_the_order_in_which_they_are_chained() -> None:
    double_then_shift = Transform.scale(2, 2).then(Transform.shift(1, 0))
    assert double_then_shift(Polygon(((1, 1),))).points == ((3, 2),)


@pytest.mark.parametrize(("quarters", "corner"), [(0, (1, 2)), (1, (3, 1)), (2, (9, 3)), (3, (2, 9)), (-1, (2, 9))])
def test_quarter_turns_move_a_point_as_its_picture_turns(quarters: int, corner: tuple[float, float]) -> None:
    """A point of a picture 10 wide and 5 high."""
    assert Transform.quarter_turns(quarters, 10, 5)(Polygon(((1, 2),))).points == (corner,)


def bent_outline(height: float = 20.0) -> Polygon:
    """A line 400 long that bends down by 50, and whose letters lean."""
    x = np.linspace(0, 400, 9)
    middle = np.column_stack([100 + x, 200 + 50 * (x / 400) ** 2])
    down = np.column_stack([-0.2 * x / 400, np.ones(9)]) * height / 2
    return Polygon.from_array(np.concatenate([middle - down, (middle + down)[::-1]]))


def test_a_bend_leads_from_the_corners_of_a_level_picture_to_those_of_its_outline() -> None:
    outline = bent_outline()
    bend = Bend.along(outline, 600, 30)
    assert np.allclose(bend(Box(0, 0, 600, 30).polygon).array, outline.corners)
    assert bend.columns[0] == 0
    assert bend.columns[-1] == pytest.approx(600)
    assert np.diff(bend.columns)[-1] > np.diff(bend.columns)[0]  # where the line is steep, it is longer than wide


@given(st.lists(st.tuples(st.floats(-5, 605), st.floats(-10, 40)), min_size=1))
def test_points_come_back_from_a_bend(points: list[tuple[float, float]]) -> None:
    bend = Bend.along(bent_outline(), 600, 30).then(Transform.scale(0.5, 2))
    assert np.allclose(bend.back(bend.points(np.array(points))), points, atol=1e-6)


def test_a_bend_from_a_picture_on_its_head_leads_to_the_same_places() -> None:
    bend = Bend.along(bent_outline(), 600, 30)
    points = np.array([[0.0, 0.0], [123.0, 7.0], [600.0, 30.0]])
    assert np.allclose(bend.upside_down(600, 30).points((600, 30) - points), bend.points(points))


def test_a_straight_outline_bends_as_an_affine_map() -> None:
    quad = Polygon(((10, 20), (110, 40), (106, 60), (6, 40)))
    bend = Bend.along(quad, 50, 10)
    assert np.allclose(bend.points(np.array([[25.0, 5.0], [50.0, 10.0]])), [[58, 40], [106, 60]])
    assert np.allclose(quad.corners, quad.array)


def test_the_margin_of_a_bent_line_follows_its_edges() -> None:
    outline = bent_outline()
    grown = outline.grown(above=0.5, below=0.25, along=0.3)
    (upper, lower), (wide_upper, wide_lower) = outline.edges, grown.edges
    assert wide_upper[1:-1, 1] == pytest.approx(upper[1:-1, 1] - 10, abs=0.2)
    assert wide_lower[1:-1, 1] == pytest.approx(lower[1:-1, 1] + 5, abs=0.2)
    assert grown.corners[0, 0] == pytest.approx(outline.corners[0, 0] - 6, abs=1.5)
    assert grown.corners[1, 0] == pytest.approx(outline.corners[1, 0] + 6, abs=1.5)
    assert grown.corners[1, 1] - grown.corners[0, 1] > outline.corners[1, 1] - outline.corners[0, 1]
