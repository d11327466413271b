"""Sheets → what stands on screens: slides, windows with menus and buttons, web pages, conversations."""

import numpy as np

from glyphwright.geometry import Box
from glyphwright.page import Line
from glyphwright_train.synth.backgrounds import photograph
from glyphwright_train.synth.layouts.faces import Colour, Pen
from glyphwright_train.synth.layouts.flow import Column, Setting
from glyphwright_train.synth.layouts.marks import draw_chart, draw_picture
from glyphwright_train.synth.layouts.prose import bullets, sections
from glyphwright_train.synth.layouts.sheet import Run, Sheet
from glyphwright_train.synth.layouts.style import Style, draw_style, ink_on, luma, panel_colour, strong_colour

SCREEN = ("sans", "sans", "sans", "condensed", "mono")


def draw_slide(sheet: Sheet) -> None:
    """A title, a few bullets or boxes in large type, a picture or chart, a footer."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, ("sans", "sans", "condensed", "serif", "display"), justified=0.0)
    margin = sheet.width * float(rng.uniform(0.03, 0.08))
    area = Column(sheet, margin, sheet.width - margin, margin * 0.6, sheet.height - margin)
    title = style.head.sized(float(rng.uniform(1.3, 2.0)))
    if sheet.chance(0.4):
        bar = Box(0, 0, sheet.width, title.face.height * 2.4)
        colour = strong_colour(rng, sheet.paper)
        sheet.fill(bar, colour)
        title = title.inked(ink_on(colour, sheet.ink))
        words = title.face.spell(text.title(rng))[: int(area.width / title.face.size * 1.6)]
        sheet.add(sheet.write(words, area.left, title.face.height * 1.5, title), "title")
        area.y = bar.bottom + sheet.em * 0.5
    else:
        align = float(rng.choice([0.0, 0.5]))
        area.paragraph(text.title(rng), title, Setting(1.25, align=align), kind="title")
    area.skip(sheet.em * 0.5)
    foot = style.small(0.5)
    sheet.add(sheet.write(text.label(rng), margin, sheet.height - foot.face.height, foot), "footer")
    sheet.add(
        sheet.write(
            str(int(rng.integers(1, 80))), sheet.width - margin, sheet.height - foot.face.height, foot, align=1
        ),
        "footer",
    )
    area.bottom = sheet.height - foot.face.height * 3
    parts = area.columns(int(rng.choice([1, 1, 2, 2, 3])), sheet.em)
    for i, part in enumerate(parts):
        _slide_part(part, style, boxed=len(parts) > 1 and sheet.chance(0.3), first=i == 0)


def draw_screenshot(sheet: Sheet) -> None:
    """A window: title bar, menu, tool bar, a list at the side, and text, a table, code or a conversation beside it."""
    rng = sheet.rng
    style = draw_style(sheet, SCREEN, justified=0.0)
    row = style.body.face.height * float(rng.uniform(1.4, 2.2))
    top = 0.0
    for _ in range(int(rng.integers(1, 4))):
        _bar(sheet, style, Box(0, top, sheet.width, top + row))
        top += row
    side = 0.0
    if sheet.chance(0.6):
        side = sheet.width * float(rng.uniform(0.12, 0.3))
        _side_list(sheet, style, Box(0, top, side, sheet.height - row), row)
    area = Column(sheet, side + sheet.em, sheet.width - sheet.em * 1.5, top + sheet.em * 0.7, sheet.height - row * 1.3)
    draw = (_web_page, _file_list, _conversation, _dialog, _terminal)[int(rng.integers(5))]
    draw(area, style, row)
    if sheet.chance(0.6):
        _bar(sheet, style, Box(0, sheet.height - row, sheet.width, sheet.height))
    if sheet.chance(0.3):
        x = sheet.width * 0.99
        sheet.fill(Box(x, top, sheet.width, sheet.height - row), panel_colour(rng, sheet.paper))


def _slide_part(part: Column, style: Style, *, boxed: bool, first: bool) -> None:
    sheet, rng = part.sheet, part.sheet.rng
    if boxed:
        box = Box(part.left, part.y, part.right, part.bottom)
        colour = panel_colour(rng, sheet.paper)
        sheet.fill(box, colour)
        pen = style.body.inked(ink_on(colour, sheet.ink))
        inner = Column(
            sheet, part.left + sheet.em * 0.5, part.right - sheet.em * 0.5, part.y + sheet.em * 0.3, part.bottom
        )
        while inner.room > sheet.em * 3 and sheet.chance(0.8):
            inner.paragraph(sheet.text.list_item(rng), pen, Setting(1.25))
            inner.skip(sheet.em * 0.5)
        return
    if not first and sheet.chance(0.5):
        height = min(part.room, part.width * float(rng.uniform(0.5, 1.0)))
        box = Box(part.left, part.y, part.right, part.y + height)
        (draw_chart(sheet, box, style.small(0.6)) if sheet.chance(0.5) else draw_picture(sheet, box))
        part.skip(height)
        return
    while part.room > sheet.em * 3 and sheet.chance(0.85):
        bullets(part, style, int(rng.integers(1, 5)))
        part.skip(sheet.em * float(rng.uniform(0.2, 1.0)))


def _bar(sheet: Sheet, style: Style, box: Box) -> None:
    """A strip with words or buttons in it, from the left and sometimes from the right."""
    rng = sheet.rng
    colour = panel_colour(rng, sheet.paper) if sheet.chance(0.7) else sheet.paper
    sheet.fill(box, colour)
    pen = style.small(float(rng.uniform(0.85, 1.0))).inked(ink_on(colour, sheet.ink))
    baseline = box.top + (box.height + pen.face.ascent - pen.face.descent) / 2
    gap = pen.face.size * float(rng.uniform(0.8, 3))
    framed = sheet.chance(0.25)
    x = box.left + gap * 0.6
    runs: list[Run] = []
    for _ in range(int(rng.integers(1, 12))):
        word = pen.face.spell(sheet.text.label(rng))
        if x + pen.width(word) > box.right - gap or not word:
            break
        if framed:
            sheet.outline(Box(x - gap * 0.3, box.top + 2, x + pen.width(word) + gap * 0.3, box.bottom - 2), pen.ink)
            sheet.add(sheet.write(word, x, baseline, pen))
        else:
            runs.append(Run(word, x, pen))
        x += pen.width(word) + gap
    sheet.add(sheet.set(runs, baseline))
    sheet.reserve(box)


def _side_list(sheet: Sheet, style: Style, box: Box, row: float) -> None:
    rng = sheet.rng
    colour = panel_colour(rng, sheet.paper)
    sheet.fill(box, colour)
    pen = style.body.inked(ink_on(colour, sheet.ink))
    icons = sheet.chance(0.4)
    y = box.top + row * 0.3
    while y + row < box.bottom:
        left = box.left + sheet.em * (0.6 + int(rng.integers(0, 3)) * 0.8)
        line_pen = pen
        if sheet.chance(0.07):
            chosen = strong_colour(rng, colour)
            sheet.fill(Box(box.left, y, box.right, y + row), chosen)
            line_pen = pen.inked(ink_on(chosen, pen.ink))
        if icons:
            sheet.fill(Box(left, y + row * 0.25, left + row * 0.5, y + row * 0.75), strong_colour(rng, colour))
            left += row * 0.7
        part = Column(sheet, left, box.right - sheet.em * 0.3, y, y + row + 1)
        part.line(sheet.text.label(rng), line_pen, leading=row / pen.face.size, kind="list")
        y += row if sheet.chance(0.93) else row * 1.8
    sheet.reserve(box)


def _web_page(area: Column, style: Style, row: float) -> None:
    sheet = area.sheet
    area.paragraph(
        sheet.text.title(sheet.rng), style.head.sized(float(sheet.rng.uniform(1.3, 2.5))), Setting(1.25), kind="title"
    )
    area.skip(sheet.em * 0.5)
    for column in area.columns(int(sheet.rng.choice([1, 1, 2, 3])), sheet.em * 1.5):
        sections(column, style)


def _file_list(area: Column, style: Style, row: float) -> None:
    """Names, dates and sizes in columns, some rows on bands."""
    sheet, rng = area.sheet, area.sheet.rng
    count = int(rng.integers(2, 6))
    lefts = [area.left + area.width * share for share in np.linspace(0, 1, count + 1)[:-1]]
    banded = sheet.chance(0.4)
    lines: list[Line] = []
    for i in range(int(rng.integers(5, 60))):
        if area.room < row:
            break
        pen = style.bold if i == 0 else style.body
        if banded and i % 2:
            colour = _near(sheet.paper)
            sheet.fill(Box(area.left, area.y, area.right, area.y + row), colour)
            pen = pen.inked(ink_on(colour, pen.ink))
        runs = []
        for left in lefts:
            cell = pen.face.spell(sheet.text.label(rng) if i == 0 or left == area.left else sheet.text.cell(rng))
            while cell and pen.width(cell) > area.width / count - sheet.em:
                cell = cell[:-1].rstrip()
            if cell:
                runs.append(Run(cell, left, pen))
        lines += sheet.set(runs, area.y + (row + pen.face.ascent - pen.face.descent) / 2)
        area.skip(row)
    sheet.add(lines, "table")


def _conversation(area: Column, style: Style, row: float) -> None:
    """Bubbles left and right."""
    sheet, rng = area.sheet, area.sheet.rng
    colours = (panel_colour(rng, sheet.paper), strong_colour(rng, sheet.paper))
    while area.room > row * 4:
        mine = sheet.chance(0.5)
        width = area.width * float(rng.uniform(0.35, 0.7))
        left = area.right - width if mine else area.left
        colour = colours[int(mine)]
        pen = style.body.inked(ink_on(colour, sheet.ink))
        words = pen.face.spell(
            sheet.text.list_item(rng) if sheet.chance(0.5) else sheet.text.paragraph(rng, sentences=2)
        )
        needed = (pen.width(words) / (width - sheet.em * 1.4) * 1.15 + 1.0) // 1 * pen.face.size * 1.3
        box = Box(left, area.y, left + width, min(area.bottom, area.y + needed + sheet.em))
        sheet.fill(box, colour)
        inner = Column(sheet, left + sheet.em * 0.7, box.right - sheet.em * 0.7, area.y + sheet.em * 0.4, box.bottom)
        inner.paragraph(words, pen, Setting(1.3))
        area.y = box.bottom + sheet.em * 0.3
        area.line(sheet.text.fact(rng, kind="time"), style.small(0.7), align=float(mine))
        area.skip(sheet.em * 0.5)


def _dialog(area: Column, style: Style, row: float) -> None:
    """Settings: labels, entry fields, ticks and buttons."""
    sheet, rng = area.sheet, area.sheet.rng
    if sheet.chance(0.3):
        h, w = int(area.room), int(area.width)
        sheet.pixels[int(area.y) : int(area.y) + h, int(area.left) : int(area.left) + w] = photograph(rng, h, w)
        box = Box(
            area.left + sheet.em * 3, area.y + sheet.em * 3, area.right - sheet.em * 3, area.bottom - sheet.em * 3
        )
        sheet.fill(box, sheet.paper)
        area = Column(sheet, box.left + sheet.em, box.right - sheet.em, box.top + sheet.em, box.bottom)
    area.line(sheet.text.title(rng), style.bold.sized(1.2), kind="title")
    area.skip(sheet.em * 0.5)
    split = area.width * float(rng.uniform(0.3, 0.5))
    while area.room > row * 3.5:
        key, value = sheet.text.key_value(rng)
        names = Column(sheet, area.left, area.left + split - sheet.em, area.y, area.y + row + 1)
        names.line(key, style.body, leading=row / style.body.face.size)
        field = Box(area.left + split, area.y + 1, area.right, area.y + row - 1)
        sheet.outline(field, strong_colour(rng, sheet.paper) if sheet.chance(0.1) else _near(sheet.paper))
        if sheet.chance(0.8):
            entry = Column(sheet, field.left + sheet.em * 0.4, field.right - sheet.em, area.y, area.y + row + 1)
            entry.line(value, style.body, leading=row / style.body.face.size)
        area.skip(row * float(rng.uniform(1.1, 1.5)))
    x = area.left
    baseline = area.y + row * 1.5
    for _ in range(int(rng.integers(1, 4))):
        colour = panel_colour(rng, sheet.paper)
        pen = style.bold.inked(ink_on(colour, sheet.ink))
        word = pen.face.spell(sheet.text.label(rng))
        width = pen.width(word) + sheet.em * 2
        if x + width < area.right:
            middle = baseline - (pen.face.ascent - pen.face.descent) / 2
            sheet.fill(Box(x, middle - row * 0.6, x + width, middle + row * 0.6), colour)
            sheet.add(sheet.write(word, x + sheet.em, baseline, pen))
        x += width + sheet.em


def _terminal(area: Column, style: Style, row: float) -> None:
    sheet = area.sheet
    pen = Pen(style.body.face, sheet.ink)
    step = pen.face.height * float(sheet.rng.uniform(1.0, 1.3))
    lines: list[Line] = []
    while area.room > step:
        words = pen.face.spell(sheet.text.code_line(sheet.rng))
        while words and pen.width(words) > area.width:
            words = words[:-1].rstrip()
        lines += sheet.write(words, area.left, area.y + pen.face.ascent, pen)
        area.skip(step)
        if sheet.chance(0.03):
            break
    sheet.add(lines)


def _near(paper: Colour) -> Colour:
    """A colour a little off the paper's."""
    shift = -22 if luma(paper) > 0.5 else 22
    red, green, blue = (int(np.clip(v + shift, 0, 255)) for v in paper)
    return red, green, blue
