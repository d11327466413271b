"""hOCR 1.2 as well-formed XHTML (https://kba.github.io/hocr-spec/1.2/), arranged as Tesseract arranges it.

It holds whole pixels: an upright box for everything, and a `poly` besides for what is not upright. A block is a content
area, parted into paragraphs at indents and spaces, but a figure without lines an ocr_photo; its kind, the cell of a
table in which a line stands (row, column, and how many of each), and a script or direction that HTML has no word for,
are properties named x_…. Glyphs, scores and the rotation of the page are left out, and baselines are straight.
"""

import html
import math
import re
from collections.abc import Iterator
from html.entities import name2codepoint
from xml.etree import ElementTree

import numpy as np

from glyphwright.errors import DamagedInputError
from glyphwright.export.layout_xml import clean
from glyphwright.export.paragraphs import paragraphs
from glyphwright.geometry import Box, Point, Polygon
from glyphwright.page import Block, Cell, Document, Line, Page, Word

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
 <head>
  <title>{title}</title>
  <meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
  <meta name="ocr-system" content={system}/>
  <meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_par ocr_line ocr_photo ocrx_word ocrp_dir ocrp_poly"/>
  <meta name="ocr-number-of-pages" content="{n_pages}"/>
 </head>
 <body>
"""
_TAIL = " </body>\n</html>\n"

_PROPERTY = re.compile(r'\s*([\w-]+)((?:\s+(?:"[^"]*"|[^\s;"]+))*)\s*(?:;|$)')
_VALUE = re.compile(r'"([^"]*)"|([^\s"]+)')

_LINES = {"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"}
_WORDS = {"ocrx_word", "ocr_word"}
_AREAS = {"ocr_carea", "ocrx_block"}
_PICTURES = {"ocr_photo", "ocr_image", "ocr_linedrawing"}
_STEEPEST = math.radians(45)


def write_hocr(document: Document) -> bytes:
    """One file for all pages; what XML cannot hold becomes U+FFFD, a double quote in the source's name a single one."""
    return b"".join(hocr_parts(document))


def hocr_parts(document: Document) -> Iterator[bytes]:
    """What `write_hocr` writes, page by page."""
    system = "glyphwright" + (f" ({', '.join(document.models)})" if document.models else "")
    yield _HEAD.format(title=_text(document.source), system=_attribute(system), n_pages=len(document.pages)).encode()
    image = document.source.replace('"', "'")
    for index, page in enumerate(document.pages, 1):
        yield "".join(_page_rows(page, index, image)).encode()
    yield _TAIL.encode()


def _page_rows(page: Page, index: int, image: str) -> Iterator[str]:
    resolution = f"; scan_res {page.dpi:.0f} {page.dpi:.0f}" if page.dpi else ""
    title = f'image "{image}"; bbox 0 0 {page.width} {page.height}; ppageno {page.number - 1}{resolution}'
    yield f'  <div class="ocr_page" id="page_{index}" title={_attribute(title)}>\n'
    n_paragraph = n_line = n_word = 1
    for n_block, block in enumerate(page.blocks, 1):
        kind = "" if block.kind == "text" else f'; x_kind "{block.kind}"'
        where = _attribute(_where(block.polygon) + kind)
        if block.kind == "figure" and not block.lines:
            yield f'   <div class="ocr_photo" id="block_{index}_{n_block}" title={where}></div>\n'
            continue
        yield f'   <div class="ocr_carea" id="block_{index}_{n_block}" title={where}>\n'
        parts = paragraphs(block) if block.kind == "text" else [block]
        for part in parts:
            outline = block.polygon if len(parts) == 1 else Block.around(part.lines).polygon
            yield f'    <p class="ocr_par" id="par_{index}_{n_paragraph}" title={_attribute(_where(outline))}>\n'
            for line in part.lines:
                yield from _line_rows(line, index, n_line, n_word)
                n_line, n_word = n_line + 1, n_word + len(line.words)
            n_paragraph += 1
            yield "    </p>\n"
        yield "   </div>\n"
    yield "  </div>\n"


def _line_rows(line: Line, index: int, number: int, n_word: int) -> Iterator[str]:
    """A line of a page and its words, the first of which has this number."""
    direction = ' dir="rtl"' if line.direction == "rtl" else ""
    yield f'     <span class="ocr_line" id="line_{index}_{number}"{direction} title={_attribute(_line_title(line))}>'
    for n, word in enumerate(line.words, n_word):
        title = _attribute(f"{_where(word.polygon)}; x_wconf {100 * word.confidence:.4g}")
        text = _text(word.text) + "</span>" + ("\n      " if word.space_after else "")
        yield f'<span class="ocrx_word" id="word_{index}_{n}" title={title}>{text}'
    yield "</span>\n"


def _line_title(line: Line) -> str:
    properties = [_where(line.polygon)]
    direction = _direction(line)
    if direction is not None and abs(math.atan2(direction[1], direction[0])) > _STEEPEST:
        properties.append(f"textangle {math.degrees(math.atan2(-direction[1], direction[0])) % 360:.4g}")
    elif direction is not None:
        slope = direction[1] / direction[0]
        x, y = np.asarray(line.baseline).mean(axis=0)
        left, _, _, bottom = _whole(line.box)
        properties.append(f"baseline {slope:.5f} {y + slope * (left - x) - bottom:.0f}")
    properties.append(f"x_size {_height(line.polygon):.4g}")
    if line.script != "Latn":
        properties.append(f'x_script "{line.script}"')
    if line.direction not in ("ltr", "rtl"):
        properties.append(f'x_direction "{line.direction}"')
    if line.cell is not None:
        properties.append(f"x_cell {line.cell.row} {line.cell.column} {line.cell.row_span} {line.cell.column_span}")
    return "; ".join(properties)


def _direction(line: Line) -> Point | None:
    """Along the baseline, left to right even where it is read from the right; None if there is no baseline."""
    if len(line.baseline) < 2:
        return None
    (x0, y0), (x1, y1) = line.baseline[0], line.baseline[-1]
    along = (x1 - x0, y1 - y0) if line.direction != "rtl" else (x0 - x1, y0 - y1)
    return along if math.hypot(*along) > 0 else None


def _height(polygon: Polygon) -> float:
    """Across the reading direction of four corners; that of the box for other outlines."""
    if len(polygon.points) != 4:
        return polygon.box.height
    first, second, third, fourth = polygon.points
    return (math.dist(first, fourth) + math.dist(second, third)) / 2


def _where(polygon: Polygon) -> str:
    """The box, and the points too where they are not just its corners."""
    left, top, right, bottom = _whole(polygon.box)
    box = f"bbox {left} {top} {right} {bottom}"
    points = tuple((round(x), round(y)) for x, y in polygon.points)
    if points == ((left, top), (right, top), (right, bottom), (left, bottom)):
        return box
    return f"{box}; poly {' '.join(f'{x} {y}' for x, y in points)}"


def _whole(box: Box) -> tuple[int, int, int, int]:
    """Rounded; hOCR allows no box to begin outside the page."""
    left, top, right, bottom = (max(0, round(side)) for side in (box.left, box.top, box.right, box.bottom))
    return left, top, right, bottom


def _text(text: str) -> str:
    return html.escape(clean(text), quote=False)


def _attribute(text: str) -> str:
    return f'"{html.escape(clean(text))}"'


def read_hocr(data: bytes) -> Document:
    """Read hOCR of ours, of Tesseract's or of another program's that is well-formed XML.

    Raises:
        DamagedInputError: It is not XML, has no page, or an element without a box.
    """
    parser = ElementTree.XMLParser()
    parser.entity.update({name: chr(code) for name, code in name2codepoint.items()})
    try:
        root = ElementTree.fromstring(data, parser)
        pages = [element for element in root.iter() if _is_a(element, {"ocr_page"})]
        if not pages and not any(element.get("name") == "ocr-system" for element in root.iter()):
            raise ValueError("it has no ocr_page")
        source = _properties(pages[0]).get("image", [""])[0] if pages else ""
        return Document(tuple(_page(element, number) for number, element in enumerate(pages, 1)), source)
    except (ElementTree.ParseError, ValueError, TypeError, IndexError, UnicodeDecodeError) as error:
        raise DamagedInputError(
            f"the hOCR cannot be read ({error}): it must be well-formed, with a bbox everywhere"
        ) from error


def _page(element: ElementTree.Element, number: int) -> Page:
    properties = _properties(element)
    box = _box(properties)
    dpi = float(properties["scan_res"][0]) if "scan_res" in properties else None
    number = int(properties["ppageno"][0]) + 1 if "ppageno" in properties else number
    blocks = tuple(_block(area) for area in element.iter() if _is_a(area, _AREAS | _PICTURES))
    if not blocks:
        lines = _lines(element)
        blocks = (Block.around(lines),) if lines else ()
    return Page(number, round(box.right), round(box.bottom), blocks, dpi)


def _block(element: ElementTree.Element) -> Block:
    properties = _properties(element)
    kind = "figure" if _is_a(element, _PICTURES) else "text"
    return Block(_lines(element), _polygon(properties), properties.get("x_kind", [kind])[0])


def _lines(element: ElementTree.Element) -> tuple[Line, ...]:
    return tuple(_line(line) for line in element.iter() if _is_a(line, _LINES))


def _line(element: ElementTree.Element) -> Line:
    properties = _properties(element)
    elements = [word for word in element.iter() if _is_a(word, _WORDS)]
    words = tuple(_word(word) for word in elements)
    direction = "rtl" if element.get("dir") == "rtl" else properties.get("x_direction", ["ltr"])[0]
    baseline: tuple[Point, ...] = ()
    if "baseline" in properties:
        box = _box(properties)
        *_, slope, offset = (0.0, *map(float, properties["baseline"]))
        start = box.bottom + offset
        baseline = ((box.left, start), (box.right, start + slope * box.width))
    baseline = baseline[::-1] if direction == "rtl" else baseline
    script = properties.get("x_script", ["Latn"])[0]
    cell = Cell(*map(int, properties["x_cell"])) if "x_cell" in properties else None
    return Line(words, _polygon(properties), baseline, direction, script, cell=cell)


def _word(element: ElementTree.Element) -> Word:
    properties = _properties(element)
    text = "".join(element.itertext())
    confidence = float(properties.get("x_wconf", ["100"])[0]) / 100
    return Word(text, _polygon(properties), confidence, space_after=(element.tail or "")[:1].isspace())


def _is_a(element: ElementTree.Element, classes: set[str]) -> bool:
    return not classes.isdisjoint(element.get("class", "").split())


def _properties(element: ElementTree.Element) -> dict[str, list[str]]:
    """The properties in an element's title, each with its values, quotes taken off."""
    found = _PROPERTY.findall(element.get("title", ""))
    return {name: [quoted or plain for quoted, plain in _VALUE.findall(values)] for name, values in found}


def _box(properties: dict[str, list[str]]) -> Box:
    left, top, right, bottom = (float(side) for side in properties.get("bbox", ()))
    return Box(left, top, right, bottom)


def _polygon(properties: dict[str, list[str]]) -> Polygon:
    if "poly" not in properties:
        return _box(properties).polygon
    numbers = [float(number) for number in properties["poly"]]
    return Polygon(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
