from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch")

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright_train.augment import GENTLE, ROBUST, Distribution, augment, robust_set

pytestmark = pytest.mark.train

STILL = Distribution(rotation_degrees=0, translation=0, scale=0, shear_degrees=0, chance=0)


def bars(n: int = 4) -> np.ndarray:
    images = np.zeros((n, 28, 28), np.uint8)
    images[:, 4:24, 12:16] = 255
    return images


def centre(image: np.ndarray) -> tuple[float, float]:
    weights = image.astype(float)
    y, x = np.mgrid[:28, :28]
    return float((y * weights).sum() / weights.sum()), float((x * weights).sum() / weights.sum())


def test_nothing_drawn_changes_nothing() -> None:
    assert np.array_equal(augment(bars(), np.random.default_rng(0), STILL), bars())


def test_translation_moves_by_no_more_than_its_share() -> None:
    moved = augment(bars(200), np.random.default_rng(0), replace(STILL, translation=0.1))
    shifts = np.array([centre(image) for image in moved]) - centre(bars(1)[0])
    assert np.abs(shifts).max() <= 2.85
    assert np.abs(shifts).max(axis=0).min() > 2.0


def test_rotation_turns_about_the_middle_by_no_more_than_its_angle() -> None:
    turned = augment(bars(100), np.random.default_rng(0), replace(STILL, rotation_degrees=20))
    angles = []
    for image in turned:
        y, x = np.nonzero(image > 128)
        angles.append(np.rad2deg(np.arctan(np.polyfit(y, x, 1)[0])))
    assert 15 < np.abs(angles).max() < 22
    assert np.allclose([centre(image) for image in turned], centre(bars(1)[0]), atol=0.4)


def test_scale_lengthens_and_shortens() -> None:
    scaled = augment(bars(100), np.random.default_rng(0), replace(STILL, scale=0.2))
    lengths = [np.ptp(np.nonzero(image > 128)[0]) + 1 for image in scaled]
    assert min(lengths) == pytest.approx(16, abs=1.5)
    assert max(lengths) == pytest.approx(24, abs=1.5)


@pytest.mark.parametrize("changes", [ROBUST, GENTLE])
def test_the_same_generator_changes_alike(changes: Distribution) -> None:
    first, second = (augment(bars(), np.random.default_rng(5), changes) for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, bars())


def test_the_robust_set_is_always_the_same_and_keeps_its_labels() -> None:
    data = LabelledImages("x", bars(), ("1", "1", "7", "1"), ("1", "7"))
    first, second = robust_set(data), robust_set(data)
    assert first.name == "x-robust"
    assert first.texts == data.texts
    assert np.array_equal(first.images, second.images)
