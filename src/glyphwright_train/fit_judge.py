"""Pages whose reading order is known → the weights by which `glyphwright.layout.judge` tells columns from cells.

    python -m glyphwright_train.fit_judge --pages CACHE --count 1500 --drawn 100

The strips are those that the layout looks at on the way to the right order. On either side of one stand lines, and of
a line on the left and a clearly higher one on the right the truth says which is read first: the left one if columns
are read down, the right one if rows are read across. The weights are those of a logistic regression.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.layout.columns import regions
from glyphwright.layout.gutters import Gutter
from glyphwright.layout.judge import BIAS, WEIGHTS, is_wide, traits
from glyphwright.layout.level import LevelLines, level_lines
from glyphwright.layout.neighbours import Neighbours, find_neighbours
from glyphwright.layout.ruled import find_ruling, level_rules
from glyphwright.page import Page

PAGES = 800
# What is read neither down nor across teaches nothing.
_SURE = 0.9
_RIDGE = 1e-3
_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Example:
    """A strip: its traits, whether it parts columns, and how much it counts.

    It counts by the lines that would come out of order, the strips of one page together by the root of their sum.
    """

    traits: NDArray[np.float64]
    is_columns: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Judge:
    """A linear model of traits: columns above 0."""

    weights: NDArray[np.float64]
    bias: float

    def accuracy(self, examples: Sequence[Example]) -> float:
        """The share of examples, by their weight, that it judges right."""
        right = [bool(example.traits @ self.weights + self.bias > 0) == example.is_columns for example in examples]
        return float(np.average(right, weights=[example.weight for example in examples]))


def examples_of(page: Page) -> list[Example]:
    """The strips of a page whose lines stand in reading order; none for a page without lines that run level."""
    polygons = [line.polygon for line in page.lines]
    if not polygons:
        return []
    level = level_lines(polygons)
    lines = level.take(np.flatnonzero(level.quarters == 0))
    found: dict[bytes, tuple[NDArray[np.float64], bool, int]] = {}

    def judge(lines: LevelLines, strip: Gutter, neighbours: Neighbours) -> bool:
        down = reads_down(lines, strip)
        if is_wide(lines, strip, neighbours) and not 1 - _SURE < down < _SURE:
            key = strip.left_edge.tobytes() + b"|" + strip.right_edge.tobytes()
            beside = min(len(strip.left_edge), len(strip.right_edge))
            found[key] = traits(lines, strip, neighbours), down > _SURE, beside
        return down > 1 / 2

    if len(lines):
        regions(lines, find_neighbours(lines), find_ruling(lines, level_rules((), 0.0)), judge=judge)
    total = np.sqrt(sum(beside for _, _, beside in found.values()))
    return [Example(values, is_columns, float(beside / total)) for values, is_columns, beside in found.values()]


def reads_down(lines: LevelLines, strip: Gutter) -> float:
    """How often a line on the left is read before a clearly higher one on the right; ½ where there is no such pair.

    Only what stands between the ends of the strip counts. Where the right side is read first, nothing is known: ½.
    """
    middle = lines.middle
    left, right = (
        side[(middle[side] > strip.top) & (middle[side] < strip.bottom)] for side in (strip.left, strip.right)
    )
    lower = middle[left][:, None] - middle[right] > np.minimum(lines.height[left][:, None], lines.height[right]) / 2
    first = left[:, None] < right
    if not lower.any() or not (~lower).any() or first[~lower].mean() < _SURE:
        return 0.5
    return float(first[lower].mean())


def fit(examples: Sequence[Example]) -> Judge:
    """Logistic regression by Newton's method, with a small ridge on traits scaled to unit variance.

    Raises:
        ValueError: All examples are of one kind, or there are none.
    """
    wanted = np.array([example.is_columns for example in examples], dtype=np.float64)
    if wanted.size == 0 or wanted.min() == wanted.max():
        raise ValueError("the examples must hold both columns and cells: give more pages")
    values = np.array([example.traits for example in examples])  # (n, t)
    share = np.array([example.weight for example in examples])
    share = share / share.sum()
    scale = np.maximum(values.std(axis=0), 1e-9)
    inputs = np.column_stack([values / scale, np.ones(len(values))])  # (n, t + 1)
    ridge = np.diag([*np.full(len(scale), _RIDGE), 0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (share * (chance - wanted)) + ridge @ weights
        bend = (inputs * (share * chance * (1 - chance))[:, None]).T @ inputs + ridge
        step = np.linalg.solve(bend + 1e-9 * np.eye(len(bend)), slope)
        weights = weights - step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-6:
            break
    return Judge(weights[:-1] / scale, float(weights[-1]))


def pages_from_cache(cache: Path, *, split: str, count: int, seed: int) -> Iterator[Page]:
    """The truth of some pages of a cache; those in "val" come from other documents than those in "train"."""
    from glyphwright_train.synth.pdf_cache import load_truth_pages

    pages = load_truth_pages(cache, split=split)
    for index in np.random.default_rng(seed).permutation(len(pages))[:count].tolist():
        yield pages.truth(index)


def draw_pages(fonts: Path | None, *, count: int, seed: int) -> Iterator[Page]:
    """The truth of drawn pages."""
    from glyphwright_train.synth.alphabet import load_alphabet
    from glyphwright_train.synth.fonts import load_fonts
    from glyphwright_train.synth.pages import draw_page
    from glyphwright_train.synth.text import TextSource

    library, text = load_fonts(fonts), TextSource(load_alphabet())
    for number in range(count):
        yield draw_page(np.random.default_rng([seed, number]), library, text, dpi=100)[1]


def _gather(pages: Iterable[Page]) -> list[Example]:
    return [example for page in pages for example in examples_of(page)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the weights of glyphwright.layout.judge.")
    parser.add_argument("--pages", type=Path, required=True, help="a cache written by `glyphwright synth pages`")
    parser.add_argument("--count", type=int, default=PAGES, help="how many of its pages")
    parser.add_argument("--drawn", type=int, default=0, help="how many drawn pages to add")
    parser.add_argument("--fonts", type=Path, help="where the fonts for drawn pages are")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    train = _gather(pages_from_cache(given.pages, split="train", count=given.count, seed=given.seed))
    if given.drawn:
        train += _gather(draw_pages(given.fonts, count=given.drawn, seed=given.seed))
    held_out = _gather(pages_from_cache(given.pages, split="val", count=given.count, seed=given.seed))
    judge, present = fit(train), Judge(WEIGHTS, BIAS)
    print(f"BIAS = {judge.bias:.3f}")
    print(f"WEIGHTS = np.array([{', '.join(f'{weight:.3f}' for weight in judge.weights)}])")
    print(f"{len(train)} strips to learn from, {np.mean([one.is_columns for one in train]):.0%} between columns")
    for name, examples in (("learnt", train), ("held out", held_out)):
        print(f"{name}: right {judge.accuracy(examples):.4f}, present weights {present.accuracy(examples):.4f}")


if __name__ == "__main__":
    main()
