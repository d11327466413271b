"""`python -m bench.finders FINDER…`: line finders on the same pages → the table of README.md.

A finder is a name (`components`), the path of an `.onnx` file, or the folder of a training run with the file that
`glyphwright release` made beside its weights; of a run the table has the parameters and the minutes too. Words and
false lines are counted on `--pages`, whose truth has words, lines on `--lines`, whose truth has lines.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from bench.report import embed
from glyphwright.datasets import read_truth_folder
from glyphwright.detect import open_line_finder
from glyphwright.errors import OptionError
from glyphwright.evaluate.finding import evaluate_finder
from glyphwright_train.checkpoint import WEIGHTS, load_weights
from glyphwright_train.zoo_train import is_learnt

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
    """One finder; shares in [0, 1]. `parameters` and `minutes` are None where it has none, or no run tells."""

    name: str
    parameters: int | None
    minutes: float | None
    recall: float
    precision: float
    h_mean: float
    found: float
    false_lines: float
    reachable: float
    milliseconds: float


def measure(name: str, *, pages: Path, lines: Path, select: str | None) -> Row:
    """Find the lines of all pages of both sets with one finder."""
    run = Path(name)
    trained = (run / WEIGHTS).is_file()
    finder = open_line_finder(str(next(run.glob("*.onnx"))) if trained else name, threads=1)
    of_words = evaluate_finder(read_truth_folder(pages), finder)
    of_lines = evaluate_finder(read_truth_folder(lines, select=select), finder, ignore_case=True)
    if of_lines.lines is None:
        raise OptionError(f"{lines}: its truth has no lines: give a folder whose truth has")
    at_half = of_lines.lines[0]  # the first of IOU_LEVELS is 0.5
    return Row(
        name=run.stem,
        parameters=_parameters(run / WEIGHTS) if trained else None,
        minutes=_minutes(run / "metrics.jsonl") if trained else None,
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
    ranked = sorted(rows, key=lambda row: row.reachable, reverse=True)
    lines = [HEAD, ("---",) + ("---:",) * (len(HEAD) - 1), *map(_cells, ranked)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        f"`{row.name}`",
        "–" if row.parameters is None else f"{row.parameters:,}",
        "–" if row.minutes is None else f"{row.minutes:.0f}",
        *(f"{value:.3f}" for value in (row.recall, row.precision, row.h_mean, row.found)),
        f"{row.false_lines:.1f}",
        f"{row.reachable:.3f}",
        f"{row.milliseconds:.0f}",
    )


def _parameters(weights: Path) -> int:
    """How many numbers were learnt."""
    tensors = load_weights(weights).tensors.items()
    return sum(tensor.numel() for name, tensor in tensors if is_learnt(name))


def _minutes(metrics: Path) -> float:
    """How long a run took; the clock of its metrics starts anew whenever it is gone on with."""
    clock = [json.loads(line)["minutes"] for line in metrics.read_text(encoding="utf-8").splitlines()]
    return sum(now for now, after in pairwise([*clock, 0.0]) if after < now)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("finders", nargs="+", help="names, files or runs")
    parser.add_argument("--pages", type=Path, required=True, help="folder with a truth.json that has words")
    parser.add_argument("--lines", type=Path, required=True, help="folder with a truth.json that has lines")
    parser.add_argument("--select", help="only some images of the latter: a slice (80:120) or globs")
    given = parser.parse_args()
    rows = []
    for name in given.finders:
        rows.append(measure(name, pages=given.pages, lines=given.lines, select=given.select))
        print(" | ".join(_cells(rows[-1])), flush=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    embed(PAGE, table(rows), name=NAME)


if __name__ == "__main__":
    main()
