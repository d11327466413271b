import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from glyphwright.errors import DamagedInputError, OutputError, UnsupportedFormatError
from glyphwright.export import export, read_export
from glyphwright.export.alto import read_alto
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Document, Glyph, Line, Page, Word

SCHEMA = etree.XMLSchema(file=Path(__file__).parent / "schemas" / "alto-4.4-written.xsd")

few = settings(max_examples=25, deadline=None)
SPACE = re.compile("[ \t\r\n]")
texts = st.text(min_size=1, max_size=6).filter(lambda text: not SPACE.search(text))
shares = st.integers(0, 10_000).map(lambda value: value / 10_000)
places = st.floats(0, 3000)
outlines = st.lists(st.tuples(places, places), min_size=3, max_size=4, unique=True).map(lambda p: Polygon(tuple(p)))
glyphs = st.builds(Glyph, texts, outlines, shares, st.just(()) | st.tuples(st.tuples(texts, shares)))
words = st.builds(Word, texts, outlines, shares, st.lists(glyphs, max_size=2).map(tuple), st.booleans())
baselines = st.just(()) | st.tuples(st.tuples(places, places), st.tuples(places, places))
lines = st.builds(
    Line,
    st.lists(words, max_size=3).map(tuple),
    outlines,
    baselines,
    st.sampled_from(["ltr", "rtl", "ttb"]),
    st.sampled_from(["Latn", "Cyrl", "Jpan"]),
    shares,
)
kinds = st.sampled_from(["text", "title", "table", "figure", "list"])
blocks = st.builds(Block, st.lists(lines, max_size=2).map(tuple), outlines, kinds, shares)
pages = st.builds(
    Page,
    st.integers(1, 99),
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.lists(blocks, max_size=3).map(tuple),
    st.just(None),
    st.sampled_from([0, 90, 180, 270]),
)
documents = st.builds(
    Document, st.lists(pages, min_size=1, max_size=2).map(tuple), st.text(), st.just(()) | st.just(("a", "b"))
)

# Of `tesseract scan.png - alto`, version 5.3, shortened.
TESSERACT = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#" xmlns:xlink="http://www.w3.org/1999/xlink">
 <Description>
  <MeasurementUnit>pixel</MeasurementUnit>
  <sourceImageInformation><fileName>scan.png</fileName></sourceImageInformation>
  <OCRProcessing ID="OCR_0"><ocrProcessingStep><processingSoftware><softwareName>tesseract 5.3.0</softwareName>
  </processingSoftware></ocrProcessingStep></OCRProcessing>
 </Description>
 <Layout><Page WIDTH="640" HEIGHT="480" PHYSICAL_IMG_NR="0" ID="page_0">
  <PrintSpace HPOS="0" VPOS="0" WIDTH="640" HEIGHT="480">
   <Illustration ID="cblock_0" HPOS="0" VPOS="200" WIDTH="30" HEIGHT="40"/>
   <GraphicalElement ID="cblock_9" HPOS="0" VPOS="250" WIDTH="600" HEIGHT="2"/>
   <ComposedBlock ID="cblock_1" HPOS="36" VPOS="92" WIDTH="569" HEIGHT="24">
    <TextBlock ID="block_0" HPOS="36" VPOS="92" WIDTH="569" HEIGHT="24">
     <TextLine ID="line_0" HPOS="36" VPOS="92" WIDTH="569" HEIGHT="24">
      <String ID="string_0" HPOS="36" VPOS="92" WIDTH="60" HEIGHT="24" WC="0.96" CONTENT="This"/>
      <SP WIDTH="13" VPOS="92" HPOS="96"/>
      <String ID="string_1" HPOS="109" VPOS="92" WIDTH="20" HEIGHT="24" WC="0.5" CONTENT="R&amp;D"/>
     </TextLine>
    </TextBlock>
   </ComposedBlock>
  </PrintSpace>
 </Page></Layout>
</alto>"""

# As mass digitisation makes it: ALTO 2, tenths of a millimetre, divided words, no confidences.
DIGITISED = """<?xml version="1.0" encoding="ISO-8859-1"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v2#">
 <Description><MeasurementUnit>mm10</MeasurementUnit></Description>
 <Layout><Page ID="P1" PHYSICAL_IMG_NR="7" WIDTH="2540" HEIGHT="1270">
  <TopMargin ID="M1" HPOS="0" VPOS="0" WIDTH="2540" HEIGHT="100">
   <TextBlock ID="B0" HPOS="10" VPOS="10" WIDTH="100" HEIGHT="20"><TextLine HPOS="10" VPOS="10" WIDTH="100" HEIGHT="20">
    <String CONTENT="7" HPOS="10" VPOS="10" WIDTH="100" HEIGHT="20"/></TextLine></TextBlock>
  </TopMargin>
  <PrintSpace ID="S1" HPOS="0" VPOS="0" WIDTH="2540" HEIGHT="1270">
   <ComposedBlock ID="C1" TYPE="table" HPOS="254" VPOS="254" WIDTH="508" HEIGHT="254">
    <TextBlock ID="B1" HPOS="254" VPOS="254" WIDTH="508" HEIGHT="254">
     <TextLine ID="L1" HPOS="254" VPOS="254" WIDTH="508" HEIGHT="127" BASELINE="355.6">
      <String CONTENT="f\xfcr" HPOS="254" VPOS="254" WIDTH="127" HEIGHT="127"/><SP/>
      <String CONTENT="Zei" HPOS="400" VPOS="254" WIDTH="254" HEIGHT="127"
        SUBS_TYPE="HypPart1" SUBS_CONTENT="Zeile"/>
      <HYP CONTENT="\xad" HPOS="654" VPOS="300" WIDTH="12.7" HEIGHT="10"/>
     </TextLine>
     <TextLine ID="L2"><String CONTENT="le" SUBS_TYPE="HypPart2" SUBS_CONTENT="Zeile"
       HPOS="254" VPOS="381" WIDTH="127" HEIGHT="127"/></TextLine>
    </TextBlock>
   </ComposedBlock>
  </PrintSpace>
 </Page></Layout>
</alto>"""

# As kraken and eScriptorium make it: tags, baselines and outlines of many points, one String a line.
KRAKEN = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
 <Description><MeasurementUnit>pixel</MeasurementUnit></Description>
 <Tags><OtherTag ID="T1" TYPE="type" LABEL="Title"/><OtherTag ID="T2" TYPE="type" LABEL="default"/></Tags>
 <Layout><Page ID="p" PHYSICAL_IMG_NR="1" WIDTH="1000" HEIGHT="900"><PrintSpace>
  <TextBlock ID="b" TAGREFS="T2 T1">
   <Shape><Polygon POINTS="0,0 500,0 500,100 400,150 0,100"/></Shape>
   <TextLine ID="l" HPOS="100" VPOS="100" WIDTH="400" HEIGHT="100" BASELINE="100 150 300 170 500 190" TAGREFS="T2">
    <Shape><Polygon POINTS="100 110 300 120 500 150 498 200 300 190 96 160"/></Shape>
    <String CONTENT="in einem  Stück" HPOS="100" VPOS="100" WIDTH="400" HEIGHT="100"/>
   </TextLine>
   <TextLine ID="m" BASELINE="(500,400) (100,400)" BASEDIRECTION="rtl" LANG="he-Hebr">
    <Shape><Polygon POINTS="(100,440) (500,440) (500,380) (100,380)"/></Shape>
    <String CONTENT="שלום"/><String CONTENT="b"/>
   </TextLine>
  </TextBlock></PrintSpace></Page></Layout>
</alto>"""


def element_tree(document: Document) -> etree._Element:
    root = etree.fromstring(export(document, "alto"))
    SCHEMA.assertValid(root)
    return root


def named(root: etree._Element, name: str) -> list[dict[str, str]]:
    return [dict(element.attrib) for element in root.iter(f"{{*}}{name}")]


def alto(blocks: str, *, before: str = "") -> bytes:
    page = f'<Page PHYSICAL_IMG_NR="1" WIDTH="9" HEIGHT="9"><PrintSpace>{blocks}</PrintSpace></Page>'
    return f"<alto><Description/>{before}<Layout>{page}</Layout></alto>".encode()


def placed(text: str, **attributes: str) -> str:
    told = "".join(f' {name}="{value}"' for name, value in attributes.items())
    box = 'HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4"'
    return f'<TextBlock {box}{told}><TextLine {box}><String CONTENT="{text}"/></TextLine></TextBlock>'


def whole(polygon: Polygon) -> tuple[int, ...]:
    return tuple(round(side) for side in (polygon.box.left, polygon.box.top, polygon.box.right, polygon.box.bottom))


def test_every_level_carries_its_place_and_what_alto_has_for_it(small_document: Document) -> None:
    root = element_tree(small_document)
    box = {"HPOS": "100", "VPOS": "50", "WIDTH": "110", "HEIGHT": "40"}
    slanted = {"HPOS": "96", "VPOS": "120", "WIDTH": "204", "HEIGHT": "60"}
    assert [root.findtext(f".//{{*}}{name}") for name in ("fileName", "softwareName", "processingStepSettings")] == [
        "scan.tif",
        "glyphwright",
        "reader.latin",
    ]
    size = {"WIDTH": "400", "HEIGHT": "300"}
    assert named(root, "Page") == [
        {"ID": "page_1", "PHYSICAL_IMG_NR": "1", "ROTATION": "90", **size},
        {"ID": "page_2", "PHYSICAL_IMG_NR": "2", **size},
    ]
    assert [tag["LABEL"] for tag in named(root, "LayoutTag")] == ["title", "table"]
    assert named(root, "TextBlock") == [
        {"ID": "block_1_1", "TAGREFS": "kind_1", **box},
        {"ID": "block_1_2", "TAGREFS": "kind_2", **slanted},
    ]
    assert named(root, "TextLine") == [
        {"ID": "line_1_1_1", "BASELINE": "100 82 210 82", **box},
        {"ID": "line_1_2_1", "LANG": "und-Cyrl", **slanted},
    ]
    assert [(string["CONTENT"], string["WC"]) for string in named(root, "String")] == [
        ("Ab", "0.891"),
        ("<&>", "0.5"),
        ("один", "0.25"),
    ]
    assert [(glyph["CONTENT"], glyph["GC"]) for glyph in named(root, "Glyph")] == [("A", "0.99"), ("b", "0.9")]
    assert named(root, "Variant") == [{"CONTENT": "Á", "VC": "0.01"}]
    assert named(root, "Polygon") == [{"POINTS": "100 120 300 140 296 180 96 160"}] * 2
    assert len(named(root, "SP")) == 2


def test_all_but_scores_and_resolution_comes_back(small_document: Document) -> None:
    back = read_export(export(small_document, "alto"), "alto")
    assert (back.source, back.models, back.text) == ("scan.tif", ("reader.latin",), small_document.text)
    assert [(page.number, page.width, page.height, page.rotation_degrees) for page in back.pages] == [
        (1, 400, 300, 90),
        (2, 400, 300, 0),
    ]
    for block, original in zip(back.pages[0].blocks, small_document.pages[0].blocks, strict=True):
        assert block.kind == original.kind
        for line, source in zip(block.lines, original.lines, strict=True):
            assert line == Line(source.words, source.polygon, source.baseline, source.direction, source.script)


@few
@given(documents)
def test_any_document_is_written_validly_and_keeps_texts_boxes_and_confidences(document: Document) -> None:
    data = export(document, "alto")
    SCHEMA.assertValid(etree.fromstring(data))
    back = read_export(data, "alto")
    for page, original in zip(back.pages, document.pages, strict=True):
        assert (page.number, page.width, page.rotation_degrees) == (
            original.number,
            original.width,
            original.rotation_degrees,
        )
        assert [(b.kind, whole(b.polygon)) for b in page.blocks] == [
            (b.kind, whole(b.polygon)) for b in original.blocks
        ]
        for line, source in zip(page.lines, original.lines, strict=True):
            assert (whole(line.polygon), line.direction, line.script) == (
                whole(source.polygon),
                source.direction,
                source.script,
            )
        for word, written in zip(page.words, original.words, strict=True):
            assert word.text == re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", written.text)
            assert (whole(word.polygon), word.space_after) == (whole(written.polygon), written.space_after)
            assert word.confidence == written.confidence
    assert export(back, "alto") == export(read_export(export(back, "alto"), "alto"), "alto")


def test_a_glyph_is_one_composed_character_or_its_word_has_none() -> None:
    box = Box(0, 0, 9, 9).polygon
    composed = Word("e\u0301", box, 1.0, (Glyph("e\u0301", box, 1.0, (("rnrn", 0.1), ("è", 0.2))),))
    double = Word("x\u0301", box, 1.0, (Glyph("x\u0301", box),))
    document = Document((Page(1, 9, 9, (Block.around((Line((composed, double), box),)),)),))
    root = element_tree(document)
    assert [glyph["CONTENT"] for glyph in named(root, "Glyph")] == ["é"]
    assert [variant["CONTENT"] for variant in named(root, "Variant")] == ["è"]
    assert [word.text for word in read_export(export(document, "alto"), "alto").pages[0].words] == [
        "e\u0301",
        "x\u0301",
    ]


def test_a_figure_is_an_illustration_unless_there_is_text_in_it() -> None:
    box = Box(0, 0, 9, 9).polygon
    figures = (Block((), box, "figure"), Block((Line((), box),), box, "figure"))
    document = Document((Page(1, 9, 9, figures),))
    assert (len(named(element_tree(document), "Illustration")), len(named(element_tree(document), "TextBlock"))) == (
        1,
        1,
    )
    assert read_export(export(document, "alto"), "alto") == document


def test_a_document_without_pages_would_be_invalid() -> None:
    with pytest.raises(OutputError, match="at least one page"):
        export(Document(()), "alto")


def test_a_file_of_tesseract_is_read() -> None:
    document = read_export(TESSERACT.encode(), "alto")
    (page,) = document.pages
    assert (document.source, document.models, page.number, page.width) == ("scan.png", (), 1, 640)
    assert [(block.kind, block.text) for block in page.blocks] == [("figure", ""), ("text", "This R&D")]
    first, second = page.words
    assert (first.confidence, first.space_after, second.space_after) == (0.96, True, False)
    assert second.box == Box(109, 92, 129, 116)


def test_tenths_of_a_millimetre_need_the_resolution() -> None:
    data = DIGITISED.encode("latin-1")
    with pytest.raises(UnsupportedFormatError, match=r"mm10.*give the resolution"):
        read_export(data, "alto")
    (page,) = read_alto(data, dpi=100).pages
    assert (page.number, page.width, page.height, page.dpi) == (7, 1000, 500, 100)
    assert [(block.kind, block.text) for block in page.blocks] == [("header", "7"), ("table", "für Zei-\nle")]
    first, second = page.blocks[1].lines
    assert [*map(pytest.approx, first.baseline)] == [(100, 140), (300, 140)]
    assert first.words[1].box.right == pytest.approx(666.7 / 2.54)  # with its hyphen
    assert second.box == second.words[0].box
    assert {word.confidence for word in page.words} == {1.0}
    inches = data.replace(b"mm10", b"inch1200")
    assert read_alto(inches, dpi=1200).pages[0].width == 2540


def test_baselines_outlines_and_tags_of_kraken_are_read() -> None:
    (block,) = read_export(KRAKEN.encode(), "alto").pages[0].blocks
    assert (block.kind, len(block.polygon.points)) == ("title", 5)
    first, second = block.lines
    assert [word.text for word in first.words] == ["in", "einem", "Stück"]
    assert first.baseline == ((100, 150), (300, 170), (500, 190))
    assert len(first.polygon.points) == 4
    (x0, y0), (x1, y1) = first.polygon.points[:2]
    assert (y1 - y0) / (x1 - x0) == pytest.approx(0.1)  # along the baseline
    assert (second.text, second.direction, second.script) == ("שלום b", "rtl", "Hebr")
    assert second.polygon.points == ((100, 380), (500, 380), (500, 440), (100, 440))
    assert second.words[0].polygon == second.polygon


def test_without_a_baseline_many_points_become_the_smallest_rectangle() -> None:
    points = "0 100 100 0 200 100 150 150 100 200"
    line = f'<TextLine><Shape><Polygon POINTS="{points}"/></Shape><String CONTENT="x"/></TextLine>'
    (read,) = read_export(alto(f"<TextBlock>{line}</TextBlock>"), "alto").pages[0].lines
    corners = [coordinate for point in read.polygon.points for coordinate in point]
    assert corners == pytest.approx([0, 100, 100, 0, 200, 100, 100, 200], abs=0.01)


def test_blocks_follow_the_reading_order_that_is_told() -> None:
    three = placed("c", ID="c") + placed("a", ID="a") + placed("b", ID="b")
    order = '<ReadingOrder><OrderedGroup ID="o"><ElementRef ID="e" REF="a b"/><ElementRef ID="f" REF="c"/>'
    told = alto(three, before=f"{order}</OrderedGroup></ReadingOrder>")
    chained = alto(placed("c", ID="c") + placed("a", ID="a", IDNEXT="b") + placed("b", ID="b", IDNEXT="c"))
    circle = alto(placed("a", ID="a", IDNEXT="b") + placed("b", ID="b", IDNEXT="a"))
    assert read_export(told, "alto").text == "a\n\nb\n\nc\n"
    assert read_export(chained, "alto").text == "a\n\nb\n\nc\n"
    assert read_export(circle, "alto").text == "a\n\nb\n"
    assert read_export(alto(three), "alto").text == "c\n\na\n\nb\n"


def test_a_hyphen_that_the_word_has_already_is_not_doubled() -> None:
    box = 'HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4"'
    line = f'<TextLine {box}><String CONTENT="Zei-"/><HYP CONTENT="-"/></TextLine><TextLine {box}><HYP/></TextLine>'
    assert read_export(alto(f"<TextBlock>{line}</TextBlock>"), "alto").text == "Zei-\n-\n"


BOMB = b'<!DOCTYPE alto [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><alto><Layout><Page/>&b;</Layout></alto>'


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "no element found"),
        (b"<alto>", "no element found"),
        (b"\xff\xfe<", "not well-formed|invalid token|unclosed"),
        (BOMB, "declares a document type"),
        (b"<html/>", "its root is html, not alto"),
        (b"<alto/>", "no Page"),
        (alto('<TextBlock><TextLine ID="l7"><String CONTENT="x"/></TextLine></TextBlock>'), "TextLine l7 has no place"),
        (alto(placed("x", STYLE="").replace("CONTENT", "TEXT")), "String  has no CONTENT"),
        (alto(placed("x").replace('"3"', '"wide"')), "could not convert string to float: 'wide'"),
        (alto(placed("x").replace('"3"', '"1e999"')), "1e999"),
        (alto(placed("x").replace("<String", '<Shape><Polygon POINTS="1 2 3"/></Shape><String')), "no list of points"),
        (
            alto("").replace(b"<Description/>", b"<Description><MeasurementUnit>ell</MeasurementUnit></Description>"),
            "ell",
        ),
        (alto("<ComposedBlock>" * 3000 + "</ComposedBlock>" * 3000), "recursion"),
    ],
)
def test_what_is_no_alto_is_refused_in_one_line_that_says_why(data: bytes, wrong: str) -> None:
    with pytest.raises(DamagedInputError, match=rf"^the ALTO cannot be read \(.*({wrong}).*\Z"):
        read_export(data, "alto")
