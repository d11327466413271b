from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glyphwright.datasets import LabelledImages, resized
from glyphwright.datasets.labelled_images import fit_square
from glyphwright.errors import InputError, OptionError
from glyphwright.geometry import Box


def digits_of(texts: str) -> LabelledImages:
    images = np.arange(len(texts), dtype=np.uint8)[:, None, None] * np.ones((1, 4, 4), dtype=np.uint8)
    return LabelledImages("mine", images, tuple(texts), tuple("0123"))


def numbers() -> LabelledImages:
    images = (np.full((10, 20), 9, dtype=np.uint8), np.full((8, 4), 200, dtype=np.uint8))
    return LabelledImages("street", images, ("20", "1"), tuple("012"), ((Box(0, 0, 10, 10), Box(10, 0, 20, 10)), ()))


def test_labels_are_places_among_the_classes() -> None:
    labels = digits_of("3001").labels
    assert labels.dtype == np.int64
    assert labels.tolist() == [3, 0, 0, 1]


def test_a_text_that_is_no_class_is_named() -> None:
    with pytest.raises(InputError, match=r"street: the text '20' is none of its 3 classes"):
        _ = numbers().labels


@pytest.mark.parametrize("places", [[2, 0], np.array([2, 0]), (-2, 0), range(2, -1, -2)])
def test_images_are_taken_in_the_order_of_their_places(places: Any) -> None:
    some = digits_of("3012").take(places)
    assert isinstance(some.images, np.ndarray)
    assert (some.texts, some.images[:, 0, 0].tolist()) == (("1", "3"), [2, 0])
    assert some.classes == tuple("0123")


def test_images_are_taken_by_a_mask_or_not_at_all() -> None:
    assert digits_of("3012").take([True, False, False, True]).texts == ("3", "2")
    nothing = digits_of("3012").take([])
    assert (len(nothing), nothing.labels.tolist()) == (0, [])


def test_images_of_different_sizes_keep_their_boxes() -> None:
    taken = numbers().take([1, 0])
    assert [image.shape for image in taken.images] == [(8, 4), (10, 20)]
    assert [len(boxes) for boxes in taken.boxes] == [0, 2]


def test_images_texts_and_boxes_must_be_as_many() -> None:
    image = np.zeros((1, 2, 2), dtype=np.uint8)
    with pytest.raises(ValueError, match="1 images, 2 texts"):
        LabelledImages("mine", image, ("a", "b"), ("a", "b"))
    with pytest.raises(ValueError, match="2 lists of boxes"):
        LabelledImages("mine", image, ("a",), ("a", "b"), ((), ()))
    with pytest.raises(ValueError, match="twice"):
        LabelledImages("mine", image, ("a",), ("a", "a"))


def test_what_has_the_size_already_is_left_as_it_is() -> None:
    data = digits_of("01")
    assert resized(data, 4) is data


def test_boxes_follow_their_images_into_the_square() -> None:
    data = resized(numbers(), 40)
    assert isinstance(data.images, np.ndarray)
    assert data.images.shape == (2, 40, 40)
    assert data.boxes == ((Box(0, 10, 20, 30), Box(20, 10, 40, 30)), ())


def test_no_size_below_one() -> None:
    with pytest.raises(OptionError, match="size 0"):
        resized(numbers(), 0)


def test_padding_is_the_median_of_the_border() -> None:
    image = np.full((4, 8), 250, dtype=np.uint8)
    image[1:3, 1:7] = 0
    square = fit_square(image, 8)
    assert (square[:2] == 250).all()
    assert (square[6:] == 250).all()
    assert (square[2:6] == image).all()


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 40))
def test_aspect_is_kept_whatever_the_size(height: int, width: int, size: int) -> None:
    image = np.full((height, width), 200, dtype=np.uint8)
    image[:, 0] = image[:, -1] = image[0] = image[-1] = 10
    assert fit_square(image, size).shape == (size, size)
    data = LabelledImages("mine", (image,), ("a",), ("a",), ((Box(0, 0, width, height),),))
    ((box,),) = resized(data, size).boxes
    assert max(box.width, box.height) == size
    assert abs(box.width / size - width / max(width, height)) <= 1 / size
    assert abs((box.left + box.right) / 2 - size / 2) <= 0.5
    assert abs((box.top + box.bottom) / 2 - size / 2) <= 0.5
