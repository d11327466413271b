import numpy as np
import pytest

from glyphwright_train.synth.digit_scenes import SCENES, draw_cluttered, draw_pairs, draw_translated

pytestmark = pytest.mark.train

DIGITS = np.stack([np.full((28, 28), 10 + 20 * label, np.uint8) for label in range(10)])
LABELS = np.arange(10)


def test_a_translated_digit_is_whole_and_alone() -> None:
    scenes, labels = draw_translated(np.random.default_rng(0), DIGITS, LABELS, np.array([3, 9]))
    assert scenes.shape == (2, 60, 60)
    assert labels.tolist() == [[3], [9]]
    assert [(scene > 0).sum() for scene in scenes] == [784, 784]
    assert scenes[0].max() == 70


def test_clutter_is_pieces_of_other_digits() -> None:
    scenes, labels = draw_cluttered(np.random.default_rng(0), DIGITS, LABELS, np.full(50, 9))
    assert labels.tolist() == [[9]] * 50
    assert all((scene == 190).sum() >= 784 for scene in scenes)
    assert np.mean([(scene > 0).sum() for scene in scenes]) > 784 + 60


def test_pairs_are_said_from_left_to_right_and_do_not_overlap() -> None:
    scenes, labels = draw_pairs(np.random.default_rng(0), DIGITS, LABELS, np.arange(10).repeat(5))
    for scene, (left, right) in zip(scenes, labels, strict=True):
        assert (scene > 0).sum() == 2 * 784
        if left != right:
            first, second = (np.nonzero(scene == 10 + 20 * label)[1].mean() for label in (left, right))
            assert first < second


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_the_same_generator_draws_the_same_scene(scene: object) -> None:
    first, second = (scene.draw(np.random.default_rng(1), DIGITS, LABELS, np.arange(5)) for _ in range(2))
    assert np.array_equal(first[0], second[0])
    assert first[0].shape == (5, scene.side_px, scene.side_px)
    assert first[1].shape == (5, scene.characters)
