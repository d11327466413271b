"""A page that was read → a PDF of one page that holds its invisible text and shows nothing.

For programs that lay such a page over a picture of their own, as OCRmyPDF does: it looks for one content stream and
for a font called F1.
"""

import io
from typing import Final

from glyphwright.export.pdf.font import Codes, add_font
from glyphwright.export.pdf.frame import page_to_user
from glyphwright.export.pdf.layer import text_layer
from glyphwright.options import DEFAULT_DPI
from glyphwright.page import Page

FONT: Final = "F1"
_POINTS_PER_INCH = 72


def write_text_only_pdf(page: Page) -> bytes:
    """The text layer of a page as a PDF of its own, as large as the page at its resolution, else at 300 dpi."""
    from pikepdf import Dictionary, Pdf

    scale = _POINTS_PER_INCH / (page.dpi or DEFAULT_DPI)
    with Pdf.new() as pdf:
        pdf_page = pdf.add_blank_page(page_size=(page.width * scale, page.height * scale))
        codes = Codes()
        pdf_page.Contents = pdf.make_stream(text_layer(page, page_to_user(pdf_page, page), codes, font=FONT))
        pdf_page.Resources = Dictionary(Font=Dictionary({f"/{FONT}": add_font(pdf, codes)}))
        buffer = io.BytesIO()
        pdf.save(buffer, deterministic_id=True)
        return buffer.getvalue()
