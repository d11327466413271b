import numpy as np
import pytest

from glyphwright.preprocess.orientation import cut_pictures, find_orientation, four_turns, turn_quarters, turn_upright
from glyphwright.runtime import Model, load_model
from glyphwright.stages import PageImage
from glyphwright.zoo import find_model


@pytest.fixture
def model() -> Model:
    return load_model(find_model("page_orientation"), task="page_orientation")


@pytest.mark.parametrize("quarters", range(4))
def test_all_four_orientations_of_a_page_become_one(text_page: PageImage, model: Model, quarters: int) -> None:
    lying = PageImage(np.ascontiguousarray(np.rot90(text_page.pixels, quarters)))
    upright = turn_upright(lying, model)
    assert np.array_equal(upright.pixels, text_page.pixels)
    assert upright.rotation_degrees == 90 * quarters
    assert find_orientation(lying.pixels, model).quarters == quarters


def test_noise_is_left_as_it_lies(model: Model) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (600, 500, 3), dtype=np.uint8)
    image = PageImage(noise)
    assert turn_upright(image, model) is image


def test_quarters_turn_clockwise_and_four_are_none() -> None:
    image = PageImage(np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3))
    turned = turn_quarters(image, 1)
    assert np.array_equal(turned.pixels[0, -1], image.pixels[0, 0])
    # The middle of the pixel that came from the upper left corner.
    assert turned.to_source.points(np.array([[3.5, 0.5]])).tolist() == [[0.5, 0.5]]
    back = turn_quarters(turned, 3)
    assert (back.rotation_degrees, back.source_size) == (0, (4, 6))
    assert np.allclose(back.to_source.array, np.eye(3))


def test_a_page_without_ink_gives_no_pictures() -> None:
    assert list(cut_pictures(np.full((900, 700, 3), 255, np.uint8))) == []


def test_each_picture_stands_in_its_four_turns() -> None:
    picture = np.zeros((1, 128, 128), np.uint8)
    picture[0, 0, :] = 255
    turns = four_turns(picture)
    assert turns.shape == (4, 1, 128, 128)
    bright = [turns[0, 0, 0, :], turns[1, 0, :, -1], turns[2, 0, -1, :], turns[3, 0, :, 0]]
    assert all(side.min() == 1.0 for side in bright)
