import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from glyphwright.errors import DamagedInputError, OutputError
from glyphwright.export import export, read_export
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Document, Glyph, Line, Page, Word

SCHEMA = etree.XMLSchema(file=Path(__file__).parent / "schemas" / "pagecontent-2019-07-15.xsd")

few = settings(max_examples=25, deadline=None)
texts = st.text(min_size=1, max_size=6).filter(lambda text: not any(letter.isspace() for letter in text))
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
kinds = st.sampled_from(["text", "title", "table", "figure", "list", "header", "footer", "caption"])
blocks = st.builds(Block, st.lists(lines, max_size=2).map(tuple), outlines, kinds, shares)
pages = st.builds(
    Page,
    st.integers(1, 99),
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.lists(blocks, max_size=3).map(tuple),
    st.none() | st.integers(30, 1200).map(float),
    st.sampled_from([0, 90, 180, 270]),
)

# As Transkribus makes it: version 2013, order and kinds in `custom`, lines without words.
TRANSKRIBUS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15">
 <Metadata><Creator>Transkribus</Creator><Created>2020-09-13T11:47:58.199+07:00</Created></Metadata>
 <Page imageFilename="0.jpeg" imageWidth="750" imageHeight="1141">
  <TextRegion id="r2" custom="readingOrder {index:1;}">
   <Coords points="10,300 400,300 400,400 10,400"/>
   <TextLine id="l2" custom="readingOrder {index:1;}">
    <Coords points="12,390 12,350 390,350 390,390"/><Baseline points="12,385 390,385"/>
    <TextEquiv><Unicode>zweite   Zeile</Unicode></TextEquiv>
   </TextLine>
   <TextLine id="l1" custom="readingOrder {index:0;} textStyle {offset:0; length:5;}">
    <Coords points="12,340 200,335 390,340 390,300 200,295 12,300"/><Baseline points="12,335 200,331 390,335"/>
    <TextEquiv conf="0.5"><Unicode>erste Zeile &amp; mehr</Unicode></TextEquiv>
   </TextLine>
  </TextRegion>
  <TextRegion id="r1" custom="readingOrder {index:0;} structure {type:heading;}">
   <Coords points="10,10 400,10 400,100 10,100"/>
   <TextLine id="l0"><Coords points=""/><TextEquiv><Unicode>Titel</Unicode></TextEquiv></TextLine>
  </TextRegion>
  <TableRegion id="t" custom="readingOrder {index:2;}"><Coords points="10,500 400,500 400,600 10,600"/>
   <TableCell row="0" col="0" id="c1"><Coords points="10,500 200,500 200,600 10,600"/>
    <TextLine id="l3"><Coords points="10,500 200,500 200,600 10,600"/><TextEquiv><Unicode>A1</Unicode></TextEquiv>
    </TextLine></TableCell>
   <TableCell row="0" col="1" id="c2"><Coords points="200,500 400,500 400,600 200,600"/>
    <TextLine id="l4"><Coords points="200,500 400,500 400,600 200,600"/><TextEquiv><Unicode>B1</Unicode></TextEquiv>
    </TextLine></TableCell>
  </TableRegion>
 </Page>
</PcGts>"""

# As OCR-D and Aletheia make it: order in groups, regions in regions, several texts of which one counts, glyphs.
NESTED = """<pc:PcGts xmlns:pc="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
 <pc:Metadata><pc:Creator>OCR-D</pc:Creator></pc:Metadata>
 <pc:Page imageFilename="a.tif" imageWidth="100" imageHeight="90" imageXResolution="118.11" imageResolutionUnit="PPCM"
          orientation="-90.4" readingDirection="right-to-left" primaryScript="Hebr - Hebrew">
  <pc:ReadingOrder><pc:OrderedGroup id="g">
   <pc:RegionRefIndexed index="2" regionRef="r3"/>
   <pc:UnorderedGroupIndexed index="1" id="h"><pc:RegionRef regionRef="r2"/></pc:UnorderedGroupIndexed>
   <pc:OrderedGroupIndexed index="0" id="i" regionRef="r1"><pc:RegionRefIndexed index="0" regionRef="r1a"/>
   </pc:OrderedGroupIndexed>
  </pc:OrderedGroup></pc:ReadingOrder>
  <pc:SeparatorRegion id="s"><pc:Coords points="0,0 9,0 9,1 0,1"/></pc:SeparatorRegion>
  <pc:TextRegion id="r3" type="footer"><pc:Coords points="0,0 9,0 9,9 0,9"/>
   <pc:TextEquiv><pc:Unicode>only here\n\nin two</pc:Unicode></pc:TextEquiv></pc:TextRegion>
  <pc:GraphicRegion id="r2"><pc:Coords points="0,20 9,20 9,29 0,29"/></pc:GraphicRegion>
  <pc:TextRegion id="r1" type="paragraph"><pc:Coords points="0,40 90,40 90,80 0,80"/>
   <pc:TextRegion id="r1a" type="drop-capital"><pc:Coords points="0,40 9,40 9,49 0,49"/>
    <pc:TextLine id="c"><pc:Coords points="0,40 9,40 9,49 0,49"/>
     <pc:TextEquiv><pc:Unicode>D</pc:Unicode></pc:TextEquiv></pc:TextLine>
   </pc:TextRegion>
   <pc:TextLine id="l" readingDirection="left-to-right"><pc:Coords points="10,40 90,40 90,49 10,49" conf="0.7"/>
    <pc:Baseline points="10,47 90,47"/>
    <pc:Word id="w1"><pc:Coords points="10,40 30,40 30,49 10,49"/>
     <pc:Glyph id="g1"><pc:Coords points="10,40 20,40 20,49 10,49"/>
      <pc:TextEquiv index="1" conf="0.2"><pc:Unicode>l</pc:Unicode></pc:TextEquiv>
      <pc:TextEquiv index="0" conf="0.8"><pc:Unicode>i</pc:Unicode></pc:TextEquiv></pc:Glyph>
     <pc:TextEquiv index="1" conf="0.1"><pc:Unicode>ln</pc:Unicode></pc:TextEquiv>
     <pc:TextEquiv index="0" conf="0.9"><pc:Unicode>in</pc:Unicode></pc:TextEquiv></pc:Word>
    <pc:Word id="w2"><pc:Coords points="31,40 40,40 40,49 31,49"/>
     <pc:TextEquiv><pc:Unicode>,</pc:Unicode></pc:TextEquiv></pc:Word>
    <pc:TextEquiv index="1"><pc:Unicode>something else</pc:Unicode></pc:TextEquiv>
    <pc:TextEquiv index="0"><pc:Unicode>in,</pc:Unicode></pc:TextEquiv>
   </pc:TextLine>
  </pc:TextRegion>
 </pc:Page>
</pc:PcGts>"""


def element_tree(document: Document) -> etree._Element:
    root = etree.fromstring(export(document, "page"))
    SCHEMA.assertValid(root)
    return root


def named(root: etree._Element, name: str) -> list[dict[str, str]]:
    return [dict(element.attrib) for element in root.iter(f"{{*}}{name}")]


def page_xml(regions: str) -> bytes:
    page = f'<Page imageFilename="" imageWidth="90" imageHeight="90">{regions}</Page>'
    return f"<PcGts><Metadata/>{page}</PcGts>".encode()


def in_line(inner: str, points: str = "0,0 60,0 60,9 0,9") -> bytes:
    return page_xml(f'<TextRegion><TextLine id="l"><Coords points="{points}"/>{inner}</TextLine></TextRegion>')


def only_line(data: bytes) -> Line:
    (line,) = read_export(data, "page").pages[0].lines
    return line


def whole(polygon: Polygon) -> tuple[int, ...]:
    return tuple(round(side) for side in (polygon.box.left, polygon.box.top, polygon.box.right, polygon.box.bottom))


def ended(block: Block) -> Block:
    """The block without the space behind the last word of each line."""
    lines = (
        replace(line, words=(*line.words[:-1], replace(line.words[-1], space_after=False))) for line in block.lines
    )
    return replace(block, lines=tuple(lines))


def test_every_level_carries_its_place_and_what_page_has_for_it(small_document: Document) -> None:
    root = element_tree(Document(small_document.pages[:1], small_document.source, small_document.models))
    (page,) = named(root, "Page")
    assert page == {
        "imageFilename": "scan.tif",
        "imageWidth": "400",
        "imageHeight": "300",
        "imageXResolution": "150",
        "imageYResolution": "150",
        "imageResolutionUnit": "PPI",
        "orientation": "90",
    }
    assert [item["regionRef"] for item in named(root, "RegionRefIndexed")] == ["region_1", "region_2"]
    assert named(root, "TextRegion") == [{"id": "region_1", "type": "heading"}, {"id": "region_2_text"}]
    assert named(root, "TableRegion") == [{"id": "region_2"}]
    assert named(root, "TextLine") == [
        {"id": "region_1_line_1"},
        {"id": "region_2_line_1", "primaryScript": "Cyrl - Cyrillic"},
    ]
    assert {"points": "100,50 210,50 210,90 100,90", "conf": "0.75"} in named(root, "Coords")
    assert named(root, "Baseline") == [{"points": "100,82 210,82"}]
    said = [
        (element.getparent().tag.rpartition("}")[2], element.findtext("{*}Unicode"))
        for element in root.iter("{*}TextEquiv")
    ]
    assert [text for name, text in said if name == "Word"] == ["Ab", "<&>", "один"]
    assert [text for name, text in said if name == "TextLine"] == ["Ab <&>", "один"]
    assert [text for name, text in said if name == "TextRegion"] == ["Ab <&>", "один"]
    assert [text for name, text in said if name == "Glyph"] == ["A", "Á", "b"]


def test_all_of_a_page_comes_back(small_document: Document) -> None:
    first = Document(small_document.pages[:1], small_document.source, small_document.models)
    back = read_export(export(first, "page"), "page")
    assert back == replace(first, pages=(replace(first.pages[0], blocks=tuple(map(ended, first.pages[0].blocks))),))
    second = Document(small_document.pages[1:])
    assert read_export(export(second, "page"), "page") == second


@few
@given(pages, st.text())
def test_any_page_is_written_validly_and_keeps_texts_boxes_and_confidences(page: Page, source: str) -> None:
    data = export(Document((page,), source), "page")
    SCHEMA.assertValid(etree.fromstring(data))
    back = read_export(data, "page").pages[0]
    assert (back.number, back.width, back.height, back.dpi, back.rotation_degrees) == (
        page.number,
        page.width,
        page.height,
        page.dpi,
        page.rotation_degrees,
    )
    assert [(block.kind, whole(block.polygon), block.score) for block in back.blocks] == [
        (block.kind, whole(block.polygon), block.score) for block in page.blocks
    ]
    for line, written in zip(back.lines, page.lines, strict=True):
        assert (whole(line.polygon), line.direction, line.script, line.score) == (
            whole(written.polygon),
            written.direction,
            written.script,
            written.score,
        )
        assert [word.space_after for word in line.words[:-1]] == [word.space_after for word in written.words[:-1]]
    for word, source_word in zip(back.words, page.words, strict=True):
        held = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", source_word.text)
        assert (word.text, whole(word.polygon)) == (held, whole(source_word.polygon))
        assert word.confidence == source_word.confidence
        assert [glyph.confidence for glyph in word.glyphs] == [glyph.confidence for glyph in source_word.glyphs]
    settled = Document((back,))
    assert read_export(export(settled, "page"), "page") == read_export(
        export(read_export(export(settled, "page"), "page"), "page"), "page"
    )


@pytest.mark.parametrize("n_pages", [0, 2])
def test_only_one_page_goes_into_a_file(n_pages: int) -> None:
    with pytest.raises(OutputError, match=f"one page a file, and this has {n_pages}: export page by page"):
        export(Document((Page(1, 9, 9),) * n_pages), "page")


def test_a_page_of_transkribus_is_read() -> None:
    document = read_export(TRANSKRIBUS.encode(), "page")
    (page,) = document.pages
    assert (document.source, page.number, page.width, page.height, page.dpi) == ("0.jpeg", 1, 750, 1141, None)
    assert [(block.kind, block.text) for block in page.blocks] == [
        ("title", "Titel"),
        ("text", "erste Zeile & mehr\nzweite Zeile"),
        ("table", "A1  B1"),
    ]
    title, first, second, *_ = page.lines
    assert title.polygon == page.blocks[0].polygon
    assert first.baseline == ((12, 335), (200, 331), (390, 335))
    assert first.polygon.points == ((12, 295), (390, 295), (390, 340), (12, 340))
    assert {word.polygon for word in first.words} == {first.polygon}
    assert {word.confidence for word in first.words} == {0.5}
    assert second.polygon.points == ((12, 350), (390, 350), (390, 390), (12, 390))


def test_groups_nested_regions_and_rival_texts_are_read() -> None:
    (page,) = read_export(NESTED.encode(), "page").pages
    assert page.dpi == pytest.approx(300, abs=0.01)
    assert page.rotation_degrees == 270
    assert [(block.kind, block.text) for block in page.blocks] == [
        ("text", "in,"),
        ("text", "D"),
        ("figure", ""),
        ("footer", "only here\nin two"),
    ]
    line, capital, *_ = page.lines
    assert (line.direction, line.script, line.score, capital.direction) == ("ltr", "Hebr", 0.7, "rtl")
    first, second = line.words
    assert (first.text, first.confidence, first.space_after, second.confidence) == ("in", 0.9, False, 1.0)
    assert (first.glyphs[0].text, first.glyphs[0].confidence) == ("i", 0.8)
    assert first.glyphs[0].alternatives == (("l", 0.2),)


def test_points_that_are_elements_are_read() -> None:
    points = '<Coords><Point x="1" y="2"/><Point x="9" y="2"/><Point x="9" y="8"/><Point x="1" y="8"/></Coords>'
    data = page_xml(f"<TextRegion>{points}<TextEquiv><Unicode>x</Unicode></TextEquiv></TextRegion>")
    assert only_line(data).box == Box(1, 2, 9, 8)


def test_a_line_follows_its_baseline_whatever_the_order_of_its_points() -> None:
    tilted = '<Baseline points="0,40 40,0"/>'
    line = only_line(in_line(tilted, "50,10 40,0 0,40 10,50"))
    assert line.polygon.points == ((0, 40), (40, 0), (50, 10), (10, 50))
    wavy = only_line(in_line(tilted, "0,40 20,18 40,0 50,10 30,28 10,50"))
    corners = [coordinate for point in wavy.polygon.points for coordinate in point]
    assert corners == pytest.approx([-1, 39, 39, -1, 50, 10, 10, 50])
    upside_down = only_line(in_line('<Baseline points="60,2 0,2"/>'))
    assert upside_down.polygon.points == ((60, 9), (0, 9), (0, 0), (60, 0))


def test_words_without_text_are_spelt_by_their_glyphs_or_their_line() -> None:
    glyph = '<Glyph><Coords points="0,0 9,0 9,9 0,9"/><TextEquiv><Unicode>{}</Unicode></TextEquiv></Glyph>'
    word = '<Word><Coords points="0,0 20,0 20,9 0,9"/>{}</Word>'
    spelt = only_line(in_line(word.format(glyph.format("o") + glyph.format("k"))))
    assert [(word.text, len(word.glyphs)) for word in spelt.words] == [("ok", 2)]
    empty = only_line(in_line(word.format("") + "<TextEquiv><Unicode>a b</Unicode></TextEquiv>"))
    assert [word.text for word in empty.words] == ["a", "b"]


BOMB = b'<!DOCTYPE PcGts [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><PcGts><Page/>&b;</PcGts>'


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "no element found"),
        (b"<PcGts>", "no element found"),
        (BOMB, "declares a document type"),
        (b"<alto/>", "its root is alto, not PcGts"),
        (b"<PcGts/>", "0 elements Page"),
        (b'<PcGts><Page imageWidth="9"/></PcGts>', "Page has no imageHeight"),
        (b'<PcGts><Page imageWidth="9" imageHeight="high"/></PcGts>', "'high'"),
        (page_xml('<TextRegion><TextLine id="l7"/></TextRegion>'), "TextLine l7 has no place"),
        (in_line("", "0,0 60,0 60"), "'0,0 60,0 60' is no list of points"),
        (in_line("", "0,0 60,x"), "no list of points"),
        (in_line('<TextEquiv conf="sure"><Unicode>x</Unicode></TextEquiv>'), "'sure'"),
        (in_line('<TextEquiv index="first"><Unicode>x</Unicode></TextEquiv>'), "'first'"),
        (page_xml("<TextRegion>" * 3000 + "</TextRegion>" * 3000), "recursion"),
    ],
)
def test_what_is_no_page_xml_is_refused_in_one_line_that_says_why(data: bytes, wrong: str) -> None:
    with pytest.raises(DamagedInputError, match=rf"^the PAGE XML cannot be read \(.*({wrong}).*\Z"):
        read_export(data, "page")
