"""Pages of a PDF and what was read on them → the same pages with the invisible layer in front of their content."""

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from glyphwright.export.pdf.font import FONT_NAME, Codes, add_font
from glyphwright.export.pdf.layer import text_layer
from glyphwright.export.pdf.resources import own_resources
from glyphwright.geometry import Transform
from glyphwright.page import Page

if TYPE_CHECKING:
    import pikepdf

Reading = tuple["pikepdf.Page", Page, Transform]


def attach_layers(pdf: "pikepdf.Pdf", readings: Iterable[Reading]) -> None:
    """Add a layer to each page on which a word was read; the content that is there is not touched.

    The layer comes first, where the graphics state is certainly that of a fresh page, whatever the content leaves
    behind. Invisible as it is, it makes no difference that it lies below.

    Args:
        pdf: The file, open for changes.
        readings: Its page, the same page as it was read, and the map from the pixels of that to user space.
    """
    codes = Codes()
    layered = []
    for pdf_page, page, to_user in readings:
        name = _free_font_name(pdf_page)
        content = text_layer(page, to_user, codes, font=name)
        if content:
            _prepend(pdf, pdf_page, content)
            layered.append((pdf_page, name))
    if layered:
        font = add_font(pdf, codes)
        for pdf_page, name in layered:
            _name_font(pdf_page, name, font)


def _free_font_name(pdf_page: "pikepdf.Page") -> str:
    from pikepdf import Dictionary

    fonts = own_resources(pdf_page).get("/Font", Dictionary())
    name, count = FONT_NAME, 1
    while f"/{name}" in fonts:
        count += 1
        name = f"{FONT_NAME}{count}"
    return name


def _name_font(pdf_page: "pikepdf.Page", name: str, font: "pikepdf.Object") -> None:
    from pikepdf import Dictionary, Name

    resources = pdf_page.obj[Name.Resources]
    if Name.Font not in resources:
        resources[Name.Font] = Dictionary()
    resources[Name.Font][f"/{name}"] = font


def _prepend(pdf: "pikepdf.Pdf", pdf_page: "pikepdf.Page", content: bytes) -> None:
    """Put a stream in front of the page's others, in an array that no other page shares."""
    from pikepdf import Array, Name, Stream

    given: Any = pdf_page.obj.get("/Contents")
    streams = [] if given is None else list(given) if isinstance(given, Array) else [given]
    layer = Stream(pdf, zlib.compress(content, 9), Filter=Name.FlateDecode)
    pdf_page.obj[Name.Contents] = Array([layer, *streams])
