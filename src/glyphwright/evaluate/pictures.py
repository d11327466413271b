"""What was found on a page → a picture of the page that shows it, with a legend.

Every kind of outline differs from the others in colour and in its dashes, so that it is told apart in grey as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from glyphwright.acquire import open_pages
from glyphwright.evaluate.finding import PageFinding
from glyphwright.geometry import Polygon
from glyphwright.options import ReadOptions

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

LONG_SIDE_PX, SHORT_SIDE_PX = 2200, 1000
PALER = 0.6
LEGEND_PX, SAMPLE_PX = 40, 70

Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Style:
    """`dashes` are lengths of line and gap by turns, in pixels; none for a solid line."""

    label: str
    colour: tuple[int, int, int]
    width: int
    dashes: tuple[int, ...] = ()


FOUND = Style("word found", (0, 150, 60), 1)
MISSED = Style("word missed", (215, 0, 30), 3, (12, 6))
CLIPPED = Style("word found but for its edge", (0, 150, 60), 1, (7, 3))
BROKEN = Style("word cut or doubled", (225, 115, 0), 3, (3, 4))
LINE = Style("line", (120, 120, 120), 1, (1, 4))
MERGE = Style("line of several rows", (225, 115, 0), 4)
FALSE = Style("false line", (20, 70, 220), 3, (18, 5, 3, 5))
STYLES = (FOUND, CLIPPED, MISSED, BROKEN, LINE, MERGE, FALSE)


def draw_finding(page: PageFinding) -> "Image":
    """Draw the true words, by what became of them, and the found lines, over the paled page; RGB."""
    from PIL import ImageDraw

    picture, scale = paled_page(page.path, STYLES)
    draw = ImageDraw.Draw(picture)
    for outline, style in _outlines(page):
        trace(draw, scaled(outline, scale), style)
    return picture


def paled_page(path: Path, styles: Sequence[Style]) -> "tuple[Image, float]":
    """The first page of an image, paled, with a legend below, RGB; and how much larger it is than the image."""
    from PIL import Image, ImageDraw

    image = next(open_pages(path, options=ReadOptions()))
    pale = (255 - PALER * (255.0 - image.pixels)).astype(np.uint8)
    scale = min(LONG_SIDE_PX / max(pale.shape[:2]), max(1.0, SHORT_SIDE_PX / min(pale.shape[:2])))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    rows = _rows(styles, size[0])
    picture = Image.new("RGB", (size[0], size[1] + LEGEND_PX * len(rows)), "white")
    picture.paste(Image.fromarray(pale).resize(size))
    _draw_legend(ImageDraw.Draw(picture), rows, size[1])
    return picture, scale


def scaled(outline: Polygon, scale: float) -> Points:
    """Its points, the first one again at the end."""
    return [(x * scale, y * scale) for x, y in (*outline.points, outline.points[0])]


def _outlines(page: PageFinding) -> Iterable[tuple[Polygon, Style]]:
    """What says most comes last, on top."""
    judged = page.judgement
    for line, merge, false in zip(page.found, judged.merges, judged.false, strict=True):
        yield line, MERGE if merge else FALSE if false else LINE
    styles = {"found": FOUND, "merged": FOUND, "clipped": CLIPPED, "missed": MISSED}
    drawn = [(word.polygon, styles.get(fate, BROKEN)) for word, fate in zip(page.words, judged.fates, strict=True)]
    yield from sorted(drawn, key=lambda one: one[1].width)


def trace(draw: "ImageDraw", points: Points, style: Style) -> None:
    """Draw a line through points, dashed as its style is."""
    if not style.dashes:
        draw.line(points, fill=style.colour, width=style.width)
        return
    path = np.array(points)
    walked = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1)))
    ends = np.cumsum(np.resize(style.dashes, 2 * int(walked[-1] // sum(style.dashes) * len(style.dashes) / 2 + 1)))
    for start, end in zip(np.append(0, ends[1::2])[: len(ends[::2])], ends[::2], strict=True):
        stops = np.array([start, *walked[(walked > start) & (walked < end)], min(end, walked[-1])])
        dash = np.column_stack([np.interp(stops, walked, path[:, axis]) for axis in (0, 1)])
        draw.line([tuple(point) for point in dash.tolist()], fill=style.colour, width=style.width)


def _rows(styles: Sequence[Style], width: int) -> list[Sequence[Style]]:
    """The styles in as many rows of the legend as they need."""
    fitting = max(1, width // 330)
    return [styles[first : first + fitting] for first in range(0, len(styles), fitting)]


def _draw_legend(draw: "ImageDraw", rows: Sequence[Sequence[Style]], top: int) -> None:
    from PIL import ImageFont

    font = ImageFont.load_default(18)
    for row, styles in enumerate(rows):
        y = top + row * LEGEND_PX
        for column, style in enumerate(styles):
            left = 10 + column * 330
            right = left + SAMPLE_PX
            trace(draw, [(left, y + 8), (right, y + 8), (right, y + 32), (left, y + 32), (left, y + 8)], style)
            draw.text((right + 10, y + 8), style.label, fill="black", font=font)
