"""Drawn pages → the logistic regression of the sliding-window line finder, as an `.onnx` file.

    python -m glyphwright_train.fit_window --material MATERIAL --out window-finder.onnx

Fitted twice: to cells at random, then also to the cells that the first fit took for text most surely and wrongly, as
Dalal and Triggs (2005, section 4) do.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.detect.window import BINS, STEP, describe_cells
from glyphwright.geometry import Transform
from glyphwright.pixels import resize, to_grey
from glyphwright.runtime import METADATA_KEY
from glyphwright_train.batches import batch_rng
from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.fonts import FontLibrary, load_fonts
from glyphwright_train.synth.noise import draw_noise
from glyphwright_train.synth.pages import draw_page
from glyphwright_train.synth.text import TextSource
from glyphwright_train.synth.views import View, draw_view
from glyphwright_train.targets import draw_maps
from glyphwright_train.to_onnx import OPSET, describe

if TYPE_CHECKING:
    import onnx

LINE_PX = 20.0
WINDOW = (7, 11)
"""Cells of a window, high and wide: 28 × 44 pixels."""
VIEW_PX, VIEWS_OF_PAGE = 448, 3
FITS, WRONG = STEP**0.5, STEP
"""How far a line's height may be off for the window to fit it, and from where on it does not, as factors."""
TEXT_CELLS, OTHER_CELLS = 100, 200
NOISE_SHARE = 0.1

Drawn = tuple[View, np.random.Generator]
"""A view, and the generator to go on with."""


class Cells(NamedTuple):
    """What is seen around some cells (n, BINS × WINDOW), and whether it is text (n,)."""

    features: NDArray[np.float32]
    text: NDArray[np.bool_]


class Linear(NamedTuple):
    """The fitted classifier: weights (BINS, *WINDOW) and bias."""

    weights: NDArray[np.float32]
    bias: float


def fit_window(draw: Callable[[int], Iterable[Drawn]], *, seed: int) -> Linear:
    """Fit the classifier to the views that `draw` gives for two seeds."""
    first = _fit([pick_cells(view, rng) for view, rng in draw(seed)])
    return _fit([pick_cells(view, rng, first) for view, rng in draw(seed + 1)])


def draw_views(seed: int, *, fonts: FontLibrary, text: TextSource, pages: int) -> Iterator[Drawn]:
    """Views of pages and of noise, scaled for one of their lines to fit the window, or nearly so."""
    for number in range(pages):
        rng = batch_rng(seed, number, 0)
        if rng.random() < NOISE_SHARE:
            yield View(draw_noise(rng)[:VIEW_PX, :VIEW_PX], (), ()), rng
            continue
        pixels, truth = draw_page(rng, fonts, text)
        grey = to_grey(pixels)
        for _ in range(VIEWS_OF_PAGE):
            view = draw_view(rng, grey, truth, size=VIEW_PX, strength=float(rng.beta(1.1, 1.6)))
            yield _fitted(view, rng), rng


def export_window(model: Linear, path: Path, *, scores: dict[str, float]) -> None:
    """Write the model file: one convolution, and what it says of itself."""
    import onnx

    graph = _graph(model)
    description = {
        "name": "window",
        "task": "line_finder",
        "architecture": "window",
        "line_px": LINE_PX,
        "licence": "Apache-2.0",
        "scores": scores,
    }
    describe(graph, METADATA_KEY, json.dumps(description))
    onnx.save(graph, str(path))


def accuracy(model: Linear, cells: list[Cells]) -> float:
    """The mean of how many text cells, and how many others, are told rightly."""
    features, text = (np.concatenate(part) for part in zip(*cells, strict=True))
    said = features @ model.weights.ravel() + model.bias > 0
    return float((said[text].mean() + (~said[~text]).mean()) / 2)


def _graph(model: Linear) -> "onnx.ModelProto":
    """Cells (n, BINS, h, w) → logits (n, 1, h, w)."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    pads = [side // 2 for side in WINDOW] * 2
    graph = helper.make_graph(
        [helper.make_node("Conv", ["image", "weights", "bias"], ["output"], pads=pads)],
        "sliding window",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", BINS, "h", "w"])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", 1, "h", "w"])],
        [
            numpy_helper.from_array(model.weights[None], "weights"),
            numpy_helper.from_array(np.array([model.bias], np.float32), "bias"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(made)
    return made


def _fitted(view: View, rng: np.random.Generator) -> View:
    """The view at another size."""
    heights = [_height(line.array) for line in view.lines]
    typical = heights[int(rng.integers(len(heights)))] if heights else LINE_PX
    scale = float(np.clip(LINE_PX / max(typical, 1.0) * STEP ** rng.uniform(-0.5, 0.5), 0.3, 2.0))
    side = round(VIEW_PX * scale) // 4 * 4
    move = Transform.scale(side / VIEW_PX, side / VIEW_PX)
    return View(resize(view.pixels, side, side), tuple(map(move, view.lines)), tuple(map(move, view.ignored)))


def pick_cells(view: View, rng: np.random.Generator, hard_for: Linear | None = None) -> Cells:
    """Some cells of a view; with a classifier, of those that are no text half are the hardest for it."""
    side = view.pixels.shape[0]
    maps = draw_maps(view.lines, view.ignored, side)
    cells = describe_cells(view.pixels)
    off = np.abs(maps.height - np.log(LINE_PX / 16.0))
    core = maps.core > 0.6
    is_text = core & (off < np.log(FITS)) & (maps.known > 0)
    is_other = ((maps.core < 0.1) | (core & (off > np.log(WRONG)))) & (maps.known > 0)
    text, other = (rng.permutation(np.flatnonzero(which)) for which in (is_text, is_other))
    if hard_for is not None and len(other):
        scores = cv2.filter2D(cells[0], -1, hard_for.weights[0], borderType=cv2.BORDER_CONSTANT)
        for one in range(1, BINS):
            scores += cv2.filter2D(cells[one], -1, hard_for.weights[one], borderType=cv2.BORDER_CONSTANT)
        hardest = other[np.argsort(-scores.ravel()[other])[: OTHER_CELLS // 2]]
        other = np.unique(np.concatenate([hardest, other[: OTHER_CELLS // 2]]))
    chosen = np.concatenate([text[:TEXT_CELLS], other[:OTHER_CELLS]])
    return Cells(windows_at(cells, chosen), is_text.ravel()[chosen])


def windows_at(cells: NDArray[np.float32], chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """What is seen around cells given by their flat index, (n, BINS × WINDOW)."""
    high, wide = WINDOW
    padded = np.pad(cells, ((0, 0), (high // 2, high // 2), (wide // 2, wide // 2)))
    views = np.lib.stride_tricks.sliding_window_view(padded, WINDOW, axis=(1, 2))  # (BINS, h, w, high, wide)
    y, x = np.divmod(chosen, cells.shape[2])
    return np.ascontiguousarray(views[:, y, x].swapaxes(0, 1).reshape(len(chosen), BINS * high * wide))


def _fit(cells: list[Cells]) -> Linear:
    from sklearn.linear_model import LogisticRegression

    features, text = (np.concatenate(part) for part in zip(*cells, strict=True))
    fitted = LogisticRegression(C=0.1, max_iter=150, tol=1e-3).fit(features, text)
    return Linear(fitted.coef_[0].reshape(BINS, *WINDOW).astype(np.float32), float(fitted.intercept_[0]))


def _height(corners: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the classifier of the sliding-window line finder.")
    parser.add_argument("--material", type=Path, required=True, help="folder with fonts/")
    parser.add_argument("--out", type=Path, required=True, help="the .onnx file to write")
    parser.add_argument("--pages", type=int, default=90, help="drawn pages for each of the two fits")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    text = TextSource(load_alphabet("latin"))
    fonts = {split: load_fonts(options.material / "fonts", split=split) for split in ("train", "test")}
    model = fit_window(partial(draw_views, fonts=fonts["train"], text=text, pages=options.pages), seed=options.seed)
    views = draw_views(options.seed + 20_000, fonts=fonts["test"], text=text, pages=max(1, options.pages // 5))
    score = accuracy(model, [pick_cells(view, rng) for view, rng in views])
    export_window(model, options.out, scores={"balanced_accuracy": round(score, 4)})
    print(f"{options.out}: balanced accuracy of cells {score:.4f} on pages in other fonts")


if __name__ == "__main__":
    main()
