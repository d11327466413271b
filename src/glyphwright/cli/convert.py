"""`glyphwright convert IN OUT…`: a result of ours or of another program in one format → the same in others."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glyphwright.cli.read import output_options, refuse_terminal
from glyphwright.errors import FileAccessError
from glyphwright.export import FORMATS, READABLE, ExportOptions, export_parts, image_beside, read_result

if TYPE_CHECKING:
    from glyphwright.page import Document

_STANDARD = "-"


def convert_command(  # noqa: PLR0913  an option is a parameter
    source: Annotated[str, typer.Argument(metavar="IN", help=f"A file in {', '.join(READABLE)}; - is standard input.")],
    outs: Annotated[
        list[str],
        typer.Argument(metavar="OUT", help="Files whose suffixes name their formats, or - for standard output."),
    ],
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", "-f", metavar="NAMES", help=f"Of {', '.join(FORMATS)}, for every OUT."),
    ] = None,
    source_format: Annotated[
        str | None, typer.Option("--from", metavar="NAME", help="Format of IN, where it is not recognised.")
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option(help="What was read, for PDFs; where IN names it and it lies beside IN that need not be said."),
    ] = None,
    pages: Annotated[
        str | None, typer.Option("--pages", metavar="1,3-5,8-", help="Only these pages of IN, counted from 1.")
    ] = None,
    pdfa: Annotated[bool, typer.Option("--pdfa", help="Write PDFs as PDF/A-2b.")] = False,
) -> None:
    """Write results in other formats: `glyphwright convert page.hocr page.alto page.md`."""
    from glyphwright.batch import choose_formats, plan_targets, write_file

    document = _pages(read_result(_read(source), name=source, format=source_format), pages, source)
    inputs: list[str | Path] = [source if source == _STANDARD else Path(source)]
    targets = [
        target
        for out in outs
        for group in plan_targets(inputs, choose_formats(formats or (), out), out)
        for target in group
    ]
    options = output_options([target.format for target in targets], ExportOptions(pdfa=pdfa))
    refuse_terminal([target.format for target in targets if target.path is None], streamed=True)
    content = (
        _image(document, source, image) if any(FORMATS[target.format].needs_source for target in targets) else None
    )
    for target in targets:
        parts = export_parts(document, target.format, source=content, options=options)
        if target.path is None:
            sys.stdout.buffer.writelines(parts)
        else:
            write_file(target.path, parts)


def _pages(document: "Document", wanted: str | None, name: str) -> "Document":
    from dataclasses import replace

    from glyphwright.acquire import parse_page_range

    numbers = parse_page_range(wanted, len(document.pages), name=name)
    return replace(document, pages=tuple(document.pages[number - 1] for number in numbers))


def _image(document: "Document", source: str, image: Path | None) -> bytes:
    if image is not None:
        return _read(str(image))
    if source == _STANDARD:
        raise FileAccessError("standard input: a PDF is made of the image that was read: give it with --image")
    return _read(str(image_beside(document, Path(source))))


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == _STANDARD else Path(name).read_bytes()
    except OSError as error:
        raise FileAccessError(f"{name}: {error.strerror or error}: check the path") from error
