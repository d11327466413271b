"""What ALTO and PAGE XML share: XML parsed safely and written, whole pixels, and outlines that become four corners.

Nothing here knows the elements of either format.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree

import numpy as np

from glyphwright.geometry import Box, Point, Polygon, union_of
from glyphwright.page import Document, Glyph, Word

Attributes = dict[str, str]

# What a file can be found to be that is no ALTO or PAGE XML.
DAMAGES = (ElementTree.ParseError, ValueError, LookupError, RecursionError)

# What XML 1.0 cannot hold, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"
_XML_SPACE = re.compile("[ \t\r\n]+")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_BETWEEN_NUMBERS = re.compile(r"[\s,;()\[\]]*")
_READ_ACROSS = ("ltr", "rtl")


class _WithoutDoctype(ElementTree.TreeBuilder):
    """Refuses the only place where entities can be declared, before they are."""

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        raise ValueError(f"it declares a document type, {name}, which neither format has")


def parse(data: bytes, root_name: str) -> ElementTree.Element:
    """The root element, all elements by their names without namespace, as that differs from version to version.

    Raises:
        ParseError, ValueError, LookupError: It is not XML, has a document type declaration, or another root.
    """
    root: ElementTree.Element = ElementTree.fromstring(data, ElementTree.XMLParser(target=_WithoutDoctype()))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.tag != root_name:
        raise ValueError(f"its root is {root.tag}, not {root_name}")
    return root


def serialise(root: ElementTree.Element) -> bytes:
    """Indented UTF-8."""
    ElementTree.indent(root, " ")
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def serialise_parts(root: ElementTree.Element, children: Iterable[ElementTree.Element]) -> Iterator[bytes]:
    """`serialise` with so many children more in the root's last element, which is empty; one in memory at a time."""
    name = root[-1].tag
    before, _, after = serialise(root).rpartition(f" <{name} />\n".encode())
    yield before + f" <{name}>\n".encode()
    for child in children:
        ElementTree.indent(child, " ", level=2)
        yield f"  {ElementTree.tostring(child, encoding='unicode')}\n".encode()
    yield f" </{name}>\n".encode() + after


def root_of(name: str, namespace: str, schema: str) -> ElementTree.Element:
    """A root element in a namespace whose schema is at an address."""
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    return ElementTree.Element(
        name, {"xmlns": namespace, "xmlns:xsi": xsi, "xsi:schemaLocation": f"{namespace} {schema}"}
    )


def add(parent: ElementTree.Element, name: str, attributes: Attributes | None = None, text: str = "") -> None:
    """Put an element at the end of another one; `clean` its texts before."""
    ElementTree.SubElement(parent, name, attributes or {}).text = text or None


def clean(text: str) -> str:
    """The text, with U+FFFD for each character that XML 1.0 cannot hold."""
    return _NOT_XML.sub(_REPLACEMENT, text)


def share(probability: float) -> str:
    """A number in [0, 1], to four decimals."""
    return f"{round(min(max(probability, 0.0), 1.0), 4):g}"


def read_share(text: str | None, otherwise: float = 1.0) -> float:
    """A confidence, cut to [0, 1]; what is not given is `otherwise`. Raises ValueError for what is no number."""
    return otherwise if text is None else min(max(read_number(text), 0.0), 1.0)


def read_number(text: str) -> float:
    """Raises ValueError for what is no finite number."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"'{text}' is no number of pixels or share")
    return value


def read_points(text: str) -> tuple[Point, ...]:
    """Points with whatever between the numbers: "1,2 3,4", "1 2 3 4" and "(1,2) (3,4)" are all in use.

    Raises:
        ValueError: There is something else in it, or half a point.
    """
    numbers = [read_number(number) for number in _NUMBER.findall(text)]
    if len(numbers) % 2 or not _BETWEEN_NUMBERS.fullmatch(_NUMBER.sub("", text)):
        raise ValueError(f"'{text[:40]}' is no list of points")
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def whole_points(points: Iterable[Point]) -> list[tuple[int, int]]:
    """Rounded to whole pixels, none of them above or left of the page."""
    return [(max(0, round(x)), max(0, round(y))) for x, y in points]


def right_angle_turns(degrees: float) -> int:
    """The nearest of 0, 90, 180 and 270."""
    return round(degrees / 90) * 90 % 360


def reading_baseline(points: tuple[Point, ...], direction: str) -> tuple[Point, ...]:
    """In reading direction: that of text read from the right is turned round where it runs to the right."""
    return points[::-1] if direction == "rtl" and points and points[0][0] < points[-1][0] else points


def axis(baseline: Sequence[Point], direction: str) -> Point | None:
    """Along a baseline, of length 1, from the left end of text held upright; None if it runs down or nothing tells."""
    if len(baseline) < 2 or direction not in _READ_ACROSS:
        return None
    (x0, y0), (x1, y1) = (baseline[0], baseline[-1]) if direction != "rtl" else (baseline[-1], baseline[0])
    length = math.hypot(x1 - x0, y1 - y0)
    return ((x1 - x0) / length, (y1 - y0) / length) if length else None


def four_corners(points: Sequence[Point], along: Point | None) -> Polygon | None:
    """The outline of a line, word or character, clockwise from where its text begins.

    Four points keep their places and are turned to begin at the right one if an axis is known; more become the
    smallest rectangle with sides along the axis or, without one, of least area. Fewer than three have only a box.

    Args:
        points: As they are in a file, in either sense.
        along: As `axis` gives it.
    """
    if len(points) > 4 and points[0] == points[-1]:
        points = points[:-1]
    if len(points) < 3:
        return Polygon(tuple(points)).box.polygon if points else None
    if len(points) == 3 or (len(points) == 4 and along is None):
        return Polygon(tuple(points))
    return _begun_at_its_start(points, along) if len(points) == 4 and along else _rectangle(points, along)


def _begun_at_its_start(points: Sequence[Point], along: Point) -> Polygon:
    """Four corners, clockwise, from the one whose side to the next runs most along the axis."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    clockwise = (x2 - x0) * (y3 - y1) - (x3 - x1) * (y2 - y0) >= 0
    ring = list(points) if clockwise else [points[0], *points[:0:-1]]

    def run(i: int) -> float:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = ring[i:] + ring[:i]
        return (x1 - x0 + x2 - x3) * along[0] + (y1 - y0 + y2 - y3) * along[1]

    first = max(range(4), key=run)
    return Polygon((*ring[first:], *ring[:first]))


def _rectangle(points: Sequence[Point], along: Point | None) -> Polygon:
    x, y = along or _side_of_least_area(points)
    frame = np.array([[x, y], [-y, x]])
    turned = np.asarray(points) @ frame.T
    (left, top), (right, bottom) = turned.min(axis=0), turned.max(axis=0)
    return Polygon.from_array(Box(left, top, right, bottom).polygon.array @ frame)


def _side_of_least_area(points: Sequence[Point]) -> Point:
    """Of the rectangle of least area around the points, the side that runs most to the right."""
    import cv2

    _, _, degrees = cv2.minAreaRect(np.asarray(points, dtype=np.float32))
    angle = math.radians((degrees + 45) % 90 - 45)
    return math.cos(angle), math.sin(angle)


def settle(own: Polygon | None, parts: Iterable[Polygon | None], whole: Polygon | None, name: str) -> Polygon:
    """An element's own outline, else the box around its parts, else the outline of what it is part of.

    Raises:
        ValueError: None of them is known.
    """
    boxes = [part.box for part in parts if part is not None]
    outline = own or (union_of(boxes).polygon if boxes else whole)
    if outline is None:
        raise ValueError(f"{name} has no place on the page")
    return outline


def split_words(
    text: str, polygon: Polygon, confidence: float, glyphs: tuple[Glyph, ...] = (), *, space_after: bool = True
) -> list[Word]:
    """The words of a text; where there are several each has the outline of all, and no glyphs."""
    texts = [part for part in _XML_SPACE.split(text) if part]
    if len(texts) == 1:
        return [Word(texts[0], polygon, confidence, glyphs, space_after)]
    last = len(texts) - 1
    return [Word(part, polygon, confidence, space_after=i < last or space_after) for i, part in enumerate(texts)]


def software(document: Document) -> tuple[str, str, str]:
    """Name and version of what writes, and the names of the models that read."""
    from importlib.metadata import PackageNotFoundError, version

    name = "glyphwright"
    try:
        installed = version(name)
    except PackageNotFoundError:  # it runs from its sources
        installed = "unknown"
    return name, installed, clean(", ".join(document.models))
