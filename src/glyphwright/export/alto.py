"""ALTO 4.4 (https://www.loc.gov/standards/alto/): Document ⇄ one XML file for all pages.

What is written: whole pixels, a box for everything and a Polygon besides for what is no upright box; baselines as
points; confidences of words and glyphs to four decimals; as LayoutTags the kind of a block and the cell of a table in
which a line stands ("row column rows columns"), but a figure without lines as an Illustration; the script of a line
that is not Latin in its LANG (und-Cyrl). Left out: scores, the resolution, the models' names where one has ", " in it,
directions that ALTO has no word for. Glyphs are composed characters there, one code point each: a word with one that
cannot be composed is written without glyphs, and alternatives of more than three code points are left out.

What is read: versions 1 to 4, also of Tesseract, ABBYY, Kitodo, kraken and eScriptorium. Lines, words and glyphs with
outlines of many points get four corners, along their baseline; blocks keep all points. An outline that is missing is
that of the parts or of the whole; a missing confidence is 1. A composed block is taken apart unless its TYPE is a kind
of ours (table); separators are skipped. Blocks come in the order of ReadingOrder, else of IDNEXT, else of the file.
A hyphen in HYP joins its word; what SUBS_CONTENT adds does not stand there and is not read. A String with spaces in it
becomes words that share its outline. Files without any SP have a space after every String.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from glyphwright.errors import DamagedInputError, OutputError, UnsupportedFormatError
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
    serialise_parts,
    settle,
    share,
    software,
    split_words,
    whole_points,
)
from glyphwright.geometry import Box, Point, Polygon
from glyphwright.page import Block, Cell, Document, Glyph, Line, Page, Word

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA, _VERSION = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd", "4.4"

_KINDS = {"text", "title", "table", "figure", "header", "footer", "caption", "list"}
_DIRECTIONS = ("ltr", "rtl", "ttb", "btt")
_SCRIPT, _CELL = re.compile("[A-Za-z]{4}"), re.compile(r"\d{1,9}( \d{1,9}){3}")
_LONGEST_VARIANT = 3

# Spaces of a page in the order in which they are read, and what their blocks are unless they say so.
_SPACES = ("TopMargin", "LeftMargin", "PrintSpace", "RightMargin", "BottomMargin")
_SPACE_KINDS = {"TopMargin": "header", "BottomMargin": "footer"}
_BOX = ("HPOS", "VPOS", "WIDTH", "HEIGHT")
_UNITS_PER_INCH = {"mm10": 254.0, "inch1200": 1200.0}
# Characters that engines put into HYP for a hyphen that is printed.
_HYPHENS = {"\xad": "-", "¬": "-"}


def write_alto(document: Document) -> bytes:
    """One file for all pages; what XML 1.0 cannot hold becomes U+FFFD. Raises OutputError where there is no page."""
    return b"".join(alto_parts(document))


def alto_parts(document: Document) -> Iterator[bytes]:
    """What `write_alto` writes, page by page."""
    if not document.pages:
        raise OutputError("ALTO needs at least one page: this document has none")
    root = root_of("alto", _NAMESPACE, _SCHEMA)
    root.set("SCHEMAVERSION", _VERSION)
    _add_description(root, document)
    tags = _add_tags(root, document)
    SubElement(root, "Layout")
    yield from serialise_parts(root, (_page_element(page, k, tags) for k, page in enumerate(document.pages, 1)))


def _add_description(root: Element, document: Document) -> None:
    name, version, models = software(document)
    description = SubElement(root, "Description")
    add(description, "MeasurementUnit", text="pixel")
    if document.source:
        add(SubElement(description, "sourceImageInformation"), "fileName", text=clean(document.source))
    step = SubElement(SubElement(description, "OCRProcessing", {"ID": "ocr"}), "ocrProcessingStep")
    if models:
        add(step, "processingStepSettings", text=models)
    program = SubElement(step, "processingSoftware")
    add(program, "softwareName", text=name)
    add(program, "softwareVersion", text=version)


def _add_tags(root: Element, document: Document) -> dict[str | Cell, str]:
    """The IDs of the tags for kinds of blocks and cells of tables, of those that there are."""
    blocks = [block for page in document.pages for block in page.blocks if not _is_picture(block)]
    kinds = dict.fromkeys(block.kind for block in blocks if block.kind != "text")
    cells = dict.fromkeys(line.cell for block in blocks for line in block.lines if line.cell is not None)
    tags = SubElement(root, "Tags") if kinds or cells else root
    ids: dict[str | Cell, str] = {}
    both: list[str | Cell] = [*kinds, *cells]
    for number, tagged in enumerate(both, 1):
        name, label = ("kind", tagged) if isinstance(tagged, str) else ("cell", " ".join(map(str, astuple(tagged))))
        ids[tagged] = f"{name}_{number}"
        add(tags, "LayoutTag", {"ID": ids[tagged], "TYPE": name, "LABEL": clean(label)})
    return ids


def _is_picture(block: Block) -> bool:
    return block.kind == "figure" and not block.lines


def _page_element(page: Page, index: int, tags: dict[str | Cell, str]) -> Element:
    size = {"WIDTH": str(page.width), "HEIGHT": str(page.height)}
    attributes = {"ID": f"page_{index}", "PHYSICAL_IMG_NR": str(page.number), **size}
    if page.rotation_degrees % 360:
        attributes["ROTATION"] = str(page.rotation_degrees % 360)
    made = Element("Page", attributes)
    space = SubElement(made, "PrintSpace", {"HPOS": "0", "VPOS": "0", **size})
    for n_block, block in enumerate(page.blocks, 1):
        name = "Illustration" if _is_picture(block) else "TextBlock"
        attributes = {"ID": f"block_{index}_{n_block}"}
        if block.kind in tags and not _is_picture(block):
            attributes["TAGREFS"] = tags[block.kind]
        element = _add_placed(space, name, block.polygon, attributes)
        for n_line, line in enumerate(block.lines, 1):
            tag = {} if line.cell is None else {"TAGREFS": tags[line.cell]}
            _add_line(element, line, f"{index}_{n_block}_{n_line}", tag)
    return made


def _add_placed(parent: Element, name: str, polygon: Polygon, attributes: Attributes) -> Element:
    """Add an element with its box, and with its points too where they are not just the corners of that."""
    (left, top), (right, bottom) = whole_points(polygon.box.polygon.points[::2])
    box = dict(zip(_BOX, map(str, (left, top, right - left, bottom - top)), strict=True))
    element = SubElement(parent, name, {**attributes, **box})
    points = whole_points(polygon.points)
    if points != [(left, top), (right, top), (right, bottom), (left, bottom)]:
        add(SubElement(element, "Shape"), "Polygon", {"POINTS": _joined(points)})
    return element


def _joined(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x} {y}" for x, y in points)


def _add_line(parent: Element, line: Line, number: str, tag: Attributes) -> None:
    attributes = {"ID": f"line_{number}", **tag}
    if len(line.baseline) > 1:
        attributes["BASELINE"] = _joined(whole_points(line.baseline))
    if line.direction != "ltr" and line.direction in _DIRECTIONS:
        attributes["BASEDIRECTION"] = line.direction
    if line.script != "Latn" and _SCRIPT.fullmatch(line.script):
        attributes["LANG"] = f"und-{line.script}"
    element = _add_placed(parent, "TextLine", line.polygon, attributes)
    if not line.words:  # a TextLine needs a String
        add(element, "String", {"CONTENT": ""})
    for index, word in enumerate(line.words, 1):
        _add_word(element, word, f"string_{number}_{index}")
        if word.space_after:
            add(element, "SP")


def _add_word(parent: Element, word: Word, identity: str) -> None:
    attributes = {"ID": identity, "CONTENT": clean(word.text), "WC": share(word.confidence)}
    element = _add_placed(parent, "String", word.polygon, attributes)
    texts = [unicodedata.normalize("NFC", clean(glyph.text)) for glyph in word.glyphs]
    if any(len(text) != 1 for text in texts):
        return
    for glyph, text in zip(word.glyphs, texts, strict=True):
        attributes = {"CONTENT": text, "GC": share(glyph.confidence)}
        placed = _add_placed(element, "Glyph", glyph.polygon, attributes)
        for variant, confidence in glyph.alternatives:
            if len(variant) <= _LONGEST_VARIANT:
                add(placed, "Variant", {"CONTENT": clean(variant), "VC": share(confidence)})


@dataclass(frozen=True, slots=True)
class _Form:
    """What the parts of a file must know of the whole."""

    dpi: float | None
    scale: float
    labels: dict[str, str]
    spaces_implied: bool


def read_alto(data: bytes, *, dpi: float | None = None) -> Document:
    """Read ALTO of ours or of another program's.

    Args:
        data: The whole file.
        dpi: Resolution of the image; only files that measure in mm10 or inch1200 need it.

    Raises:
        UnsupportedFormatError: It measures in mm10 or inch1200 and no resolution is given.
        DamagedInputError: It is not XML or not ALTO, or a line has neither a place nor words or a block with one.
    """
    try:
        root = parse(data, "alto")
        form = _form(root, dpi)
        pages = root.findall("Layout/Page")
        if not pages:
            raise ValueError("it has no Page")
        rank = _reading_order(root)
        numbers = _page_numbers(pages)
        read = tuple(_page(element, number, form, rank) for element, number in zip(pages, numbers, strict=True))
        source = root.findtext("Description/sourceImageInformation/fileName") or ""
        return Document(read, source, _models(root))
    except DAMAGES as error:
        raise DamagedInputError(f"the ALTO cannot be read ({error}): mend or export it again") from error


def _form(root: Element, dpi: float | None) -> _Form:
    unit = (root.findtext("Description/MeasurementUnit") or "pixel").strip()
    if unit != "pixel" and unit not in _UNITS_PER_INCH:
        raise ValueError(f"its MeasurementUnit is {unit}")
    if unit != "pixel" and dpi is None:
        raise UnsupportedFormatError(
            f"the ALTO measures in {unit}, not in pixels: give the resolution of its image, or export it in pixels"
        )
    scale = dpi / _UNITS_PER_INCH[unit] if unit != "pixel" and dpi is not None else 1.0
    labels = {tag.get("ID", ""): tag.get("LABEL", "").lower() for tags in root.findall("Tags") for tag in tags}
    ours = root.findtext(".//softwareName") == "glyphwright"
    return _Form(dpi, scale, labels, spaces_implied=not ours and root.find(".//SP") is None)


def _models(root: Element) -> tuple[str, ...]:
    models = root.findtext("Description/OCRProcessing/ocrProcessingStep/processingStepSettings")
    return tuple(models.split(", ")) if models and root.findtext(".//softwareName") == "glyphwright" else ()


def _page_numbers(pages: Sequence[Element]) -> list[int]:
    """As they are given, from 1 on where they are given from 0, else counted."""
    given = [page.get("PHYSICAL_IMG_NR", "") for page in pages]
    if not all(given):
        return list(range(1, len(pages) + 1))
    numbers = [int(read_number(number)) for number in given]
    return [number + max(0, 1 - min(numbers)) for number in numbers]


def _reading_order(root: Element) -> dict[str, int]:
    """The places of elements in the reading order that the file tells, by ID."""
    order = root.find("ReadingOrder")
    references = [] if order is None else [name for group in order.iter() for name in group.get("REF", "").split()]
    return {name: place for place, name in enumerate(dict.fromkeys(references))}


def _page(element: Element, number: int, form: _Form, rank: dict[str, int]) -> Page:
    spaces = [(element.find(name), _SPACE_KINDS.get(name, "text")) for name in _SPACES]
    found = [pair for space, kind in spaces if space is not None for pair in _blocks(space, kind, form)]
    if any(name.get("ID") in rank for name, _ in found):
        found.sort(key=lambda pair: rank.get(pair[0].get("ID", ""), len(rank)))
    elif any("IDNEXT" in name.attrib for name, _ in found):
        found = _chained(found)
    blocks = tuple(block for _, block in found)
    corners = [block.box for block in blocks]
    width = _length(element, "WIDTH", form, max((box.right for box in corners), default=0.0))
    height = _length(element, "HEIGHT", form, max((box.bottom for box in corners), default=0.0))
    rotation = right_angle_turns(read_number(element.get("ROTATION", "0")))
    return Page(number, width, height, blocks, form.dpi, rotation)


def _length(element: Element, name: str, form: _Form, otherwise: float) -> int:
    given = element.get(name)
    return round(otherwise if given is None else read_number(given) * form.scale)


def _chained(found: list[tuple[Element, Block]]) -> list[tuple[Element, Block]]:
    """Each block behind the one whose IDNEXT names it."""
    places = {element.get("ID", ""): place for place, (element, _) in enumerate(found)}
    following = {place: places.get(element.get("IDNEXT", "")) for place, (element, _) in enumerate(found)}
    starts = [place for place in following if place not in following.values()]
    order: dict[int, None] = {}
    for start in [*starts, *following]:
        place: int | None = start
        while place is not None and place not in order:
            order[place] = None
            place = following[place]
    return [found[place] for place in order]


def _blocks(parent: Element, kind: str, form: _Form) -> Iterator[tuple[Element, Block]]:
    """Blocks with the elements that they come from, in the order of the file."""
    for element in parent:
        own_kind, outline = _kind(element, form), _outline(element, form)
        if element.tag == "TextBlock":
            direction = element.get("BASEDIRECTION", "ltr")
            lines = tuple(_line(line, outline, direction, form) for line in element.findall("TextLine"))
            if lines or outline:
                where = settle(outline, (line.polygon for line in lines), None, "TextBlock")
                yield element, Block(lines, where, own_kind or kind)
        elif element.tag == "Illustration" and outline:
            yield element, Block((), outline, own_kind or "figure")
        elif element.tag == "ComposedBlock":
            inner = list(_blocks(element, kind, form))
            if own_kind and inner:
                lines = tuple(line for _, block in inner for line in block.lines)
                where = settle(outline, (block.polygon for _, block in inner), None, "ComposedBlock")
                yield element, Block(lines, where, own_kind)
            else:
                yield from inner


def _kind(element: Element, form: _Form) -> str | None:
    labels = [form.labels.get(tag, "") for tag in element.get("TAGREFS", "").split()]
    return next((label for label in (*labels, element.get("TYPE", "").lower()) if label in _KINDS), None)


def _outline(element: Element, form: _Form) -> Polygon | None:
    """All points of an element's shape, else its box, else None."""
    shape = element.find("Shape/Polygon")
    if shape is not None:
        points = tuple((x * form.scale, y * form.scale) for x, y in read_points(shape.get("POINTS", "")))
        if len(points) > 2:
            return Polygon(points)
    sides = [element.get(name) for name in _BOX]
    if None in sides:
        return None
    left, top, width, height = (read_number(side) * form.scale for side in sides if side is not None)
    return Box(left, top, left + width, top + height).polygon


def _corners(element: Element, along: Point | None, form: _Form) -> Polygon | None:
    outline = _outline(element, form)
    if outline is None or element.find("Shape/Polygon") is None:
        return outline
    return four_corners(outline.points, along)


def _line(element: Element, block: Polygon | None, direction: str, form: _Form) -> Line:
    direction = element.get("BASEDIRECTION", direction)
    numbers = element.get("BASELINE", "")
    if one := re.fullmatch(r"\s*([-+.\d]+)\s*", numbers):  # before version 4.2 it was the row alone
        numbers = ""
    points = tuple((x * form.scale, y * form.scale) for x, y in read_points(numbers))
    baseline = reading_baseline(points, direction) if len(points) > 1 else ()
    along = axis(baseline, direction)
    parts = (_corners(string, along, form) for string in element.findall("String"))
    polygon = settle(_corners(element, along, form), parts, block, f"TextLine {element.get('ID', '')}")
    if one:
        row = read_number(one[1]) * form.scale
        baseline = reading_baseline(((polygon.box.left, row), (polygon.box.right, row)), direction)
    words = tuple(_words(element, polygon, along, form))
    return Line(words, polygon, baseline, direction, _script(element.get("LANG", "")), cell=_cell(element, form))


def _cell(element: Element, form: _Form) -> Cell | None:
    labels = (form.labels.get(tag, "") for tag in element.get("TAGREFS", "").split())
    return next((Cell(*map(int, label.split())) for label in labels if _CELL.fullmatch(label)), None)


def _script(language: str) -> str:
    """The script that a language tag names (BCP 47), else Latin."""
    return next((part.title() for part in language.split("-")[1:] if _SCRIPT.fullmatch(part)), "Latn")


def _words(line: Element, polygon: Polygon, along: Point | None, form: _Form) -> list[Word]:
    words: list[Word] = []
    for element in line:
        if element.tag == "String":
            words += _string(element, polygon, along, form)
        elif element.tag == "SP" and words:
            words[-1] = replace(words[-1], space_after=True)
        elif element.tag == "HYP":
            content = element.get("CONTENT", "-")
            where = _outline(element, form)
            words[-1:] = [_hyphenated(words[-1:], _HYPHENS.get(content, content), where, polygon)]
    return words


def _hyphenated(words: Sequence[Word], hyphen: str, where: Polygon | None, line: Polygon) -> Word:
    """The last word with its hyphen, which it may have already; its outline grows where both are boxes."""
    if not words:
        return Word(hyphen, where or line, space_after=False)
    (word,) = words
    if word.text.endswith(hyphen):
        return word
    outline = word.polygon
    if where is not None and outline == outline.box.polygon:
        outline = outline.box.union(where.box).polygon
    return Word(word.text + hyphen, outline, word.confidence, (), word.space_after)


def _string(element: Element, line: Polygon, along: Point | None, form: _Form) -> list[Word]:
    if "CONTENT" not in element.attrib:
        raise ValueError(f"String {element.get('ID', '')} has no CONTENT")
    polygon = _corners(element, along, form) or line
    glyphs = tuple(_glyph(glyph, polygon, along, form) for glyph in element.findall("Glyph"))
    confidence = read_share(element.get("WC"))
    return split_words(element.attrib["CONTENT"], polygon, confidence, glyphs, space_after=form.spaces_implied)


def _glyph(element: Element, word: Polygon, along: Point | None, form: _Form) -> Glyph:
    alternatives = tuple((v.get("CONTENT", ""), read_share(v.get("VC"), 0.0)) for v in element.findall("Variant"))
    polygon = _corners(element, along, form) or word
    return Glyph(element.get("CONTENT", ""), polygon, read_share(element.get("GC")), alternatives)
