"""Pages that lie on their side or head, with the real models: the same text, and every word where its ink is."""

import io
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from glyphwright.export import export
from glyphwright.geometry import Box
from glyphwright.options import ReadOptions
from glyphwright.page import Document
from glyphwright.pipeline import Reader, make_reader

LETTER = Path(__file__).parents[2] / "examples" / "pages" / "letter.png"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(ReadOptions(threads=1, steps=("orientation",)))


def turned(quarters: int) -> bytes:
    """The upper part of a letter, turned counter-clockwise by quarters."""
    buffer = io.BytesIO()
    with Image.open(LETTER) as letter:
        Image.fromarray(np.rot90(np.asarray(letter.convert("RGB"))[:420], quarters)).save(buffer, format="PNG")
    return buffer.getvalue()


def expected(box: Box, quarters: int, size: tuple[int, int]) -> Box:
    """Where a box of the upright page, (height, width) large, lies on the turned one."""
    h, w = size
    for _ in range(quarters):
        box, (h, w) = Box(box.top, w - box.right, box.bottom, w - box.left), (w, h)
    return box


@pytest.fixture(scope="module")
def upright(reader: Reader) -> Document:
    return reader.read(turned(0))


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_reads_the_same_and_its_words_are_where_they_stand(
    reader: Reader, upright: Document, quarters: int
) -> None:
    source = turned(quarters)
    document = reader.read(source)
    page, straight = document.pages[0], upright.pages[0]
    assert document.text == upright.text
    assert page.rotation_degrees == 90 * quarters
    sizes = [(straight.width, straight.height), (straight.height, straight.width)]
    assert (page.width, page.height) == sizes[quarters % 2]
    for word, same in zip(page.words, straight.words, strict=True):
        assert word.box.iou(expected(same.box, quarters, (straight.height, straight.width))) > 0.98
    assert Document.from_dict(document.to_dict()).pages[0].rotation_degrees == 90 * quarters
    _check_layer(export(document, "pdf", source=source), document)


@pytest.mark.parametrize(("size", "place"), [((800, 600), (100, 300)), ((400, 90), (30, 60))])
def test_a_picture_of_a_few_words_is_read_as_it_stands(
    reader: Reader, size: tuple[int, int], place: tuple[int, int]
) -> None:
    pixels = np.full((size[1], size[0], 3), 255, np.uint8)
    cv2.putText(pixels, "Two words", place, cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2, cv2.LINE_AA)
    assert reader.read(pixels).text == "Two words\n"


@pytest.mark.parametrize("sign", ["2", "7", "K"])
def test_a_small_picture_of_one_sign_is_read(reader: Reader, sign: str) -> None:
    pixels = np.full((200, 200, 3), 255, np.uint8)
    cv2.putText(pixels, sign, (50, 150), cv2.FONT_HERSHEY_SIMPLEX, 5, (0, 0, 0), 8, cv2.LINE_AA)
    document = reader.read(pixels)
    assert (document.text, document.pages[0].rotation_degrees) == (f"{sign}\n", 0)


@pytest.mark.parametrize("shape", ["dot", "ring", "cross", "stroke"])
def test_a_small_picture_of_a_shape_is_no_sign(reader: Reader, shape: str) -> None:
    pixels = np.full((200, 200, 3), 255, np.uint8)
    strokes = {"cross": [(50, 50, 150, 150), (50, 150, 150, 50)], "stroke": [(20, 100, 180, 120)]}
    for x0, y0, x1, y1 in strokes.get(shape, []):
        cv2.line(pixels, (x0, y0), (x1, y1), (0, 0, 0), 6)
    if shape not in strokes:
        cv2.circle(pixels, (100, 100), 40, (0, 0, 0), 6 if shape == "ring" else -1)
    assert reader.read(pixels).text.strip() == ""


def _check_layer(data: bytes, document: Document) -> None:
    """The characters of the text layer lie where the words do, in pixels of the picture."""
    page = document.pages[0]
    with pypdfium2.PdfDocument(data) as pdf:
        text = pdf[0].get_textpage()
        width, height = pdf[0].get_size()
        boxes = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
    x_scale, y_scale = page.width / width, page.height / height
    centres = [((a + c) / 2 * x_scale, page.height - (b + d) / 2 * y_scale) for a, b, c, d in boxes]
    inside = [any(_holds(word.box, x, y) for word in page.words) for x, y in centres]
    assert len(inside) == sum(len(word.text) for word in page.words)
    assert np.mean(inside) > 0.98


def _holds(box: Box, x: float, y: float) -> bool:
    return box.left - 2 <= x <= box.right + 2 and box.top - 2 <= y <= box.bottom + 2
