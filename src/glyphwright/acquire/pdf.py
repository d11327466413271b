"""PDF → PageImages, rendered by PDFium as a viewer displays them: rotated, cropped, with annotations and forms."""

import logging
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from glyphwright.acquire.page_range import parse_page_range
from glyphwright.errors import DamagedInputError, EncryptedError, TooLargeError
from glyphwright.options import ReadOptions
from glyphwright.stages import PageImage

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_POINTS_PER_INCH = 72
_LOWEST_DPI = 30
_ANYWHERE = 1e6
# Three bytes a pixel have to stay below what a signed 32-bit size can count.
_BITMAP_PIXELS = 600_000_000

# PDFium is not thread-safe. Reentrant, because the garbage collector may close one document while this thread is
# busy with another.
_pdfium = threading.RLock()


def pdf_pages(stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[PageImage]:
    """Render the pages of a PDF, one at a time.

    The source frame is the displayed page at the dpi of the options: `to_source` is the identity. A page that would
    have more than `max_pixels` is rendered at a lower dpi, which its `dpi` tells. A dot is 1/dpi of 72 units of the
    page, whatever its UserUnit, rounded up to whole pixels at the right and bottom edge.

    Raises:
        EncryptedError: It needs a password, or another one.
        DamagedInputError: It is truncated, corrupt or without pages.
        TooLargeError: A page would not fit into `max_pixels` at 30 dpi.
        PageRangeError: The options ask for pages that it does not have.
    """
    with _open(stream, name, options.password) as document:
        numbers, n_pages = _numbers(document, name, options)
        for number in numbers:
            where = name if n_pages == 1 else f"{name}, page {number}"
            pixels, dpi = _render(document, number - 1, where, options)
            size = (pixels.shape[0], pixels.shape[1])
            yield PageImage(pixels, number=number, dpi=dpi, source_size=size)
            del pixels


def pdf_page_numbers(stream: BinaryIO, *, name: str, options: ReadOptions) -> list[int]:
    """Which pages `pdf_pages` would render; it raises what that would raise before its first page."""
    with _open(stream, name, options.password) as document:
        return _numbers(document, name, options)[0]


def _numbers(document: "PdfDocument", name: str, options: ReadOptions) -> tuple[list[int], int]:
    """The pages asked for, and how many there are."""
    with _pdfium:
        n_pages = len(document)
    if n_pages == 0:
        raise DamagedInputError(f"{name}: the PDF has no pages: get it anew")
    return parse_page_range(options.pages, n_pages, name=name), n_pages


@contextmanager
def _open(stream: BinaryIO, name: str, password: str | None) -> Iterator["PdfDocument"]:
    import pypdfium2
    import pypdfium2.raw

    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(stream, password=password)
        except pypdfium2.PdfiumError as error:
            raise _refusal(stream, name, password, pypdfium2.raw.FPDF_GetLastError()) from error
    try:
        with _pdfium:
            _show_forms(document)
        yield document
    finally:
        with _pdfium:
            document.close()


def _show_forms(document: "PdfDocument") -> None:
    """Have what is filled into form fields drawn, of which PDFium draws nothing otherwise."""
    # An XFA form has an ordinary one beside it, which is drawn; of the rest pypdfium2 would tell people how to
    # compile PDFium.
    logger = logging.getLogger("pypdfium2._helpers.document")
    was_disabled, logger.disabled = logger.disabled, True
    try:
        document.init_forms()
    finally:
        logger.disabled = was_disabled


def _refusal(stream: BinaryIO, name: str, password: str | None, code: int) -> DamagedInputError | EncryptedError:
    import pypdfium2.raw

    stream.seek(0)
    # PDFium's last error may be that of an earlier file; only an encrypted one can be refused for its password.
    if code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY) and b"/Encrypt" in stream.read():
        if code == pypdfium2.raw.FPDF_ERR_SECURITY:
            return EncryptedError(f"{name}: the PDF is encrypted in an unknown way: save it without protection")
        if not password:
            return EncryptedError(f"{name}: the PDF is encrypted: give its password")
        return EncryptedError(f"{name}: the password does not open this PDF: give another")
    return DamagedInputError(
        f"{name}: the PDF is cut short, damaged or without pages: get it anew, or print it to a new PDF"
    )


def _render(document: "PdfDocument", index: int, where: str, options: ReadOptions) -> tuple[NDArray[np.uint8], float]:
    """The pixels of a page, which are the caller's own, and the dpi that it got."""
    import pypdfium2

    with _pdfium:
        try:
            page = _page(document, index)
            try:
                dpi = _fitting_dpi(page, where, options)
                bitmap = page.render(scale=_scale(dpi), rev_byteorder=True)
                pixels = bitmap.to_numpy().copy()
                bitmap.close()
            finally:
                page.close()
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise DamagedInputError(f"{where}: cannot be displayed ({error}): choose other pages") from error
    return pixels, dpi


def _page(document: "PdfDocument", index: int) -> "PdfPage":
    """A page; all of its media box where its crop box lies outside of that (ISO 32000-1, 14.11.2)."""
    page = document[index]
    if page.get_width() > 0 and page.get_height() > 0:
        return page
    # Whatever the media box, which may be inherited, is: what is displayed is what both boxes share.
    page.set_cropbox(-_ANYWHERE, -_ANYWHERE, _ANYWHERE, _ANYWHERE)
    page.close()
    return document[index]


def _fitting_dpi(page: "PdfPage", where: str, options: ReadOptions) -> float:
    """The dpi asked for, or the highest whole one at which the page keeps within the limit of pixels."""
    width, height = float(page.get_width()), float(page.get_height())
    limit = min(options.max_pixels or _BITMAP_PIXELS, _BITMAP_PIXELS)

    def n_pixels(dpi: float) -> int:
        return math.ceil(width * _scale(dpi)) * math.ceil(height * _scale(dpi))

    if n_pixels(options.dpi) <= limit:
        return float(options.dpi)
    dpi = min(options.dpi, math.floor(_POINTS_PER_INCH * math.sqrt(limit / (width * height))))
    while dpi >= _LOWEST_DPI and n_pixels(dpi) > limit:
        dpi -= 1
    if dpi < _LOWEST_DPI:
        remedy = "raise max_pixels" if limit < _BITMAP_PIXELS else "print it to smaller pages"
        raise TooLargeError(
            f"{where}: {width:.0f} × {height:.0f} points are over the limit of {limit:,} pixels even at "
            f"{_LOWEST_DPI} dpi: {remedy}"
        )
    return float(dpi)


def _scale(dpi: float) -> float:
    """Pixels per point, a trifle too few, lest 612 points at 300 dpi be 2550.0000000000005 pixels and thus 2551."""
    return dpi / _POINTS_PER_INCH * (1 - 1e-6)
