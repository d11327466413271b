import numpy as np
import pytest

from glyphwright_train.synth.wear import (
    CAMERA_EFFECTS,
    EFFECTS,
    invert,
    noise_patch,
    speckle,
    spread_ink,
    threshold,
    wear,
)

pytestmark = pytest.mark.train

ALL = [effect for effect, _ in EFFECTS]


def picture() -> np.ndarray:
    image = np.full((60, 300), 255, np.uint8)
    image[20:40, 30:270:12] = 0
    return image


@pytest.mark.parametrize("effect", ALL, ids=lambda effect: effect.__name__)
@pytest.mark.parametrize("strength", [0.0, 1.0])
@pytest.mark.parametrize("text_height", [10.0, 60.0])
def test_every_effect_keeps_size_type_and_contrast(effect: object, strength: float, text_height: float) -> None:
    for seed in range(5):
        worn = effect(picture(), np.random.default_rng(seed), strength, text_height)
        assert worn.shape == (60, 300)
        assert worn.dtype == np.uint8
        assert np.ptp(worn) > 25


def test_the_same_seed_wears_alike_and_another_one_differently() -> None:
    def worn(seed: int) -> np.ndarray:
        return wear(picture(), np.random.default_rng(seed), strength=0.8, text_height=20)

    assert (worn(3) == worn(3)).all()
    assert any((worn(3) != worn(seed)).any() for seed in range(4, 8))


def test_without_strength_most_pictures_stay_nearly_clean() -> None:
    worn = [wear(picture(), np.random.default_rng(seed), strength=0.0, text_height=20) for seed in range(40)]
    changes = [np.abs(image.astype(int) - picture()).mean() for image in worn]
    assert np.median(changes) < 25


def test_threshold_leaves_two_levels() -> None:
    assert set(np.unique(threshold(picture(), np.random.default_rng(0), 0.5, 20))) <= {0, 255}


def test_noise_has_unit_variance_at_every_grain_and_covers_large_pages() -> None:
    for grain in (0.0, 1.0, 8.0, 30.0):
        patch = noise_patch(np.random.default_rng(0), (1500, 1100), grain)
        assert patch.shape == (1500, 1100)
        assert patch.std() == pytest.approx(1, abs=0.25)


def test_only_the_effects_asked_for_are_applied() -> None:
    worn = wear(picture(), np.random.default_rng(0), strength=1.0, text_height=20.0, effects=((invert, 10.0),))
    assert (worn == 255 - picture()).all()


def test_a_camera_leaves_paper_and_ink_alone() -> None:
    assert not {speckle, threshold, spread_ink} & {effect for effect, _ in CAMERA_EFFECTS}
