"""A reader and samples whose truth is known → in which order the words of each page are read.

Only words that are read rightly, in their place, count, so that misreadings and missed words are no errors of order.
The truth is the order of its words, which for a PDF is that of its file.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from glyphwright import metrics
from glyphwright.datasets import Sample
from glyphwright.evaluate.each import look_at_each
from glyphwright.evaluate.finding import check_places
from glyphwright.evaluate.reading import EvaluatedReader
from glyphwright.evaluate.true_words import split_truth
from glyphwright.geometry import Polygon
from glyphwright.metrics import EditScore
from glyphwright.overlaps import boxes_of
from glyphwright.page import Word

# The share of pairs of words that rows would put out of order, from which a page is one of several columns.
OF_COLUMNS = 0.05


@dataclass(frozen=True, slots=True)
class PageOrder:
    """The order of one page.

    Args:
        path: The image.
        lines: Outlines of the lines that were read, in reading order, in pixels of the image.
        places: For each of them, which words of the truth were read in it, by index, in the order in which they were.
        n_words: How many words the truth has.
        columns: Whether its truth runs in several columns (`has_columns`).
    """

    path: Path
    lines: tuple[Polygon, ...]
    places: tuple[tuple[int, ...], ...]
    n_words: int
    columns: bool

    @property
    def order(self) -> tuple[int, ...]:
        """The words of the truth in the order in which they were read."""
        return tuple(place for line in self.places for place in line)

    @property
    def edits(self) -> EditScore:
        return metrics.order_edits(self.order)

    @property
    def tau(self) -> float:
        return metrics.kendall_tau(self.order)

    def to_dict(self) -> dict[str, Any]:
        values = {"distance": self.edits.rate, "tau": self.tau, "compared": len(self.order) / max(1, self.n_words)}
        return {
            "name": self.path.name,
            "columns": self.columns,
            "edits": self.edits.edits,
            **{name: round(value, 4) for name, value in values.items()},
        }


@dataclass(frozen=True, slots=True)
class OrderMeans:
    """Means over pages: every page counts alike; `compared` is the share of all true words that were compared."""

    n_pages: int
    distance: float
    tau: float
    compared: float

    @classmethod
    def of(cls, pages: Sequence[PageOrder]) -> "OrderMeans | None":
        """Those of some pages; None of none."""
        if not pages:
            return None
        compared = sum(len(page.order) for page in pages) / max(1, sum(page.n_words for page in pages))
        distance = statistics.fmean(page.edits.rate for page in pages)
        return cls(len(pages), distance, statistics.fmean(page.tau for page in pages), compared)

    def to_dict(self) -> dict[str, float]:
        names = ("distance", "tau", "compared")
        return {"pages": self.n_pages, **{name: round(getattr(self, name), 4) for name in names}}


@dataclass(frozen=True, slots=True)
class OrderEvaluation:
    """All pages, in their order."""

    pages: tuple[PageOrder, ...]

    @property
    def means(self) -> dict[str, OrderMeans | None]:
        """Of all pages, of those of several columns and of the others; None where there are none."""
        return {
            "all": OrderMeans.of(self.pages),
            "several columns": OrderMeans.of([page for page in self.pages if page.columns]),
            "one column": OrderMeans.of([page for page in self.pages if not page.columns]),
        }

    @property
    def worst_first(self) -> list[PageOrder]:
        """By the number of words out of order."""
        return sorted(self.pages, key=lambda page: page.edits.edits, reverse=True)

    def to_dict(self) -> dict[str, Any]:
        """Means and every page, the worst first."""
        means = {name: None if mean is None else mean.to_dict() for name, mean in self.means.items()}
        return {"means": means, "results": [page.to_dict() for page in self.worst_first]}


def evaluate_order(
    samples: Sequence[Sample],
    reader: EvaluatedReader,
    *,
    ignore_case: bool = False,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> OrderEvaluation:
    """Read the first page of every sample, and compare the order of its words with that of the truth.

    Args:
        samples: At least one.
        reader: With more than one job it is used from several threads at once.
        ignore_case: For truth whose case means nothing.
        jobs: How many images are read at once.
        progress: Told after each image how many are done.

    Raises:
        OptionError: The truth of an image says nothing of places.
    """
    check_places(samples)
    look = partial(_compare, reader=reader, ignore_case=ignore_case)
    return OrderEvaluation(look_at_each(samples, look, jobs=jobs, progress=progress))


def has_columns(words: Sequence[Word]) -> bool:
    """Whether words, in the order of the truth, run in several columns, by where they stand alone.

    They do if of 5 % of all pairs of words or more the later one stands wholly above the earlier one and to the right
    of it: where columns are read one after the other, that is so of a quarter of the pairs, elsewhere of hardly any.
    """
    left, top, right, bottom = boxes_of([word.polygon for word in words]).T
    beyond = (bottom < top[:, None]) & (left > right[:, None])  # (n, n): the second beyond the first
    return bool(np.triu(beyond, 1).sum() >= OF_COLUMNS * max(1, len(words) * (len(words) - 1) / 2))


def _compare(sample: Sample, reader: EvaluatedReader, ignore_case: bool) -> PageOrder:
    words, _ = split_truth(sample)
    page = next(iter(reader.read(sample.path).pages), None)
    lines = [] if page is None else list(page.lines)
    read = [(number, word) for number, line in enumerate(lines) for word in line.words]
    pairs = metrics.pair_words([word for _, word in read], words, ignore_case=ignore_case)
    places: list[list[int]] = [[] for _ in lines]
    for found, true in sorted(pairs):
        places[read[found][0]].append(true)
    outlines = tuple(line.polygon for line in lines)
    return PageOrder(sample.path, outlines, tuple(map(tuple, places)), len(words), has_columns(words))
