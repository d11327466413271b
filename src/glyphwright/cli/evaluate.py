"""`glyphwright evaluate FOLDER`: images whose truth is known → how well they are read, or what goes wrong before."""

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from glyphwright.cli.evaluate_tables import print_finding, print_order, print_reading, print_shares
from glyphwright.cli.progress import Progress
from glyphwright.datasets import ResultFolder, open_samples, read_line_samples
from glyphwright.detect import open_line_finder
from glyphwright.errors import FileAccessError, OptionError
from glyphwright.evaluate import (
    EvaluatedReader,
    Evaluation,
    FindingEvaluation,
    OrderEvaluation,
    PageShares,
    ShareEvaluation,
    draw_finding,
    draw_order,
    evaluate,
    evaluate_finder,
    evaluate_order,
    evaluate_stages,
    ignore_punctuation,
)
from glyphwright.options import ReadOptions
from glyphwright.pipeline import Reader, make_reader
from glyphwright.stages import LineFinder

Stage = Literal["read", "detect", "order", "all"]
Measured = Annotated[
    Stage,
    typer.Option(
        help="What is measured: reading; finding of lines alone; reading order; or which errs how much (all)."
    ),
]
Made = Evaluation | FindingEvaluation | OrderEvaluation | ShareEvaluation
Languages = Annotated[
    str, typer.Option("--lang", "-l", metavar="CODES", help="As eng+deu; auto: by the script of the lines.")
]
Results = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Measure what another program read: a file per image, hOCR, ALTO, txt …"),
]

NoPunctuation = Annotated[
    bool, typer.Option("--ignore-punctuation", help="Compare letters and digits alone; with --line.")
]
LanguageModelName = Annotated[
    str | None, typer.Option("--language-model", metavar="NAME|FILE|none", help="Another language model, or none.")
]
LexiconName = Annotated[
    str | None, typer.Option("--lexicon", metavar="NAME|FILE|none", help="Another lexicon, for all words, or none.")
]
Select = Annotated[
    str | None,
    typer.Option(help="Only some images, sorted by name: a slice (80:120, ::10, :20) or globs (img/0*,img/1*)."),
]


def evaluate_command(  # noqa: PLR0913  an option is a parameter
    folder: Annotated[
        Path,
        typer.Argument(
            help="Images and their truth (docs/finding.md); with --line any lines that docs/lines.md knows.",
            show_default=False,
        ),
    ],
    stage: Measured = "read",
    line: Annotated[bool, typer.Option("--line", help="The images are crops of one word or line.")] = False,
    ignore_case: Annotated[bool, typer.Option("--ignore-case", help="Compare words without regard to case.")] = False,
    no_punctuation: NoPunctuation = False,
    select: Select = None,
    json_path: Annotated[
        Path | None, typer.Option("--json", help="Write totals and every image here; - for standard output.")
    ] = None,
    reader: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Another line reader: a name of ours, or an .onnx file.")
    ] = None,
    finder: Annotated[str | None, typer.Option(metavar="NAME|FILE", help="Another line finder, likewise.")] = None,
    beam: Annotated[int, typer.Option(min=1, metavar="N", help="Follow so many beginnings of a line at once.")] = 1,
    language_model: LanguageModelName = None,
    lexicon: LexiconName = None,
    languages: Languages = "auto",
    results: Results = None,
    jobs: Annotated[int, typer.Option(min=1, help="Images looked at at once; the cores are shared among them.")] = 1,
    worst: Annotated[int, typer.Option(min=1, help="How many pages are drawn.")] = 10,
    pictures: Annotated[
        Path | None,
        typer.Option(help="Draw the worst pages, with what was found or in which order it was read, into this folder."),
    ] = None,
) -> None:
    """Measure how well pages or crops whose text is known are read: words, characters, places, confidence, time."""
    _check(stage, line=line, no_punctuation=no_punctuation, results=results, pictures=pictures)
    samples = (read_line_samples if line else open_samples)(folder, select=select)
    threads = max(1, (os.cpu_count() or 1) // jobs)
    options = ReadOptions(
        threads=threads, beam=beam, language_model=language_model, lexicon=lexicon, languages=languages
    )
    made: Made
    read: EvaluatedReader
    with Progress(len(samples)) as progress:
        if stage == "detect":
            made = evaluate_finder(samples, open_finder(finder), ignore_case=ignore_case, jobs=jobs, progress=progress)
        elif stage == "all":
            whole = open_reader(options, reader=reader, finder=finder)
            made = evaluate_stages(samples, whole, ignore_case=ignore_case, jobs=jobs, progress=progress)
        else:
            read = ResultFolder(results, folder) if results else open_reader(options, reader=reader, finder=finder)
            if no_punctuation:
                samples, read = ignore_punctuation(samples, read)
            look = evaluate_order if stage == "order" else partial(evaluate, line=line)
            made = look(samples, read, ignore_case=ignore_case, jobs=jobs, progress=progress)
    if json_path is not None:
        _write(json_path, json.dumps(made.to_dict(), ensure_ascii=False, indent=1) + "\n")
    if json_path != Path("-"):
        _print(made, line=line, timed=results is None)
    if pictures is not None and not isinstance(made, Evaluation):
        _draw(made, worst, pictures)


def _check(stage: Stage, *, line: bool, no_punctuation: bool, results: Path | None, pictures: Path | None) -> None:
    """Refuse options that do not go together."""
    if no_punctuation and not line:
        raise OptionError("--ignore-punctuation is for crops: give --line with it")
    if stage == "read" and pictures is not None:
        raise OptionError("--pictures shows what was found: give --stage detect, order or all with it")
    if stage != "read" and line:
        raise OptionError(f"--line has nothing to find: leave it away, or --stage {stage}")
    if stage not in ("read", "order") and results is not None:
        raise OptionError(f"--results are read already: leave --stage {stage} away")


def open_reader(options: ReadOptions, *, reader: str | None, finder: str | None) -> Reader:
    """The default reader, or one with other models."""
    return make_reader(options, reader=reader, finder=finder)


def open_finder(finder: str | None) -> LineFinder:
    """The default finder, or another, on one thread."""
    return open_line_finder(finder)


def _write(path: Path, text: str) -> None:
    if path == Path("-"):
        sys.stdout.write(text)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileAccessError(f"{path}: {error.strerror}: choose a place that can be written") from error


def _draw(made: FindingEvaluation | OrderEvaluation | ShareEvaluation, worst: int, folder: Path) -> None:
    if isinstance(made, OrderEvaluation):
        drawn = [(page.path.stem, partial(draw_order, page)) for page in made.worst_first[:worst]]
    else:
        pages = [page.finding if isinstance(page, PageShares) else page for page in made.worst_first[:worst]]
        drawn = [(page.path.stem, partial(draw_finding, page)) for page in pages]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for place, (name, draw) in enumerate(drawn, start=1):
            draw().save(folder / f"{place:03}-{name}.png")
    except OSError as error:
        raise FileAccessError(f"{folder}: {error.strerror}: choose a place that can be written") from error


def _print(made: Made, *, line: bool, timed: bool) -> None:
    if isinstance(made, Evaluation):
        print_reading(made, line=line, timed=timed)
    elif isinstance(made, FindingEvaluation):
        print_finding(made)
    elif isinstance(made, OrderEvaluation):
        print_order(made)
    else:
        print_shares(made)
