"""Weights of a run → the `.onnx` file that glyphwright reads with, checked against PyTorch before it is kept."""

import base64
import copy
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from glyphwright.detect.network_kinds import MAPS
from glyphwright.errors import OutputError
from glyphwright.runtime import DECODER_KEY, METADATA_KEY
from glyphwright_train.checkpoint import Weights
from glyphwright_train.networks.dram import Dram
from glyphwright_train.networks.glimpses import Rollouts
from glyphwright_train.networks.line_features import HEIGHT
from glyphwright_train.networks.ram import Ram
from glyphwright_train.networks.script import ScriptConfig, ScriptNetwork
from glyphwright_train.networks.upright import Upright, UprightConfig
from glyphwright_train.recipe import from_table
from glyphwright_train.tasks.classifier import make_network
from glyphwright_train.tasks.finders import FINDERS, LearningFinder
from glyphwright_train.tasks.learning_reader import CTC, DECODERS, make_line_network

LARGEST_DIFFERENCE = 1e-4
ROUNDING, CALM = 10, 0.01
"""A network that looks where it was led by what it saw before makes much of little. Its graph is held to the same
difference with so much of its leading; with all of it, to so many times what rounding alone makes in PyTorch."""
OPSET = 17
ROLLOUTS = 16

Axes = dict[str, dict[int, Any]]


@dataclass(frozen=True, slots=True)
class Built:
    """A network as its file has it, ready to compute; two examples of its inputs, and the names of all that varies.

    `calm` is the same with weights by which rounding does not grow, where it does by its own.
    """

    network: nn.Module
    examples: tuple[tuple[Tensor, ...], ...]
    axes: Axes
    inputs: tuple[str, ...] = ("image",)
    outputs: tuple[str, ...] = ("output",)
    calm: "Built | None" = None


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


class _Scripts(nn.Module):
    """A script classifier whose output is probabilities, of the scripts and, last, of standing on its head."""

    def __init__(self, network: nn.Module, temperatures: Sequence[float]) -> None:
        super().__init__()
        self.network = network
        self.script, self.turned = temperatures

    def forward(self, x: Tensor) -> Tensor:
        logits = self.network(x)
        scripts, turned = logits[:, :-1] / self.script, logits[:, -1:] / self.turned
        return torch.cat([scripts.softmax(dim=1), turned.sigmoid()], dim=1)


class _Encode(nn.Module):
    """The first part of a reader with a decoder: crops (n, 1, 36, w) → memory (n, t, c)."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        memory: Tensor = self.network.encode(x)
        return memory


class _Step(nn.Module):
    """The second part: what the next symbol is likely to be, (n, symbols), the new state, and where was looked."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, memory: Tensor, symbol: Tensor, state: Tensor, attention: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        logits, state, attention = self.network.step(memory, symbol, state, attention)
        return logits.softmax(dim=1), state, attention


def export_onnx(weights: Weights, path: Path, *, scores: dict[str, float]) -> None:
    """Write a model file with its description and measured scores; of a reader with a decoder, that lies inside.

    Raises:
        OutputError: If ONNX Runtime's output differs from PyTorch's by more than 1e-4 (of a network that is led by what
            it sees: if its graph does with weights that lead it less); nothing is kept then.
    """
    import onnx

    partial = path.with_suffix(".part")
    try:
        model = _graph(build(weights), partial)
        description = {**weights.description, "scores": scores}
        if weights.description["architecture"] in DECODERS:
            network: Any = _line_network(weights)
            decoder = _graph(_build_decoder(network), partial)
            describe(model, DECODER_KEY, base64.b64encode(decoder.SerializeToString()).decode("ascii"))
            description["state_shape"] = list(network.state_shape)
        describe(model, METADATA_KEY, json.dumps(description, ensure_ascii=False))
        onnx.save(model, str(partial))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def describe(model: Any, key: str, value: str) -> None:
    """Put a text into the metadata of a graph."""
    entry = model.metadata_props.add()
    entry.key, entry.value = key, value


def _graph(built: Built, partial: Path) -> Any:
    """The graph of a network, checked; the file is in use for so long."""
    import onnx

    allowed = LARGEST_DIFFERENCE
    if built.calm is not None:
        _graph(built.calm, partial)
        allowed = max(allowed, ROUNDING * rounding(built))
    with warnings.catch_warnings():
        # The newer exporter needs a package more; what this one writes is compared below.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"torch\.onnx|glyphwright_train")
        warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)  # type: ignore[attr-defined]
        torch.onnx.export(
            built.network,
            built.examples[0],
            str(partial),
            input_names=list(built.inputs),
            output_names=list(built.outputs),
            dynamic_axes=built.axes,
            opset_version=OPSET,
            dynamo=False,
        )
    difference = largest_difference(built, partial)
    if not difference <= allowed:
        raise OutputError(f"{partial.stem}: ONNX Runtime differs from PyTorch by {difference:.2g}: not written")
    return onnx.load(str(partial))


def build(weights: Weights) -> Built:
    """The network that weights belong to, as its file shall have it."""
    architecture = weights.description["architecture"]
    if architecture in CTC:
        temperature = weights.description.get("temperature", 1.0)
        finished: nn.Module = _Probabilities(_line_network(weights), temperature)
    elif architecture in DECODERS:
        finished = _Encode(_line_network(weights))
    else:
        return _NOT_READERS.get(architecture, _build_classifier)(weights)
    axes: Axes = {"image": {0: "n", 3: "w"}, "output": {0: "n", 1: "t"}}
    return Built(finished.eval(), _examples(2, HEIGHT, 160), axes)


def _line_network(weights: Weights) -> nn.Module:
    description = weights.description
    network = make_line_network(description["recipe"]["network"], symbols=len(description["alphabet"]) + 1)
    network.load_state_dict(weights.tensors)
    return network.eval()


def _build_decoder(network: Any) -> Built:
    length, width = network.state_shape
    examples = []
    for n, t, written in ((2, 20, 3), (3, 28, 1)):
        generator = torch.Generator().manual_seed(n)
        memory = torch.randn(n, t, network.memory_width, generator=generator)
        state = torch.randn(n, length or written, width, generator=generator)
        attention = torch.rand(n, t, generator=generator).softmax(dim=1)
        examples.append((memory, torch.arange(1, n + 1), state, attention))
    axes: Axes = {
        "memory": {0: "n", 1: "t"},
        "symbol": {0: "n"},
        "state": {0: "n", 1: "written"},
        "attention": {0: "n", 1: "t"},
        "output": {0: "n"},
        "new_state": {0: "n", 1: "now_written"},
        "new_attention": {0: "n", 1: "t"},
    }
    names = ("memory", "symbol", "state", "attention"), ("output", "new_state", "new_attention")
    return Built(_Step(network).eval(), tuple(examples), axes, *names)


def _build_line_finder(weights: Weights) -> Built:
    network = LearningFinder(weights.description["recipe"]["network"], where="weights").network()
    network.load_state_dict(weights.tensors)
    maps = weights.description["architecture"] in MAPS
    axes: Axes = {"image": {0: "n", 2: "h", 3: "w"}, "output": {0: "n", 2: "h4", 3: "w4"} if maps else {0: "n", 1: "k"}}
    return Built(network.eval(), _examples(1, 96, 160), axes)


def _build_page_orientation(weights: Weights) -> Built:
    network = Upright(from_table(UprightConfig, weights.description["recipe"]["network"], "weights"))
    network.load_state_dict(weights.tensors)
    side = weights.description["side_px"]
    examples = (_pictures(4, side) * 2 - 1,), (_pictures(8, side) * 2 - 1,)
    return Built(network.eval(), examples, {"image": {0: "n"}, "output": {0: "n"}})


def _build_line_script(weights: Weights) -> Built:
    description = weights.description
    config = from_table(ScriptConfig, description["recipe"]["network"], "weights")
    network = ScriptNetwork(config, classes=len(description["scripts"]))
    network.load_state_dict(weights.tensors)
    finished = _Scripts(network, description.get("temperatures", (1.0, 1.0))).eval()
    examples = _examples(2, description["height_px"], description["window_px"] // 2)
    return Built(finished, examples, {"image": {0: "n", 3: "w"}, "output": {0: "n"}})


def _build_classifier(weights: Weights) -> Built:
    description = weights.description
    side = description["input_px"]
    network = make_network(description["recipe"]["network"], classes=len(description["classes"]), side_px=side)
    network.load_state_dict(weights.tensors)
    examples = (_pictures(3, side),), (_pictures(5, side),)
    axes: Axes = {"image": {0: "n"}, "output": {0: "n"}}
    if isinstance(network, Ram | Dram):
        looking, calm = (Rollouts(ram, ROLLOUTS).eval() for ram in (network, _calmed(network)))
        built = Built(looking, examples, {**axes, "locations": {0: "n"}}, outputs=("output", "locations"))
        return replace(built, calm=replace(built, network=calm))
    return Built(_OneCharacter(network).eval(), examples, axes)


def _calmed(network: Ram | Dram) -> Ram | Dram:
    """The same network, led much less by what it sees, so that differences do not grow from glimpse to glimpse."""
    calm = copy.deepcopy(network)
    with torch.no_grad():
        calm.locate.weight *= CALM
    return calm


_NOT_READERS = {
    **dict.fromkeys(FINDERS, _build_line_finder),
    "upright": _build_page_orientation,
    "script": _build_line_script,
}


def _pictures(n: int, side: int) -> Tensor:
    """Smooth pictures from 0 to 1. In noise, a glimpse that is moved by nothing to speak of sees something else."""
    coarse = torch.rand(n, 1, side // 4, side // 4, generator=torch.Generator().manual_seed(n))
    return nn.functional.interpolate(coarse, size=(side, side), mode="bicubic").clamp(0, 1)


def _examples(n: int, h: int, w: int) -> tuple[tuple[Tensor, ...], ...]:
    """Input of two sizes, from −1 to 1."""
    example = torch.rand(n, 1, h, w, generator=torch.Generator().manual_seed(0)) * 2 - 1
    return (example,), (torch.cat([example, example.flip(3)], dim=3),)


def largest_difference(built: Built, path: Path) -> float:
    """Between PyTorch's outputs and ONNX Runtime's, over all examples."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    taken = {entry.name for entry in session.get_inputs()}
    for example in built.examples:
        given = {name: x.numpy() for name, x in zip(built.inputs, example, strict=True) if name in taken}
        for wanted, found in zip(_outputs(built.network, example), session.run(None, given), strict=True):
            if wanted.shape != found.shape:
                return float("inf")
            worst = max(worst, float(np.abs(wanted.numpy() - found).max(initial=0.0)))
    return worst


def rounding(built: Built) -> float:
    """By how much PyTorch's outputs in single precision differ from those in double, over all examples."""
    precise = copy.deepcopy(built.network).double()
    worst = 0.0
    for example in built.examples:
        exact = tuple(x.double() if x.is_floating_point() else x for x in example)
        for rough, fine in zip(_outputs(built.network, example), _outputs(precise, exact), strict=True):
            worst = max(worst, float((rough - fine).abs().max()))
    return worst


def _outputs(network: nn.Module, example: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    with torch.inference_mode():
        outputs: Tensor | tuple[Tensor, ...] = network(*example)
    return outputs if isinstance(outputs, tuple) else (outputs,)
