"""`glyphwright preprocess INPUT -o OUT`: pages mended as they would be before they are read, as PNG."""

from pathlib import Path
from typing import Annotated

import typer

from glyphwright.options import DEFAULT_DPI, DEFAULT_MAX_PIXELS, DEFAULT_STEPS, STEPS, ReadOptions, parse_steps

STEPS_HELP = (
    f"What to mend, with commas between: {', '.join(STEPS)}; or none. Each leaves alone what does not need it. "
    f"By default {', '.join(DEFAULT_STEPS)}."
)


def preprocess_command(  # noqa: PLR0913  an option is a parameter
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Images, PDFs, folders, patterns.", show_default=False)
    ],
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="NAME.png|FOLDER/", help="A file; for several pages, a folder.")
    ],
    steps: Annotated[str | None, typer.Option(metavar="NAMES|none", help=STEPS_HELP)] = None,
    explain: Annotated[
        Path | None, typer.Option(metavar="FOLDER/", help="Write a picture of each page with the steps side by side.")
    ] = None,
    pages: Annotated[str | None, typer.Option(metavar="1,3-5,8-", help="Only these; all by default.")] = None,
    dpi: Annotated[int, typer.Option(metavar="N", help="Resolution at which PDFs are drawn.")] = DEFAULT_DPI,
    password: Annotated[str | None, typer.Option(metavar="TEXT", help="Opens encrypted PDFs.")] = None,
    max_pixels: Annotated[
        int, typer.Option(metavar="N", help="Refuse larger images; 0: no limit.")
    ] = DEFAULT_MAX_PIXELS,
) -> None:
    """Mend pages as they would be before they are read: turned upright, level, without rules or specks."""
    from glyphwright.batch import mend_pages
    from glyphwright.cli.read import expand_inputs, report_failures

    options = ReadOptions(steps=parse_steps(steps), pages=pages, dpi=dpi, password=password, max_pixels=max_pixels)
    sources, failures = expand_inputs(inputs)
    n_inputs = len(sources) + len(failures)
    failures += mend_pages(sources, out, options, explain_in=explain)
    report_failures(failures, n_inputs)
