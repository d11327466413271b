"""`glyphwright interpret receipt|card|form|TEMPLATE.toml FILE…`: what a document means, as JSON or vCard.

What is given is read, or was read before: a result of ours in JSON is taken as it is.
"""

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from glyphwright.cli.read import Dpi, Languages, Pages, Password, expand_inputs, report_failures
from glyphwright.errors import DamagedInputError, GlyphwrightError, OptionError
from glyphwright.options import DEFAULT_DPI, ReadOptions

if TYPE_CHECKING:
    from glyphwright.page import Document
    from glyphwright.pipeline import Reader


class OutputFormat(StrEnum):
    json = "json"
    vcard = "vcard"


class Meaning(Protocol):
    """What an interpreter returns."""

    def to_dict(self) -> dict[str, Any]: ...


Interpreter = Callable[["Document"], Meaning]


def interpret_command(  # noqa: PLR0913  an option is a parameter
    kind: Annotated[
        str,
        typer.Argument(metavar="receipt|card|form|TEMPLATE.toml", help="What the documents are.", show_default=False),
    ],
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Images, PDFs, or results in JSON; - is standard input.",
            show_default=False,
        ),
    ],
    output: Annotated[
        OutputFormat, typer.Option("--format", "-f", help="vcard is for cards alone.")
    ] = OutputFormat.json,
    pages: Pages = None,
    password: Password = None,
    languages: Languages = "auto",
    dpi: Dpi = DEFAULT_DPI,
) -> None:
    """Tell what documents mean: the total of a receipt, the names on a card, the fields of a form, as JSON."""
    interpreter = choose_interpreter(kind)
    if output is OutputFormat.vcard and kind != "card":
        raise OptionError("--format vcard is for business cards: give `card`, or leave it out")
    options = ReadOptions(pages=pages, password=password, languages=languages, dpi=dpi)
    sources, failures = expand_inputs(inputs)
    n_inputs = len(sources) + len(failures)
    open_document = _make_opener(options)
    for source in sources:
        try:
            _print(interpreter(open_document(source)), source, output, several=n_inputs > 1)
        except GlyphwrightError as error:
            failures.append(error)
    report_failures(failures, n_inputs)


def choose_interpreter(kind: str) -> Interpreter:
    """What understands documents of a kind, or by a template.

    Raises:
        OptionError: There is no such kind; or the template is at fault.
        FileAccessError: The template cannot be read.
    """
    from glyphwright import interpret

    kinds: dict[str, Interpreter] = {
        "receipt": interpret.read_receipt,
        "card": interpret.read_business_card,
        "form": interpret.read_form,
    }
    if kind in kinds:
        return kinds[kind]
    if not kind.endswith(".toml"):
        raise OptionError(f"'{kind}' is no kind of document: give {', '.join(kinds)}, or a template, a .toml file")
    template = interpret.load_template(Path(kind))
    return lambda document: interpret.read_by_template(document, template)


def _make_opener(options: ReadOptions) -> "Callable[[str | Path], Document]":
    """What opens results in JSON, and reads everything else with one reader, made when it is first needed."""
    from glyphwright.acquire import load_bytes
    from glyphwright.export import read_export

    @cache
    def reader() -> "Reader":
        from glyphwright.pipeline import make_reader

        return make_reader(options)

    def open_document(source: "str | Path") -> "Document":
        if isinstance(source, str) and source != "-":
            return reader().read(source)
        content = load_bytes(source)[0]
        if not content.lstrip().startswith(b"{"):
            return reader().read(source if Path(source).is_file() else content)
        try:
            return read_export(content, "json")
        except DamagedInputError as error:
            raise DamagedInputError(f"{source}: {error}") from error

    return open_document


def _print(meaning: Meaning, source: "str | Path", output: OutputFormat, *, several: bool) -> None:
    """One file as it is to be looked at; several as a line of JSON each, with its name."""
    from glyphwright.interpret import BusinessCard, write_vcard

    if output is OutputFormat.vcard and isinstance(meaning, BusinessCard):
        sys.stdout.buffer.write(write_vcard(meaning))
    elif several:
        sys.stdout.write(json.dumps({"source": str(source), **meaning.to_dict()}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(json.dumps(meaning.to_dict(), ensure_ascii=False, indent=1) + "\n")
    sys.stdout.flush()
