"""What the tests of searchable PDFs share: pages of words, PDFs to lay them on, and what pdfium finds in the result."""

import io
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from numpy.typing import NDArray

from glyphwright.geometry import Box, Polygon, Transform, union_of
from glyphwright.page import Block, Line, Page, Word

FoundWords = list[tuple[str, Box]]


def _find_words(data: bytes, *, index: int = 0, size: tuple[int, int]) -> FoundWords:
    """Words of a page with the boxes that pdfium gives their characters, in pixels of a rendering of this size."""
    with pypdfium2.PdfDocument(data) as document:
        page = document[index]
        text_page = page.get_textpage()
        found: FoundWords = []
        boxes: list[Box] = []
        word = ""
        for i in range(text_page.count_chars()):
            character = chr(pdfium.FPDFText_GetUnicode(text_page, i))
            if character.isspace():
                found += [(word, union_of(boxes))] if word else []
                word, boxes = "", []
            else:
                word += character
                boxes.append(_on_screen(page, text_page.get_charbox(i), size))
        return [*found, (word, union_of(boxes))] if word else found


def _on_screen(page: pypdfium2.PdfPage, box: Sequence[float], size: tuple[int, int]) -> Box:
    left, bottom, right, top = box
    # pdfium gives whole pixels: asked for a hundred times the size, hundredths.
    enlarged = (0, 0, 100 * size[0], 100 * size[1], 0)
    points = []
    for x, y in ((left, bottom), (right, bottom), (right, top), (left, top)):
        device_x, device_y = pdfium.c_int(), pdfium.c_int()
        pdfium.FPDF_PageToDevice(page, *enlarged, x, y, device_x, device_y)
        points.append((device_x.value / 100, device_y.value / 100))
    return Polygon(tuple(points)).box


def _make_page(
    texts: Sequence[str], *, width: int, height: int, dpi: float = 150, degrees: float = 0.0, number: int = 1
) -> Page:
    """Lines of words over a whole page, turned around its centre; a character is 0.6 as wide as its line is high."""
    turn = math.radians(degrees)
    to_centre = Transform.shift(-width / 2, -height / 2)
    rotation = Transform.from_array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0]])
    place = to_centre.then(rotation).then(to_centre.inverse)
    line_height = dpi * 12 / 72
    lines = []
    for row, text in enumerate(texts):
        top, left = height * 0.15 + 1.6 * row * line_height, width * 0.15
        words = []
        for token in text.split():
            right = left + 0.6 * line_height * len(token)
            words.append(Word(token, place(Box(left, top, right, top + line_height).polygon)))
            left = right + 0.35 * line_height
        outline = Box(width * 0.15, top, left, top + line_height).polygon
        baseline = place(Polygon(((width * 0.15, top + 0.8 * line_height), (left, top + 0.8 * line_height)))).points
        lines.append(Line(tuple(words), place(outline), baseline))
    return Page(number, width, height, (Block.around(tuple(lines)),), dpi)


def _blank_pdf(n_pages: int = 1, *, content: bytes = b"0.9 g 100 100 200 300 re f", **entries: object) -> bytes:
    """A4 pages with a grey rectangle and these page entries."""
    with pikepdf.Pdf.new() as pdf:
        for _ in range(n_pages):
            pdf.add_blank_page(page_size=(595, 842))
            page = pdf.pages[-1]
            page.obj.Contents = pdf.make_stream(content)
            for key, value in entries.items():
                page.obj[f"/{key}"] = pikepdf.Array(value) if isinstance(value, tuple) else value
        buffer = io.BytesIO()
        pdf.save(buffer, compress_streams=False)
        return buffer.getvalue()


def _rendered(data: bytes, *, index: int = 0, scale: float = 1.0) -> NDArray[np.uint8]:
    """The pixels of a page, (h, w, 3)."""
    with pypdfium2.PdfDocument(data) as document:
        return np.array(document[index].render(scale=scale, rev_byteorder=True).to_numpy())


@pytest.fixture(scope="session")
def find_words() -> Callable[..., FoundWords]:
    return _find_words


@pytest.fixture(scope="session")
def make_page() -> Callable[..., Page]:
    return _make_page


@pytest.fixture(scope="session")
def blank_pdf() -> Callable[..., bytes]:
    return _blank_pdf


@pytest.fixture(scope="session")
def rendered() -> Callable[..., NDArray[Any]]:
    return _rendered
