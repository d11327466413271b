"""`glyphwright data check PATH`, `data convert IN OUT`: words and lines in any format → their faults; another format.

What is found is printed one to a line: kind, name and message, with tabs between them; the summary is a message.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glyphwright.cli.progress import Progress
from glyphwright.errors import DamagedInputError, FileAccessError

if TYPE_CHECKING:
    from glyphwright.datasets.lines import Finding, LabelledLine

FOUND = 10
"""The exit code where something is wrong with the data; those of errors.py are for what could not be done."""

_LATIN, _ANY = "latin", "any"

data_app = typer.Typer(
    help="Words and lines with their texts, in any format: find what is wrong with them, convert them.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_From = Annotated[
    str | None, typer.Option("--from", help="Format that it is in, where that is not recognised; docs/lines.md.")
]


@data_app.command("check")
def check_command(
    path: Annotated[Path, typer.Argument(help="Folder of lines, or the file with their texts.", show_default=False)],
    alphabet: Annotated[
        str, typer.Option(help="What the texts may be of: latin (what the packaged reader knows), any, or a text file.")
    ] = _LATIN,
    read: Annotated[bool, typer.Option("--read/--no-read", help="Compare with what is read; takes longer.")] = False,
    source_format: _From = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list of objects instead of rows.")] = False,
) -> None:
    """Find empty, unreadable, mislabelled, duplicate and out-of-alphabet lines before training.

    Exit code 0 if nothing is wrong, 10 if something is.
    """
    from glyphwright.datasets.lines import check_lines, open_lines

    known = find_alphabet(alphabet)
    lines = open_lines(path, format=source_format)
    reader = open_default_reader() if read else None
    with Progress(len(lines)) as progress:
        findings = check_lines(lines, alphabet=known, read=reader, progress=progress)
    if as_json:
        sys.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{_row(finding)}\n" for finding in findings)
    print(_summary(lines, findings), file=sys.stderr)
    if findings:
        raise typer.Exit(FOUND)


@data_app.command("convert")
def convert_command(
    source: Annotated[Path, typer.Argument(metavar="IN", help="Folder of lines, or the file with their texts.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="New folder.")],
    target_format: Annotated[
        str,
        typer.Option(
            "--format",
            help="gt-txt, list, labels-json, lmdb, icdar, label-txt, page, alto, hocr, label-studio or truth.",
            show_default=False,
        ),
    ],
    source_format: _From = None,
) -> None:
    """Write lines in another format: crops, or whole pictures with outlines, as the format has it."""
    from glyphwright.datasets.lines import LINE_FORMATS, open_lines, write_lines

    lines = open_lines(source, format=source_format)
    written = write_lines(lines, target, target_format)
    ignored = sum(line.ignored for line in lines)
    left_out = 0 if LINE_FORMATS[target_format].keeps_ignored else ignored
    note = f", {left_out} to be ignored left out" if left_out else ""
    print(f"{len(lines) - left_out} lines written to {written}{note}", file=sys.stderr)


def find_alphabet(wanted: str) -> str | None:
    """The characters of the packaged reader, of a text file (line breaks do not count), or None for any.

    Raises FileAccessError where there is no such file and DamagedInputError where it is not UTF-8.
    """
    if wanted == _ANY:
        return None
    if wanted == _LATIN:
        from glyphwright.runtime import load_model
        from glyphwright.zoo import find_model

        return str(load_model(find_model("line_reader"), task="line_reader").description["alphabet"])
    try:
        return Path(wanted).read_text(encoding="utf-8-sig").replace("\n", "")
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileAccessError(f"{wanted}: {reason}: give {_LATIN}, {_ANY} or a file of characters") from error
    except UnicodeDecodeError as error:
        raise DamagedInputError(f"{wanted}: is not text in UTF-8 ({error}): save it as that") from error


def open_default_reader() -> "Callable[[LabelledLine], str]":
    """What the default reader makes of a line."""
    from glyphwright.pipeline import make_reader
    from glyphwright.stages import PageImage

    reader = make_reader()
    return lambda line: reader.read_line_page(PageImage(line.pixels())).text


def _row(finding: "Finding") -> str:
    """Tabs and line breaks in names of files would make other rows of it."""
    cells = (finding.kind, finding.name, finding.message)
    return "\t".join("".join(letter if letter.isprintable() else "?" for letter in cell) for cell in cells)


def _summary(lines: "Sequence[LabelledLine]", findings: "Sequence[Finding]") -> str:
    ignored = sum(line.ignored for line in lines)
    checked = f"{len(lines) - ignored} lines checked" + (f", {ignored} ignored" if ignored else "")
    kinds = Counter(finding.kind for finding in findings)
    found = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return f"{checked}: {found or 'nothing is wrong'}"
