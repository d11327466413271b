import numpy as np
import pytest

from glyphwright.recognise.batches import padded_width, to_input


@pytest.mark.parametrize(("width", "padded"), [(1, 32), (32, 32), (33, 64), (500, 512)])
def test_widths_are_padded_to_multiples_of_32(width: int, padded: int) -> None:
    assert padded_width(width) == padded


def test_black_is_minus_one_white_is_one_and_padding_is_the_median() -> None:
    crop = np.full((36, 10), 255, np.uint8)
    crop[:, 4:6] = 0
    batch = to_input([crop], 32)
    assert batch.shape == (1, 1, 36, 32)
    assert batch[0, 0, 0, 4] == -1
    assert (batch[0, 0, :, 10:] == 1).all()


def test_a_crop_looks_the_same_in_every_batch() -> None:
    rng = np.random.default_rng(1)
    first, second = (rng.integers(0, 256, (36, w), dtype=np.uint8) for w in (20, 31))
    assert (to_input([first, second], 32)[0] == to_input([first], 32)[0]).all()
