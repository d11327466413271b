import numpy as np
import pytest

from glyphwright.detect import cut_lines, part_lines
from glyphwright.detect.db import CORE_SHARE, HEIGHT_UNIT_PX, STRIDE_PX, find_in_maps
from glyphwright.detect.join import join_pieces
from glyphwright.geometry import Box, Polygon
from glyphwright.pixels import rectify
from glyphwright.stages import PageImage, Region

HEIGHT = 24.0


def fall(x: np.ndarray, reach: float) -> np.ndarray:
    """Level up to x = 400, and down by `reach` heights at 800."""
    return np.asarray(reach * HEIGHT * np.clip((x - 400) / 400, 0, None) ** 2)


def maps_of_curled_line(reach: float, *, raised: tuple[float, float] = (0, 0)) -> np.ndarray:
    """Maps of a line from x = 100 to 800, y = 200; between two places what stands there is raised, as stars are."""
    y, x = (np.mgrid[0:100, 0:240].astype(np.float64) + 0.5) * STRIDE_PX
    across = y - 200 - fall(x, reach)
    star = (x > raised[0]) & (x < raised[1])
    core = np.abs(across + 0.48 * HEIGHT * star) < CORE_SHARE * HEIGHT / 2
    maps = np.zeros((3, 100, 240), np.float32)
    maps[:2] = np.where(core & (x > 100) & (x < 800), 9.0, -9.0)
    maps[2] = np.log(HEIGHT / HEIGHT_UNIT_PX)
    return maps


@pytest.mark.parametrize("reach", [1.0, 2.0, 4.0])
def test_the_outline_of_a_line_that_bends_follows_it(reach: float) -> None:
    (line,) = find_in_maps(maps_of_curled_line(reach), min_score=0.5)
    upper, lower = line.polygon.edges
    middle = (upper + lower) / 2
    assert len(upper) > 10
    assert middle[:, 1] == pytest.approx(200 + fall(middle[:, 0], reach), abs=0.1 * HEIGHT)
    assert middle[[0, -1], 0] == pytest.approx([100, 800], abs=10)


@pytest.mark.parametrize("reach", [0.0, 0.5])
def test_a_line_that_hardly_bends_has_four_corners(reach: float) -> None:
    (line,) = find_in_maps(maps_of_curled_line(reach), min_score=0.5)
    assert len(line.polygon.points) == 4


def test_raised_marks_do_not_bend_a_line() -> None:
    (line,) = find_in_maps(maps_of_curled_line(0, raised=(600, 800)), min_score=0.5)
    assert len(line.polygon.points) == 4


def quad(left: float, right: float, reach: float) -> Region:
    """A straight piece of a line that bends."""
    (top_left, top_right) = (200 + float(fall(np.array([x]), reach)[0]) - HEIGHT / 2 for x in (left, right))
    corners = ((left, top_left), (right, top_right), (right, top_right + HEIGHT), (left, top_left + HEIGHT))
    return Region(Polygon(corners))


@pytest.mark.parametrize("length", [95, 100, 104])
def test_straight_pieces_that_turn_a_little_each_become_one_line_that_bends(length: float) -> None:
    (line,) = join_pieces([quad(left, left + length, 2.0) for left in (600, 100, 500, 300, 700, 400, 200)])
    upper, lower = line.polygon.edges
    middle = (upper + lower) / 2
    assert len(upper) >= 8
    assert (np.diff(middle[:, 0]) > 1).all()
    assert middle[:, 1] == pytest.approx(200 + fall(middle[:, 0], 2.0), abs=0.15 * HEIGHT)


def test_a_line_that_bends_goes_on_as_it_ends() -> None:
    (bent,) = join_pieces([quad(left, left + 95, 3.0) for left in (100, 200, 300, 400, 500, 600)])
    on, aside = quad(700, 760, 3.0), Region(Box(705, 190, 800, 214).polygon)
    assert len(join_pieces([bent, on])) == 1
    assert len(join_pieces([bent, aside])) == 2


def drawn(reach: float, step: int = 10) -> PageImage:
    """Upright strokes, 3 pixels wide, along a curled line, with a wide blank in the middle."""
    pixels = np.full((400, 960, 3), 255, np.uint8)
    for x in [*range(104, 430, step), *range(480, 796, step)]:
        top = 200 - HEIGHT / 2 + float(fall(np.array([x + 1.5]), reach)[0])
        pixels[round(top) : round(top + HEIGHT), x : x + 3] = 0
    return PageImage(pixels)


def test_the_crop_of_a_line_that_bends_is_level_and_knows_the_way_back() -> None:
    (line,) = find_in_maps(maps_of_curled_line(3.0), min_score=0.5)
    (crop,) = cut_lines(drawn(3.0, step=3), [line], height=36)
    inked = crop.pixels < 128
    strokes = np.flatnonzero(inked.sum(axis=0) > 18)
    tops = inked.argmax(axis=0)[strokes]
    assert len(strokes) > 400
    assert np.percentile(tops, 98) - np.percentile(tops, 2) <= 3
    tips = np.column_stack([strokes + 0.5, tops])
    x, y = crop.to_page.points(tips).T
    assert np.abs(y - (200 - HEIGHT / 2 + fall(x, 3.0))).mean() < 1
    assert (x[0], x[-1]) == pytest.approx((104, 796), abs=4)
    on_its_head = crop.turned.to_page.points(np.array([[crop.pixels.shape[1], 36.0]]) - tips)
    assert np.allclose(on_its_head, np.column_stack([x, y]))


def test_a_crop_of_four_corners_is_cut_as_it_always_was() -> None:
    image, line = drawn(0.0), quad(100, 800, 0.0)
    (crop,) = cut_lines(image, [line], height=36)
    frame = line.polygon.grown(above=0.20, below=0.14, along=0.30)
    pixels, to_page = rectify(image.pixels[..., 0], frame, crop.pixels.shape[1], 36)
    assert np.array_equal(crop.pixels, pixels)
    assert crop.to_page == to_page


@pytest.mark.parametrize("reach", [0.0, 2.0, 3.0])
def test_lines_that_bend_are_parted_at_a_gutter_that_they_share(reach: float) -> None:
    (line,) = find_in_maps(maps_of_curled_line(reach), min_score=0.5)
    page = np.full((700, 960, 3), 255, np.uint8)
    rows = range(0, 300, 50)
    for row in rows:
        page[row : row + 400] = np.minimum(page[row : row + 400], drawn(reach).pixels)
    lines = [Region(Polygon.from_array(np.add(line.polygon.array, (0, row)))) for row in rows]
    parts = part_lines(PageImage(page), lines)
    assert len(parts) == 2 * len(lines)
    ends = sorted(float(part.polygon.corners[1, 0]) for part in parts)
    assert ends[: len(lines)] == pytest.approx([433] * len(lines), abs=10)
