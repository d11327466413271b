"""`glyphwright evaluate FOLDER`: a folder of images with a truth.json → how well they are read."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from glyphwright.cli.progress import Progress
from glyphwright.datasets import read_truth_folder
from glyphwright.errors import FileAccessError
from glyphwright.evaluate import EvaluatedReader, Evaluation, evaluate

_SHOWN = 10


def evaluate_command(  # noqa: PLR0913  an option is a parameter
    folder: Annotated[Path, typer.Argument(help="Folder of images with a truth.json.", show_default=False)],
    line: Annotated[bool, typer.Option("--line", help="The images are crops of one word or line.")] = False,
    ignore_case: Annotated[bool, typer.Option("--ignore-case", help="Compare words without regard to case.")] = False,
    select: Annotated[
        str | None,
        typer.Option(help="Only some images, sorted by name: a slice (80:120, ::10, :20) or globs (img/0*,img/1*)."),
    ] = None,
    json_path: Annotated[
        Path | None, typer.Option("--json", help="Write totals and every image here; - for standard output.")
    ] = None,
    reader: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Another line reader: a name of ours, or an .onnx file.")
    ] = None,
    finder: Annotated[str | None, typer.Option(metavar="NAME|FILE", help="Another line finder, likewise.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Images read at once; the cores are shared among them.")] = 1,
) -> None:
    """Measure how well pages or crops whose text is known are read: words, characters, places, confidence, time."""
    samples = read_truth_folder(folder, select=select)
    threads = max(1, (os.cpu_count() or 1) // jobs)
    opened = open_reader(threads=threads, reader=reader, finder=finder)
    with Progress(len(samples)) as progress:
        evaluation = evaluate(samples, opened, line=line, ignore_case=ignore_case, jobs=jobs, progress=progress)
    if json_path is not None:
        _write(json_path, json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=1) + "\n")
    if json_path != Path("-"):
        _print(evaluation, line=line)


def open_reader(*, threads: int, reader: str | None, finder: str | None) -> EvaluatedReader:
    """The default reader, or one with other models."""
    from glyphwright.options import ReadOptions
    from glyphwright.pipeline import make_reader

    return make_reader(ReadOptions(threads=threads), reader=reader, finder=finder)


def _write(path: Path, text: str) -> None:
    if path == Path("-"):
        sys.stdout.write(text)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileAccessError(f"{path}: {error.strerror}: choose a place that can be written") from error


def _print(evaluation: Evaluation, *, line: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    totals = Table("measure", "value", title=f"{len(evaluation.results)} {'crops' if line else 'pages'}")
    for name, value in _totals(evaluation, line=line):
        totals.add_row(name, value)
    worst = Table("worst", "word F1", "CER", "seconds", *(("truth", "read") if line else ()))
    for result in evaluation.worst_first[:_SHOWN]:
        texts = (_escape(result.truth), _escape(result.output)) if line else ()
        rates = (f"{result.words.f1:.3f}", f"{result.characters.rate:.3f}", f"{result.seconds:.2f}")
        worst.add_row(_escape(result.name), *rates, *texts)
    console = Console()
    console.print(totals)
    console.print(worst)


def _totals(evaluation: Evaluation, *, line: bool) -> list[tuple[str, str]]:
    words, found = evaluation.words, evaluation.detection
    rows = [("exact", f"{evaluation.exact:.4f}"), ("letters and digits alone", f"{evaluation.letters:.4f}")]
    if not line:
        rows = [
            ("word F1", f"{words.f1:.4f}"),
            ("word precision, recall", f"{words.precision:.4f}  {words.recall:.4f}"),
            ("CER, median of pages", f"{evaluation.median_cer:.4f}"),
        ]
    rows.append(("CER, all characters", f"{evaluation.characters.rate:.4f}"))
    if found is not None:
        rows.append(("line precision, recall", f"{found.precision:.4f}  {found.recall:.4f}"))
    rows.append(("calibration error (ECE)", f"{evaluation.calibration_error:.4f}"))
    rows.append(("seconds, median", f"{evaluation.median_seconds:.3f}"))
    return rows


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text.strip())
