from xml.etree import ElementTree

import pytest

from glyphwright.errors import DamagedInputError
from glyphwright.export import export, read_export
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Document, Line, Page, Word

# Of `tesseract scan.png - hocr`, version 5.3.0, shortened.
TESSERACT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head><title></title><meta name='ocr-system' content='tesseract 5.3.0' /></head>
 <body>
  <div class='ocr_page' id='page_1' title='image "a;b/scan.png"; bbox 0 0 2067 2924; ppageno 3; scan_res 70 70'>
   <div class='ocr_carea' id='block_1_1' title="bbox 536 569 1254 684">
    <p class='ocr_par' id='par_1_1' lang='eng' title="bbox 536 569 1254 684">
     <span class='ocr_header' id='line_1_1' title="bbox 536 569 840 601; baseline 0.01 -8; x_size 32; x_ascenders 9">
      <span class='ocrx_word' id='word_1_1' title='bbox 536 569 700 601; x_wconf 89'><em>begin</em></span>
      <span class='ocrx_word' id='word_1_2' title='bbox 710 569 840 601; x_wconf 91'>R&amp;D&nbsp;&#39;</span>
     </span>
    </p>
   </div>
   <div class='ocr_photo' id='block_1_2' title="bbox 0 700 2067 2924"></div>
  </div>
 </body>
</html>
"""


def parsed(document: Document) -> ElementTree.Element:
    return ElementTree.fromstring(export(document, "hocr"))


def titles(document: Document, hocr_class: str) -> list[str]:
    return [element.get("title", "") for element in parsed(document).iter() if element.get("class") == hocr_class]


def page_with(line: Line) -> Document:
    return Document((Page(1, 400, 300, (Block.around((line,)),)),))


def test_every_level_carries_its_box_and_what_hocr_has_for_it(small_document: Document) -> None:
    assert titles(small_document, "ocr_page") == [
        'image "scan.tif"; bbox 0 0 400 300; ppageno 0; scan_res 150 150',
        'image "scan.tif"; bbox 0 0 400 300; ppageno 1',
    ]
    assert titles(small_document, "ocr_carea") == [
        'bbox 100 50 210 90; x_kind "title"',
        'bbox 96 120 300 180; x_kind "table"',
    ]
    assert titles(small_document, "ocr_par") == ["bbox 100 50 210 90", "bbox 96 120 300 180"]
    assert titles(small_document, "ocr_line") == [
        "bbox 100 50 210 90; baseline 0.00000 -8; x_size 40",
        'bbox 96 120 300 180; poly 100 120 300 140 296 180 96 160; x_size 40.2; x_script "Cyrl"',
    ]
    assert titles(small_document, "ocrx_word") == [
        "bbox 100 50 140 90; x_wconf 89.1",
        "bbox 150 50 210 90; x_wconf 50",
        "bbox 96 120 300 180; poly 100 120 300 140 296 180 96 160; x_wconf 25",
    ]


def test_it_is_xhtml_whatever_the_text_is() -> None:
    line = Line((Word("]]>&lt;\0\ufffe\"'é", Box(0, 0, 9, 9).polygon),), Box(0, 0, 9, 9).polygon)
    document = Document((Page(1, 9, 9, (Block.around((line,)),)),), "a\"b'<c>;&.png", ('m"1',))
    assert parsed(document).tag == "{http://www.w3.org/1999/xhtml}html"
    back = read_export(export(document, "hocr"), "hocr")
    assert next(back.pages[0].words).text == "]]>&lt;\ufffd\ufffd\"'é"
    assert back.source == "a'b'<c>;&.png"


def test_a_turned_line_has_its_angle_and_a_slanted_one_its_slope() -> None:
    upwards = Polygon(((10.0, 200.0), (10.0, 100.0), (40.0, 100.0), (40.0, 200.0)))
    assert "; textangle 90; x_size 30" in titles(page_with(Line((), upwards, ((30, 200), (30, 100)))), "ocr_line")[0]
    slanted = Line((), Box(100, 50, 300, 100).polygon, ((100.0, 80.0), (300.0, 90.0)))
    assert "; baseline 0.05000 -20;" in titles(page_with(slanted), "ocr_line")[0]
    assert next(read_export(export(page_with(slanted), "hocr"), "hocr").pages[0].lines) == slanted


def test_direction_and_missing_spaces_come_back() -> None:
    box = Box(100, 50, 300, 90).polygon
    words = (Word("שלום", box, space_after=False), Word(".", box), Word("b", box))
    for line in (
        Line(words, box, ((300.0, 80.0), (100.0, 80.0)), "rtl", "Hebr"),
        Line(words, box, direction="ttb", script="Jpan"),
    ):
        assert next(read_export(export(page_with(line), "hocr"), "hocr").pages[0].lines) == line


def test_a_figure_is_a_photo_unless_there_is_text_in_it() -> None:
    box = Box(0, 0, 9, 9).polygon
    label = Line((Word("100", box), Word("%", box)), box)
    figures = (Block((), box, "figure"), Block((label,), box, "figure"))
    data = export(Document((Page(1, 400, 300, figures),)), "hocr")
    assert data.count(b'class="ocr_photo"') == data.count(b'class="ocr_carea"') == 1
    assert [(block.kind, block.text) for block in read_export(data, "hocr").pages[0].blocks] == [
        ("figure", ""),
        ("figure", "100 %"),
    ]


def test_a_file_of_tesseract_is_read() -> None:
    document = read_export(TESSERACT.encode(), "hocr")
    (page,) = document.pages
    assert (document.source, page.number, page.width, page.height, page.dpi) == ("a;b/scan.png", 4, 2067, 2924, 70)
    assert [block.kind for block in page.blocks] == ["text", "figure"]
    (line,) = page.lines
    assert line.text == "begin R&D\xa0'"
    assert line.baseline == ((536.0, 593.0), (840.0, pytest.approx(596.04)))
    assert [word.confidence for word in line.words] == [0.89, 0.91]


def test_lines_without_an_area_become_one_block() -> None:
    hocr = (
        '<div class="ocr_page" title="bbox 0 0 50 60"><span class="ocr_line" title="bbox 1 2 30 9">'
        '<span class="ocrx_word" title="bbox 1 2 30 9">x</span></span></div>'
    )
    (page,) = read_export(hocr.encode(), "hocr").pages
    assert [block.text for block in page.blocks] == ["x"]


@pytest.mark.parametrize("data", [b"", b"<p>", b"<html/>", b'<p class="ocr_page" title="bbox 1 2"/>', b"\xff\xfe<"])
def test_what_is_no_hocr_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(DamagedInputError, match=r"^the hOCR cannot be read .*\Z"):
        read_export(data, "hocr")
