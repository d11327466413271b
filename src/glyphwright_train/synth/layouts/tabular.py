"""Sheets → pages of cells: tables with and without rules, forms that are filled in, invoices."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Box
from glyphwright.page import Line
from glyphwright_train.synth.layouts.faces import Colour, Pen, face_of, pick_font
from glyphwright_train.synth.layouts.flow import Column, Setting
from glyphwright_train.synth.layouts.margins import header_footer, type_area
from glyphwright_train.synth.layouts.marks import (
    draw_barcode,
    draw_logo,
    draw_matrix_code,
    draw_scribble,
    draw_stamp,
)
from glyphwright_train.synth.layouts.sheet import Run, Sheet
from glyphwright_train.synth.layouts.style import (
    PLAIN,
    TYPED,
    Style,
    draw_style,
    ink_on,
    luma,
    panel_colour,
    readable,
    strong_colour,
)

TABLE = (*PLAIN, *PLAIN, *TYPED)


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is ruled and filled; `pad` is the room in a cell left and right of its text."""

    rows_ruled: bool
    columns_ruled: bool
    framed: bool
    band: Colour | None
    head_fill: Colour | None
    thickness: float
    step: float
    pad: float


def draw_table_page(sheet: Sheet) -> None:
    """A title, one to three tables with captions, text between them."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, TABLE)
    area = type_area(sheet, least=0.04, most=0.12)
    header_footer(sheet, area, style, chance=0.4)
    if sheet.chance(0.6):
        area.line(text.title(rng), style.head.sized(float(rng.uniform(1.2, 2))), kind="title")
        area.skip(sheet.em)
    while area.room > sheet.em * 6:
        if sheet.chance(0.5):
            caption = (
                f"{rng.choice(['Table', 'Tab.', 'Tabelle', 'Tableau'])} {int(rng.integers(1, 20))}: {text.title(rng)}"
            )
            area.paragraph(caption, style.small(0.9), Setting(1.2, align=float(rng.choice([0.0, 0.5]))), kind="caption")
            area.skip(sheet.em * 0.4)
        if sheet.chance(0.3):
            draw_text_table(area, style)
        else:
            draw_table(area, style, columns=int(rng.integers(2, 9)), rows=int(rng.integers(3, 30)))
        area.skip(sheet.em * float(rng.uniform(1, 3)))
        if sheet.chance(0.5):
            area.paragraph(text.paragraph(rng, sentences=int(rng.integers(1, 6))), style.body, style.setting)
            area.skip(sheet.em)


def draw_table(area: Column, style: Style, *, columns: int, rows: int) -> None:
    """A table of drawn cells below the column's cursor: names at the left, numbers right-aligned."""
    sheet, rng = area.sheet, area.sheet.rng
    text = [sheet.text.table_row(rng, columns=columns) for _ in range(rows)]
    for row in text:
        for i in range(1, columns):
            if sheet.chance(0.1):
                row[i] = sheet.text.cell(rng)
    head = [sheet.text.label(rng) for _ in range(columns)]
    set_table(area, style, [head, *text], look=draw_look(sheet))


def draw_text_table(area: Column, style: Style) -> None:
    """Rows of cells with sentences that wrap, between rules."""
    sheet, rng = area.sheet, area.sheet.rng
    count = int(np.clip(area.width / sheet.em / rng.uniform(8, 20), 2, 5))
    shares = rng.uniform(0.5, 1.5, count)
    edges = area.left + np.concatenate([[0.0], np.cumsum(shares / shares.sum())]) * area.width
    pen, pad = style.small(float(rng.uniform(0.8, 1.0))), sheet.em * 0.4
    upright, boxed = sheet.chance(0.6), sheet.chance(0.8)
    top = area.y
    for row in range(int(rng.integers(2, 12))):
        if area.room < sheet.em * 6:
            break
        start = area.y
        for left, right in pairwise(edges):
            cell = Column(sheet, left + pad, right - pad, start + pad, area.bottom - pad)
            if row == 0:
                cell.paragraph(sheet.text.label(rng), style.bold, Setting(1.2), kind="table")
            elif sheet.chance(0.9):
                cell.paragraph(sheet.text.list_item(rng), pen, Setting(1.2), kind="table")
            area.y = max(area.y, cell.y + pad)
        if boxed or row == 0:
            sheet.fill(Box(area.left, area.y, area.right, area.y + 1), sheet.ink)
        area.skip(1)
    if upright:
        for x in edges:
            sheet.fill(Box(x, top, x + 1, area.y), sheet.ink)


def draw_look(sheet: Sheet) -> Look:
    rng = sheet.rng
    ruled = sheet.chance(0.5)
    return Look(
        rows_ruled=ruled or sheet.chance(0.3),
        columns_ruled=ruled and sheet.chance(0.7),
        framed=ruled and sheet.chance(0.8),
        band=panel_colour(rng, sheet.paper) if sheet.chance(0.2) else None,
        head_fill=panel_colour(rng, sheet.paper) if sheet.chance(0.4) else None,
        thickness=max(1.0, sheet.em * float(rng.choice([0.03, 0.06, 0.12]))),
        step=sheet.em * float(rng.uniform(1.3, 2.1)),
        pad=sheet.em * float(rng.uniform(0.3, 0.9)),
    )


def set_table(area: Column, style: Style, cells: list[list[str]], *, look: Look) -> None:
    """Set rows of cells, the first in bold; columns are as wide as what is in them, cut where the table is too wide."""
    sheet, rng = area.sheet, area.sheet.rng
    pen = style.small(float(rng.uniform(0.85, 1.0)))
    bold = style.bold.sized(pen.face.size / style.bold.face.size)
    widths = [max((bold if not r else pen).width(row[c]) for r, row in enumerate(cells)) for c in range(len(cells[0]))]
    widths = [width + 2 * look.pad for width in widths]
    spread = max(1.0, area.width / sum(widths)) if sheet.chance(0.6) else 1.0
    squeeze = min(1.0, area.width / sum(widths))
    widths = [max(width * spread * squeeze, sheet.em * 1.5) for width in widths]
    edges = area.left + np.concatenate([[0.0], np.cumsum(widths)])
    edges = edges[edges <= area.right + 1]
    number_align = 1.0 if sheet.chance(0.75) else 0.5
    top = area.y
    lines: list[Line] = []
    for r, row in enumerate(cells):
        if area.room < look.step or len(edges) < 2:
            break
        slot = Box(edges[0], area.y, edges[-1], area.y + look.step)
        row_pen = _fill_row(sheet, slot, bold if r == 0 else pen, look, r)
        lines += _set_row(sheet, row, edges, slot, (row_pen, look, number_align))
        area.skip(look.step)
        if look.rows_ruled or r == 0:
            sheet.fill(Box(slot.left, area.y - look.thickness, slot.right, area.y), sheet.ink)
    sheet.add(lines, "table")
    if look.columns_ruled:
        for x in edges[1:-1]:
            sheet.fill(Box(x, top, x + look.thickness, area.y), sheet.ink)
    if look.framed and len(edges) > 1:
        sheet.outline(Box(edges[0], top, edges[-1], area.y), sheet.ink, look.thickness)


def draw_form(sheet: Sheet) -> None:
    """Fields in boxes, on rules or in combs, filled in by hand, by machine or not at all; ticks and signatures."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, PLAIN)
    area = type_area(sheet, least=0.04, most=0.1)
    area.line(
        text.title(rng),
        style.head.sized(float(rng.uniform(1.4, 2.2))),
        align=float(rng.choice([0.0, 0.5])),
        kind="title",
    )
    area.skip(sheet.em)
    hand = face_of(pick_font(rng, sheet.fonts, ("handwriting",)), sheet.em * float(rng.uniform(1.2, 1.7)))
    typed = face_of(pick_font(rng, sheet.fonts, TYPED), sheet.em)
    ink = strong_colour(rng, sheet.paper) if sheet.chance(0.5) else sheet.ink
    filler = Pen(hand if sheet.chance(0.5) else typed, ink)
    fill_chance = float(rng.choice([0.0, 0.7, 0.95]))
    makers = (_boxed_fields, _ruled_fields, _comb_field, _check_boxes, _questions)
    while area.room > sheet.em * 6:
        if sheet.chance(0.3):
            _section_bar(area, style)
        maker = makers[int(rng.choice(len(makers), p=[0.38, 0.25, 0.1, 0.12, 0.15]))]
        for _ in range(int(rng.integers(1, 5))):
            if area.room > sheet.em * 6:
                maker(area, style, filler, fill_chance)
    if sheet.chance(0.5):
        sheet.fill(Box(area.left, area.bottom, area.left + sheet.em * 14, area.bottom + 1), sheet.ink)
        place = Box(area.left + sheet.em, area.bottom - sheet.em * 3, area.left + sheet.em * 9, area.bottom)
        if sheet.is_free(place):
            draw_scribble(sheet, place, ink)


def draw_invoice(sheet: Sheet) -> None:
    """Logo, seller, buyer, facts in pairs, a table of goods, totals at the right, bank data below."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, TABLE)
    area = type_area(sheet, least=0.05, most=0.1)
    if sheet.chance(0.6):
        side = sheet.em * float(rng.uniform(3, 6))
        left = area.left if sheet.chance(0.5) else area.right - side * 1.6
        draw_logo(sheet, Box(left, area.y, left + side * 1.5, area.y + side))
        area.skip(side + sheet.em if sheet.chance(0.7) else 0)
    area.line(text.fact(rng, kind="company"), style.head.sized(float(rng.uniform(1.3, 2.2))), kind="header")
    buyer, facts = area.columns(2, sheet.em * 2, height=sheet.em * 10)
    for row in (*text.address(rng), "", *text.address(rng)):
        buyer.line(row, style.body) if row else buyer.skip(sheet.em)
    _pairs(facts, style, int(rng.integers(3, 7)))
    area.line(text.title(rng), style.bold.sized(1.4), kind="title")
    area.skip(sheet.em * 0.8)
    columns = int(rng.integers(4, 7))
    rows = [text.table_row(rng, columns=columns) for _ in range(int(rng.integers(2, 16)))]
    wide = replace(draw_look(sheet), pad=sheet.em * 0.6)
    set_table(area, style, [[text.label(rng) for _ in range(columns)], *rows], look=wide)
    area.skip(sheet.em)
    totals = Column(sheet, area.right - area.width * 0.45, area.right, area.y, area.bottom)
    _pairs(totals, style, int(rng.integers(2, 5)), last_bold=True)
    area.y = totals.y + sheet.em
    area.paragraph(text.paragraph(rng, sentences=2), style.body, style.setting)
    area.skip(sheet.em)
    if sheet.chance(0.3) and area.room > sheet.em * 6:
        side = sheet.em * 5
        (draw_matrix_code if sheet.chance(0.5) else draw_barcode)(
            sheet, Box(area.left, area.y, area.left + side * 1.2, area.y + side)
        )
    if sheet.chance(0.25):
        x, y = float(rng.uniform(0.2, 0.7)) * sheet.width, float(rng.uniform(0.3, 0.8)) * sheet.height
        draw_stamp(sheet, Box(x, y, x + sheet.em * 11, y + sheet.em * 5), style.bold)
    feet = Column(sheet, area.left, area.right, area.bottom - sheet.em * 3, sheet.height).columns(3, sheet.em * 2)
    for foot in feet:
        for _ in range(3):
            key, value = text.key_value(rng)
            foot.line(f"{key} {value}", style.small(0.75), leading=1.25, kind="footer")


def _fill_row(sheet: Sheet, slot: Box, pen: Pen, look: Look, row: int) -> Pen:
    """Paint the ground of a row; the pen to write on it."""
    ground = look.head_fill if row == 0 else look.band if row % 2 == 0 else None
    if ground is None:
        return pen
    if row and luma(ground) < 0.45:
        ground = (225, 225, 225) if luma(sheet.paper) > 0.5 else (60, 60, 60)
    sheet.fill(slot, ground)
    return pen.inked(ink_on(ground, pen.ink))


def _set_row(
    sheet: Sheet, row: list[str], edges: NDArray[np.float64], slot: Box, how: tuple[Pen, Look, float]
) -> list[Line]:  # fmt: skip
    """Cells between ruled columns are lines of their own; else what is close together is one line."""
    pen, look, number_align = how
    baseline = slot.top + (look.step + pen.face.ascent - pen.face.descent) / 2
    runs: list[Run] = []
    for i, (left, right) in enumerate(pairwise(edges)):
        words = pen.face.spell(row[i]).split()
        while words and pen.width(" ".join(words)) > right - left - look.pad:
            words.pop()
        cell = " ".join(words)
        align = 0.0 if i == 0 else number_align
        x = left + look.pad / 2 + align * max(0.0, right - left - look.pad - pen.width(cell))
        if cell:
            runs.append(Run(cell, x, pen))
    if look.columns_ruled:
        return [line for run in runs for line in sheet.set([run], baseline)]
    return list(sheet.set(runs, baseline))


def _pairs(column: Column, style: Style, count: int, *, last_bold: bool = False) -> None:
    """Labels at the left, values at the right edge or in a column of their own."""
    sheet = column.sheet
    align = float(sheet.rng.choice([0.0, 1.0]))
    lines: list[Line] = []
    for i in range(count):
        pen = style.bold if last_bold and i == count - 1 else style.body
        step = pen.face.size * 1.4
        if column.room < step:
            break
        key, value = sheet.text.key_value(sheet.rng)
        key, value = pen.face.spell(key)[:24], pen.face.spell(value)[:26]
        x = column.right - pen.width(value) if align else column.left + column.width * 0.5
        if pen.width(key) + column.left + sheet.em < x and x + pen.width(value) < sheet.width:
            lines += sheet.set([Run(key, column.left, pen), Run(value, x, pen)], column.y + pen.face.ascent)
        column.skip(step)
    sheet.add(lines)


def _section_bar(area: Column, style: Style) -> None:
    sheet = area.sheet
    area.skip(sheet.em * 0.4)
    height = sheet.em * 1.6
    colour = panel_colour(sheet.rng, sheet.paper)
    sheet.fill(Box(area.left, area.y, area.right, area.y + height), colour)
    pen = style.bold.inked(ink_on(colour, sheet.ink))
    title = sheet.text.title(sheet.rng)[: int(area.width / pen.face.size)]
    baseline = area.y + (height + pen.face.ascent - pen.face.descent) / 2
    sheet.add(sheet.write(title, area.left + sheet.em * 0.5, baseline, pen), "title")
    area.skip(height + sheet.em * 0.4)


def _boxed_fields(area: Column, style: Style, filler: Pen, fill_chance: float) -> None:
    """A row of boxes, each with a small label in its corner and a value below."""
    sheet, rng = area.sheet, area.sheet.rng
    shares = rng.uniform(0.5, 1.5, int(rng.integers(1, 5)))
    edges = area.left + np.concatenate([[0.0], np.cumsum(shares / shares.sum())]) * area.width
    label = style.small(0.7)
    height = label.face.height * 1.3 + filler.face.height * 1.3
    for left, right in pairwise(edges):
        box = Box(left, area.y, right, area.y + height)
        sheet.outline(box, sheet.ink, max(1.0, sheet.em * 0.05))
        inner = Column(sheet, left + sheet.em * 0.3, right - sheet.em * 0.3, area.y + 2, area.y + height)
        key, value = sheet.text.key_value(rng)
        inner.line(key, label, leading=1.2)
        if sheet.chance(fill_chance):
            inner.y = area.y + label.face.height * 1.2
            inner.line(value, filler, leading=filler.face.height / filler.face.size * 1.05)
    area.skip(height + (0.0 if sheet.chance(0.6) else sheet.em * 0.5))


def _ruled_fields(area: Column, style: Style, filler: Pen, fill_chance: float) -> None:
    """A label and a line to write on, dotted or solid."""
    sheet, rng = area.sheet, area.sheet.rng
    step = filler.face.height * 1.5
    baseline = area.y + step - filler.face.descent * 1.1
    key, value = sheet.text.key_value(rng)
    words = style.body.face.spell(key)
    start = area.left + max(style.body.width(words) + sheet.em * 0.5, area.width * 0.25)
    end = area.right if sheet.chance(0.7) else area.left + area.width * 0.65
    rule = baseline + filler.face.descent * 0.4
    for x in np.arange(start, end, sheet.em * 0.35) if sheet.chance(0.4) else [start]:
        sheet.fill(Box(x, rule, min(end, x + max(1, sheet.em * 0.1)) if x > start else end, rule + 1), sheet.ink)
    lines = list(sheet.write(words, area.left, baseline, style.body))
    value = filler.face.spell(value)
    if sheet.chance(fill_chance) and start + sheet.em + filler.width(value) < end:
        lines += sheet.write(value, start + sheet.em * 0.5, baseline, filler)
    sheet.add(lines)
    area.skip(step)


def _comb_field(area: Column, style: Style, filler: Pen, fill_chance: float) -> None:
    """One box a letter; together these are a word."""
    sheet, rng = area.sheet, area.sheet.rng
    area.line(sheet.text.label(rng), style.small(0.75), leading=1.3)
    side = filler.face.height * 1.1
    count = min(int(rng.integers(6, 24)), int(area.width // side))
    value = "".join(str(v) for v in rng.integers(0, 10, count)) if sheet.chance(fill_chance) else ""
    baseline = area.y + side / 2 + (filler.face.ascent - filler.face.descent) / 2
    for i in range(count):
        sheet.outline(Box(area.left + i * side, area.y, area.left + (i + 1) * side + 1, area.y + side), sheet.ink, 1)
    runs = [Run(c, area.left + (i + 0.5) * side - filler.width(c) / 2, filler) for i, c in enumerate(value)]
    words = ((line, line.words[-1]) for line in sheet.set(runs, baseline))
    sheet.add(
        [replace(line, words=tuple(replace(w, space_after=w is last) for w in line.words)) for line, last in words]
    )
    area.skip(side + sheet.em * 0.5)


def _check_boxes(area: Column, style: Style, filler: Pen, fill_chance: float) -> None:
    """Small squares or circles with a word behind each, some ticked."""
    sheet, rng = area.sheet, area.sheet.rng
    outline = sheet.outline if sheet.chance(0.6) else sheet.ring
    side = style.body.face.ascent
    x, baseline = area.left, area.y + sheet.em * 1.2
    lines: list[Line] = []
    while x < area.right - sheet.em * 8:
        box = Box(x, baseline - side, x + side, baseline)
        outline(box, sheet.ink, 1)
        if sheet.chance(0.4 * fill_chance):
            draw_scribble(sheet, Box(x, baseline - side * 1.1, x + side * 1.1, baseline), filler.ink)
        word = style.body.face.spell(sheet.text.label(rng))
        lines += sheet.write(word, x + side * 1.5, baseline, style.body)
        x += side * 1.5 + style.body.width(word) + sheet.em * 2.5
    sheet.add(lines)
    area.skip(sheet.em * 1.8)


def _questions(area: Column, style: Style, filler: Pen, fill_chance: float) -> None:
    """Questions below one another, each with a circle or square to tick under every answer."""
    sheet, rng = area.sheet, area.sheet.rng
    outline = sheet.ring if sheet.chance(0.7) else sheet.outline
    side = style.body.face.height * float(rng.uniform(0.7, 1.4))
    step = max(side, style.body.face.height) * float(rng.uniform(1.1, 1.6))
    places = np.linspace(area.left + area.width * 0.55, area.right - side * 2, int(rng.integers(2, 7)))
    ink = sheet.ink if sheet.chance(0.5) else readable((128, 128, 128), sheet.paper)
    for row in range(int(rng.integers(2, 9))):
        if area.room < step * 2:
            return
        baseline = area.y + (step + style.body.face.ascent - style.body.face.descent) / 2
        words = style.body.face.spell(sheet.text.label(rng))[: int(area.width * 0.4 / style.body.face.size)]
        sheet.add(sheet.write(words, area.left, baseline, style.body))
        for i, x in enumerate(places):
            if row == 0:
                sheet.add(sheet.write(str(i + 1), x + side / 2, baseline, style.small(0.8), align=0.5))
                continue
            box = Box(x, area.y + (step - side) / 2, x + side, area.y + (step + side) / 2)
            outline(box, ink, sheet.em * 0.07)
            if sheet.chance(0.2 * fill_chance):
                draw_scribble(sheet, box, filler.ink)
        area.skip(step)
