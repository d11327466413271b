"""A born-digital PDF → pages as training truth: the picture that pdfium draws, and the words that its text layer has.

What the text layer says is believed only where the picture can bear it out. A line with anything doubtful keeps its
place but gets score 0: a line finder learns that there is text, a line reader leaves it alone. A block of kind
"figure" has no lines: what is in it is not known, and neither is it background.
"""

import logging
import math
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import DamagedInputError
from glyphwright.geometry import Box, Point, Polygon, Transform, union_of
from glyphwright.page import Block, Line, Page, Word
from glyphwright.stages import PageImage
from glyphwright_train.synth.pdf_characters import PdfCharacter, read_characters
from glyphwright_train.synth.pdf_lines import PdfLine, PdfWord, lines_of

logger = logging.getLogger(__name__)

_POINTS_PER_INCH = 72
_MAX_CHARACTERS = 20_000
# Grey levels between paper and ink: under the first nothing can be seen, under the second it is hard to.
_NO_CONTRAST, _LOW_CONTRAST = 16, 48
_MAX_SHARED = 0.4
_MAX_DOUBTFUL = 0.2
_MAX_FIGURES = 0.5


@dataclass(frozen=True, slots=True)
class TruthPage:
    """A rendered page and what stands on it, in its pixels.

    `fault` is empty for a page that can be learned from, or says why it cannot: "empty", "nameless" (a text layer
    without Unicode), "doubtful" (more than a fifth of the words), "figures" (pictures cover half of it), "crowded".
    """

    image: PageImage
    page: Page
    fault: str = ""


def pages_from_pdf(
    path: Path, *, dpi: float, pages: Iterable[int] | None = None, alphabet: str | None = None
) -> Iterator[TruthPage]:
    """Draw the pages of a PDF and read their text layer; those with a fault are passed over.

    A line's polygon goes from the ascender line (the top of d, h, l) to the descender line (the bottom of p, g) of
    its main font, clockwise from where reading starts, and just holds its ink in the direction of reading. Accents
    over capitals, tall symbols and scripts may stick out. A word's polygon just holds its ink.

    Args:
        path: The PDF.
        dpi: Resolution of the rendering.
        pages: Their numbers, from 1; None for all.
        alphabet: Words with any other character are doubtful; None for no limit.

    Raises:
        DamagedInputError: pdfium cannot open the file.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise DamagedInputError(f"{path}: not a PDF that can be opened ({error}); leave it out") from error
    try:
        for number in pages if pages is not None else range(1, len(document) + 1):
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError:
                logger.warning("%s: page %d cannot be opened and is passed over", path, number)
                continue
            truth = read_truth(page, number=number, dpi=dpi, alphabet=alphabet)
            page.close()
            if not truth.fault:
                yield truth
    finally:
        document.close()


def read_truth(page: Any, *, number: int, dpi: float, alphabet: str | None = None) -> TruthPage:
    """Draw one pypdfium2 page and read its text layer, with the fault that it may have."""
    pixels = _render(page, dpi)
    height, width = pixels.shape[:2]
    to_pixels = _to_pixels(page, width, height)
    characters = _on_page(read_characters(page, to_pixels), width, height)
    figures = _figures(page, to_pixels, Box(0, 0, width, height))
    image = PageImage(pixels, number, dpi)
    if len(characters) > _MAX_CHARACTERS:
        return TruthPage(image, Page(number, width, height, dpi=dpi), "crowded")
    found = lines_of(characters)
    named = [line for line in found if not line.nameless]
    planes = _planes(pixels)
    lines = [(line, _finish(line, planes, alphabet)) for line in named]
    nameless = [_outline(line.extent, line.angle_degrees).box for line in found if line.nameless]
    seen = _without_overlaps([(line, finished) for line, finished in lines if finished is not None], nameless)
    blocks = _blocks(seen) + tuple(Block((), box.polygon, "figure") for box in [*figures, *nameless])
    truth = Page(number, width, height, blocks, dpi)
    return TruthPage(image, truth, _fault(truth, characters, figures))


def _render(page: Any, dpi: float) -> NDArray[np.uint8]:
    # Annotations and form fields may show text that the text layer does not have.
    bitmap = page.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True, may_draw_forms=False, draw_annots=False)
    pixels = np.array(bitmap.to_numpy()[..., :3])
    bitmap.close()
    return pixels


def _to_pixels(page: Any, width: int, height: int) -> Transform:
    """From points of the page, crop box and rotation included, to pixels."""
    import ctypes

    import pypdfium2.raw as pdfium

    fine, span = 64, 1000.0
    x, y = ctypes.c_int(), ctypes.c_int()
    mapped = []
    for point in ((0.0, 0.0), (span, 0.0), (0.0, span)):
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, width * fine, height * fine, 0, *point, x, y)
        mapped.append((x.value / fine, y.value / fine))
    (x0, y0), (x1, y1), (x2, y2) = mapped
    return Transform.from_array([[(x1 - x0) / span, (x2 - x0) / span, x0], [(y1 - y0) / span, (y2 - y0) / span, y0]])


def _on_page(characters: list[PdfCharacter], width: int, height: int) -> list[PdfCharacter]:
    """Those whose ink lies on the picture; what has no extent is not seen either."""
    kept = []
    for one in characters:
        box = _outline(one.ink, one.angle_degrees).box
        x, y = box.centre
        if 0 <= x < width and 0 <= y < height and box.width > 0.05 and box.height > 0.05:
            kept.append(one)
    return kept


def _outline(box: Box, angle_degrees: float) -> Polygon:
    """A box of a turned frame as a quadrilateral of the page, from where reading starts."""
    return Polygon(tuple(_home(x, y, angle_degrees) for x, y in box.polygon.points))


def _home(x: float, y: float, angle_degrees: float) -> Point:
    if not angle_degrees:
        return x, y
    angle = math.radians(angle_degrees)
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def _finish(line: PdfLine, planes: list[NDArray[np.uint8]], alphabet: str | None) -> Line | None:
    """A line as truth; None where nothing of it can be seen."""
    contrasts = [_contrast(planes, _outline(word.ink, line.angle_degrees).box) for word in line.words]
    if max(contrasts) < _NO_CONTRAST:
        return None
    words = tuple(
        _word(word, line.angle_degrees, doubtful=contrast < _LOW_CONTRAST or not _known(word.text, alphabet))
        for word, contrast in zip(line.words, contrasts, strict=True)
    )
    sure = line.sure and all(word.confidence > 0 for word in words)
    ends = tuple(_home(x, line.baseline, line.angle_degrees) for x in (line.extent.left, line.extent.right))
    return Line(words, _outline(line.extent, line.angle_degrees), ends, score=float(sure))


def _without_overlaps(lines: list[tuple[PdfLine, Line]], nameless: list[Box]) -> list[tuple[PdfLine, Line]]:
    """Withdraw trust from lines that cover one another, or cover something that has no name."""
    if not lines:
        return lines
    boxes = np.array([astuple(line.box) for _, line in lines] + [astuple(box) for box in nameless])  # (n, 4)
    areas = np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(axis=1), 1.0)
    kept = []
    for k, (source, line) in enumerate(lines):
        sides = np.minimum(boxes[:, 2:], boxes[k, 2:]) - np.maximum(boxes[:, :2], boxes[k, :2])
        shared = np.maximum(sides, 0).prod(axis=1) / np.minimum(areas, areas[k])
        shared[k] = 0
        upright = line.box.area < 1.5 * line.polygon.area
        kept.append((source, replace(line, score=0.0) if upright and shared.max() > _MAX_SHARED else line))
    return kept


def _word(word: PdfWord, angle_degrees: float, *, doubtful: bool) -> Word:
    return Word(word.text, _outline(word.ink, angle_degrees), confidence=float(word.sure and not doubtful))


def _known(text: str, alphabet: str | None) -> bool:
    return alphabet is None or all(character in alphabet for character in text)


def _planes(pixels: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The channels that differ from one another, each on its own: one for a page without colour."""
    red, green, blue = (np.ascontiguousarray(pixels[..., channel]) for channel in range(3))
    grey = np.array_equal(red, green) and np.array_equal(green, blue)
    return [red] if grey else [red, green, blue]


def _contrast(planes: list[NDArray[np.uint8]], box: Box) -> int:
    """How far the pixels of a box differ, in grey levels of the channel in which they differ most."""
    rows = slice(max(0, math.floor(box.top) - 1), max(0, math.ceil(box.bottom) + 1))
    columns = slice(max(0, math.floor(box.left) - 1), max(0, math.ceil(box.right) + 1))
    parts = [plane[rows, columns] for plane in planes]
    return max((int(part.max()) - int(part.min()) for part in parts if part.size), default=0)


def _figures(page: Any, to_pixels: Transform, frame: Box) -> list[Box]:
    """Where raster images lie, those inside forms included."""
    boxes = []
    for polygon in _image_outlines(page.raw, to_pixels, 0):
        box = polygon.box.intersection(frame)
        if box.width > 3 and box.height > 3:
            boxes.append(box)
    return boxes


def _image_outlines(container: Any, to_pixels: Transform, depth: int) -> Iterator[Polygon]:
    import ctypes

    import pypdfium2.raw as pdfium

    count = pdfium.FPDFFormObj_CountObjects if depth else pdfium.FPDFPage_CountObjects
    get = pdfium.FPDFFormObj_GetObject if depth else pdfium.FPDFPage_GetObject
    for index in range(count(container)):
        item = get(container, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(item, matrix)
            own = Transform.from_array([[matrix.a, matrix.c, matrix.e], [matrix.b, matrix.d, matrix.f]])
            yield from _image_outlines(item, own.then(to_pixels), depth + 1)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            sides = [ctypes.c_float() for _ in range(4)]
            pdfium.FPDFPageObj_GetBounds(item, *sides)
            left, bottom, right, top = (side.value for side in sides)
            yield to_pixels(Box(left, bottom, right, top).polygon)


def _blocks(lines: list[tuple[PdfLine, Line]]) -> tuple[Block, ...]:
    """Lines that follow one another closely, each under the last, make a block."""
    groups: list[list[Line]] = []
    previous: PdfLine | None = None
    for source, line in lines:
        if previous is None or not _continues(previous, source):
            groups.append([])
        groups[-1].append(line)
        previous = source
    return tuple(Block(tuple(group), union_of(line.box for line in group).polygon) for group in groups)


def _continues(last: PdfLine, line: PdfLine) -> bool:
    size = max(last.size_px, line.size_px)
    step = line.baseline - last.baseline
    shared = min(last.extent.right, line.extent.right) - max(last.extent.left, line.extent.left)
    alike = min(last.size_px, line.size_px) > 0.8 * size and last.angle_degrees == line.angle_degrees
    return alike and -0.1 * size < step < 1.7 * size and (shared > 0 or step < 0.2 * size)


def _fault(page: Page, characters: list[PdfCharacter], figures: list[Box]) -> str:
    words = list(page.words)
    unsure = sum(not one.sure or not one.visible for one in characters)
    doubtful = sum(word.confidence == 0 for word in words)
    if not words:
        return "nameless" if unsure else "empty"
    if unsure > 0.5 * len(characters):
        return "nameless"
    if sum(box.area for box in figures) > _MAX_FIGURES * page.width * page.height:
        return "figures"
    return "doubtful" if doubtful > _MAX_DOUBTFUL * len(words) else ""
