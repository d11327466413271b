"""What was read and the image file it was read from → one HTML 5 file that shows it, every word as text over its place.

Each page is an SVG: the picture, and over it the words as transparent text that can be selected, copied and searched
for. PNG, JPEG, GIF and WebP files go in as they are, all else as PNG. PDFs are refused: their searchable form is a PDF.
"""

import base64
import io
import math
from collections.abc import Iterator, Sequence

from glyphwright.errors import OutputError
from glyphwright.export.html import html_file, text_of
from glyphwright.export.options import ExportOptions
from glyphwright.export.pdf.open_image import decoding, open_image
from glyphwright.export.pdf.picture import storable
from glyphwright.export.pdf.writer import is_pdf
from glyphwright.page import Document, Page, Word

_SHOWN_BY_BROWSERS = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "WEBP": "webp"}
_STYLE = (
    "body{margin:0;background:#777}svg{display:block;max-width:100%;height:auto;margin:1em auto}text{fill:transparent}"
)
# Where letters stand above the lower edge of a word, in shares of its height.
_BASE = 0.23
_UPRIGHT_DEGREES = 0.1


def write_html_positioned(document: Document, source: bytes, options: ExportOptions) -> bytes:
    """One file for all pages that were read.

    Raises:
        InputError: The image cannot be opened, in the kind that says why.
        OutputError: It is a PDF, or a page was read that it does not have.
    """
    name = document.source or "the source"
    if is_pdf(source):
        raise OutputError(pdf_refusal(name))
    pictures = _pictures(source, [page.number for page in document.pages], name)
    pages = [_page(page, picture) for page, picture in zip(document.pages, pictures, strict=True)]
    return html_file(document, _STYLE, "".join(pages))


def pdf_refusal(name: str) -> str:
    """Why a PDF of this name is refused."""
    return f"{name}: HTML over a page is made of images: write a PDF as pdf, or its text as html"


def _pictures(source: bytes, numbers: Sequence[int], name: str) -> Iterator[str]:
    """The pictures of pages as addresses that hold them."""
    from PIL import ImageOps

    image, frames = open_image(source, name=name)
    with image:
        for number in numbers:
            if not 1 <= number <= len(frames):
                raise OutputError(f"{name}: page {number} was read, but the image has {len(frames)}")
            if image.format in _SHOWN_BY_BROWSERS:
                kind, data = _SHOWN_BY_BROWSERS[image.format], source
            else:
                with decoding(name):
                    image.seek(frames[number - 1])
                    upright = storable(ImageOps.exif_transpose(image))
                buffer = io.BytesIO()
                upright.save(buffer, format="PNG")
                kind, data = "png", buffer.getvalue()
            yield f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _page(page: Page, picture: str) -> str:
    lines = "".join(f"<g>{''.join(map(_word, line.words))}</g>\n" for line in page.lines)
    size = f'width="{page.width}" height="{page.height}"'
    image = f'<image {size} preserveAspectRatio="none" href="{picture}"/>'
    return f'<svg id="page-{page.number}" {size} viewBox="0 0 {page.width} {page.height}">\n{image}\n{lines}</svg>\n'


def _word(word: Word) -> str:
    """A word as wide as it is on the page, along the lower edge of its outline if that has four corners."""
    corners = word.polygon.points if len(word.polygon.points) == 4 else word.box.polygon.points
    (left, top), _, (end_x, end_y), (x, y) = corners
    degrees = math.degrees(math.atan2(end_y - y, end_x - x))
    height, width = math.hypot(left - x, top - y), math.hypot(end_x - x, end_y - y)
    turn = f' transform="rotate({degrees:.2f} {x:.1f} {y:.1f})"' if abs(degrees) > _UPRIGHT_DEGREES else ""
    place = f'x="{x:.1f}" y="{y - _BASE * height:.1f}" font-size="{height:.1f}" textLength="{width:.1f}"'
    space = " " if word.space_after else ""
    return f'<text {place} lengthAdjust="spacingAndGlyphs"{turn}>{text_of(word.text)}</text>{space}'
