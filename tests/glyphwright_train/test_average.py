import pytest
import torch

from glyphwright.errors import OptionError
from glyphwright_train.average import average
from glyphwright_train.checkpoint import Weights

pytestmark = pytest.mark.train


def weights(value: float, alphabet: str = "ab", width: int = 2) -> Weights:
    return Weights({"a": torch.full((width,), value), "n": torch.tensor(int(value))}, {"alphabet": alphabet})


def test_numbers_are_averaged_and_counts_are_the_last_ones() -> None:
    mean = average([weights(1.0), weights(4.0)])
    assert mean.tensors["a"].tolist() == [2.5, 2.5]
    assert mean.tensors["n"].item() == 4


@pytest.mark.parametrize("other", [weights(1.0, alphabet="ba"), weights(1.0, width=3)])
def test_what_does_not_fit_together_is_refused(other: Weights) -> None:
    with pytest.raises(OptionError, match="these weights"):
        average([weights(1.0), other])
