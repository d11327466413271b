"""The formats of results: what writes and what reads each. A new one is one file and one line of the table here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from glyphwright.errors import OptionError, OutputError
from glyphwright.export.alto import alto_parts, read_alto, write_alto
from glyphwright.export.csv import write_csv
from glyphwright.export.docx import check_docx, write_docx
from glyphwright.export.hocr import hocr_parts, read_hocr, write_hocr
from glyphwright.export.html import write_html
from glyphwright.export.html_positioned import pdf_refusal, write_html_positioned
from glyphwright.export.json_form import json_parts, read_json, write_json
from glyphwright.export.markdown import write_markdown
from glyphwright.export.options import ExportOptions
from glyphwright.export.page_xml import read_page_xml, write_page_xml
from glyphwright.export.pdf import write_alternating, write_overlay, write_pdf, write_side_by_side
from glyphwright.export.pdf.archival import check_pdfa
from glyphwright.export.pdf.writer import is_pdf
from glyphwright.export.tsv import read_tsv, write_tsv
from glyphwright.export.txt import read_txt, write_txt
from glyphwright.page import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file: `write` makes it of a document alone, `write_over` of the source file and the options as well.

    `parts` writes the same as `write`, page by page, where a page is large. `one_page`: it holds no more than that;
    `images_only`: not of a PDF.
    `check` raises MissingDependencyError where what writes it is not installed.
    """

    extension: str
    media_type: str
    write: Callable[[Document], bytes] | None = None
    parts: Callable[[Document], Iterator[bytes]] | None = None
    write_over: Callable[[Document, bytes, ExportOptions], bytes] | None = None
    read: Callable[[bytes], Document] | None = None
    one_page: bool = False
    images_only: bool = False
    check: Callable[[], None] | None = None

    @property
    def needs_source(self) -> bool:
        return self.write_over is not None

    @property
    def is_text(self) -> bool:
        """Whether a person can make something of it in a terminal."""
        return self.media_type.startswith("text/") or self.media_type.endswith(("xml", "json"))


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PDF = "application/pdf"

FORMATS: dict[str, Format] = {
    "alto": Format(
        extension=".alto.xml", media_type="application/xml", write=write_alto, parts=alto_parts, read=read_alto
    ),
    "csv": Format(extension=".csv", media_type="text/csv", write=write_csv),
    "docx": Format(extension=".docx", media_type=_DOCX, write=write_docx, check=check_docx),
    "hocr": Format(
        extension=".hocr", media_type="application/xhtml+xml", write=write_hocr, parts=hocr_parts, read=read_hocr
    ),
    "html": Format(extension=".html", media_type="text/html", write=write_html),
    "html-positioned": Format(
        extension=".positioned.html", media_type="text/html", write_over=write_html_positioned, images_only=True
    ),
    "json": Format(
        extension=".json", media_type="application/json", write=write_json, parts=json_parts, read=read_json
    ),
    "markdown": Format(extension=".md", media_type="text/markdown", write=write_markdown),
    "page": Format(
        extension=".page.xml", media_type="application/xml", write=write_page_xml, read=read_page_xml, one_page=True
    ),
    "pdf": Format(extension=".pdf", media_type=_PDF, write_over=write_pdf),
    "pdf-alternating": Format(extension=".alternating.pdf", media_type=_PDF, write_over=write_alternating),
    "pdf-overlay": Format(extension=".overlay.pdf", media_type=_PDF, write_over=write_overlay),
    "pdf-side-by-side": Format(extension=".side-by-side.pdf", media_type=_PDF, write_over=write_side_by_side),
    "tsv": Format(extension=".tsv", media_type="text/tab-separated-values", write=write_tsv, read=read_tsv),
    "txt": Format(extension=".txt", media_type="text/plain", write=write_txt, read=read_txt),
}

_PLAIN = ExportOptions()


def check_installed(formats: Iterable[str], options: ExportOptions = _PLAIN) -> None:
    """Raise MissingDependencyError where an optional package that writes one of these formats is not installed."""
    for check in (_known(name).check for name in formats):
        if check is not None:
            check()
    if options.pdfa:
        check_pdfa()


def check_source(formats: Sequence[str], *, name: str, n_pages: int, head: bytes) -> None:
    """Raise OutputError where none of some formats can hold what a source is, so that it need not be read.

    Args:
        formats: Of FORMATS; where there is none, nothing is to be written.
        name: What an error calls the source.
        n_pages: How many pages of it are wanted.
        head: Its first bytes, or all of them.
    """
    chosen = [_known(wanted) for wanted in formats]
    if chosen and n_pages > 1 and all(known.one_page for known in chosen):
        raise OutputError(
            f"{name}: PAGE XML holds one page a file, and this has {n_pages}: "
            "choose one with --pages, or write ALTO, which holds them all"
        )
    if chosen and is_pdf(head) and all(known.images_only for known in chosen):
        raise OutputError(pdf_refusal(name))


def export(
    document: Document,
    format: str,  # noqa: A002  what everybody calls it
    *,
    source: bytes | None = None,
    options: ExportOptions = _PLAIN,
) -> bytes:
    """Write a document in one of FORMATS; the same input gives the same bytes.

    Args:
        document: What was read, or is known.
        format: A key of FORMATS.
        source: The whole file that was read, for formats that need it.
        options: How to write.

    Raises:
        OptionError: The format is unknown, or its source is not given.
        InputError: The source cannot be opened, in the kind that says why.
        OutputError: The result would be invalid, or the options forbid it.
    """
    chosen = _known(format)
    if chosen.write is not None:
        return chosen.write(document)
    if source is None or chosen.write_over is None:
        raise OptionError(f"{format} is made of the file that was read: give its bytes as the source")
    return chosen.write_over(document, source, options)


def export_parts(
    document: Document,
    format: str,  # noqa: A002  as in export
    *,
    source: bytes | None = None,
    options: ExportOptions = _PLAIN,
) -> Iterator[bytes]:
    """What `export` gives, in parts: of a long document they need not be in memory together. Raises as it does."""
    chosen = _known(format)
    if chosen.parts is not None:
        yield from chosen.parts(document)
    else:
        yield export(document, format, source=source, options=options)


def read_export(data: bytes, format: str) -> Document:  # noqa: A002  what everybody calls it
    """Read what `export` wrote, or another program in the same format, as far as the format can hold it.

    Raises:
        OptionError: The format is unknown, or nothing reads it back.
        DamagedInputError: The data are not of this format.
    """
    reader = _known(format).read
    if reader is None:
        raise OptionError(f"{format} is not read back: read it as a source instead")
    return reader(data)


def _known(name: str) -> Format:
    if name not in FORMATS:
        raise OptionError(f"'{name}' is no format: choose one of {', '.join(FORMATS)}")
    return FORMATS[name]
