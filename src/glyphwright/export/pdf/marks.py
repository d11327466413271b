"""How surely words were read → frames around them and a legend, as content of a PDF page.

Three classes of confidence, each with a colour that people with any colour vision tell apart (Okabe and Ito 2008) and a
line of its own, so that a grey print shows them too.
"""

import statistics
from collections import Counter
from dataclasses import dataclass

from glyphwright.export.pdf.layer import number
from glyphwright.export.pdf.text_font import TEXT_FONT_NAME, TextFont
from glyphwright.geometry import Polygon
from glyphwright.page import Page

LEGEND_POINTS = 26.0
"""Height of the strip below a page that holds the legend."""

_MARGIN, _SIZE, _SAMPLE = 12.0, 9.0, 22.0
# Height of words in points from which on lines have their full width.
_FULL_SIZE = 15.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A class of confidences from `least` on: its colour, and its line in points."""

    label: str
    least: float
    colour: tuple[float, float, float]
    width: float
    dashes: tuple[float, ...] = ()


MARKS = (
    Mark("sure, 95 % or more", 0.95, (0.0, 0.45, 0.7), 0.5),
    Mark("likely, 80 to 95 %", 0.8, (0.9, 0.6, 0.0), 0.9, (4.0, 1.5)),
    Mark("unsure, below 80 %", 0.0, (0.84, 0.37, 0.0), 1.3, (1.2, 1.2)),
)


def mark_of(confidence: float) -> Mark:
    return next((mark for mark in MARKS if confidence >= mark.least), MARKS[-1])


def frames(page: Page, pixels_per_point: float, *, marks: tuple[Mark, ...] = MARKS) -> str:
    """The outlines of a page's words of these classes.

    The frame is that of the page's pixels with y up, the origin at its upper left corner: all y are negative.
    """
    sizes = [min(word.box.width, word.box.height) for word in page.words]
    # Lines are thinner around small print.
    unit = min(pixels_per_point, statistics.median(sizes) / _FULL_SIZE) if sizes else pixels_per_point
    drawn = []
    for mark in marks:
        outlines = [_outline(word.polygon) for word in page.words if mark_of(word.confidence) is mark]
        drawn += [_line(mark, unit), *outlines] if outlines else []
    return "".join(drawn)


def legend(page: Page, pixels_per_point: float, font: TextFont, top: float) -> str:
    """What the frames mean and how many words have each, on one row below `top`, shrunk to the width of the page."""
    counts = Counter(mark_of(word.confidence) for word in page.words)
    entries = [(mark, f"{mark.label}: {counts[mark]}") for mark in MARKS]
    widths = [_SAMPLE + _SIZE / 2 + _SIZE * font.width_em(text) + _MARGIN for _, text in entries]
    shrink = min(1.0, page.width / pixels_per_point / (sum(widths) + _MARGIN))
    unit = shrink * pixels_per_point
    base = top - (LEGEND_POINTS * pixels_per_point + 0.7 * _SIZE * unit) / 2
    drawn, x = [], _MARGIN * unit
    for (mark, text), width in zip(entries, widths, strict=True):
        sample = (x, base, _SAMPLE * unit, 0.7 * _SIZE * unit)
        drawn.append(f"{_line(mark, unit)}{' '.join(map(number, sample))} re S\n")
        place = f"{number(x + (_SAMPLE + _SIZE / 2) * unit)} {number(base)}"
        drawn.append(f"BT 0 g /{TEXT_FONT_NAME} {number(_SIZE * unit)} Tf {place} Td <{font.encode(text)}> Tj ET\n")
        x += width * unit
    return f"/Artifact BMC\n{''.join(drawn)}EMC\n"


def _line(mark: Mark, pixels_per_point: float) -> str:
    colour = " ".join(number(share) for share in mark.colour)
    dashes = " ".join(number(dash * pixels_per_point) for dash in mark.dashes)
    return f"{colour} RG {number(mark.width * pixels_per_point)} w [{dashes}] 0 d\n"


def _outline(polygon: Polygon) -> str:
    points = [f"{number(x)} {number(-y)}" for x, y in polygon.points]
    return f"{points[0]} m {' '.join(f'{point} l' for point in points[1:])} s\n"
