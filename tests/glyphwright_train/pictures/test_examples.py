import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.errors import InputError
from glyphwright_train.pictures.examples import draw_class_grid, draw_random_grid

pytestmark = pytest.mark.train


def test_the_first_and_the_tenth_of_each_class_are_drawn(strokes: LabelledImages) -> None:
    axes = draw_class_grid(strokes).axes[0]
    brightness = [int(np.asarray(drawn.get_array()).max()) for drawn in axes.images]
    own = [101 + i for i, text in enumerate(strokes.texts) if text == "a"]
    assert brightness == [own[0], own[9], 102]
    texts = [text.get_text() for text in axes.texts]
    assert [text for text in texts if "(" in text] == ["a   (12)", "b   (3)", "$c$   (0)"]
    assert texts.count("none") == 3


def test_a_random_grid_draws_different_pictures_the_same_for_a_seed(strokes: LabelledImages) -> None:
    def drawn(seed: int) -> list[tuple[int, str]]:
        axes = draw_random_grid(strokes, seed, count=8).axes[0]
        texts = [text.get_text() for text in axes.texts[1:]]
        return [(int(np.asarray(i.get_array()).max()), text) for i, text in zip(axes.images, texts, strict=True)]

    first = drawn(1)
    assert len({brightness for brightness, _ in first}) == 8
    assert all(strokes.texts[brightness - 101] == text for brightness, text in first)
    assert drawn(1) == first
    assert drawn(2) != first


def test_an_empty_set_is_refused(strokes: LabelledImages) -> None:
    with pytest.raises(InputError, match="no pictures"):
        draw_class_grid(strokes.take([]))
    with pytest.raises(InputError, match="no pictures"):
        draw_random_grid(strokes.take([]), 1)
