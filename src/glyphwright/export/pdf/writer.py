"""What was read, and the file it was read from → a searchable PDF."""

from glyphwright.export.options import ExportOptions
from glyphwright.export.pdf.archival import to_pdfa
from glyphwright.export.pdf.from_image import image_to_pdf
from glyphwright.export.pdf.searchable import add_text_to_pdf
from glyphwright.page import Document

# ISO 32000-1 wants the header at byte 0; every reader allows some junk before it.
_HEADER_WITHIN = 1024


def write_pdf(document: Document, source: bytes, options: ExportOptions) -> bytes:
    """A PDF stays what it is and gets a text layer; the pages of an image become pages under one.

    Raises:
        InputError: The source cannot be opened, in the kind that says why.
        OutputError: Document and source do not belong together, the options forbid the change, or the file cannot be
            the PDF/A that they ask for.
    """
    data = (add_text_to_pdf if is_pdf(source) else image_to_pdf)(document, source, options)
    return to_pdfa(data, name=document.source or "the source", password=options.password) if options.pdfa else data


def is_pdf(source: bytes) -> bool:
    """Whether a file is a PDF, and no image."""
    return b"%PDF-" in source[: _HEADER_WITHIN + 5]
