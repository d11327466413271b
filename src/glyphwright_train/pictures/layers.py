"""A model file and a picture → what the model is given of it, and what every layer makes of that.

Only the file is needed: tensors inside its graph are made outputs, in memory, and ONNX Runtime computes them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import ModelError, OptionError
from glyphwright.pixels import resize
from glyphwright.recognise.batches import padded_width, to_input
from glyphwright.recognise.characters import CharacterClassifier
from glyphwright.runtime import Model, load_model

KINDS = {
    "Add": "sum",
    "AveragePool": "mean-pooling",
    "BatchNormalization": "batch norm",
    "Conv": "convolution",
    "Gemm": "fully connected",
    "GlobalAveragePool": "mean over the picture",
    "GridSample": "what is seen",
    "MatMul": "fully connected",
    "MaxPool": "max-pooling",
    "Mul": "product",
    "ReduceMean": "mean over the picture",
    "Relu": "ReLU",
    "Sigmoid": "sigmoid",
    "Softmax": "softmax",
    "Tanh": "tanh",
}
JOINING = ("Add", "Mul")
WITHOUT_VALUES = ("Shape", "Constant")


@dataclass(frozen=True, slots=True)
class Layer:
    """One node of a graph: what it does, what it is called in the network, and the name of what it gives."""

    kind: str
    name: str
    output: str


@dataclass(frozen=True)
class Inspection:
    """A model and one picture that it looks at, `sight`: (1, 1, h, w) as it is given to the model."""

    model: Model
    graph: Any
    sight: NDArray[np.float32]

    @cached_property
    def layers(self) -> list[Layer]:
        """In the order of computation, up to the first softmax: of a model that looks several times, its first look."""
        nodes = self.graph.graph.node
        alive = _reached(nodes, self.graph.graph.input[0].name)
        last = next((node.output for node in nodes if node.op_type == "Softmax"), ())
        needed = _needed(nodes, last) if last else alive
        return [
            Layer(_kind(node), _short(node.name), node.output[0])
            for node in nodes
            if node.op_type in KINDS
            and node.output[0] in alive & needed
            and (node.op_type not in JOINING or len({name for name in node.input if name in alive}) > 1)
        ]

    def values(self, names: Sequence[str]) -> list[NDArray[np.float32]]:
        """What the named tensors of the graph are for this picture; nothing else of the graph is computed."""
        import onnx
        import onnxruntime

        part = onnx.ModelProto()
        part.CopyFrom(self.graph)
        needed = _needed(self.graph.graph.node, names)
        del part.graph.node[:], part.graph.output[:]
        part.graph.node.extend(node for node in self.graph.graph.node if needed.intersection(node.output))
        part.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in names)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = onnxruntime.InferenceSession(part.SerializeToString(), options, providers=["CPUExecutionProvider"])
        results: list[NDArray[np.float32]] = session.run(list(names), {self.graph.graph.input[0].name: self.sight})
        return results

    def first_convolution(self) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        """The kernels (c, h, w) of the first convolution and what it gives (c, h', w'), if it sees one grey picture."""
        from onnx import numpy_helper

        nodes = self.graph.graph.node
        alive = _reached(nodes, self.graph.graph.input[0].name)
        node = next((node for node in nodes if node.op_type == "Conv" and node.input[0] in alive), None)
        if node is None:
            return None
        stored = [tensor for tensor in self.graph.graph.initializer if tensor.name == node.input[1]]
        # Kernels in 8 bits are not stored under the name by which the convolution knows them, but computed.
        kernels = numpy_helper.to_array(stored[0]) if stored else self.values([node.input[1]])[0]
        return None if kernels.shape[1] != 1 else (kernels[:, 0], self.values([node.output[0]])[0][0])


def inspect(path: Path, image: NDArray[np.uint8]) -> Inspection:
    """Open a model file and prepare a grey picture (h, w) for it, as reading does.

    Raises:
        FileAccessError: There is no such file.
        ModelError: It is no model of ours, or neither for characters nor for lines.
        OptionError: It does not see pictures.
    """
    import onnx

    model = _load(path)
    if model.description["task"] == "line_reader":
        height = int(model.description["height_px"])
        line = resize(image, max(1, round(image.shape[1] * height / image.shape[0])), height)
        sight = to_input([line], padded_width(line.shape[1]))
    else:
        sight = _character(CharacterClassifier(model), image)
    return Inspection(model, onnx.load(str(path)), sight)


def _load(path: Path) -> Model:
    """A model of either task; what is wrong with any other file, the second attempt says."""
    try:
        return load_model(path, task="line_reader")
    except ModelError:
        return load_model(path, task="character_classifier")


def _character(classifier: CharacterClassifier, image: NDArray[np.uint8]) -> NDArray[np.float32]:
    if classifier.model.description.get("features") == "structure":
        raise OptionError(f"{classifier.model.path}: sees numbers and not pictures: give a model that sees pictures")
    return classifier.inputs(classifier.prepare(image)[None])


def _reached(nodes: Iterable[Any], start: str) -> set[str]:
    """Tensors that depend on the values of one."""
    alive = {start}
    for node in nodes:
        if node.op_type not in WITHOUT_VALUES and alive.intersection(node.input):
            alive.update(node.output)
    return alive


def _needed(nodes: Sequence[Any], names: Iterable[str]) -> set[str]:
    """Tensors that the named ones are computed from, themselves with them."""
    needed = set(names)
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(node.input)
    return needed


def _kind(node: Any) -> str:
    """What a node does, with the size of its window if it has one."""
    window = next((tuple(attribute.ints) for attribute in node.attribute if attribute.name == "kernel_shape"), ())
    return " ".join([KINDS[node.op_type], *(["×".join(map(str, window))] if window else [])])


def _short(name: str) -> str:
    """/network/features/features.1/weigh/weigh.0/Gemm → features.1 weigh.0."""
    parts = [part for part in name.split("/")[:-1] if part and part != "network"]
    return " ".join(part for i, part in enumerate(parts) if not "".join(parts[i + 1 : i + 2]).startswith(f"{part}."))
