import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glyphwright.geometry import Box, Polygon, Transform, union_of

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
