"""`python -m bench.readers READER…`: line readers on the same pages and words → the table of docs/models.md.

A reader is a name (`latin-reader`), the path of an `.onnx` file, or the folder of a training run (bench/runs.py). All
read with the default finder; what is measured is what `glyphwright evaluate` measures. Rows of others stay.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.report import as_table, embed
from bench.runs import Trained, cell, find_trained, keep
from glyphwright.datasets import read_truth_folder
from glyphwright.datasets.line_samples import read_line_samples
from glyphwright.evaluate import evaluate
from glyphwright.options import ReadOptions
from glyphwright.pipeline import make_reader

RESULTS = Path("bench/readers.json")
PAGE, NAME = Path("docs/models.md"), "readers"
SETS = ("pages: word F1", "CER", "receipts: word F1", "CER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One reader; shares in [0, 1].

    `words` has, for each set of single words, its name and the share that is right in letters and digits; milliseconds
    are those of the median page, of one thread, with finding and everything else.
    """

    model: Trained
    f1: float
    cer: float
    receipts_f1: float
    receipts_cer: float
    words: dict[str, float]
    milliseconds: float


def measure(
    reader: Trained, *, pages: Path, receipts: Path, select: str | None, words: Sequence[Path], some: str
) -> Row:
    """Read all sets with one reader."""
    made = make_reader(ReadOptions(threads=1), reader=reader.source)
    of_pages = evaluate(read_truth_folder(pages), made)
    of_receipts = evaluate(read_truth_folder(receipts, select=select), made, ignore_case=True)
    of_words = {folder.name: evaluate(read_line_samples(folder, select=some), made, line=True) for folder in words}
    return Row(
        model=reader,
        f1=of_pages.words.f1,
        cer=of_pages.characters.rate,
        receipts_f1=of_receipts.words.f1,
        receipts_cer=of_receipts.characters.rate,
        words={name: evaluation.letters for name, evaluation in of_words.items()},
        milliseconds=1000 * of_pages.median_seconds,
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown, by how they read pages."""
    head = ("reader", "parameters", "MB", "trained, min", *SETS, *rows[0].words, "ms a page")
    return as_table(head, [_cells(row) for row in sorted(rows, key=lambda row: row.f1, reverse=True)])


def _cells(row: Row) -> tuple[str, ...]:
    return (
        f"`{row.model.name}`",
        cell(row.model.parameters, ","),
        cell(row.model.megabytes, ".1f"),
        cell(row.model.minutes, ".0f"),
        *(cell(value, ".3f") for value in (row.f1, row.cer, row.receipts_f1, row.receipts_cer, *row.words.values())),
        cell(row.milliseconds, ".0f"),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readers", nargs="+", type=find_trained, help="names, files or runs")
    parser.add_argument("--pages", type=Path, required=True, help="folder of pages with a truth.json")
    parser.add_argument("--receipts", type=Path, required=True, help="another, whose case means nothing")
    parser.add_argument("--select", help="only some images of the latter: a slice (80:120) or globs")
    parser.add_argument("--words", type=Path, nargs="*", default=[], help="folders of single words")
    parser.add_argument("--some", default="::10", help="which of these words")
    given = parser.parse_args()
    rows = []
    for reader in given.readers:
        rows.append(
            measure(
                reader,
                pages=given.pages,
                receipts=given.receipts,
                select=given.select,
                words=given.words,
                some=given.some,
            )
        )
        print(" | ".join(_cells(rows[-1])), flush=True)
    embed(PAGE, table(keep(rows, RESULTS)), name=NAME)


if __name__ == "__main__":
    main()
