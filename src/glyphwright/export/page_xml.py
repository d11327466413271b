"""PAGE XML 2019-07-15 (https://github.com/PRImA-Research-Lab/PAGE-XML, pagecontent): a Document of one page ⇄ a file.

What is written: outlines and baselines in whole pixels, none left of or above the page; words, glyphs and their
alternatives with confidences to four decimals, scores as those of Coords; the reading order; the texts of lines and
regions besides those of words; tables and figures as regions around a TextRegion with their lines, or around one for
each cell of a table with a TableCellRole. A list is a region
of type "other" whose `custom` tells its kind, as that of the page tells its number where that is not 1. The times,
which PAGE asks for, are 1970: the same page gives the same bytes. Left out: scripts other than the most common, the
space after the last word of a line, a baseline of one point, the models' names where one has ", " in it.

What is read: every version, also of Transkribus, kraken, eScriptorium, OCR-D and Tesseract. Lines, words and glyphs
with outlines of many points get four corners, along their baseline; regions keep all points. An outline that is
missing is that of the parts or of the whole; a missing confidence is 1. A line without words is split at its spaces
into words that share its outline and confidence, a region without lines at its line ends into such lines. Of several
texts the one of the lowest index counts. Regions in text regions become blocks behind them, those in tables and
pictures part of these; separators and noise are skipped. Order is that of ReadingOrder, else of `custom`
(readingOrder {index:…;}), else of the file.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import count, groupby
from operator import attrgetter
from xml.etree.ElementTree import Element, SubElement

from glyphwright.errors import DamagedInputError, OutputError
from glyphwright.export.layout_xml import (
    DAMAGES,
    Attributes,
    add,
    axis,
    clean,
    four_corners,
    parse,
    read_number,
    read_points,
    read_share,
    reading_baseline,
    right_angle_turns,
    root_of,
    serialise,
    settle,
    share,
    software,
    split_words,
    whole_points,
)
from glyphwright.geometry import Point, Polygon
from glyphwright.page import Block, Cell, Document, Glyph, Line, Page, Word

_NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_NO_TIME = "1970-01-01T00:00:00Z"

_TEXT_TYPES = {"text": "paragraph", "title": "heading", "header": "header", "footer": "footer", "caption": "caption"}
_KINDS = {region_type: kind for kind, region_type in _TEXT_TYPES.items()} | {"list": "list", "table": "table"}
_FRAMES = {"table": "TableRegion", "figure": "ImageRegion"}
_PICTURES = {"ImageRegion", "GraphicRegion", "LineDrawingRegion", "ChartRegion", "MapRegion"}
_FORMULAE = {"MathsRegion", "ChemRegion", "MusicRegion"}
_DIRECTIONS = {"ltr": "left-to-right", "rtl": "right-to-left", "ttb": "top-to-bottom", "btt": "bottom-to-top"}
_SCRIPTS = (
    "Arab - Arabic; Armn - Armenian; Beng - Bengali; Copt - Coptic; Cyrl - Cyrillic; Deva - Devanagari (Nagari); "
    "Geor - Georgian (Mkhedruli); Grek - Greek; Hans - Han (Simplified variant); Hant - Han (Traditional variant); "
    "Hebr - Hebrew; Jpan - Japanese; Latf - Latin (Fraktur variant); Syrc - Syriac; Thai - Thai"
)
_CUSTOM = re.compile(r"([\w-]+)\s*\{([^}]*)\}")
_WORD = re.compile(r"[\w-]+")
# Of a TableCellRole, and of the TableCell that Transkribus writes; a span of 1 may be left out.
_CELL_PLACE = ("rowIndex", "columnIndex", "rowSpan", "colSpan")
_TABLE_CELL_PLACE = ("row", "col", "rowSpan", "colSpan")
_PER_INCH = {"PPI": 1.0, "PPCM": 2.54}


def write_page_xml(document: Document) -> bytes:
    """The file of the only page; what XML 1.0 cannot hold becomes U+FFFD.

    Raises:
        OutputError: There are several pages, or none: PAGE XML holds exactly one a file.
    """
    if len(document.pages) != 1:
        raise OutputError(
            f"{document.source or 'the document'}: PAGE XML holds one page a file, and this has {len(document.pages)}: "
            "export page by page (--pages 1), or as ALTO, which holds them all"
        )
    root = root_of("PcGts", _NAMESPACE, f"{_NAMESPACE}/pagecontent.xsd")
    name, version, models = software(document)
    metadata = SubElement(root, "Metadata")
    add(metadata, "Creator", text=f"{name} {version}")
    add(metadata, "Created", text=_NO_TIME)
    add(metadata, "LastChange", text=_NO_TIME)
    if models:
        add(metadata, "MetadataItem", {"type": "processingStep", "name": "models", "value": models})
    _add_page(root, document.pages[0], document.source)
    return serialise(root)


def _add_page(root: Element, page: Page, source: str) -> None:
    attributes = {"imageFilename": clean(source), "imageWidth": str(page.width), "imageHeight": str(page.height)}
    if page.dpi:
        resolution = f"{page.dpi:g}"
        attributes |= {"imageXResolution": resolution, "imageYResolution": resolution, "imageResolutionUnit": "PPI"}
    if page.number != 1:
        attributes["custom"] = f"page {{number:{page.number};}}"
    if turn := page.rotation_degrees % 360:
        attributes["orientation"] = str(turn if turn <= 180 else turn - 360)
    element = SubElement(root, "Page", attributes)
    if page.blocks:
        order = SubElement(SubElement(element, "ReadingOrder"), "OrderedGroup", {"id": "order"})
        for index in range(len(page.blocks)):
            add(order, "RegionRefIndexed", {"index": str(index), "regionRef": f"region_{index + 1}"})
    for number, block in enumerate(page.blocks, 1):
        _add_region(element, block, f"region_{number}")


def _add_region(parent: Element, block: Block, identity: str) -> None:
    attributes = {"id": identity}
    if block.kind in _FRAMES:
        parent = _add_placed(parent, _FRAMES[block.kind], block.polygon, attributes, block.score)
        attributes = {"id": f"{identity}_text"}
        if not block.lines:
            return
        if block.cells:
            _add_cells(parent, block, identity)
            return
    else:
        attributes["type"] = _TEXT_TYPES.get(block.kind, "other")
        if block.kind not in _TEXT_TYPES and _WORD.fullmatch(block.kind):
            attributes["custom"] = f"structure {{type:{block.kind};}}"
    region = _add_placed(parent, "TextRegion", block.polygon, attributes, block.score)
    for number, line in enumerate(block.lines, 1):
        _add_line(region, line, f"{identity}_line_{number}")
    _add_text(region, block.text)


def _add_cells(table: Element, block: Block, identity: str) -> None:
    """A region for each run of lines in one cell, so that the lines keep their order."""
    for number, (cell, run) in enumerate(groupby(block.lines, key=attrgetter("cell")), 1):
        inner = Block.around(tuple(run))
        region = _add_placed(table, "TextRegion", inner.polygon, {"id": f"{identity}_cell_{number}"})
        place = dict(zip(_CELL_PLACE, map(str, astuple(cell)), strict=True))
        add(SubElement(region, "Roles"), "TableCellRole", place)
        for n_line, line in enumerate(inner.lines, 1):
            _add_line(region, line, f"{identity}_cell_{number}_line_{n_line}")
        _add_text(region, inner.text)


def _add_placed(parent: Element, name: str, polygon: Polygon, attributes: Attributes, score: float = 1.0) -> Element:
    element = SubElement(parent, name, attributes)
    confidence = {} if score == 1 else {"conf": share(score)}
    add(element, "Coords", {"points": _joined(polygon.points), **confidence})
    return element


def _joined(points: Sequence[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in whole_points(points))


def _add_text(parent: Element, text: str, confidence: float | None = None, index: int | None = None) -> None:
    if text:
        attributes = {} if index is None else {"index": str(index)}
        attributes |= {} if confidence is None else {"conf": share(confidence)}
        add(SubElement(parent, "TextEquiv", attributes), "Unicode", text=clean(text))


def _add_line(region: Element, line: Line, identity: str) -> None:
    attributes = {"id": identity}
    if line.direction != "ltr" and line.direction in _DIRECTIONS:
        attributes["readingDirection"] = _DIRECTIONS[line.direction]
    if script := next((script for script in _SCRIPTS.split("; ") if script.startswith(f"{line.script} ")), None):
        attributes["primaryScript"] = script
    element = _add_placed(region, "TextLine", line.polygon, attributes, line.score)
    if len(line.baseline) > 1:
        add(element, "Baseline", {"points": _joined(line.baseline)})
    for number, word in enumerate(line.words, 1):
        placed = _add_placed(element, "Word", word.polygon, {"id": f"{identity}_word_{number}"})
        for n_glyph, glyph in enumerate(word.glyphs, 1):
            _add_glyph(placed, glyph, f"{identity}_word_{number}_glyph_{n_glyph}")
        _add_text(placed, word.text, word.confidence)
    _add_text(element, line.text, line.confidence)


def _add_glyph(word: Element, glyph: Glyph, identity: str) -> None:
    element = _add_placed(word, "Glyph", glyph.polygon, {"id": identity})
    for index, (text, confidence) in enumerate(((glyph.text, glyph.confidence), *glyph.alternatives)):
        _add_text(element, text, confidence, index if glyph.alternatives else None)


@dataclass(frozen=True, slots=True)
class _Above:
    """What lines inherit from their region and page, and the order in which regions stand."""

    order: dict[str, float]
    direction: str = "ltr"
    script: str = "Latn"
    cell: Cell | None = None

    def within(self, element: Element) -> "_Above":
        """The same for what is in an element, which may say something else."""
        spoken = element.get("readingDirection")
        direction = next((ours for ours, theirs in _DIRECTIONS.items() if theirs == spoken), self.direction)
        script = element.get("primaryScript", "")[:4]
        cell = _cell(element) or self.cell
        return replace(self, direction=direction, script=script or self.script, cell=cell)


def read_page_xml(data: bytes) -> Document:
    """Read the page of a file of ours or of another program's.

    Raises:
        DamagedInputError: It is not XML or not PAGE XML, or a line has neither a place nor words or a region with one.
    """
    try:
        root = parse(data, "PcGts")
        pages = root.findall("Page")
        if len(pages) != 1:
            raise ValueError(f"it has {len(pages)} elements Page, not one")
        models = [
            item.get("value", "") for item in root.iterfind("Metadata/MetadataItem") if item.get("name") == "models"
        ]
        names = tuple(models[0].split(", ")) if models else ()
        return Document((_page(pages[0]),), pages[0].get("imageFilename", ""), names)
    except DAMAGES as error:
        raise DamagedInputError(f"the PAGE XML cannot be read ({error}): mend or export it again") from error


def _page(element: Element) -> Page:
    width, height = (_attribute(element, name) for name in ("imageWidth", "imageHeight"))
    above = _Above(_reading_order(element)).within(element)
    blocks = tuple(_blocks(element, above))
    per_inch = _PER_INCH.get(element.get("imageResolutionUnit", "PPI"), 0.0)
    dpi = per_inch * read_number(element.get("imageXResolution", "0")) or None
    number = int(_custom(element).get("page", {}).get("number", "1"))
    turn = right_angle_turns(read_number(element.get("orientation", "0")))
    return Page(number, round(width), round(height), blocks, dpi, turn)


def _attribute(element: Element, name: str) -> float:
    if name not in element.attrib:
        raise ValueError(f"{element.tag} has no {name}")
    return read_number(element.attrib[name])


def _custom(element: Element) -> dict[str, dict[str, str]]:
    """The generic attribute as Transkribus and others fill it: "name {key:value; …} …"."""
    pairs = [
        (name, re.findall(r"([\w-]+)\s*:\s*([^;]*)", rest)) for name, rest in _CUSTOM.findall(element.get("custom", ""))
    ]
    return {name: {key: value.strip() for key, value in values} for name, values in pairs}


def _custom_index(element: Element) -> float | None:
    index = _custom(element).get("readingOrder", {}).get("index")
    return None if index is None else read_number(index)


def _reading_order(page: Element) -> dict[str, float]:
    """The place of each region that has one, by ID."""
    order = page.find("ReadingOrder")
    if order is not None:
        places = count()
        return {name: next(places) for name in dict.fromkeys(_references(order))}
    regions = ((region.get("id", ""), _custom_index(region)) for region in page.iter() if _is_region(region))
    return {name: index for name, index in regions if index is not None}


def _references(group: Element) -> Iterator[str]:
    """The regions that a group and the groups in it name, by their indices where they have some."""
    if "regionRef" in group.attrib:
        yield group.attrib["regionRef"]
    for inner in sorted(group, key=lambda inner: read_number(inner.get("index", "0"))):
        yield from _references(inner)


def _is_region(element: Element) -> bool:
    return element.tag.endswith("Region") or element.tag == "TableCell"


def _blocks(parent: Element, above: _Above) -> Iterator[Block]:
    regions = [element for element in parent if _is_region(element)]
    for region in sorted(regions, key=lambda region: above.order.get(region.get("id", ""), math.inf)):
        yield from _region(region, above.within(region))


def _region(region: Element, above: _Above) -> Iterator[Block]:
    """The block of a region, and those of the regions in it."""
    outline, score = _coords(region)
    inner = list(_blocks(region, above))
    framed = region.tag == "TableRegion" or region.tag in _PICTURES | _FORMULAE
    lines = tuple(line for block in inner for line in block.lines) if framed else _lines(region, outline, above)
    if framed or (region.tag in ("TextRegion", "TableCell") and (lines or not inner)):
        parts = (*(line.polygon for line in lines), *(block.polygon for block in inner))
        if outline or parts:
            yield Block(lines, settle(outline, parts, None, region.tag), _kind(region), score)
    if not framed:
        yield from inner


def _kind(region: Element) -> str:
    if region.tag == "TableRegion":
        return "table"
    if region.tag in _PICTURES | _FORMULAE:
        return "figure"
    told = _custom(region).get("structure", {}).get("type", "")
    return _KINDS.get(region.get("type", "")) or _KINDS.get(told, "text")


def _coords(element: Element) -> tuple[Polygon | None, float]:
    """All points of an outline, or None, and how surely something is there."""
    coords = element.find("Coords")
    if coords is None:
        return None, 1.0
    points = read_points(coords.get("points", ""))
    if not points:  # before 2013 each point was an element
        points = tuple((_attribute(point, "x"), _attribute(point, "y")) for point in coords.findall("Point"))
    outline = Polygon(points) if len(points) > 2 else four_corners(points, None)
    return outline, read_share(coords.get("conf"))


def _corners(element: Element, along: Point | None) -> Polygon | None:
    outline, _ = _coords(element)
    return None if outline is None else four_corners(outline.points, along)


def _lines(region: Element, outline: Polygon | None, above: _Above) -> tuple[Line, ...]:
    elements = region.findall("TextLine")
    if not elements:
        text, confidence = _text(region)
        rows = [row for row in text.splitlines() if row.strip()] if outline else []
        return tuple(_spread(row, outline, confidence, above) for row in rows if outline)
    indices = [_custom_index(line) for line in elements]
    if None not in indices:
        elements = [elements[i] for i in sorted(range(len(elements)), key=lambda i: indices[i] or 0.0)]
    return tuple(_line(element, outline, above.within(element)) for element in elements)


def _cell(region: Element) -> Cell | None:
    """Where in a table a region says that it stands."""
    role = region.find("Roles/TableCellRole")
    if role is None and region.tag != "TableCell":
        return None
    element, names = (region, _TABLE_CELL_PLACE) if role is None else (role, _CELL_PLACE)
    return Cell(*(int(element.get(name, "1" if "Span" in name else "")) for name in names))


def _spread(text: str, outline: Polygon, confidence: float, above: _Above) -> Line:
    """A line of a text that is only known as a whole."""
    words = tuple(split_words(text, outline, confidence))
    return Line(words, outline, (), above.direction, above.script, cell=above.cell)


def _text(element: Element) -> tuple[str, float]:
    """The main text and its confidence, or nothing, of which one may be sure."""
    texts = sorted(element.findall("TextEquiv"), key=lambda text: read_number(text.get("index", "0")))
    for text in texts[:1]:
        return text.findtext("Unicode") or text.findtext("PlainText") or "", read_share(text.get("conf"))
    return "", 1.0


def _line(element: Element, region: Polygon | None, above: _Above) -> Line:
    marked = element.find("Baseline")
    points = () if marked is None else read_points(marked.get("points", ""))
    baseline = reading_baseline(points, above.direction) if len(points) > 1 else ()
    along = axis(baseline, above.direction)
    elements = element.findall("Word")
    parts = (_corners(word, along) for word in elements)
    polygon = settle(_corners(element, along), parts, region, f"TextLine {element.get('id', '')}")
    text, confidence = _text(element)
    words = _spaced([part for word in elements for part in _word(word, polygon, along)], text)
    if not words:
        words = split_words(text, polygon, confidence)
    score = _coords(element)[1]
    return Line(tuple(words), polygon, baseline, above.direction, above.script, score, above.cell)


def _word(element: Element, line: Polygon, along: Point | None) -> list[Word]:
    polygon = _corners(element, along) or line
    glyphs = tuple(_glyph(glyph, polygon, along) for glyph in element.findall("Glyph"))
    text, confidence = _text(element)
    return split_words(text or "".join(glyph.text for glyph in glyphs), polygon, confidence, glyphs)


def _glyph(element: Element, word: Polygon, along: Point | None) -> Glyph:
    texts = sorted(element.findall("TextEquiv"), key=lambda text: read_number(text.get("index", "0")))
    readings = [(text.findtext("Unicode") or "", read_share(text.get("conf"))) for text in texts]
    (text, confidence), *alternatives = readings or [("", 1.0)]
    return Glyph(text, _corners(element, along) or word, confidence, tuple(alternatives))


def _spaced(words: list[Word], text: str) -> list[Word]:
    """The words with spaces as in the text of their line, if that is made of them; else with one after each."""
    at, spaces = 0, []
    for word in words:
        while text[at : at + 1].isspace():
            at += 1
        if not text.startswith(word.text, at):
            return words
        at += len(word.text)
        spaces.append(text[at : at + 1].isspace())
    return [replace(word, space_after=space) for word, space in zip(words, spaces, strict=True)]
