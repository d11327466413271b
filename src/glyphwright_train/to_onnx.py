"""Weights of a run → the `.onnx` file that glyphwright reads with, checked against PyTorch before it is kept."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from glyphwright.errors import OutputError
from glyphwright.runtime import METADATA_KEY
from glyphwright_train.checkpoint import Weights
from glyphwright_train.networks.ctc_mix import HEIGHT, CtcMix, CtcMixConfig
from glyphwright_train.networks.db import Db, DbConfig
from glyphwright_train.recipe import from_table

LARGEST_DIFFERENCE = 1e-4
OPSET = 17


class _Probabilities(nn.Module):
    """A CTC network whose output is probabilities, softened by a temperature (calibrate.py)."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.network(x) / self.temperature, dim=2)


def export_onnx(weights: Weights, path: Path, *, scores: dict[str, float]) -> None:
    """Write a model file with its description and measured scores.

    Raises:
        OutputError: If ONNX Runtime's output differs from PyTorch's by more than 1e-4; nothing is kept then.
    """
    import onnx

    network, example = build(weights)
    partial = path.with_suffix(".part")
    torch.onnx.export(
        network,
        (example,),
        str(partial),
        input_names=["image"],
        output_names=["output"],
        dynamic_axes=_dynamic_axes(weights),
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(str(partial))
    entry = model.metadata_props.add()
    entry.key = METADATA_KEY
    entry.value = json.dumps({**weights.description, "scores": scores}, ensure_ascii=False)
    onnx.save(model, str(partial))
    try:
        difference = largest_difference(network, partial, example)
        if not difference <= LARGEST_DIFFERENCE:
            raise OutputError(f"{path}: ONNX Runtime differs from PyTorch by {difference:.2g}: not written")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def build(weights: Weights) -> tuple[nn.Module, torch.Tensor]:
    """The network that weights belong to, ready to compute, and an example of its input."""
    description = weights.description
    settings = description["recipe"]["network"]
    generator = torch.Generator().manual_seed(0)
    network: nn.Module
    if description["architecture"] == "ctc_mix":
        symbols = len(description["alphabet"]) + 1
        network = CtcMix(from_table(CtcMixConfig, {"symbols": symbols, **settings}, "weights"))
        example = torch.rand(2, 1, HEIGHT, 160, generator=generator) * 2 - 1
    else:
        network = Db(from_table(DbConfig, settings, "weights"))
        example = torch.rand(1, 1, 96, 160, generator=generator) * 2 - 1
    network.load_state_dict(weights.tensors)
    if description["architecture"] == "ctc_mix":
        network = _Probabilities(network, description.get("temperature", 1.0))
    return network.eval(), example


def largest_difference(network: nn.Module, path: Path, example: torch.Tensor) -> float:
    """Between PyTorch's output and ONNX Runtime's, over the example and a larger input of the same kind."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch in (example, torch.cat([example, example.flip(3)], dim=3)):
        with torch.inference_mode():
            expected = network(batch).numpy()
        found = session.run(None, {"image": batch.numpy()})[0]
        worst = max(worst, float(np.abs(expected - found).max()))
    return worst


def _dynamic_axes(weights: Weights) -> dict[str, dict[int, Any]]:
    if weights.description["architecture"] == "ctc_mix":
        return {"image": {0: "n", 3: "w"}, "output": {0: "n", 1: "t"}}
    return {"image": {0: "n", 2: "h", 3: "w"}, "output": {0: "n", 2: "h4", 3: "w4"}}
