import pytest
import torch

from glyphwright.errors import OptionError
from glyphwright_train.checkpoint import Weights
from glyphwright_train.deepen import deepen
from glyphwright_train.networks.ctc_mix import CtcMix, CtcMixConfig
from glyphwright_train.recipe import from_table

pytestmark = pytest.mark.train

SMALL = {"channels": [4, 6, 8], "blocks": [0, 1, 2], "mix_channels": 12, "mix_blocks": 1, "mix_kernel": 3}
DEEP = {**SMALL, "blocks": [1, 3, 3], "mix_blocks": 3}


def network(table: dict[str, object]) -> CtcMix:
    return CtcMix(from_table(CtcMixConfig, {**table, "symbols": 4}, "network")).eval()


def weights() -> Weights:
    torch.manual_seed(1)
    tensors = network(SMALL).state_dict()
    drawn = {name: torch.rand_like(t) if t.is_floating_point() else t for name, t in tensors.items()}
    return Weights(drawn, {"alphabet": "abc", "recipe": {"name": "x", "network": SMALL}})


def test_a_deeper_reader_says_what_the_old_one_said_and_its_new_blocks_learn() -> None:
    old, new = network(SMALL), network(DEEP)
    old.load_state_dict(weights().tensors)
    deeper = deepen(weights(), DEEP)
    new.load_state_dict(deeper.tensors)
    lines = torch.rand(2, 1, 36, 40)
    assert torch.allclose(old(lines), new(lines), atol=1e-5)
    new(lines).sum().backward()
    scale = new.features[1].second[-1].weight
    assert torch.count_nonzero(scale) == 0
    assert torch.count_nonzero(scale.grad) > 0
    assert deeper.description["recipe"] == {"name": "x", "network": DEEP}


@pytest.mark.parametrize("change", [{"mix_channels": 16}, {"blocks": [0, 1, 1]}, {"mix_blocks": 0}])
def test_only_more_blocks_are_taken(change: dict[str, object]) -> None:
    with pytest.raises(OptionError, match="more blocks"):
        deepen(weights(), {**DEEP, **change})
