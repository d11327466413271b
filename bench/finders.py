"""`python -m bench.finders FINDER…`: line finders on the same pages → the table of README.md.

A finder is a name (`components`), the path of an `.onnx` file, or the folder of a training run (bench/runs.py). Words
and false lines are counted on `--pages`, whose truth has words, lines on `--lines`, whose truth has lines.
Rows of others stay.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.report import as_table, embed
from bench.runs import Trained, cell, find_trained, keep
from glyphwright.datasets import read_truth_folder
from glyphwright.detect import open_line_finder
from glyphwright.errors import OptionError
from glyphwright.evaluate.finding import evaluate_finder

RESULTS = Path("bench/finders.json")
PAGE, NAME = Path("README.md"), "finders"
HEAD = (
    "finder",
    "parameters",
    "trained, min",
    "lines: recall",
    "precision",
    "H-mean",
    "words found whole",
    "false lines a page",
    "reachable word F1",
    "ms a page",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finder; shares in [0, 1], lines at an intersection over union of 0.5."""

    model: Trained
    recall: float
    precision: float
    h_mean: float
    found: float
    false_lines: float
    reachable: float
    milliseconds: float


def measure(finder: Trained, *, pages: Path, lines: Path, select: str | None) -> Row:
    """Find the lines of all pages of both sets with one finder."""
    find = open_line_finder(finder.source, threads=1)
    of_words = evaluate_finder(read_truth_folder(pages), find)
    of_lines = evaluate_finder(read_truth_folder(lines, select=select), find, ignore_case=True)
    if of_lines.lines is None:
        raise OptionError(f"{lines}: its truth has no lines: give a folder whose truth has")
    at_half = of_lines.lines[0]  # the first of IOU_LEVELS
    return Row(
        model=finder,
        recall=at_half.recall,
        precision=at_half.precision,
        h_mean=at_half.h_mean,
        found=of_words.count("found") / of_words.n_words,
        false_lines=of_words.false_lines / len(of_words.pages),
        reachable=of_words.reachable.f1,
        milliseconds=of_words.milliseconds,
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown, by how many words they leave to be read rightly."""
    return as_table(HEAD, [_cells(row) for row in sorted(rows, key=lambda row: row.reachable, reverse=True)])


def _cells(row: Row) -> tuple[str, ...]:
    return (
        f"`{row.model.name}`",
        cell(row.model.parameters, ","),
        cell(row.model.minutes, ".0f"),
        *(cell(value, ".3f") for value in (row.recall, row.precision, row.h_mean, row.found)),
        cell(row.false_lines, ".1f"),
        cell(row.reachable, ".3f"),
        cell(row.milliseconds, ".0f"),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("finders", nargs="+", type=find_trained, help="names, files or runs")
    parser.add_argument("--pages", type=Path, required=True, help="folder with a truth.json that has words")
    parser.add_argument("--lines", type=Path, required=True, help="folder with a truth.json that has lines")
    parser.add_argument("--select", help="only some images of the latter: a slice (80:120) or globs")
    given = parser.parse_args()
    rows = []
    for finder in given.finders:
        rows.append(measure(finder, pages=given.pages, lines=given.lines, select=given.select))
        print(" | ".join(_cells(rows[-1])), flush=True)
    embed(PAGE, table(keep(rows, RESULTS)), name=NAME)


if __name__ == "__main__":
    main()
