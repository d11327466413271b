import numpy as np
import pytest

from glyphwright.geometry import Polygon
from glyphwright.pixels import median_level, percentiles, rectify, resize, to_grey


def test_grey_weighs_green_most() -> None:
    colours = np.eye(3, dtype=np.uint8)[None] * 255
    red, green, blue = to_grey(colours)[0]
    assert green > red > blue


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (4, 7), (50, 60)])
def test_percentiles_are_those_of_sorted_pixels(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    assert median_level(image) == np.median(image)
    percents = [0, 0.5, 3, 50, 97.3, 100]
    assert np.allclose(percentiles(image, percents), np.percentile(image, percents), atol=1e-9)


def test_an_upright_rectangle_is_cut_out_unchanged() -> None:
    image = np.random.default_rng(0).integers(0, 256, (40, 60), dtype=np.uint8)
    cut, to_image = rectify(image, Polygon(((10, 5), (30, 5), (30, 25), (10, 25))), 20, 20)
    assert np.abs(cut.astype(int) - image[5:25, 10:30]).max() <= 1
    assert np.allclose(to_image(Polygon(((0, 0), (20, 20)))).array, [(10, 5), (30, 25)])


def test_a_turned_rectangle_comes_out_upright() -> None:
    image = np.full((100, 100), 255, np.uint8)
    image[20:80, 45:55] = 0
    cut, _ = rectify(image, Polygon(((45, 80), (45, 20), (55, 20), (55, 80))), 60, 10)
    assert cut.shape == (10, 60)
    assert cut.max() < 20


def test_thin_strokes_survive_shrinking() -> None:
    image = np.full((400, 400), 255, np.uint8)
    image[:, 200] = 0
    cut, _ = rectify(image, Polygon(((0, 0), (400, 0), (400, 400), (0, 400))), 40, 40)
    assert cut.min() < 245


def test_outside_the_image_its_border_goes_on() -> None:
    image = np.full((20, 20), 77, np.uint8)
    cut, _ = rectify(image, Polygon(((-10, -10), (30, -10), (30, 30), (-10, 30))), 40, 40)
    assert (cut == 77).all()


def test_a_quadrilateral_beside_the_image_is_an_error() -> None:
    with pytest.raises(ValueError, match="outside"):
        rectify(np.zeros((20, 20), np.uint8), Polygon(((50, 0), (60, 0), (60, 10), (50, 10))), 10, 10)


def test_resizing_gives_exactly_the_size_asked_for() -> None:
    assert resize(np.zeros((10, 20), np.uint8), 7, 33).shape == (33, 7)
