import base64
import io

import pytest
from lxml import html as parser
from PIL import Image

from glyphwright.errors import OutputError
from glyphwright.export import export
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Document, Line, Page, Word


def image_file(kind: str, *greys: int) -> bytes:
    images = [Image.new("L", (40, 30), grey) for grey in greys]
    buffer = io.BytesIO()
    several = {"save_all": True, "append_images": images[1:]} if len(images) > 1 else {}
    images[0].save(buffer, format=kind, **several)
    return buffer.getvalue()


def document(n_pages: int = 1) -> Document:
    standing = Polygon(((30.0, 5.0), (30.0, 25.0), (20.0, 25.0), (20.0, 5.0)))
    words = (Word("a<b", Box(2, 4, 22, 14).polygon), Word("on", standing, space_after=False))
    block = Block.around((Line(words, Box(2, 4, 30, 25).polygon),))
    return Document(tuple(Page(number, 40, 30, (block,)) for number in range(1, n_pages + 1)), "scan.png")


def test_words_are_laid_over_the_file_as_it_is() -> None:
    source = image_file("PNG", 200)
    root = parser.fromstring(export(document(), "html-positioned", source=source))
    (svg,) = root.findall("body/svg")
    assert svg.get("viewbox") == "0 0 40 30"
    assert base64.b64decode(svg.find("image").get("href").removeprefix("data:image/png;base64,")) == source
    level, standing = svg.findall(".//text")
    assert (level.text, level.tail, level.get("x"), level.get("textlength")) == ("a<b", " ", "2.0", "20.0")
    assert level.get("transform") is None
    assert (standing.text, standing.get("transform")) == ("on", "rotate(90.00 20.0 5.0)")


def test_pages_of_a_tiff_are_pictures_of_their_own() -> None:
    root = parser.fromstring(export(document(2), "html-positioned", source=image_file("TIFF", 50, 100)))
    pictures = [base64.b64decode(image.get("href").partition(",")[2]) for image in root.iter("image")]
    assert [Image.open(io.BytesIO(picture)).getpixel((0, 0)) for picture in pictures] == [50, 100]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(OutputError, match=r"scan\.png: HTML over a page is made of images"):
        export(document(), "html-positioned", source=b"%PDF-1.7")
    with pytest.raises(OutputError, match="page 2 was read, but the image has 1"):
        export(document(2), "html-positioned", source=image_file("PNG", 0))
