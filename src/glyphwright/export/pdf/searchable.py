"""A PDF and what was read on its pages → the same PDF with an invisible text layer.

Pages, pictures, fonts, links, outlines and metadata stay as they are, and so does the encryption.
"""

import io
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from glyphwright.errors import DamagedInputError, EncryptedError, OutputError, PageRangeError
from glyphwright.export.options import ExportOptions
from glyphwright.export.pdf.attach import Reading, attach_layers
from glyphwright.export.pdf.content import find_text
from glyphwright.export.pdf.frame import page_to_user, rotation
from glyphwright.export.pdf.strip import strip_invisible_text
from glyphwright.page import Document, Page

if TYPE_CHECKING:
    import pikepdf

PRODUCER = "glyphwright"

log = logging.getLogger(__name__)

_IN_MEMORY = re.compile(r"stream <[^>]*>:? ?")

# As an element or as an attribute (ISO 16684-1, 7.5 and 7.9.2.2).
_XMP_PRODUCER = re.compile(
    rb"""((?:<pdf:Producer\b[^>]*(?<!/)>|\spdf:Producer=["']))[^<"']*((?:</pdf:Producer>|["']))"""
)


def add_text_to_pdf(document: Document, source: bytes, options: ExportOptions) -> bytes:
    """Lay the words of each page over the page with its number; the others stay as they are.

    How many pages got no layer because they have text already is logged as a warning.

    Raises:
        EncryptedError: The password is missing or wrong.
        DamagedInputError: The file cannot be opened, or the content of a page cannot be read.
        OutputError: A page is missing, has text although that is refused, or a signature would break.
    """
    name = document.source or "the source"
    with open_pdf(source, name=name, password=options.password) as pdf:
        if not options.break_signature and _is_signed(pdf):
            raise OutputError(f"{name}: it is signed, which any change would void; allow that to write it all the same")
        left = 0

        def readings() -> Iterator[Reading]:
            nonlocal left
            for page in document.pages:
                pdf_page = page_of(pdf, page, name)
                transform = page_to_user(pdf_page, page)
                if _makes_room(pdf, pdf_page, page, name=name, options=options):
                    yield pdf_page, page, transform
                else:
                    left += 1
                if options.turn_upright and page.rotation_degrees % 360:
                    pdf_page.obj.Rotate = (rotation(pdf_page) + page.rotation_degrees) % 360

        attach_layers(pdf, readings())
        if left:
            pages = "1 page has" if left == 1 else f"{left} pages have"
            hint = ": redo replaces that of an earlier reading" if options.existing_text == "skip" else ""
            log.warning("%s: %s text already and got no layer%s", name, pages, hint)
        set_producer(pdf)
        return save_pdf(pdf, has_object_streams=b"/ObjStm" in source)


@contextmanager
def open_pdf(source: bytes, *, name: str, password: str | None) -> Iterator["pikepdf.Pdf"]:
    """Open a PDF for as long as it is worked on; its errors, also those met on the way, name it."""
    from pikepdf import PasswordError, Pdf, PdfError

    try:
        with Pdf.open(io.BytesIO(source), password=password or "") as pdf:
            yield pdf
    except PasswordError as error:
        problem = "the password is wrong" if password else "it is encrypted: give its password"
        raise EncryptedError(f"{name}: {problem}") from error
    except PdfError as error:
        # qpdf calls it after the object in memory.
        reason = _IN_MEMORY.sub("", str(error))
        raise DamagedInputError(
            f"{name}: the PDF is cut short or damaged ({reason}): repair or print it anew"
        ) from error


def save_pdf(pdf: "pikepdf.Pdf", *, has_object_streams: bool) -> bytes:
    """The bytes of the file: the same for the same input, save for encryption, which is random by design.

    Streams stay as they are. Those without compression get it where qpdf would else leave it out of object streams,
    or, in an encrypted file, take it from all.
    """
    from pikepdf import ObjectStreamMode, StreamDecodeLevel

    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # It is the source that is so, and we leave it so.
        warnings.filterwarnings("ignore", message="This document has .* form widget")
        pdf.save(
            buffer,
            fix_metadata_version=False,
            compress_streams=has_object_streams or pdf.is_encrypted,
            stream_decode_level=None if pdf.is_encrypted else StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.preserve,
            encryption=pdf.is_encrypted,
            deterministic_id=not pdf.is_encrypted,
        )
    return buffer.getvalue()


def has_text(source: bytes, page_index: int, *, password: str | None = None, count_invisible: bool = False) -> bool:
    """Whether a page of a PDF has text that was not drawn as a picture or as curves; the page is not rendered.

    Args:
        source: The file.
        page_index: Counts from 0.
        password: Opens it if it is encrypted.
        count_invisible: Whether the layer of an earlier reading counts too, as it does when pages with text are
            skipped.

    Raises:
        EncryptedError: The password is missing or wrong.
        DamagedInputError: The file cannot be opened, or the content of the page cannot be read.
        PageRangeError: It has no such page.
    """
    with open_pdf(source, name="the PDF", password=password) as pdf:
        if not 0 <= page_index < len(pdf.pages):
            raise PageRangeError(f"the PDF has {len(pdf.pages)} pages: index {page_index} is none of them")
        found = find_text(pdf.pages[page_index])
        return found.visible or (count_invisible and found.invisible)


def page_of(pdf: "pikepdf.Pdf", page: Page, name: str) -> "pikepdf.Page":
    if not 1 <= page.number <= len(pdf.pages):
        raise OutputError(
            f"{name}: page {page.number} was read, but the PDF has {len(pdf.pages)}: give the file it was"
        )
    return pdf.pages[page.number - 1]


def _makes_room(pdf: "pikepdf.Pdf", pdf_page: "pikepdf.Page", page: Page, *, name: str, options: ExportOptions) -> bool:
    """Whether the page may get a layer, its old one taken away first if that is wished."""
    if options.existing_text == "add":
        return True
    try:
        found = find_text(pdf_page)
        if options.existing_text == "redo" and found.invisible:
            strip_invisible_text(pdf, pdf_page)
            return True
    except DamagedInputError as error:
        raise DamagedInputError(f"{name}, page {page.number}: {error}") from error
    has_any = found.visible or found.invisible
    if has_any and options.existing_text == "error":
        raise OutputError(f"{name}, page {page.number}: it has text already: skip such pages, or redo their layer")
    return not has_any


def _is_signed(pdf: "pikepdf.Pdf") -> bool:
    """Whether /SigFlags says that a signature exists (ISO 32000-1, 12.7.2)."""
    from pikepdf import Dictionary

    form = pdf.Root.get("/AcroForm")
    flags = form.get("/SigFlags", 0) if isinstance(form, Dictionary) else 0
    return isinstance(flags, int) and bool(flags & 1)


def set_producer(pdf: "pikepdf.Pdf") -> None:
    """Name us as the program that wrote the file, in both places where one is named; the rest stays to the letter."""
    from pikepdf import Stream

    pdf.docinfo["/Producer"] = PRODUCER
    packet = pdf.Root.get("/Metadata")
    if isinstance(packet, Stream):
        given = packet.read_bytes()
        changed = _XMP_PRODUCER.sub(rb"\g<1>" + PRODUCER.encode() + rb"\g<2>", given)
        if changed != given:
            packet.write(changed)
