"""The order in which the lines of a page were read → a picture: numbers, and arrows from each line to the next."""

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from glyphwright.evaluate.ordering import PageOrder
from glyphwright.evaluate.pictures import Points, Style, paled_page, scaled, trace
from glyphwright.geometry import Point, Polygon

if TYPE_CHECKING:
    from PIL.Image import Image

NUMBER_PX, HEAD_PX, HEAD_ANGLE = 15, 12, 0.4

LINE = Style("line", (120, 120, 120), 1, (1, 4))
PARTED = Style("line that the truth parts", (225, 115, 0), 3)
NEXT = Style("next line, as in the truth", (0, 150, 60), 2)
ELSEWHERE = Style("the truth goes on elsewhere", (215, 0, 30), 3, (12, 6))
STYLES = (LINE, PARTED, NEXT, ELSEWHERE)


def draw_order(page: PageOrder) -> "Image":
    """Draw the lines of a page with their numbers, and the way from each to the next, over the paled page; RGB.

    A step is as in the truth where the next line begins with the word that follows there, of those that were compared.
    """
    from PIL import ImageDraw, ImageFont

    picture, scale = paled_page(page.path, STYLES)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(NUMBER_PX)
    rank = {place: number for number, place in enumerate(sorted(page.order))}
    ranks = [[rank[place] for place in places] for places in page.places]
    for line, inside in zip(page.lines, ranks, strict=True):
        trace(draw, scaled(line, scale), PARTED if _is_parted(inside) else LINE)
    compared = [(_middle(line, scale), inside) for line, inside in zip(page.lines, ranks, strict=True) if inside]
    for (start, (*_, last)), (end, (first, *_)) in pairwise(compared):
        trace(draw, _arrow(start, end), NEXT if first == last + 1 else ELSEWHERE)
    for number, line in enumerate(page.lines, start=1):
        draw.text(scaled(line, scale)[0], str(number), fill="black", font=font, anchor="rm")
    return picture


def _is_parted(ranks: list[int]) -> bool:
    """Whether words do not follow one another in the truth."""
    return any(after != before + 1 for before, after in pairwise(ranks))


def _middle(line: Polygon, scale: float) -> Point:
    x, y = line.box.centre
    return x * scale, y * scale


def _arrow(start: Point, end: Point) -> Points:
    """From its start to its head and around that."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    barbs = [
        (end[0] - HEAD_PX * math.cos(angle + turn), end[1] - HEAD_PX * math.sin(angle + turn))
        for turn in (-HEAD_ANGLE, HEAD_ANGLE)
    ]
    return [start, end, barbs[0], barbs[1], end]
