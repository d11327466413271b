"""What was said of which class → the table of it, with precision, recall and F1 of every class beside it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from glyphwright.errors import OptionError
from glyphwright_train.pictures.sheets import HEADING, MARGIN, Sheet, legible, new_sheet
from glyphwright_train.zoo_scores import class_scores, macro

COLUMNS = ("pictures", "precision", "recall", "F1")
DARKEST = 0.8
# A share of one in a thousand must be told from none: it becomes one in seventeen.
LIFT = 0.41


def draw_confusion(confusion: ArrayLike, classes: Sequence[str]) -> Figure:
    """Draw counts, a row for each true class and a column for what was said, darker for a larger share of the row.

    Args:
        confusion: (classes, classes) counts, as `scores.json` of a run has them.
        classes: Their names.

    Raises OptionError if these do not fit one another.
    """
    counts = np.asarray(confusion, np.int64)
    n = len(classes)
    if counts.shape != (n, n) or not counts.any():
        raise OptionError(
            f"confusion: a table of {counts.shape} with {counts.sum()} counts for {n} classes: "
            "give counts, a row and a column for each class"
        )
    names = [legible(name) for name in classes]
    cell = 0.55 if n <= 12 else 0.36 if n <= 30 else 0.27
    longest = max(len(name) for name in names)
    size = 10 if n <= 12 else 8
    left, top = MARGIN + 0.35 + 0.09 * longest, HEADING + 0.5 + (0.09 * longest if longest > 2 else 0.1)
    wide = 0.8
    sheet = new_sheet(left + n * cell + 0.2 + len(COLUMNS) * wide + MARGIN, top + (n + 1) * cell + MARGIN)
    right = int(np.trace(counts))
    share = 100 * right / int(counts.sum())
    sheet.head(f"{right} of {counts.sum()} right ({share:.2f} %)")
    axes = sheet.panel(left, top, n * cell, n * cell)
    _draw_counts(axes, counts, cell)
    axes.set_xticks(range(n), names, fontsize=size, rotation=90 if longest > 2 else 0)
    axes.set_yticks(range(n), names, fontsize=size)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.set_ylabel("truth", fontsize=10)
    axes.set_xlabel("said", fontsize=10)
    axes.xaxis.set_label_position("top")
    _write_scores(sheet, counts, at=(left + n * cell + 0.2, top), step=(wide, cell))
    return sheet.figure


def _draw_counts(axes: Axes, counts: NDArray[np.int64], cell: float) -> None:
    n = len(counts)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    shade = DARKEST * share**LIFT
    axes.imshow(1 - shade, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    size = min(9.0, 72 * cell * 0.86 / (0.64 * len(str(counts.max()))))
    for y, x in zip(*np.nonzero(counts), strict=True):
        ink = "white" if shade[y, x] > 0.45 else "black"
        axes.text(x, y, str(counts[y, x]), ha="center", va="center", fontsize=size, color=ink)
    edges = np.arange(n + 1) - 0.5
    axes.hlines(edges, -0.5, n - 0.5, color="0.8", linewidth=0.4)
    axes.vlines(edges, -0.5, n - 0.5, color="0.8", linewidth=0.4)
    stairs = np.repeat(edges, 2)
    axes.plot(stairs[:-1], stairs[1:], color="black", linewidth=0.9)
    axes.plot(stairs[1:], stairs[:-1], color="black", linewidth=0.9)
    axes.set(xlim=(-0.5, n - 0.5), ylim=(n - 0.5, -0.5))


def _write_scores(
    sheet: Sheet, counts: NDArray[np.int64], *, at: tuple[float, float], step: tuple[float, float]
) -> None:
    """A row a class, on the height of its row of counts, and the means over the classes that occur below them."""
    (left, top), (wide, cell) = at, step
    size = 9 if cell > 0.5 else 8
    rows = [
        (str(total), *map(_percent, row)) for total, row in zip(counts.sum(axis=1), class_scores(counts), strict=True)
    ]
    rows.append((str(counts.sum()), *(_percent(mean) for mean in macro(counts))))
    for k, title in enumerate(COLUMNS):
        sheet.write(left + (k + 1) * wide, top - 0.22, title, size=size, align="right")
    for i, row in enumerate(rows):
        middle = top + (i + 0.5) * cell - size / 144 - 0.02
        for k, text in enumerate(row):
            sheet.write(left + (k + 1) * wide, middle, text, size=size, align="right")
    sheet.write(left - 0.2, top + (len(rows) - 0.5) * cell - size / 144 - 0.02, "all; means", size=size, align="right")


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f} %"
