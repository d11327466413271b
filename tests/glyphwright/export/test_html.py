from collections.abc import Callable

from lxml import etree
from lxml import html as parser

from glyphwright.export import export
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page

MakeLine = Callable[..., Line]


def body(*blocks: Block, source: str = "a <b>.png") -> etree._Element:
    data = export(Document((Page(1, 400, 300, blocks), Page(2, 400, 300)), source), "html")
    assert b"http" not in data
    return parser.fromstring(data)


def test_every_kind_has_its_element(line_of: MakeLine) -> None:
    kinds = {"title": "h1", "header": "header", "footer": "footer", "figure": "figure", "text": "p", "caption": "p"}
    root = body(*(Block.around((line_of(f"{kind} & <co>", 0, 0),), kind) for kind in kinds))
    first, second = root.findall("body/section")
    assert [(element.tag, element.text) for element in first] == [
        (name, f"{kind} & <co>") for kind, name in kinds.items()
    ]
    assert first[-1].get("class") == "caption"
    assert (second.get("id"), len(second)) == ("page-2", 0)
    assert root.findtext("head/title") == "a <b>.png"


def test_a_figure_without_text_stands_there_empty() -> None:
    root = body(Block((), Box(0, 0, 9, 9).polygon, "figure"), Block((), Box(0, 0, 9, 9).polygon))
    assert [(element.tag, element.text) for element in root.findall("body/section/*")] == [("figure", None)]


def test_lines_ended_on_purpose_are_ended_here_too(line_of: MakeLine) -> None:
    (paragraph,) = body(Block.around((line_of("Ribe", 0, 0), line_of("Denmark, the north", 0, 30)))).findall(".//p")
    assert (paragraph.text, paragraph[0].tag, paragraph[0].tail.strip()) == ("Ribe", "br", "Denmark, the north")


def test_lists_keep_their_numbers(line_of: MakeLine) -> None:
    numbers = Block.around((line_of("3. boil", 0, 30), line_of("4. eat", 0, 60)), "list")
    mixed = Block.around((line_of("• salt", 0, 30), line_of("4. eat", 0, 60)), "list")
    root = body(numbers, mixed)
    assert [(item.get("value"), item.text) for item in root.findall(".//ol/li")] == [("3", "boil"), ("4", "eat")]
    assert [item.text for item in root.findall(".//ul/li")] == ["salt", "eat"]


def test_a_table_has_spans_and_holes(table: Block) -> None:
    rows = body(table).findall(".//tr")
    found = [[(c.tag, dict(c.attrib), " / ".join(c.itertext())) for c in row] for row in rows]
    assert found == [
        [("th", {"colspan": "2"}, "Goods | prices")],
        [("td", {"rowspan": "2"}, "pen, ink / and <nib>"), ("td", {}, "3.50")],
        [("td", {}, "")],
        [("td", {}, ""), ("td", {}, "late")],
    ]
