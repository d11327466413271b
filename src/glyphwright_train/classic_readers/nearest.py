"""Samples of characters → a graph that compares what it is given with stored ones, and says what is near.

Features are weighed so that pictures and places count by how much they vary within a character: places by their whole
covariance (Mahalanobis), pictures by their total variance and how many directions it is spread over.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.glyph_features import PLACES
from glyphwright_train.classic_readers.glyph_samples import NOTHING, GlyphSamples

OPSET = 17
RIDGE = 0.01
SHARPNESS = tuple(float(value) for value in np.geomspace(0.02, 4.0, 24))
NOTHING_COUNTS = tuple(float(value) for value in np.geomspace(0.03, 30.0, 13))
CERTAINTIES = tuple(float(value) for value in np.geomspace(0.5, 4.0, 16))
FLOOR = 1e-4
MOST_AVERAGED = 25
"""So many samples for each stored mean are enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestSettings:
    """What is stored.

    Args:
        stored: The most of each character.
        nothing: The most of what is no character.
        averaged: Whether the means of so many groups are stored (templates), or single samples (nearest neighbours).
        neighbours: How many of the nearest decide.
    """

    stored: int
    nothing: int
    averaged: bool
    neighbours: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """A fitted model.

    Args:
        weigh: (f, f), by which features are multiplied.
        stored: (n, f), in weighed features.
        owners: (n,), the symbol of each.
        neighbours: How many of the nearest decide.
        sharpness: By what squared distances are multiplied to become the logarithms of votes.
        nothing_counts: What a vote for "no character" counts.
        certainty: The power to which chances are raised once it is settled that there is a character.
    """

    weigh: NDArray[np.float32]
    stored: NDArray[np.float32]
    owners: NDArray[np.int64]
    neighbours: int
    sharpness: float = 1.0
    nothing_counts: float = 1.0
    certainty: float = 1.0


def fit_nearest(samples: GlyphSamples, settings: NearestSettings, *, seed: int) -> Nearest:
    """Weigh, store, and choose sharpness and the weight of "no character" on lines that are not among the stored."""
    held_out = samples.lines % 5 == 0
    weigh = _weigh(samples.features[~held_out], samples.symbols[~held_out])
    points = samples.features @ weigh
    stored, owners = _store(points[~held_out], samples.symbols[~held_out], settings, seed)
    found = Nearest(weigh, stored, owners, min(settings.neighbours, len(owners)))
    return _calibrate(found, points[held_out], samples.symbols[held_out])


def _weigh(features: NDArray[np.float32], symbols: NDArray[np.int64]) -> NDArray[np.float32]:
    """The matrix (f, f) by which features are multiplied."""
    own = features[symbols != NOTHING].astype(np.float64)
    classes, places = np.unique(symbols[symbols != NOTHING], return_inverse=True)
    means = np.stack([own[places == k].mean(axis=0) for k in range(len(classes))])
    spread = np.cov((own - means[places]).T)
    picture, place = spread[:-PLACES, :-PLACES], spread[-PLACES:, -PLACES:]
    weigh = np.zeros_like(spread)
    total = float(np.trace(picture))
    directions = total**2 / float((picture**2).sum())
    np.fill_diagonal(weigh[:-PLACES, :-PLACES], np.sqrt(directions / total))
    weigh[-PLACES:, -PLACES:] = np.linalg.inv(np.linalg.cholesky(place + RIDGE**2 * np.eye(PLACES))).T
    return weigh.astype(np.float32)


def _store(
    points: NDArray[np.float32], symbols: NDArray[np.int64], settings: NearestSettings, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Means of groups, or samples at random, of every symbol."""
    from sklearn.cluster import MiniBatchKMeans

    rng = np.random.default_rng(seed)
    stored, owners = [], []
    for symbol in np.unique(symbols):
        own = points[symbols == symbol]
        own = own[rng.permutation(len(own))]
        count = min(settings.nothing if symbol == NOTHING else settings.stored, len(own))
        kept = own[:count]
        if settings.averaged and count < len(own):
            groups = MiniBatchKMeans(count, init=kept, n_init=1, random_state=seed, max_iter=20)
            kept = groups.fit(own[: MOST_AVERAGED * count]).cluster_centers_
        stored.append(np.asarray(kept, np.float32))
        owners.append(np.full(len(kept), symbol))
    return np.concatenate(stored), np.concatenate(owners)


def _calibrate(model: Nearest, points: NDArray[np.float32], symbols: NDArray[np.int64]) -> Nearest:
    """Choose how distances become chances: those of the truth, multiplied, shall be highest."""
    squared = (points**2).sum(axis=1)[:, None] + (model.stored**2).sum(axis=1) - 2 * points @ model.stored.T
    near = np.argpartition(squared, model.neighbours - 1, axis=1)[:, : model.neighbours]
    distances = np.take_along_axis(squared, near, axis=1)
    distances -= distances.min(axis=1, keepdims=True)
    owners = model.owners[near]

    def chances(sharpness: float, counts: float) -> NDArray[np.float64]:
        votes = np.exp(-sharpness * distances) * np.where(owners == NOTHING, counts, 1.0)
        right = (votes * (owners == symbols[:, None])).sum(axis=1)
        return np.asarray((right + FLOOR) / (votes.sum(axis=1) + FLOOR))

    pairs = [(sharpness, counts) for sharpness in SHARPNESS for counts in NOTHING_COUNTS]
    sharpness, counts = max(pairs, key=lambda pair: float(np.log(chances(*pair)).mean()))
    fitted = replace(model, sharpness=sharpness, nothing_counts=counts)
    characters = symbols != NOTHING
    votes = _votes(owners[characters], np.exp(-sharpness * distances[characters]), int(model.owners.max()) + 1)
    return replace(fitted, certainty=_fit_certainty(votes[:, 1:], symbols[characters] - 1))


def _votes(owners: NDArray[np.int64], weights: NDArray[np.floating], symbols: int) -> NDArray[np.float64]:
    """The sum of the weights of each symbol, (n, symbols)."""
    votes = np.zeros((len(owners), symbols))
    np.add.at(votes, (np.arange(len(owners))[:, None], owners), weights)
    return votes


def _fit_certainty(votes: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The power to which the chances of characters are raised, once it is settled that there is one."""
    logs = np.log(votes / np.maximum(votes.sum(axis=1, keepdims=True), 1e-12) + 1e-6)

    def likelihood(power: float) -> float:
        scaled = power * logs
        chosen = scaled[np.arange(len(truth)), truth]
        return float((chosen - np.logaddexp.reduce(scaled, axis=1)).mean())

    return max(CERTAINTIES, key=likelihood)


def nearest_graph(model: Nearest, *, symbols: int) -> Any:
    """As ONNX: features (n, f) → chances (n, symbols), by how near the nearest of each symbol are."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    votes = np.eye(symbols, dtype=np.float32)
    votes[NOTHING, NOTHING] = model.nothing_counts
    lengths = (model.stored.astype(np.float16).astype(np.float64) ** 2).sum(axis=1)
    constants: dict[str, NDArray[Any]] = {
        "weigh": model.weigh,
        "stored": model.stored.T.astype(np.float16),
        "lengths": lengths.astype(np.float32)[None],
        "owners": model.owners,
        "votes": votes,
        "two": np.array(2, np.float32),
        "sharpness": np.array(-model.sharpness, np.float32),
        "floor": np.array(FLOOR, np.float32),
        "k": np.array([model.neighbours], np.int64),
        "axis": np.array([1], np.int64),
        "last": np.array([2], np.int64),
    }
    node = helper.make_node
    nodes = [
        node("Cast", ["stored"], ["stored32"], to=TensorProto.FLOAT),
        node("MatMul", ["features", "weigh"], ["points"]),
        node("MatMul", ["points", "stored32"], ["products"]),
        node("Mul", ["products", "two"], ["twice"]),
        # Without the length of the point itself, which is the same for all that is stored.
        node("Sub", ["lengths", "twice"], ["squared"]),
        node("TopK", ["squared", "k"], ["nearest", "places"], largest=0, axis=1),
        node("ReduceMin", ["nearest"], ["least"], axes=[1], keepdims=1),
        node("Sub", ["nearest", "least"], ["further"]),
        node("Mul", ["further", "sharpness"], ["exponents"]),
        node("Exp", ["exponents"], ["weights"]),
        node("Unsqueeze", ["weights", "last"], ["columns"]),
        node("Gather", ["owners", "places"], ["whose"]),
        node("Gather", ["votes", "whose"], ["cast"]),  # (n, k, symbols)
        node("Mul", ["cast", "columns"], ["weighed"]),
        node("ReduceSum", ["weighed", "axis"], ["counted"], keepdims=0),
        node("ReduceSum", ["counted", "axis"], ["total"], keepdims=1),
        node("Add", ["total", "floor"], ["all"]),
        node("Div", ["counted", "all"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "nearest",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", len(model.weigh)])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", symbols])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(built)
    return built
