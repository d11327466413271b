"""Weights of a line reader → those of a deeper one that reads alike: what training a larger network starts from.

New residual blocks come behind the old ones of their stage and add nothing at first, because the scale of their last
normalisation is 0 (Chen et al. 2016, "Net2Net", section 2.3; Goyal et al. 2017, section 5.1).
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import nn

from glyphwright.errors import OptionError
from glyphwright_train.checkpoint import Weights, load_weights, save_weights
from glyphwright_train.networks.ctc_mix import CtcMix, CtcMixConfig
from glyphwright_train.recipe import from_table, load_recipe


def deepen(weights: Weights, table: Mapping[str, Any]) -> Weights:
    """Weights of the same reader with the blocks that the recipe's table `network` asks for.

    Raises:
        OptionError: The reader is of another architecture, or differs in more than in blocks that are added.
    """
    symbols = len(weights.description["alphabet"]) + 1
    network = CtcMix(from_table(CtcMixConfig, {**table, "symbols": symbols}, "network"))
    old = from_table(CtcMixConfig, {**weights.description["recipe"]["network"], "symbols": symbols}, "weights")
    silence(network)
    deeper = network.state_dict()
    for name, tensor in weights.tensors.items():
        moved = _moved(name, old.blocks, network.config.blocks)
        if moved not in deeper or deeper[moved].shape != tensor.shape:
            raise OptionError(f"{name} has no place in the deeper network: it may only have more blocks")
        deeper[moved] = tensor
    described = {**weights.description, "recipe": {**weights.description["recipe"], "network": dict(table)}}
    return Weights(deeper, described)


def silence(network: CtcMix) -> None:
    """Let no residual branch of a network add anything."""
    for block in [*network.features, *network.mixing]:
        for branch in (getattr(block, name, None) for name in ("second", "along", "across")):
            if branch is not None:
                nn.init.zeros_(branch[-1].weight)


def _moved(name: str, old: tuple[int, int, int], new: tuple[int, int, int]) -> str:
    """The name that a tensor has when every stage of the features has its new count of blocks."""
    if not name.startswith("features."):
        return name
    _, number, rest = name.split(".", 2)
    before = stage = 0
    while int(number) > before + old[stage]:
        before += old[stage] + 1
        stage += 1
    return f"features.{int(number) + sum(new[:stage]) - sum(old[:stage])}.{rest}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a line reader deeper without changing what it reads.")
    parser.add_argument("weights", type=Path, help="weights.safetensors of a ctc-mix reader")
    parser.add_argument("--recipe", type=Path, required=True, help="whose [network] has more blocks")
    parser.add_argument("--out", type=Path, required=True, help="the .safetensors file to write")
    given = parser.parse_args()
    save_weights(given.out, deepen(load_weights(given.weights), load_recipe(given.recipe).network))


if __name__ == "__main__":
    main()
