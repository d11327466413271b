"""Weights of several runs of one network → their mean, which often reads better than each of them.

Runs that started from the same weights and learnt from different mixtures lie in one basin of the loss; between them
what each has forgotten is still known (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", section 3).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from glyphwright.errors import OptionError
from glyphwright_train.checkpoint import Weights, load_weights, save_weights


def average(parts: Sequence[Weights]) -> Weights:
    """The mean of each tensor; what is no number of a network's own, as a count of steps, is the last one's.

    Raises:
        OptionError: The weights are not of one network, or a tensor has another shape.
    """
    last = parts[-1]
    shapes = [{name: tensor.shape for name, tensor in part.tensors.items()} for part in parts]
    if any(shape != shapes[-1] for shape in shapes):
        raise OptionError("these weights are not of one network: average runs of one recipe's [network]")
    if any(part.description.get("alphabet") != last.description.get("alphabet") for part in parts):
        raise OptionError("these weights have different alphabets: a mean of different characters is none")
    mean = {
        name: torch.stack([part.tensors[name] for part in parts]).mean(dim=0) if tensor.is_floating_point() else tensor
        for name, tensor in last.tensors.items()
    }
    return Weights(mean, last.description)


def main() -> None:
    parser = argparse.ArgumentParser(description="Average the weights of runs of one network.")
    parser.add_argument("weights", type=Path, nargs="+", help="weights.safetensors of runs")
    parser.add_argument("--out", type=Path, required=True, help="the .safetensors file to write")
    given = parser.parse_args()
    save_weights(given.out, average([load_weights(path) for path in given.weights]))


if __name__ == "__main__":
    main()
