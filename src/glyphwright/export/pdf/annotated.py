"""What was read, and the file it was read from → a PDF that shows both, to compare the two.

Side by side: the page, and to its right the text set at its places. In turns: a page, then its text. As an overlay: the
page with its searchable layer and, in a layer that can be switched off, a frame around every word. Frames tell how
surely a word was read; the text pages have them for words that are not sure alone. Each page has a legend below it.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from glyphwright.export.options import ExportOptions
from glyphwright.export.pdf.content import parse
from glyphwright.export.pdf.frame import displayed_box, page_to_user, rotation, user_unit
from glyphwright.export.pdf.from_image import image_to_pdf
from glyphwright.export.pdf.layer import number
from glyphwright.export.pdf.marks import LEGEND_POINTS, MARKS, frames, legend
from glyphwright.export.pdf.resources import name_in_pages
from glyphwright.export.pdf.searchable import PRODUCER, open_pdf, page_of, save_pdf
from glyphwright.export.pdf.text_font import TEXT_FONT_NAME, TextFont
from glyphwright.export.pdf.visible import visible_text
from glyphwright.export.pdf.writer import is_pdf, write_pdf
from glyphwright.geometry import Box, Transform
from glyphwright.page import Document, Page

if TYPE_CHECKING:
    import pikepdf

    Compose = Callable[["pikepdf.Pdf", "pikepdf.Page", Page, TextFont], "pikepdf.Page"]

_FLIP = Transform.scale(1, -1)
_GAP_POINTS = 12.0
# ISO 32000-1, annex C: no page is longer.
_LONGEST_POINTS = 14_400
_LAYER = "GlyphwrightWords"
_LAYER_TITLE = "Words and how surely they were read"


def write_overlay(document: Document, source: bytes, options: ExportOptions) -> bytes:
    """The searchable PDF of the same source, with frames in a layer (an optional content group).

    Raises:
        InputError: The source cannot be opened, in the kind that says why.
        OutputError: Document and source do not belong together, or the options forbid the change.
    """
    from pikepdf import Dictionary, Name

    searchable = write_pdf(document, source, replace(options, turn_upright=False, pdfa=False))
    font = TextFont()
    with _opened(searchable, document, options, by_number=is_pdf(source)) as (pdf, pages):
        for pdf_page, page in zip(pages, document.pages, strict=True):
            _lay_over(pdf, pdf_page, page, font)
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=_LAYER_TITLE))
        name_in_pages(pages, "/Font", TEXT_FONT_NAME, font.add_to(pdf))
        name_in_pages(pages, "/Properties", _LAYER, layer)
        _list_layer(pdf, layer)
        return save_pdf(pdf, has_object_streams=True)


def write_side_by_side(document: Document, source: bytes, options: ExportOptions) -> bytes:
    """Every page that was read, to its right what was read. Links, forms and comments of a PDF are left out.

    Raises as `write_overlay` does.
    """

    def compose(pdf: "pikepdf.Pdf", scan: "pikepdf.Page", page: Page, font: TextFont) -> "pikepdf.Page":
        from pikepdf import Array, Name, Rectangle

        box = displayed_box(scan)
        # What is shown of a page that is laid into another one is its trim box.
        scan.trimbox = Array([box.left, box.top, box.right, box.bottom])
        width, height = _size(scan, times=2)
        sheet = pdf.add_blank_page(page_size=(2 * width + _GAP_POINTS, height + LEGEND_POINTS))
        form, name = pdf.copy_foreign(scan.as_form_xobject()), Name("/Scan")
        place = Rectangle(0, LEGEND_POINTS, width, height + LEGEND_POINTS)
        fitted = {"invert_transformations": True, "allow_shrink": True, "allow_expand": True}
        sheet.contents_add(sheet.calc_form_xobject_placement(form, name, place, **fitted))
        sheet.add_resource(form, Name.XObject, name)
        sheet.contents_add(_text(page, font, Box(width + _GAP_POINTS, 0, 2 * width + _GAP_POINTS, height)))
        return sheet

    return _composed(document, source, options, compose)


def write_alternating(document: Document, source: bytes, options: ExportOptions) -> bytes:
    """Every page that was read, and behind it a page with what was read.

    Raises as `write_overlay` does.
    """

    def compose(pdf: "pikepdf.Pdf", scan: "pikepdf.Page", page: Page, font: TextFont) -> "pikepdf.Page":
        width, height = _size(scan)
        pdf.pages.append(scan)
        sheet = pdf.add_blank_page(page_size=(width, height + LEGEND_POINTS))
        sheet.contents_add(_text(page, font, Box(0, 0, width, height)))
        return sheet

    return _composed(document, source, options, compose)


def _composed(document: Document, source: bytes, options: ExportOptions, compose: "Compose") -> bytes:
    """A new PDF with one sheet of text for each page."""
    from pikepdf import ObjectStreamMode, Pdf

    bare = replace(document, pages=tuple(replace(page, blocks=()) for page in document.pages))
    given = source if is_pdf(source) else image_to_pdf(bare, source, replace(options, turn_upright=False, pdfa=False))
    font = TextFont()
    with _opened(given, document, options, by_number=is_pdf(source)) as (_, pages), Pdf.new() as pdf:
        sheets = [compose(pdf, scan, page, font) for scan, page in zip(pages, document.pages, strict=True)]
        name_in_pages(sheets, "/Font", TEXT_FONT_NAME, font.add_to(pdf))
        pdf.docinfo["/Producer"] = PRODUCER
        buffer = io.BytesIO()
        pdf.save(buffer, min_version="1.5", object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        return buffer.getvalue()


@contextmanager
def _opened(
    data: bytes, document: Document, options: ExportOptions, *, by_number: bool
) -> Iterator[tuple["pikepdf.Pdf", list["pikepdf.Page"]]]:
    """A PDF and those of its pages that were read: by their numbers, or all as they stand."""
    name = document.source or "the source"
    with open_pdf(data, name=name, password=options.password) as pdf:
        yield pdf, [page_of(pdf, page, name) for page in document.pages] if by_number else list(pdf.pages)


def _size(scan: "pikepdf.Page", *, times: int = 1) -> tuple[float, float]:
    """Width and height as displayed, in points, shrunk so that so many fit beside each other on a page."""
    box, unit = displayed_box(scan), user_unit(scan)
    width, height = (box.height, box.width) if rotation(scan) in (90, 270) else (box.width, box.height)
    room = _LONGEST_POINTS - LEGEND_POINTS
    unit = min(unit, room / max(times * width, height))
    return width * unit, height * unit


def _text(page: Page, font: TextFont, place: Box) -> bytes:
    """A page's text in a place above a legend, with frames around what is not sure."""
    width, height = max(page.width, 1), max(page.height, 1)
    pixels_per_point = width / place.width
    to_sheet = Transform.scale(place.width / width, place.height / height)
    to_sheet = to_sheet.then(Transform.shift(place.left, place.height + LEGEND_POINTS))
    edge = f"0.7 G {number(0.5 * pixels_per_point)} w 0 {-height} {width} {height} re S\n"
    drawn = frames(page, pixels_per_point, marks=MARKS[1:]), visible_text(page, font)
    return _in_frame(to_sheet, edge + "".join(drawn) + legend(page, pixels_per_point, font, -height))


def _lay_over(pdf: "pikepdf.Pdf", pdf_page: "pikepdf.Page", page: Page, font: TextFont) -> None:
    """Frames over a page, and a legend below it, for which the page grows."""
    from pikepdf import Array

    to_user = page_to_user(pdf_page, page)
    box = displayed_box(pdf_page)
    lies = rotation(pdf_page) in (90, 270)
    width, height = max(page.width, 1), max(page.height, 1)
    pixels_per_point = width / (box.height if lies else box.width)
    strip = LEGEND_POINTS * height / (box.width if lies else box.height)
    layer = frames(page, pixels_per_point) + legend(page, pixels_per_point, font, -height)
    # What the page hid outside its crop box stays hidden.
    blank = f"1 g 0 {number(-height - strip)} {width} {number(strip)} re f\n"
    _enclose(pdf, pdf_page, _in_frame(_FLIP.then(to_user), f"{blank}/OC /{_LAYER} BDC\n{layer}EMC\n"))
    grown = to_user(Box(0, 0, width, height + strip).polygon).box
    pdf_page.mediabox = Array([grown.left, grown.top, grown.right, grown.bottom])
    pdf_page.cropbox = pdf_page.mediabox


def _in_frame(to_user: Transform, content: str) -> bytes:
    (a, c, e), (b, d, f), _ = to_user.matrix
    return f"q {' '.join(number(value, 5) for value in (a, b, c, d, e, f))} cm\n{content}Q\n".encode("ascii")


def _enclose(pdf: "pikepdf.Pdf", pdf_page: "pikepdf.Page", after: bytes) -> None:
    """Put content behind a page's own, in the graphics state of a fresh page whatever that leaves behind."""
    from pikepdf import Name, Stream, unparse_content_stream

    kept, depth, surplus = [], 0, False
    for step in parse(pdf_page):
        name = str(step.operator)
        if name == "Q" and depth == 0:  # every viewer passes over it
            surplus = True
        else:
            kept.append(step)
            depth += (name == "q") - (name == "Q")
    if surplus:
        pdf_page.obj[Name.Contents] = Stream(pdf, unparse_content_stream(kept))
    pdf_page.contents_add(b"q\n", prepend=True)
    pdf_page.contents_add(b"Q\n" * (depth + 1) + after)


def _list_layer(pdf: "pikepdf.Pdf", layer: "pikepdf.Object") -> None:
    """Name the layer beside those that the file may have, switched on (ISO 32000-1, 8.11.4)."""
    from pikepdf import Array, Dictionary, Name

    if Name.OCProperties not in pdf.Root:
        pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(Name=_LAYER_TITLE))
    properties = pdf.Root.OCProperties
    for holder, key in ((properties, "/OCGs"), (properties.D, "/Order"), (properties.D, "/ON")):
        holder[key] = Array([*holder.get(key, []), layer])
