"""A sheet → where its text goes, and what stands in the margins around it: running heads, page and line numbers."""

from glyphwright.geometry import Box
from glyphwright.page import Line
from glyphwright_train.synth.layouts.flow import Column
from glyphwright_train.synth.layouts.sheet import Sheet
from glyphwright_train.synth.layouts.style import Style


def type_area(sheet: Sheet, *, least: float = 0.06, most: float = 0.13) -> Column:
    """The page within its margins, given as shares of the width."""
    side = sheet.width * float(sheet.rng.uniform(least, most))
    top = sheet.height * float(sheet.rng.uniform(least, most)) * 0.8
    return Column(sheet, side, sheet.width - side, top, sheet.height - top)


def header_footer(sheet: Sheet, area: Column, style: Style, *, chance: float = 0.6) -> None:
    """A running head above the type area and a page number above or below it."""
    rng, small = sheet.rng, style.small(0.9)
    number = str(int(rng.integers(1, 999)))
    above, below = area.y - sheet.em * 1.2, area.bottom + sheet.em * 1.8
    if sheet.chance(chance):
        head = sheet.text.title(rng)[: int(area.width / small.face.size)]
        lines = list(sheet.write(head.upper() if sheet.chance(0.3) else head, area.left, above, small))
        if sheet.chance(0.4):
            lines += sheet.write(number, area.right, above, small, align=1.0)
        sheet.add(lines, "header")
        if sheet.chance(0.3):
            sheet.fill(
                Box(area.left, above + small.face.descent + 2, area.right, above + small.face.descent + 3), sheet.ink
            )
    if sheet.chance(chance):
        align = float(rng.choice([0.0, 0.5, 1.0]))
        shown = str(rng.choice([number, f"- {number} -", f"{number} / 999"]))
        with sheet.at_foot():
            sheet.add(sheet.write(shown, area.left + align * area.width, below, small, align=align), "footer")


def number_lines(sheet: Sheet, area: Column, style: Style) -> None:
    """Numbers left of the lines that are set by now, of every line or every fifth, as in drafts and laws."""
    pen = style.small(0.7).inked(style.accent)
    step = int(sheet.rng.choice([1, 1, 5]))
    baselines = sorted({line.baseline[0][1] for block in sheet.blocks if block.kind == "text" for line in block.lines})
    lines: list[Line] = []
    for number, baseline in enumerate(baselines, start=1):
        if number % step == 0:
            lines += sheet.write(str(number), area.left - sheet.em * 0.8, baseline, pen, align=1.0)
    sheet.add(lines, "text")
