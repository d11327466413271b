"""An image file and what was read on its pages → a new PDF: each picture as it was, under an invisible text layer.

The size of a page follows from its dots per inch: those at which it was read, else those that the file states above 100
(lower ones are mostly a default that means nothing), else 300, as scans have. Pages that were not read are left out.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from glyphwright.errors import OutputError
from glyphwright.export.options import ExportOptions
from glyphwright.export.pdf.attach import Reading, attach_layers
from glyphwright.export.pdf.frame import page_to_user
from glyphwright.export.pdf.open_image import decoding, open_image
from glyphwright.export.pdf.picture import Picture, embed_picture
from glyphwright.export.pdf.searchable import PRODUCER
from glyphwright.options import DEFAULT_DPI
from glyphwright.page import Document, Page

if TYPE_CHECKING:
    import pikepdf

_POINTS_PER_INCH = 72
# ISO 32000-1, annex C: no page is longer.
_LONGEST_POINTS = 14_400
# The first with object streams and JPEG 2000.
_VERSION = "1.5"
_CREDIBLE_DPI = (100, 4800)
_LYING = (5, 6, 7, 8)

# EXIF orientation → the matrix from the unit square of the image to that of the page.
_TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


def image_to_pdf(document: Document, source: bytes, options: ExportOptions) -> bytes:
    """Make a PDF of the pages that were read.

    It is larger than the image file by about 3 kB and the compressed text, for JPEG, PNG, JPEG 2000 and bilevel or
    JPEG-compressed TIFF. What PDF can only hold without loss and not as it is (WebP, HEIC, interlaced or transparent
    PNG) may take much more.

    Raises:
        InputError: The image cannot be opened, in the kind that says why.
        OutputError: A page was read that it does not have.
    """
    from pikepdf import ObjectStreamMode, Pdf, StreamDecodeLevel

    name = document.source or "the source"
    image, frames = open_image(source, name=name)
    with image, Pdf.new() as pdf:

        def readings() -> Iterator[Reading]:
            for page in document.pages:
                if not 1 <= page.number <= len(frames):
                    raise OutputError(f"{name}: page {page.number} was read, but the image has {len(frames)}")
                with decoding(name):
                    image.seek(frames[page.number - 1])
                picture = embed_picture(pdf, image, source, name=name)
                pdf_page = _add_page(pdf, picture, page)
                yield pdf_page, page, page_to_user(pdf_page, page)
                if options.turn_upright and page.rotation_degrees % 360:
                    pdf_page.obj.Rotate = page.rotation_degrees % 360

        attach_layers(pdf, readings())
        pdf.docinfo["/Producer"] = PRODUCER
        buffer = io.BytesIO()
        pdf.save(
            buffer,
            min_version=_VERSION,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.generate,
            deterministic_id=True,
        )
        return buffer.getvalue()


def _add_page(pdf: "pikepdf.Pdf", picture: Picture, page: Page) -> "pikepdf.Page":
    """A page as large as the picture is on paper, filled by it."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name, Stream

    width, height = _size_points(picture, page)
    a, b, c, d, e, f = _TURNS[picture.orientation]
    matrix = (a * width, b * height, c * width, d * height, e * width, f * height)
    content = f"q {' '.join(f'{value:.3f}' for value in matrix)} cm /Page Do Q\n".encode("ascii")
    pdf_page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width, height]),
        Resources=Dictionary(XObject=Dictionary(Page=picture.image)),
        Contents=Stream(pdf, content),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(pdf_page)))
    return pdf.pages[-1]


def _size_points(picture: Picture, page: Page) -> tuple[float, float]:
    """Width and height as displayed, in points; shrunk in proportion where PDF allows no page that large."""
    x_dpi, y_dpi = _dpi(picture.dpi, page.dpi)
    width, height = _POINTS_PER_INCH * picture.width / x_dpi, _POINTS_PER_INCH * picture.height / y_dpi
    if picture.orientation in _LYING:
        width, height = height, width
    shrink = min(1.0, _LONGEST_POINTS / max(width, height))
    return _not_above(width * shrink), _not_above(height * shrink)


def _not_above(points: float) -> float:
    """With three decimals, and so that a reader that calculates with 32 bits does not see a pixel more."""
    rounded = round(points, 3)
    return rounded if float(np.float32(rounded)) <= points else round(rounded - 0.001, 3)


def _dpi(stated: tuple[float, float] | None, read_at: float | None) -> tuple[float, float]:
    """Across and down the picture as stored; the stated ones count only if they are those at which it was read."""
    lowest, highest = _CREDIBLE_DPI
    if read_at is None:
        credible = stated is not None and lowest < min(stated) <= max(stated) <= highest
        return stated if credible and stated is not None else (DEFAULT_DPI, DEFAULT_DPI)
    if stated is not None and min(stated) <= read_at <= max(stated):
        return stated
    return read_at, read_at
