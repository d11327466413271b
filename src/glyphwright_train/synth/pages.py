"""A random generator, fonts and text → clean pages of many kinds, with the exact truth of every word and line.

Clean: nothing here blurs, bends or dirties a page; wear is another module's. Truth is a `Page` in pixels of the picture
that comes with it; the convention for the outlines of lines is told in `layouts/sheet.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import OptionError
from glyphwright.page import Page
from glyphwright_train.synth import backgrounds
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.layouts import listing, prose, receipt, scene, screen, tabular
from glyphwright_train.synth.layouts.marks import scatter
from glyphwright_train.synth.layouts.sheet import Sheet
from glyphwright_train.synth.layouts.style import draw_ink, draw_paper
from glyphwright_train.synth.text import TextSource

Image8 = NDArray[np.uint8]

LEAST_SIDE, MOST_SIDE = 400, 2600
DPI = ((75, 0.05), (100, 0.08), (120, 0.1), (150, 0.29), (200, 0.3), (240, 0.06), (300, 0.12))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page: how often, who draws it, its sizes in inches and its running text in points.

    `plain` is the chance of white paper.
    """

    weight: float
    draw: Callable[[Sheet], None]
    sizes: tuple[tuple[float, float], ...]
    points: tuple[float, float] = (8.0, 12.0)
    plain: float = 0.75


A4, LETTER = (8.27, 11.69), (8.5, 11.0)
TILL_ROLLS = ((3.1, 7.0), (3.1, 9.0), (3.1, 12.0), (2.3, 6.0), (3.3, 5.5))
WIDE, A5, BOOK = (11.69, 8.27), (5.83, 8.27), (6.0, 9.0)

KINDS: dict[str, Kind] = {
    "letter": Kind(6, prose.draw_letter, (A4, A4, LETTER), (9.5, 12)),
    "article": Kind(10, prose.draw_article, (A4, A4, LETTER), (8, 11.5)),
    "book": Kind(7, prose.draw_book, (BOOK, A5, A4, LETTER), (8.5, 12)),
    "spread": Kind(3, prose.draw_spread, ((11.69, 8.27), (12.0, 9.0), (10.0, 7.0)), (8, 10.5)),
    "newspaper": Kind(4, prose.draw_newspaper, (A4, WIDE, (8.0, 13.0)), (6.5, 9)),
    "title_page": Kind(2, prose.draw_title_page, (A4, A5, LETTER), (10, 14)),
    "contents": Kind(3, listing.draw_contents, (A4, A5, LETTER)),
    "index": Kind(2, listing.draw_index, (A4, A5, LETTER), (7, 10)),
    "reference_card": Kind(5, listing.draw_reference_card, (A4, WIDE, LETTER), (5.5, 8)),
    "code": Kind(4, listing.draw_code, (A4, LETTER, WIDE), (7, 11)),
    "table": Kind(6, tabular.draw_table_page, (A4, WIDE, LETTER), (7, 11)),
    "form": Kind(5, tabular.draw_form, (A4, LETTER, A5), (7.5, 11)),
    "invoice": Kind(4, tabular.draw_invoice, (A4, LETTER), (8, 11)),
    "receipt": Kind(20, receipt.draw_receipt, TILL_ROLLS, (6.5, 10)),
    "slide": Kind(3, screen.draw_slide, ((10.0, 5.63), (10.0, 7.5)), (14, 26), 0.35),
    "screenshot": Kind(6, screen.draw_screenshot, ((10.0, 6.0), (8.0, 6.0), (5.0, 8.0), (12.0, 7.0)), (6.5, 11), 0.4),
    "poster": Kind(7, scene.draw_poster, ((8.0, 6.0), (6.0, 8.0), (5.0, 5.0), (9.0, 5.0)), (9, 14)),
    "package": Kind(3, scene.draw_package, ((5.0, 7.0), (7.0, 5.0), (4.0, 4.0)), (7, 11), 0.4),
    "business_card": Kind(2, scene.draw_business_card, ((3.5, 2.1), (2.1, 3.5)), (7, 9.5), 0.4),
    "note": Kind(3, scene.draw_note, (A4, A5, (4.0, 4.0)), (12, 20)),
    "figures": Kind(4, scene.draw_figures, (A4, LETTER, A5)),
    "empty": Kind(2, scene.draw_empty, (A4, A5, (6.0, 6.0)), (8, 12), 0.5),
}  # fmt: skip


def draw_page(
    rng: np.random.Generator, fonts: FontLibrary, text: TextSource, *, kind: str | None = None, dpi: int | None = None
) -> tuple[Image8, Page]:
    """Draw one page: its picture, (h, w, 3) RGB with sides of 400 to 2600 pixels, and its truth.

    The same state of the generator draws the same page.

    Args:
        rng: Decides everything.
        fonts: Fonts to set it in.
        text: What to set.
        kind: One of `KINDS`; by default one of them by weight.
        dpi: Resolution; by default that of a scan, most often 150 or 200. A page too large for its resolution is
            drawn at a lower one, which its `dpi` tells.

    Raises:
        OptionError: If there is no such kind.
    """
    sheet = draw_sheet(rng, fonts, text, kind=kind, dpi=dpi)
    return np.ascontiguousarray(sheet.pixels), sheet.page


def draw_sheet(
    rng: np.random.Generator, fonts: FontLibrary, text: TextSource, *, kind: str | None = None, dpi: int | None = None
) -> Sheet:
    """What `draw_page` draws, with all that is known of it: its figures, too."""
    if kind is None:
        weights = np.array([entry.weight for entry in KINDS.values()])
        kind = str(rng.choice(tuple(KINDS), p=weights / weights.sum()))
    if kind not in KINDS:
        raise OptionError(f"page kind {kind!r}: must be one of {', '.join(KINDS)}")
    sheet = _blank(rng, fonts, text, KINDS[kind], dpi)
    KINDS[kind].draw(sheet)
    if kind not in {"poster", "empty"} and sheet.chance(0.3):
        scatter(sheet)
    return sheet


def _blank(rng: np.random.Generator, fonts: FontLibrary, text: TextSource, kind: Kind, dpi: int | None) -> Sheet:
    """An empty sheet of a size, resolution, paper and text size that the kind allows."""
    if dpi is None:
        values, shares = zip(*DPI, strict=True)
        dpi = int(rng.choice(values, p=shares))
    inches = np.array(kind.sizes[int(rng.integers(len(kind.sizes)))]) * rng.uniform(0.94, 1.06, 2)
    sides = inches * dpi
    fit = min(1.0, MOST_SIDE / sides.max()) * max(1.0, LEAST_SIDE / sides.min())
    width, height = (int(np.clip(round(side * fit), LEAST_SIDE, MOST_SIDE)) for side in sides)
    em = float(rng.uniform(*kind.points)) * dpi * fit / 72
    paper = draw_paper(rng, plain=kind.plain)
    pixels = np.full((height, width, 3), paper, np.uint8)
    if rng.random() < 0.04:
        pixels = backgrounds.surface(rng, height, width, kind="paper")
        paper = _colour_of(pixels)
    return Sheet(rng, fonts, text, pixels, round(dpi * fit), max(em, 8.0), paper, draw_ink(rng, paper))


def _colour_of(pixels: Image8) -> tuple[int, int, int]:
    red, green, blue = (int(v) for v in pixels[::16, ::16].reshape(-1, 3).mean(axis=0))
    return red, green, blue


def preview(pages: Iterable[tuple[Image8, Page]], path: Path, *, columns: int = 4, cell_px: int = 900) -> None:
    """Write a contact sheet of pictures with their truth drawn in: lines red, words blue, baselines green."""
    from PIL import Image

    cells = [_shrunk(_marked(picture, page), cell_px) for picture, page in pages]
    if not cells:
        raise OptionError(f"{path}: no pages to preview; ask for one or more")
    columns = min(columns, len(cells))
    rows = -(-len(cells) // columns)
    sheet = np.full((rows * cell_px, columns * cell_px, 3), 96, np.uint8)
    for place, cell in enumerate(cells):
        y, x = place // columns * cell_px, place % columns * cell_px
        sheet[y : y + cell.shape[0], x : x + cell.shape[1]] = cell
    Image.fromarray(sheet).save(path)


def _marked(picture: Image8, page: Page) -> Image8:
    import cv2

    marked = picture.copy()
    for block in page.blocks:
        cv2.polylines(marked, [block.polygon.array.round().astype(np.int32)], True, (255, 170, 0), 1)
    for line in page.lines:
        for word in line.words:
            cv2.polylines(marked, [word.polygon.array.round().astype(np.int32)], True, (0, 90, 255), 1)
        cv2.polylines(marked, [line.polygon.array.round().astype(np.int32)], True, (255, 0, 0), 1)
        cv2.polylines(marked, [np.array(line.baseline).round().astype(np.int32)], False, (0, 170, 0), 1)
    return marked


def _shrunk(picture: Image8, side: int) -> Image8:
    from glyphwright.pixels import resize

    scale = min(1.0, (side - 8) / max(picture.shape[:2]))
    return resize(picture, max(1, int(picture.shape[1] * scale)), max(1, int(picture.shape[0] * scale)))
