"""`glyphwright read INPUT…`, or without the verb: what stands in scans, photos and PDFs, in one format or several."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glyphwright.cli.preprocess import STEPS_HELP
from glyphwright.cli.progress import Progress
from glyphwright.errors import GlyphwrightError, OptionError
from glyphwright.export import FORMATS, ExportOptions, check_installed, export_parts
from glyphwright.options import DEFAULT_DPI, DEFAULT_MAX_PIXELS, DEFAULT_MIN_CONFIDENCE, ReadOptions, parse_steps

if TYPE_CHECKING:
    from glyphwright.batch import Outcome, Target
    from glyphwright.page import Document

_OUTPUT, _SELECTION, _READING = "Output", "What to read", "How to read"

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Images, PDFs, folders, patterns such as 'scans/*.png', web addresses; - is standard input.",
        show_default=False,
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        "-o",
        metavar="NAME|FOLDER/",
        help="A file, whose suffix names the format if -f does not; a folder, for files named after the inputs; - for "
        "standard output, which is the default.",
        rich_help_panel=_OUTPUT,
    ),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAMES",
        help=f"One or several of {', '.join(FORMATS)}, with commas between; txt if nothing says otherwise.",
        rich_help_panel=_OUTPUT,
    ),
]
Redo = Annotated[
    bool,
    typer.Option("--redo", help="In PDFs, replace the text layer of an earlier reading.", rich_help_panel=_OUTPUT),
]
PdfA = Annotated[
    bool,
    typer.Option("--pdfa", help="Write PDFs as PDF/A-2b, for archives.", rich_help_panel=_OUTPUT),
]
Pages = Annotated[
    str | None,
    typer.Option("--pages", metavar="1,3-5,8-", help="Only these; all by default.", rich_help_panel=_SELECTION),
]
Password = Annotated[
    str | None,
    typer.Option("--password", metavar="TEXT", help="Opens encrypted PDFs.", rich_help_panel=_SELECTION),
]
MaxPixels = Annotated[
    int,
    typer.Option("--max-pixels", metavar="N", help="Refuse larger images; 0: no limit.", rich_help_panel=_SELECTION),
]
Languages = Annotated[
    str,
    typer.Option(
        "--lang",
        "-l",
        metavar="CODES",
        help="Languages that must be readable, in Tesseract's codes, as eng+deu; auto: by the script of the lines.",
        rich_help_panel=_READING,
    ),
]
AsLine = Annotated[bool, typer.Option("--line", help="Every image is one line or word.", rich_help_panel=_READING)]
Charset = Annotated[
    str | None,
    typer.Option(
        "--charset",
        metavar="CHARACTERS",
        help="Read nothing but these and the space, as 0123456789.",
        rich_help_panel=_READING,
    ),
]
Regex = Annotated[
    str | None,
    typer.Option(
        "--regex",
        metavar="PATTERN",
        help="Every line must match this as a whole, as '[A-Z]{2}[0-9]{6}'; others are left out.",
        rich_help_panel=_READING,
    ),
]
Beam = Annotated[
    int,
    typer.Option(
        "--beam", min=1, metavar="N", help="Follow so many beginnings of a line at once.", rich_help_panel=_READING
    ),
]
LanguageModelName = Annotated[
    str | None,
    typer.Option(
        "--language-model",
        metavar="NAME|FILE|none",
        help="Another language model, which helps where a line is not read surely, or none.",
        rich_help_panel=_READING,
    ),
]
LexiconName = Annotated[
    str | None,
    typer.Option(
        "--lexicon",
        metavar="NAME|FILE|none",
        help="Words to look up doubtful ones in, as a .txt of your own, or none.",
        rich_help_panel=_READING,
    ),
]
MinScore = Annotated[
    float,
    typer.Option(
        "--min-score", metavar="0…1", help="Leave lines out that are less surely there.", rich_help_panel=_READING
    ),
]
MinConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        metavar="0…1",
        help="Leave lines out whose characters are on average less sure: dirt, drawings. 0 keeps all.",
        rich_help_panel=_READING,
    ),
]
Dpi = Annotated[
    int, typer.Option("--dpi", metavar="N", help="Resolution at which PDFs are read.", rich_help_panel=_READING)
]
Steps = Annotated[str | None, typer.Option("--steps", metavar="NAMES|none", help=STEPS_HELP, rich_help_panel=_READING)]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        metavar="N",
        help="Processes that read, with one thread each; 1 is this one with all cores.",
        rich_help_panel=_READING,
    ),
]
ReaderName = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME|FILE",
        help="Another line reader: one of `glyphwright models`, or an .onnx file.",
        rich_help_panel=_READING,
    ),
]
FinderName = Annotated[
    str | None,
    typer.Option("--finder", metavar="NAME|FILE", help="Another line finder, likewise.", rich_help_panel=_READING),
]


def read_command(  # noqa: PLR0913  an option is a parameter
    inputs: Inputs,
    out: Out = None,
    formats: Formats = None,
    redo: Redo = False,
    pdfa: PdfA = False,
    pages: Pages = None,
    password: Password = None,
    max_pixels: MaxPixels = DEFAULT_MAX_PIXELS,
    languages: Languages = "auto",
    line: AsLine = False,
    charset: Charset = None,
    regex: Regex = None,
    beam: Beam = 1,
    language_model: LanguageModelName = None,
    lexicon: LexiconName = None,
    min_score: MinScore = 0.0,
    min_confidence: MinConfidence = DEFAULT_MIN_CONFIDENCE,
    dpi: Dpi = DEFAULT_DPI,
    steps: Steps = None,
    jobs: Jobs = 1,
    reader: ReaderName = None,
    finder: FinderName = None,
) -> None:
    """Read pages: `glyphwright scan.png`, `glyphwright scans/ -o texts/ -f txt,pdf`, `glyphwright a.pdf -o b.pdf`."""
    from glyphwright.batch import BatchOptions, choose_formats, plan_targets, read_documents
    from glyphwright.pipeline import make_reader

    options = ReadOptions(
        pages=pages,
        dpi=dpi,
        password=password,
        max_pixels=max_pixels,
        languages=languages,
        min_score=min_score,
        min_confidence=min_confidence,
        charset=charset,
        pattern=regex,
        beam=beam,
        language_model=language_model,
        lexicon=lexicon,
        steps=parse_steps(steps),
    )
    chosen = choose_formats(formats or (), out)
    sources, failures = expand_inputs(inputs)
    n_inputs = len(sources) + len(failures)
    targets = plan_targets(sources, chosen, out)
    streamed = targets[0][0].path is None
    refuse_terminal(chosen, streamed=streamed)
    over = output_options(chosen, ExportOptions(password=password, existing_text="redo" if redo else "skip", pdfa=pdfa))
    open_reader = partial(make_reader, finder=finder, reader=reader)
    batch = BatchOptions(line=line, jobs=jobs, formats=tuple(chosen))
    with Progress(len(sources), shown=not (streamed and sys.stdout.isatty())) as progress:
        outcomes = read_documents(sources, open_reader, options, batch, progress=progress)
        failures += _deliver(outcomes, targets, over)
    report_failures(failures, n_inputs)


def expand_inputs(inputs: Sequence[str]) -> tuple[list[str | Path], list[GlyphwrightError]]:
    """The sources that the inputs stand for, and what is wrong with those that stand for none."""
    from glyphwright.acquire import expand_sources

    sources: dict[str | Path, None] = {}
    failures = []
    for pattern in inputs:
        try:
            sources.update(dict.fromkeys(expand_sources([pattern])))
        except GlyphwrightError as error:
            failures.append(error)
    if not sources:
        report_failures(failures, len(failures))
    return list(sources), failures


def refuse_terminal(formats: Sequence[str], *, streamed: bool) -> None:
    """Raise OptionError where a file that is no text would be shown in a terminal."""
    for name in formats:
        if streamed and not FORMATS[name].is_text and sys.stdout.isatty():
            suffix = FORMATS[name].extension
            raise OptionError(f"{name} is nothing to look at in a terminal: give a file with -o, as -o out{suffix}")


def output_options(formats: Sequence[str], options: ExportOptions) -> ExportOptions:
    """The options, if what they ask for is to be written, and can be, before anything is read.

    Raises:
        OptionError: PDF/A, and no searchable PDF.
        MissingDependencyError: What writes them is not installed.
    """
    if options.pdfa and "pdf" not in formats:
        raise OptionError(f"--pdfa concerns the format pdf, not {', '.join(formats)}: ask for pdf too, or leave it out")
    check_installed(formats, options)
    return options


def _deliver(
    outcomes: "Iterable[Outcome]", targets: "Iterable[tuple[Target, ...]]", options: ExportOptions
) -> list[GlyphwrightError]:
    """Write every result as soon as it is there, and collect what fails."""
    failures: list[GlyphwrightError] = []
    printed = 0
    for outcome, group in zip(outcomes, targets, strict=True):
        failures += outcome.errors
        if outcome.document is None:
            continue
        if outcome.errors:
            _tell_missing(len(outcome.errors), str(outcome.source))
        _tell_unread(outcome.document, str(outcome.source))
        for target in group:
            try:
                content = _content(outcome) if FORMATS[target.format].needs_source else None
                parts = export_parts(outcome.document, target.format, source=content, options=options)
                printed += _put(parts, target, printed)
            except GlyphwrightError as error:
                failures.append(error)
    return failures


def _tell_missing(n_pages: int, name: str) -> None:
    """Say that a result lacks pages; which, and why, is told at the end."""
    pages = "1 page" if n_pages == 1 else f"{n_pages} pages"
    print(f"{name}: without {pages} that could not be read", file=sys.stderr)


def _tell_unread(document: "Document", name: str) -> None:
    """Say once how many lines of a file no reader knows the script of, or that there is no text at all."""
    from glyphwright.recognise import SCRIPTS

    counts: Counter[str] = Counter()
    any_text = False
    for line in (line for page in document.pages for line in page.lines):
        any_text = any_text or bool(line.words)
        if not line.words:
            counts[line.script] += 1
    for code, n in counts.most_common():
        lines = "1 line" if n == 1 else f"{n} lines"
        print(
            f"{name}: {lines} in {SCRIPTS.get(code, code)}: no reader for it; train one with glyphwright train, "
            "or give -l to read them all the same",
            file=sys.stderr,
        )
    if not any_text and not counts:
        print(
            f"{name}: no text was found; --min-confidence 0 keeps what is read unsurely, --line reads a single line",
            file=sys.stderr,
        )


def _content(outcome: "Outcome") -> bytes:
    """The file that was read, once more unless it came through a pipe."""
    from glyphwright.acquire import load_bytes

    return outcome.content if outcome.content is not None else load_bytes(outcome.source)[0]


def _put(parts: "Iterator[bytes]", target: "Target", printed: int) -> int:
    """Put a result where it belongs; returns how many more were printed."""
    from glyphwright.batch import write_file

    if target.path is not None:
        write_file(target.path, parts)
        return 0
    if printed and target.format == "txt":
        sys.stdout.buffer.write(b"\f")
    sys.stdout.buffer.writelines(parts)
    sys.stdout.buffer.flush()
    return 1


def report_failures(failures: Sequence[GlyphwrightError], n_inputs: int) -> None:
    """Raise what failed: one error as it is if it is all there was to do, else a group of them."""
    if len(failures) == 1 == n_inputs:
        raise failures[0]
    if failures:
        errors = "1 error" if len(failures) == 1 else f"{len(failures)} errors"
        inputs = "1 input" if n_inputs == 1 else f"{n_inputs} inputs"
        raise ExceptionGroup(f"{errors} in {inputs}", list(failures))
