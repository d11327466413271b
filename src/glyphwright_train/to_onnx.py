"""Weights of a run → the `.onnx` file that glyphwright reads with, checked against PyTorch before it is kept."""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from glyphwright.errors import OutputError
from glyphwright.runtime import METADATA_KEY
from glyphwright_train.checkpoint import Weights
from glyphwright_train.networks.ctc_mix import CtcMix, CtcMixConfig
from glyphwright_train.networks.db import Db, DbConfig
from glyphwright_train.networks.dram import Dram
from glyphwright_train.networks.glimpses import Rollouts
from glyphwright_train.networks.line_features import HEIGHT
from glyphwright_train.networks.ram import Ram
from glyphwright_train.recipe import from_table
from glyphwright_train.tasks.classifier import make_network

LARGEST_DIFFERENCE = 1e-4
OPSET = 17
ROLLOUTS = 8

Axes = dict[str, dict[int, Any]]


@dataclass(frozen=True, slots=True)
class Built:
    """A network as its file has it, ready to compute; examples of its input; the names of its outputs and sizes."""

    network: nn.Module
    examples: tuple[Tensor, ...]
    axes: Axes
    outputs: tuple[str, ...] = ("output",)


class _Probabilities(nn.Module):
    """A CTC network whose output is probabilities, softened by a temperature (calibrate.py)."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.network(x) / self.temperature, dim=2)


class _OneCharacter(nn.Module):
    """A classifier whose output is probabilities, (n, 1, classes), as of those that read several characters."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.network(x), dim=1)[:, None]


def export_onnx(weights: Weights, path: Path, *, scores: dict[str, float]) -> None:
    """Write a model file with its description and measured scores.

    Raises:
        OutputError: If ONNX Runtime's output differs from PyTorch's by more than 1e-4; nothing is kept then.
    """
    import onnx

    built = build(weights)
    partial = path.with_suffix(".part")
    with warnings.catch_warnings():
        # The newer exporter needs a package more; what this one writes is compared below.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"torch\.onnx|glyphwright_train")
        warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)  # type: ignore[attr-defined]
        torch.onnx.export(
            built.network,
            built.examples[:1],
            str(partial),
            input_names=["image"],
            output_names=list(built.outputs),
            dynamic_axes=built.axes,
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load(str(partial))
    entry = model.metadata_props.add()
    entry.key = METADATA_KEY
    entry.value = json.dumps({**weights.description, "scores": scores}, ensure_ascii=False)
    onnx.save(model, str(partial))
    try:
        difference = largest_difference(built, partial)
        if not difference <= LARGEST_DIFFERENCE:
            raise OutputError(f"{path}: ONNX Runtime differs from PyTorch by {difference:.2g}: not written")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def build(weights: Weights) -> Built:
    """The network that weights belong to, as its file shall have it."""
    architecture = weights.description["architecture"]
    builders = {"ctc_mix": _build_line_reader, "db": _build_line_finder}
    return builders.get(architecture, _build_classifier)(weights)


def _build_line_reader(weights: Weights) -> Built:
    settings = weights.description["recipe"]["network"]
    symbols = len(weights.description["alphabet"]) + 1
    network = CtcMix(from_table(CtcMixConfig, {"symbols": symbols, **settings}, "weights"))
    network.load_state_dict(weights.tensors)
    finished = _Probabilities(network, weights.description.get("temperature", 1.0)).eval()
    axes: Axes = {"image": {0: "n", 3: "w"}, "output": {0: "n", 1: "t"}}
    return Built(finished, _examples(2, HEIGHT, 160), axes)


def _build_line_finder(weights: Weights) -> Built:
    network = Db(from_table(DbConfig, weights.description["recipe"]["network"], "weights"))
    network.load_state_dict(weights.tensors)
    axes: Axes = {"image": {0: "n", 2: "h", 3: "w"}, "output": {0: "n", 2: "h4", 3: "w4"}}
    return Built(network.eval(), _examples(1, 96, 160), axes)


def _build_classifier(weights: Weights) -> Built:
    description = weights.description
    side = description["input_px"]
    network = make_network(description["recipe"]["network"], classes=len(description["classes"]), side_px=side)
    network.load_state_dict(weights.tensors)
    some, more = _pictures(3, side), _pictures(5, side)
    axes: Axes = {"image": {0: "n"}, "output": {0: "n"}}
    if isinstance(network, Ram | Dram):
        looking = Rollouts(network, ROLLOUTS).eval()
        return Built(looking, (some, more), {**axes, "locations": {0: "n"}}, ("output", "locations"))
    return Built(_OneCharacter(network).eval(), (some, more), axes)


def _pictures(n: int, side: int) -> Tensor:
    """Smooth pictures from 0 to 1. In noise, a glimpse that is moved by nothing to speak of sees something else."""
    coarse = torch.rand(n, 1, side // 4, side // 4, generator=torch.Generator().manual_seed(n))
    return nn.functional.interpolate(coarse, size=(side, side), mode="bicubic").clamp(0, 1)


def _examples(n: int, h: int, w: int) -> tuple[Tensor, ...]:
    """Input of two sizes, from −1 to 1."""
    example = torch.rand(n, 1, h, w, generator=torch.Generator().manual_seed(0)) * 2 - 1
    return example, torch.cat([example, example.flip(3)], dim=3)


def largest_difference(built: Built, path: Path) -> float:
    """Between PyTorch's outputs and ONNX Runtime's, over all examples."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch in built.examples:
        with torch.inference_mode():
            expected = built.network(batch)
        expected = expected if isinstance(expected, tuple) else (expected,)
        for wanted, found in zip(expected, session.run(None, {"image": batch.numpy()}), strict=True):
            worst = max(worst, float(np.abs(wanted.numpy() - found).max()))
    return worst
