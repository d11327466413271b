"""Lines whose characters have known places → hidden Markov models of characters over columns of ink.

Each character's columns are shared out evenly among its states: in one font the same column always shows the same part.
A window of columns is reduced to the directions in which states differ most (linear discriminant analysis), in which a
mixture of Gaussians is fitted to each state.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.hmm_reader import Network, character_scores
from glyphwright_train.classic_readers.lines import InkedPlacedLine
from glyphwright_train.synth.placed_lines import PlacedLine

OPSET = 17
WINDOW = 9
FEWEST_STATES, LEAST_WIDTH_PX = 2, 3.0
FLOOR = 0.1
UNIFORM = 0.02
COLUMNS = 120
"""Of each state, that are learnt from."""
ROUNDS = 12
SHARPNESS = tuple(float(value) for value in np.geomspace(0.02, 2.0, 20))


@dataclass(frozen=True, slots=True, kw_only=True)
class HmmSettings:
    """How the models are built.

    Args:
        column_px: How many columns of a character one state stands for.
        directions: Into how many numbers a window of columns is reduced.
        mixtures: Gaussians of each state.
        follow_weight: What the logarithm of a pair of characters counts beside that of a column.
        new_character: What it costs to begin one.
        pairs_from: Lines of text that pairs of characters are counted in.
    """

    column_px: float = 2.5
    directions: int = 24
    mixtures: int = 3
    follow_weight: float = 4.0
    new_character: float = -4.0
    pairs_from: int = 4000


@dataclass(frozen=True, slots=True)
class Columns:
    """Windows of columns, (n, 36 × WINDOW) in [0, 1], the state that each shows, and the states of the characters.

    Args:
        windows: One a column.
        states: (n,).
        counts: States of each character.
        widths: Mean columns of each character.
    """

    windows: NDArray[np.float32]
    states: NDArray[np.int64]
    counts: list[int]
    widths: list[float]


@dataclass(frozen=True, slots=True)
class Mixtures:
    """The reduction (pixels, d) and the Gaussians of every state, (states, m, d) and, of the weights, (states, m)."""

    reduce: NDArray[np.float64]
    means: NDArray[np.float64]
    variances: NDArray[np.float64]
    weights: NDArray[np.float64]


def gather_columns(lines: Sequence[InkedPlacedLine], alphabet: str, *, column_px: float, seed: int) -> Columns:
    """Tell which state the columns of lines show; of those of each state some are drawn at random."""
    widths: list[list[float]] = [[] for _ in alphabet]
    for line, _ in lines:
        for character, (start, end) in zip(line.sample.text, line.pens, strict=True):
            widths[alphabet.index(character)].append(float(end - start))
    means = [float(np.mean(some)) if some else LEAST_WIDTH_PX for some in widths]
    counts = [max(FEWEST_STATES, round(width / column_px)) for width in means]
    first = np.cumsum(counts) - np.array(counts)
    shown = [_states(line, alphabet, first, counts) for line, _ in lines]
    states = np.concatenate(shown)
    numbers = np.repeat(np.arange(len(lines)), [len(one) for one in shown])
    rng = np.random.default_rng(seed)
    chosen = np.sort(_draw_evenly(rng, states))
    windows = [
        _windows(ink)[(chosen - start)[numbers[chosen] == number]]
        for number, (start, (_, ink)) in enumerate(zip(_starts(shown), lines, strict=True))
    ]
    return Columns(np.concatenate(windows), states[chosen], counts, means)


def _starts(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Where each part starts in all of them together."""
    lengths = np.array([len(part) for part in parts])
    return np.asarray(np.cumsum(lengths) - lengths)


def _draw_evenly(rng: np.random.Generator, states: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the columns of each state, `COLUMNS` of them at random where there are more."""
    order = rng.permutation(len(states))
    order = order[np.argsort(states[order], kind="stable")]
    rank = np.arange(len(order)) - np.searchsorted(states[order], states[order])
    return np.asarray(order[rank < COLUMNS])


def _states(line: PlacedLine, alphabet: str, first: NDArray[np.int64], counts: Sequence[int]) -> NDArray[np.int64]:
    """The state of each column; the margins are spaces."""
    width = line.sample.pixels.shape[1]
    space = alphabet.index(" ")
    symbols = np.array([space, *(alphabet.index(character) for character in line.sample.text), space])
    edges = np.maximum.accumulate(np.array([0.0, line.pens[0, 0], *line.pens[:, 1], width]).clip(0, width))
    middle = np.arange(width) + 0.5
    place = np.clip(np.searchsorted(edges, middle, side="right") - 1, 0, len(symbols) - 1)
    share = (middle - edges[place]) / np.maximum(edges[place + 1] - edges[place], 1e-6)
    own = np.array(counts)[symbols[place]]
    return np.asarray(first[symbols[place]] + np.clip((share * own).astype(int), 0, own - 1))


def _windows(ink: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(columns, 36 × WINDOW): each column with its neighbours, row by row."""
    padded = np.pad(ink.astype(np.float32) / np.float32(255), ((0, 0), (WINDOW // 2, WINDOW // 2)))
    view = np.lib.stride_tricks.sliding_window_view(padded, WINDOW, axis=1)  # (h, columns, WINDOW)
    return np.ascontiguousarray(view.transpose(1, 0, 2)).reshape(ink.shape[1], -1)


def fit_mixtures(columns: Columns, settings: HmmSettings, *, seed: int) -> Mixtures:
    """Fit the reduction, and to each state its Gaussians."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    discriminant = LinearDiscriminantAnalysis(solver="eigen", shrinkage=0.05)
    discriminant.fit(columns.windows, columns.states)
    reduce = discriminant.scalings_[:, : settings.directions].astype(np.float32)
    reduce = reduce / _spread(columns.windows @ reduce, columns.states).astype(np.float32)
    rng = np.random.default_rng(seed)
    own = [np.flatnonzero(columns.states == state) for state in range(sum(columns.counts))]
    own = [places if len(places) else np.arange(len(columns.states)) for places in own]
    drawn = np.stack([rng.choice(places, COLUMNS, replace=len(places) < COLUMNS) for places in own])
    points = (columns.windows @ reduce)[drawn]  # (states, COLUMNS, d)
    return Mixtures(reduce, *_expect_and_maximise(points, settings.mixtures))


def _expect_and_maximise(
    points: NDArray[np.float32], m: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Means, variances and weights of the Gaussians of all states at once, from (states, n, d) points."""
    means = points[:, :m].astype(np.float64)
    variances = np.repeat(points.var(axis=1)[:, None], m, axis=1) + FLOOR
    weights = np.full(means.shape[:2], 1 / m)
    for _ in range(ROUNDS):
        away = points[:, :, None] - means[:, None]  # (states, n, m, d)
        logs = np.log(weights) - 0.5 * np.log(variances).sum(axis=2)
        fits = logs[:, None] - 0.5 * (away**2 / variances[:, None]).sum(axis=3)
        shares = np.exp(fits - fits.max(axis=2, keepdims=True))
        shares /= shares.sum(axis=2, keepdims=True)
        often = shares.sum(axis=1) + 1e-3
        means = np.einsum("snm,snd->smd", shares, points) / often[:, :, None]
        squares = np.einsum("snm,snd->smd", shares, points**2) / often[:, :, None]
        variances = np.maximum(squares - means**2, 0) + FLOOR
        weights = often / often.sum(axis=1, keepdims=True)
    return means, variances, weights


def _spread(points: NDArray[np.floating], states: NDArray[np.int64]) -> NDArray[np.float64]:
    """Root mean square distance from the mean of the own state, in each direction."""
    counts = np.maximum(np.bincount(states), 1)
    means = np.stack([np.bincount(states, column) / counts for column in points.T], axis=1)
    return np.asarray(np.sqrt(((points - means[states]) ** 2).mean(axis=0)))


def count_pairs(texts: Iterable[str], alphabet: str) -> NDArray[np.float64]:
    """The logarithm of how likely each character is followed by each, (c, c), a space before and behind each text.

    Pairs, single characters and all characters alike are mixed, so that nothing is impossible.
    """
    place = {character: i for i, character in enumerate(alphabet)}
    pairs = np.zeros((len(alphabet), len(alphabet)))
    for text in texts:
        symbols = np.array([place[character] for character in f" {text} "])
        np.add.at(pairs, (symbols[:-1], symbols[1:]), 1)
    single = pairs.sum(axis=0) / pairs.sum()
    back_off = (1 - UNIFORM) * single + UNIFORM / len(alphabet)
    often = pairs.sum(axis=1, keepdims=True)
    trust = often / (often + 5 * (pairs > 0).sum(axis=1, keepdims=True) + 1)
    known = pairs / np.maximum(often, 1)
    return np.asarray(np.log(trust * known + (1 - trust) * back_off))


def column_examples(
    lines: Iterable[InkedPlacedLine], mixtures: Mixtures, alphabet: str
) -> list[tuple[int, NDArray[np.float64]]]:
    """The characters of lines, and how the columns of each fit all states, (columns, states)."""
    examples = []
    for line, ink in lines:
        fits = column_fits(ink, mixtures)
        edges = line.pens.round().astype(int).clip(0, len(fits))
        for character, (start, end) in zip(line.sample.text, edges, strict=True):
            if end > start:
                examples.append((alphabet.index(character), fits[start:end]))
    return examples


def column_fits(ink: NDArray[np.uint8], mixtures: Mixtures) -> NDArray[np.float64]:
    """The logarithm of how well each column fits each state, (columns, states): what the graph computes."""
    points = _windows(ink) @ mixtures.reduce
    constant, linear, square = _as_products(mixtures)
    logs = (points @ linear + points**2 @ square + constant).reshape(len(points), *mixtures.weights.shape)
    return np.asarray(np.logaddexp.reduce(logs, axis=2))


def _as_products(mixtures: Mixtures) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The logarithms of all weighed Gaussians as constant (g,) + points × linear (d, g) + points² × square (d, g)."""
    d = mixtures.means.shape[2]
    precise = 1 / mixtures.variances
    constant = np.log(mixtures.weights) - 0.5 * (
        d * np.log(2 * np.pi) + np.log(mixtures.variances).sum(axis=2) + (mixtures.means**2 * precise).sum(axis=2)
    )
    return constant.ravel(), (mixtures.means * precise).reshape(-1, d).T, (-0.5 * precise).reshape(-1, d).T


def fit_sharpness(network: Network, examples: Sequence[tuple[int, NDArray[np.float64]]]) -> float:
    """By what scores are multiplied to become chances.

    Args:
        network: The models.
        examples: Characters, and how the columns of each fit all states.
    """
    scores = np.array([character_scores(network, fits) for _, fits in examples])
    truth = np.array([character for character, _ in examples])

    def loss(sharpness: float) -> float:
        scaled = scores * sharpness
        scaled -= scaled.max(axis=1, keepdims=True)
        chances = np.exp(scaled[np.arange(len(truth)), truth]) / np.exp(scaled).sum(axis=1)
        return -float(np.log(np.maximum(chances, 1e-6)).mean())

    return min(SHARPNESS, key=loss)


def hmm_graph(mixtures: Mixtures, *, height: int) -> Any:
    """As ONNX: ink (n, 1, 36, w) in [0, 1] → the logarithm of how well each column fits each state, (n, w, states)."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    states, m, d = mixtures.means.shape
    constant, linear, square = _as_products(mixtures)
    kernel = mixtures.reduce.T.reshape(d, 1, height, WINDOW)
    constants: dict[str, NDArray[Any]] = {
        "kernel": kernel.astype(np.float32),
        "linear": linear.astype(np.float32),
        "square": square.astype(np.float32),
        "constant": constant.astype(np.float32),
        "shape": np.array([0, 0, states, m], np.int64),
        "two": np.array([2], np.int64),
    }
    node = helper.make_node
    nodes = [
        node("Conv", ["ink", "kernel"], ["reduced"], pads=[0, WINDOW // 2, 0, WINDOW // 2]),  # (n, d, 1, w)
        node("Squeeze", ["reduced", "two"], ["flat"]),
        node("Transpose", ["flat"], ["columns"], perm=[0, 2, 1]),
        node("Mul", ["columns", "columns"], ["squares"]),
        node("MatMul", ["columns", "linear"], ["first"]),
        node("MatMul", ["squares", "square"], ["second"]),
        node("Add", ["first", "second"], ["sum"]),
        node("Add", ["sum", "constant"], ["gaussians"]),
        node("Reshape", ["gaussians", "shape"], ["grouped"]),
        node("ReduceLogSumExp", ["grouped"], ["output"], axes=[3], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "hidden Markov models",
        [helper.make_tensor_value_info("ink", TensorProto.FLOAT, ["n", 1, height, "w"])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", "w", states])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(built)
    return built
