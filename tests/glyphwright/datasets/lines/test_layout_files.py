from pathlib import Path

import pytest

from glyphwright.datasets.lines import layout_files
from glyphwright.errors import DamagedInputError, FileAccessError, UnsupportedFormatError
from glyphwright.export.hocr import write_hocr
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Document, Line, Page, Word

OUTLINE = Box(10, 10, 90, 30).polygon
LINE = Line((Word("two", OUTLINE), Word("words", OUTLINE)), OUTLINE)
PAGE = Page(1, 120, 60, (Block.around((LINE,)),))

PAGE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15"><Metadata/>
<Page imageFilename="{image}" imageWidth="120" imageHeight="60"><TextRegion id="r"><Coords points="0,0 120,0 120,60"/>
<TextLine id="l"><Coords points="10,10 50,8 90,10 90,30 10,30"/>
<TextEquiv><Unicode>two words</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"""


def test_the_lines_of_a_page_stand_in_the_picture_that_it_names(pictures: Path) -> None:
    (pictures / "1.hocr").write_bytes(write_hocr(Document((PAGE,), "/somewhere/else/3.jpg")))
    (line,) = layout_files.read_hocr_lines(pictures)
    assert (line.text, line.polygon, line.source) == ("two words", OUTLINE, pictures / "3.jpg")
    assert line.name == f"{pictures / '1.hocr'}#1"


@pytest.mark.parametrize("image", ["", "gone.png", "2.tif"])
def test_a_picture_called_like_its_file_is_found_above_it_too(pictures: Path, image: str) -> None:
    (pictures / "page").mkdir()
    path = pictures / "page" / "2.xml"
    path.write_text(PAGE_XML.format(image=image), encoding="utf-8")
    (line,) = layout_files.read_page(pictures)
    assert (line.text, line.source) == ("two words", pictures / "2.png")
    assert line.polygon is not None
    assert len(line.polygon.points) == 4


def test_files_tell_their_formats_by_what_is_in_them(pictures: Path) -> None:
    kinds = (layout_files.holds_page, layout_files.holds_alto, layout_files.holds_hocr)
    (pictures / "1.xml").write_text(PAGE_XML, encoding="utf-8")
    assert [holds(pictures) for holds in kinds] == [True, False, False]
    (pictures / "1.xml").write_text("<alto/>", encoding="utf-8")
    assert [holds(pictures) for holds in kinds] == [False, True, False]
    (pictures / "1.xml").write_text("<html></html>", encoding="utf-8")
    assert [holds(pictures) for holds in kinds] == [False, False, False]
    with pytest.raises(FileAccessError, match=r"has no such file \(\.xml\)"):
        layout_files.read_page(pictures)


def test_a_damaged_file_is_named(pictures: Path) -> None:
    (pictures / "1.xml").write_text(PAGE_XML[:-30], encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"1\.xml: "):
        layout_files.read_page(pictures)


def test_a_file_of_several_pages_is_refused(pictures: Path) -> None:
    (pictures / "1.hocr").write_bytes(write_hocr(Document((PAGE, PAGE), "1.png")))
    with pytest.raises(UnsupportedFormatError, match=r"1\.hocr: has 2 pages"):
        layout_files.read_hocr_lines(pictures)


def test_a_curved_outline_gets_four_corners(pictures: Path) -> None:
    curved = Polygon(((10, 12), (50, 10), (90, 12), (90, 30), (50, 28), (10, 30)))
    page = Page(1, 120, 60, (Block.around((Line((Word("a", curved),), curved),)),))
    (pictures / "1.hocr").write_bytes(write_hocr(Document((page,), "1.png")))
    (line,) = layout_files.read_hocr_lines(pictures / "1.hocr")
    assert line.polygon is not None
    assert len(line.polygon.points) == 4
