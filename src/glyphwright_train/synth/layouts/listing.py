"""Sheets → pages of short entries: contents, indexes, reference cards, program code."""

import numpy as np

from glyphwright.geometry import Box
from glyphwright.page import Line
from glyphwright_train.synth.layouts.faces import Pen, face_of, pick_font
from glyphwright_train.synth.layouts.flow import Column, Setting
from glyphwright_train.synth.layouts.margins import header_footer, type_area
from glyphwright_train.synth.layouts.sheet import Run, Sheet
from glyphwright_train.synth.layouts.style import BOOK, PLAIN, Style, draw_style, ink_on, panel_colour, readable


def draw_contents(sheet: Sheet) -> None:
    """Headings with their page numbers at the right edge, dotted leaders or white between them."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, BOOK)
    area = type_area(sheet)
    header_footer(sheet, area, style)
    area.line(text.label(rng), style.head.sized(1.8), align=float(rng.choice([0.0, 0.5])), kind="title")
    area.skip(sheet.em)
    leader = str(rng.choice([".", ". ", "", "  .", "rule", "·"]))
    step = sheet.em * float(rng.uniform(1.25, 1.8))
    number = 1
    while area.room > step:
        depth = int(rng.choice([0, 1, 1, 2]))
        if depth == 0:
            area.skip(sheet.em * 0.4)
        pen = style.bold if depth == 0 else style.body
        left = area.left + depth * sheet.em * 1.6
        head = f"{number}.{depth} {text.title(rng)}" if sheet.chance(0.6) else text.title(rng)
        _leader_line(sheet, Box(left, area.y, area.right, area.y + step), (head, str(number)), pen, leader)
        number += int(rng.integers(1, 12))
        area.skip(step)


def draw_index(sheet: Sheet) -> None:
    """Columns of terms with page numbers, indented below one another, under single letters."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, BOOK)
    area = type_area(sheet)
    header_footer(sheet, area, style)
    if sheet.chance(0.4):
        area.line(text.label(rng), style.head.sized(2), kind="title")
        area.skip(sheet.em)
    pen = style.small(float(rng.uniform(0.8, 1.0)))
    for column in area.columns(int(rng.integers(2, 5)), sheet.em * float(rng.uniform(1, 2))):
        while column.room > sheet.em * 2:
            if sheet.chance(0.05):
                column.skip(sheet.em)
                column.line(str(rng.choice(list("ABCDEFGHIJKLMNOPRSTUVWZ"))), style.bold.sized(1.2), kind="title")
            pages = ", ".join(str(v) for v in sorted(rng.integers(1, 500, int(rng.integers(1, 5)))))
            inset = Column(
                sheet, column.left + sheet.em * int(rng.choice([0, 0, 1])), column.right, column.y, column.bottom
            )
            entry = f"{text.word(rng)} {text.word(rng)}, {pages}" if sheet.chance(0.5) else f"{text.word(rng)}, {pages}"
            inset.paragraph(entry, pen, Setting(1.2, hang=sheet.em * 2), kind="list")
            column.y = inset.y


def draw_reference_card(sheet: Sheet) -> None:
    """Small print in two to four columns: keys and what they do, under headings on coloured bars."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, PLAIN)
    area = type_area(sheet, least=0.02, most=0.05)
    area.line(
        text.title(rng),
        style.head.sized(float(rng.uniform(1.5, 2.5))),
        align=float(rng.choice([0.0, 0.5])),
        kind="title",
    )
    area.skip(sheet.em * 0.5)
    code = Pen(face_of(pick_font(rng, sheet.fonts, ("mono", "typewriter")), style.body.face.size * 0.95), sheet.ink)
    key_pen = code if sheet.chance(0.6) else style.bold
    bar, framed = panel_colour(rng, sheet.paper), sheet.chance(0.3)
    count = int(np.clip(area.width / (sheet.em * rng.uniform(18, 30)), 2, 5))
    for column in area.columns(count, sheet.em * float(rng.uniform(1.0, 2.0))):
        while column.room > sheet.em * 6:
            top = column.y
            _bar_heading(column, style, bar)
            split = column.width * float(rng.uniform(0.3, 0.5))
            for _ in range(int(rng.integers(3, 14))):
                _key_row(column, split, key_pen, style)
            if framed:
                sheet.outline(Box(column.left - 4, top - 3, column.right + 4, column.y + 3), sheet.ink)
            column.skip(sheet.em)


def draw_code(sheet: Sheet) -> None:
    """A listing in one font, indented, sometimes numbered, on a panel or with coloured words."""
    rng, text = sheet.rng, sheet.text
    font = pick_font(rng, sheet.fonts, ("mono", "mono", "typewriter"))
    style = draw_style(sheet, PLAIN)
    area = type_area(sheet, least=0.04, most=0.12)
    header_footer(sheet, area, style)
    pen = Pen(face_of(font, sheet.em), sheet.ink)
    step = sheet.em * float(rng.uniform(1.1, 1.4)) * max(1.0, pen.face.height / pen.face.size)
    numbered = sheet.chance(0.5)
    gutter = pen.width("0000 ") if numbered else 0.0
    colours = [readable(c, sheet.paper) for c in ((0, 0, 160), (140, 0, 120), (0, 110, 30), sheet.ink, sheet.ink)]
    coloured = sheet.chance(0.35)
    number, indent = int(rng.integers(1, 900)), 0
    while area.room > step:
        if sheet.chance(0.08) and area.room > sheet.em * 10:
            area.skip(step)
            area.paragraph(text.paragraph(rng, sentences=3), style.body, style.setting)
            area.skip(step)
        lines: list[Line] = []
        for _ in range(int(rng.integers(4, 24))):
            indent = int(np.clip(indent + rng.integers(-1, 2), 0, 5))
            if area.room <= step:
                break
            baseline = area.y + pen.face.ascent
            area.skip(step)
            if numbered:
                shade = pen.inked(readable((128, 128, 128), sheet.paper))
                lines += sheet.write(str(number), area.left + gutter * 0.75, baseline, shade, align=1.0)
            number += 1
            if sheet.chance(0.12):
                continue
            left = area.left + gutter + indent * pen.width("    ")
            ink = colours[int(rng.integers(len(colours)))] if coloured else sheet.ink
            lines += sheet.write(_fitted(pen, text.code_line(rng), area.right - left), left, baseline, pen.inked(ink))
        sheet.add(lines, "text")
        if sheet.chance(0.3):
            area.skip(step)


def _leader_line(sheet: Sheet, slot: Box, entry: tuple[str, str], pen: Pen, leader: str) -> None:
    """Head, leader and page number in one slot; a leader of dots is text, a dotted rule is not."""
    head, number = entry
    baseline = slot.top + (slot.height - pen.face.height) / 2 + pen.face.ascent
    head = _fitted(pen, head, slot.width - pen.width(number) - sheet.em * 3)
    start = slot.left + pen.width(head) + pen.face.space
    end = slot.right - pen.width(number)
    runs = [Run(head, slot.left, pen), Run(number, end, pen)]
    dots = leader if leader in {".", ". ", "  .", "·"} else ""
    if dots:
        pitch = pen.width(dots.strip()) + pen.face.space * dots.count(" ")
        count = int((end - start - pen.face.space) / max(pitch, 1))
        joint = " " if " " in dots else ""
        shown = joint.join([dots.strip()] * count)
        if count > 2:
            runs.insert(1, Run(shown, end - pen.face.space - pen.width(shown), pen))
    elif leader == "rule":
        for x in np.arange(start, end - pen.face.space, max(3.0, sheet.em * 0.3)):
            sheet.fill(Box(x, baseline - 1, x + max(1, sheet.em * 0.07), baseline), pen.ink)
    sheet.add(sheet.set(runs, baseline), "list")


def _bar_heading(column: Column, style: Style, bar: tuple[int, int, int]) -> None:
    sheet = column.sheet
    pen = style.bold.sized(1.1)
    height = pen.face.height * 1.3
    if sheet.chance(0.7):
        sheet.fill(Box(column.left - 3, column.y, column.right + 3, column.y + height), bar)
        pen = pen.inked(ink_on(bar, sheet.ink))
    baseline = column.y + height / 2 + (pen.face.ascent - pen.face.descent) / 2
    title = _fitted(pen, sheet.text.title(sheet.rng), column.width)
    align = float(sheet.rng.choice([0.0, 0.5]))
    sheet.add(sheet.write(title, column.left + align * column.width, baseline, pen, align=align), "title")
    column.skip(height + sheet.em * 0.3)


def _key_row(column: Column, split: float, key_pen: Pen, style: Style) -> None:
    """A key at the left and what it means at the right, as one or more lines."""
    sheet = column.sheet
    if column.room < sheet.em * 3:
        return
    key = sheet.text.code_line(sheet.rng) if sheet.chance(0.6) else sheet.text.label(sheet.rng)
    keys = Column(sheet, column.left, column.left + split - sheet.em, column.y, column.y + sheet.em * 1.4)
    keys.line(key, key_pen, leading=1.2)
    meaning = Column(sheet, column.left + split, column.right, column.y, column.bottom)
    meaning.paragraph(sheet.text.list_item(sheet.rng), style.body, Setting(1.2))
    column.y = max(keys.y, meaning.y)


def _fitted(pen: Pen, text: str, room: float) -> str:
    """As many words of a text as fit."""
    words = pen.face.spell(text).split()
    while words and pen.width(" ".join(words)) > room:
        words.pop()
    return " ".join(words)
