"""Labelled pictures → the classifiers from before networks, as model files like any other.

Random forest and support vector machine see pixels, nearest neighbours see structure (recognise/structure.py),
templates are compared by their correlation with the picture, moved by a pixel either way. Trained by scikit-learn or by
counting.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets.labelled_images import LabelledImages, resized
from glyphwright.recognise.structure import FEATURES, describe_structure
from glyphwright.runtime import METADATA_KEY, usable_cores
from glyphwright_train.augment import ROBUST, augment
from glyphwright_train.character_data import describe_classifier, has_light_ink
from glyphwright_train.zoo_models import ZooModel

if TYPE_CHECKING:
    import onnx

SIDE_PX = 28
OPSET = 17
MOST_FOR_KERNELS = 60_000

Built = tuple["onnx.ModelProto", int]


def fit_classic(model: ZooModel, train: LabelledImages, *, seed: int, path: Path) -> int:
    """Fit one and write its model file; returns how many numbers it holds."""
    import onnx

    data = resized(train, SIDE_PX)
    images, labels = np.asarray(data.images), data.labels
    if model.data.get("changes"):
        rng = np.random.default_rng(seed)
        images = np.concatenate([images, *(augment(images, rng, ROBUST) for _ in range(2))])
        labels = np.tile(labels, 3)
    light = has_light_ink(data)
    fits: dict[str, Callable[[], Built]] = {
        "random-forest": lambda: _fit_forest(images, labels, seed, int(model.settings["trees"])),
        "svm": lambda: _fit_svm(images, labels, seed, float(model.settings["penalty"])),
        "knn": lambda: _fit_neighbours(
            images if not light else 255 - images, labels, int(model.settings["neighbours"])
        ),
        "template": lambda: _fit_templates(images, labels, seed, int(model.settings["templates"])),
    }
    plain = model.name.removesuffix("-robust")
    network, numbers = fits[plain]()
    entry = network.metadata_props.add()
    entry.key = METADATA_KEY
    description = describe_classifier(data, architecture=plain, input_px=SIDE_PX)
    features = "structure" if plain == "knn" else "pixels"
    entry.value = json.dumps({**description, "name": model.name, "features": features}, ensure_ascii=False)
    onnx.save(network, str(path))
    return numbers


def _fit_forest(images: NDArray[np.uint8], labels: NDArray[np.int64], seed: int, trees: int) -> Built:
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(trees, max_features="sqrt", random_state=seed, n_jobs=usable_cores())
    forest.fit(_pixels(images), labels)
    nodes = sum(int(tree.tree_.node_count) for tree in forest.estimators_)
    return _converted(forest, SIDE_PX**2), nodes


def _fit_svm(images: NDArray[np.uint8], labels: NDArray[np.int64], seed: int, penalty: float) -> Built:
    """With a kernel whose width follows from the spread of the pixels, scikit-learn's "scale"."""
    from sklearn.svm import SVC

    chosen = np.random.default_rng(seed).permutation(len(images))[:MOST_FOR_KERNELS]
    machine = SVC(C=penalty, kernel="rbf", gamma="scale", cache_size=1000)
    machine.fit(_pixels(images[chosen]), labels[chosen])
    return _converted(machine, SIDE_PX**2), int(machine.support_vectors_.size + machine.dual_coef_.size)


def _fit_neighbours(dark_ink: NDArray[np.uint8], labels: NDArray[np.int64], neighbours: int) -> Built:
    """All training pictures are kept; the nearest say what a picture shows, in proportion to 1 / distance."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    features = np.stack([describe_structure(image) for image in dark_ink])  # (n, features)
    classes = int(labels.max()) + 1
    one_hot = np.eye(classes, dtype=np.float32)[labels]
    constants = {
        "stored": features.T.astype(np.float16),
        "lengths": (features.astype(np.float64) ** 2).sum(axis=1).astype(np.float32)[None],
        "one_hot": one_hot.astype(np.float16),
        "two": np.array(2, np.float32),
        "tiny": np.array(1e-4, np.float32),
        "k": np.array([neighbours], np.int64),
        "axis": np.array([1], np.int64),
        "last": np.array([2], np.int64),
    }
    node = helper.make_node
    nodes = [
        node("Cast", ["stored"], ["stored32"], to=TensorProto.FLOAT),
        node("Cast", ["one_hot"], ["one_hot32"], to=TensorProto.FLOAT),
        node("Mul", ["image", "image"], ["squares"]),
        node("ReduceSum", ["squares", "axis"], ["length"], keepdims=1),
        node("MatMul", ["image", "stored32"], ["products"]),
        node("Mul", ["products", "two"], ["twice"]),
        node("Add", ["length", "lengths"], ["sums"]),
        node("Sub", ["sums", "twice"], ["squared"]),
        node("Add", ["squared", "tiny"], ["lifted"]),
        node("Abs", ["lifted"], ["positive"]),
        node("Sqrt", ["positive"], ["distances"]),
        node("TopK", ["distances", "k"], ["nearest", "places"], largest=0, axis=1),
        node("Gather", ["one_hot32", "places"], ["votes"], axis=0),  # (n, k, classes)
        node("Reciprocal", ["nearest"], ["weights"]),
        node("Unsqueeze", ["weights", "last"], ["columns"]),
        node("Mul", ["votes", "columns"], ["weighed"]),
        node("ReduceSum", ["weighed", "axis"], ["counted"], keepdims=0),
        node("ReduceSum", ["weights", "axis"], ["all"], keepdims=1),
        node("Div", ["counted", "all"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "nearest neighbours",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", FEATURES])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", classes])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return _checked(onnx, helper, graph), int(features.size)


def _fit_templates(images: NDArray[np.uint8], labels: NDArray[np.int64], seed: int, count: int) -> Built:
    """The middles of `count` groups of each class (k-means); the best correlation over nine places decides."""
    from sklearn.cluster import MiniBatchKMeans

    classes = int(labels.max()) + 1
    templates = []
    for label in range(classes):
        own = _pixels(images[labels == label])
        groups = min(count, len(own))
        means = MiniBatchKMeans(groups, random_state=seed, n_init=3, batch_size=2048).fit(own)
        templates.append(np.asarray(means.cluster_centers_, np.float32))
    kernels = np.concatenate(templates).reshape(-1, 1, SIDE_PX, SIDE_PX)
    owners = np.repeat(np.arange(classes), [len(own) for own in templates])
    return _template_graph(kernels, owners, classes), int(kernels.size)


def _template_graph(kernels: NDArray[np.float32], owners: NDArray[np.int64], classes: int) -> "onnx.ModelProto":
    """Normalised correlation with each template as a convolution, the best of a class, softmax of what is left."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    flat = kernels.reshape(len(kernels), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6
    per_class = int(np.bincount(owners).max())
    slots = np.zeros((classes, per_class, flat.shape[1]), np.float32)
    for label in range(classes):
        own = flat[owners == label]
        # A class with fewer templates repeats its first: the best of them stays what it is.
        slots[label] = np.concatenate([own, np.repeat(own[:1], per_class - len(own), axis=0)])
    constants = {
        "kernels": slots.reshape(-1, 1, SIDE_PX, SIDE_PX),
        "shape": np.array([0, classes, -1], np.int64),
        "sharpness": np.array(30.0, np.float32),
        "tiny": np.array(1e-6, np.float32),
    }
    node = helper.make_node
    nodes = [
        node("ReduceMean", ["image"], ["mean"], axes=[1, 2, 3], keepdims=1),
        node("Sub", ["image", "mean"], ["centred"]),
        node("ReduceL2", ["centred"], ["norm"], axes=[1, 2, 3], keepdims=1),
        node("Add", ["norm", "tiny"], ["length"]),
        node("Div", ["centred", "length"], ["normal"]),
        node("Conv", ["normal", "kernels"], ["likeness"], pads=[1, 1, 1, 1]),  # (n, templates, 3, 3)
        node("Reshape", ["likeness", "shape"], ["grouped"]),
        node("ReduceMax", ["grouped"], ["best"], axes=[2], keepdims=0),
        node("Mul", ["best", "sharpness"], ["logits"]),
        node("Softmax", ["logits"], ["output"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "templates",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, SIDE_PX, SIDE_PX])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", classes])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return _checked(onnx, helper, graph)


def _checked(onnx: Any, helper: Any, graph: Any) -> "onnx.ModelProto":
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def _pixels(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, side, side) → (n, side²) in [0, 1]."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)


def _converted(fitted: Any, width: int) -> "onnx.ModelProto":
    """A scikit-learn classifier as a graph from pictures (n, 1, side, side) to probabilities (n, classes)."""
    from onnx import TensorProto, helper
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType

    options: dict[int, dict[str, Any]] = {id(fitted): {"zipmap": False}}
    model = convert_sklearn(
        fitted, initial_types=[("flat", FloatTensorType([None, width]))], options=options, target_opset=OPSET
    )
    graph = model.graph
    probabilities = graph.output[1].name
    graph.node.insert(0, helper.make_node("Flatten", ["image"], ["flat"], axis=1))
    # What a support vector machine says is no probability: votes and distances, of which the largest counts.
    finish = "Softmax" if type(fitted).__name__ == "SVC" else "Identity"
    graph.node.append(helper.make_node(finish, [probabilities], ["output"]))
    del graph.input[:]
    del graph.output[:]
    graph.input.append(helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, SIDE_PX, SIDE_PX]))
    graph.output.append(helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", None]))
    return model
