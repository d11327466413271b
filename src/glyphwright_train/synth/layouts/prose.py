"""Sheets → pages of running text: letters, articles, books, newspapers, title pages."""

from dataclasses import replace

import numpy as np

from glyphwright.geometry import Box
from glyphwright_train.synth.layouts.flow import Column, Setting
from glyphwright_train.synth.layouts.margins import header_footer, number_lines, type_area
from glyphwright_train.synth.layouts.marks import draw_chart, draw_logo, draw_picture, draw_scribble
from glyphwright_train.synth.layouts.sheet import Sheet
from glyphwright_train.synth.layouts.style import BOOK, PLAIN, TYPED, Style, draw_style, emphasise
from glyphwright_train.synth.layouts.tabular import draw_table

SECTION = 1.35


def draw_letter(sheet: Sheet) -> None:
    """Letterhead, addresses, date, subject, text, greeting and signature."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, (*PLAIN, *TYPED), justified=0.2)
    column = type_area(sheet)
    body = style.body
    align = float(rng.choice([0.0, 0.5, 1.0]))
    if sheet.chance(0.3):
        side = sheet.em * float(rng.uniform(3, 6))
        draw_logo(sheet, Box(column.left, column.y, column.left + side * rng.uniform(1, 2), column.y + side))
    column.line(text.title(rng), style.head.sized(float(rng.uniform(1.3, 2.4))), align=align, kind="header")
    for _ in range(int(rng.integers(1, 4))):
        column.line(text.line(rng, characters=40), style.small(), align=align, kind="header")
    if sheet.chance(0.4):
        column.rule(sheet.em * 0.08, gap=sheet.em * 0.4)
    column.skip(sheet.em * 2)
    address = text.address(rng)
    for row in address:
        column.line(row, body)
    column.skip(sheet.em * 2)
    column.line(text.fact(rng, kind="date"), body, align=float(rng.choice([0.0, 1.0])))
    column.skip(sheet.em)
    column.line(text.title(rng), style.bold)
    column.skip(sheet.em)
    _paragraphs(column, style, int(rng.integers(2, 6)), keep=sheet.em * 9)
    column.skip(sheet.em)
    column.line(text.line(rng, characters=20), body)
    draw_scribble(sheet, Box(column.left, column.y, column.left + sheet.em * 8, column.y + sheet.em * 3))
    column.skip(sheet.em * 3.2)
    column.line(text.fact(rng, kind="person"), body)


def draw_article(sheet: Sheet) -> None:
    """Title, authors and sections in one to three columns, with pictures, lists and footnotes."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, BOOK, justified=0.7)
    area = type_area(sheet, least=0.05, most=0.11)
    header_footer(sheet, area, style)
    count = int(rng.choice([1, 2, 2, 3]))
    if sheet.chance(0.5):
        align = float(rng.choice([0.0, 0.5]))
        heading = style.head.sized(float(rng.uniform(1.4, 2.4)))
        area.paragraph(text.title(rng), heading, Setting(leading=1.25, align=align), kind="title")
        area.skip(sheet.em * 0.6)
        area.line(
            ", ".join(text.fact(rng, kind="person") for _ in range(int(rng.integers(1, 4)))), style.body, align=align
        )
        area.skip(sheet.em)
        if sheet.chance(0.5):
            inner = Column(sheet, area.left + sheet.em * 3, area.right - sheet.em * 3, area.y, area.bottom)
            inner.paragraph(text.paragraph(rng, sentences=5), style.small(0.9), style.setting)
            area.y = inner.y + sheet.em
    if count == 1:
        sections(area, style)
        return
    for column in area.columns(count, sheet.em * float(rng.uniform(1.0, 2.4))):
        sections(column, style)


def draw_book(sheet: Sheet) -> None:
    """A page of a novel or a textbook: header, page number, even text, footnotes below a rule, notes in the margin."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, ("serif",), justified=0.9)
    area = type_area(sheet, least=0.08, most=0.16)
    header_footer(sheet, area, style, chance=0.9)
    if sheet.chance(0.2):
        area.skip(sheet.height * 0.12)
        area.line(text.title(rng), style.head.sized(1.8), align=0.5, kind="title")
        area.skip(sheet.em * 2)
    notes = int(rng.integers(1, 5)) if sheet.chance(0.35) else 0
    foot = Column(sheet, area.left, area.right, area.bottom - sheet.em * 2.6 * notes, area.bottom)
    if notes:
        area.bottom = foot.y - sheet.em
        sheet.fill(Box(area.left, foot.y - 4, area.left + area.width * 0.3, foot.y - 3), sheet.ink)
    with sheet.at_foot():
        for i in range(notes):
            note = f"{i + 1} {text.sentence(rng)}"
            foot.paragraph(note, style.small(0.8), Setting(leading=1.15, justify=style.setting.justify))
    if sheet.chance(0.3):
        _margin_notes(sheet, area, style)
    while area.room > sheet.em * 2:
        _paragraphs(area, style, 3)
        if sheet.chance(0.2) and area.room > sheet.em * 6:
            area.skip(sheet.em)
            area.line(text.title(rng), style.head.sized(1.2), kind="title")
            area.skip(sheet.em * 0.5)
    if sheet.chance(0.12):
        number_lines(sheet, area, style)


def draw_spread(sheet: Sheet) -> None:
    """Two pages of an open book beside one another, the fold dark between them."""
    rng = sheet.rng
    style = draw_style(sheet, ("serif",), justified=0.9)
    area = type_area(sheet, least=0.03, most=0.06)
    fold = sheet.width * float(rng.uniform(0.04, 0.09))
    for page in area.columns(2, fold):
        header_footer(sheet, page, style, chance=0.8)
        if sheet.chance(0.2):
            page.skip(page.room * float(rng.uniform(0.1, 0.5)))
        while page.room > sheet.em * 2:
            _paragraphs(page, style, 3)
            if sheet.chance(0.05):
                break
        sheet.end_page()
    across = np.abs(np.arange(sheet.width) - sheet.width / 2) / (fold * float(rng.uniform(0.15, 0.5)))
    shade = 1 - float(rng.uniform(0.0, 0.7)) * np.exp(-across)
    sheet.pixels[:] = (sheet.pixels * shade[None, :, None]).astype(np.uint8)


def draw_newspaper(sheet: Sheet) -> None:
    """A masthead, then articles of three to six narrow columns under big headlines."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, ("serif", "serif", "condensed"), justified=0.85)
    area = type_area(sheet, least=0.02, most=0.05)
    if sheet.chance(0.5):
        area.line(text.title(rng), style.head.sized(float(rng.uniform(3, 5))), align=0.5, kind="header")
        area.rule(2, gap=sheet.em * 0.3)
    while area.room > sheet.em * 8:
        height = float(rng.uniform(14, 40)) * sheet.em
        count = int(np.clip(area.width / (sheet.em * rng.uniform(11, 19)), 2, 6))
        area.paragraph(text.title(rng), style.head.sized(float(rng.uniform(1.6, 3.8))), Setting(1.12), kind="title")
        area.skip(sheet.em * 0.4)
        for column in area.columns(count, sheet.em * float(rng.uniform(0.9, 1.5)), height=height):
            if sheet.chance(0.25) and column.room > column.width:
                picture(column, style, height=column.width * float(rng.uniform(0.5, 1.0)))
            while column.room > sheet.em * 2:
                _paragraphs(column, style, 3)
        area.rule(1, gap=sheet.em * 0.5)


def draw_title_page(sheet: Sheet) -> None:
    """A few lines on a lot of white."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, BOOK)
    area = type_area(sheet, least=0.1, most=0.2)
    align = float(rng.choice([0.0, 0.5, 0.5, 1.0]))
    area.skip(sheet.height * float(rng.uniform(0.05, 0.3)))
    area.paragraph(
        text.title(rng), style.head.sized(float(rng.uniform(1.8, 4))), Setting(1.25, align=align), kind="title"
    )
    area.skip(sheet.em * float(rng.uniform(1, 4)))
    if sheet.chance(0.5):
        area.paragraph(text.line(rng, characters=60), style.italic.sized(1.3), Setting(1.25, align=align))
    area.skip(sheet.em * float(rng.uniform(1, 8)))
    for _ in range(int(rng.integers(1, 4))):
        area.line(text.fact(rng, kind="person"), style.body.sized(1.2), align=align)
    area.y = max(area.y, area.bottom - sheet.em * float(rng.uniform(3, 9)))
    for _ in range(int(rng.integers(1, 4))):
        area.line(text.line(rng, characters=28), style.body, align=align)


def sections(column: Column, style: Style) -> None:
    """Fill a column with headings, paragraphs, lists, formulae, tables and pictures."""
    sheet, rng = column.sheet, column.sheet.rng
    while column.room > sheet.em * 3:
        kind = rng.random()
        if kind < 0.2 and column.room > sheet.em * 6:
            _heading(column, style)
        elif kind < 0.3:
            bullets(column, style, int(rng.integers(2, 6)))
        elif kind < 0.35 and column.room > sheet.em * 12:
            picture(column, style, height=sheet.em * float(rng.uniform(6, 16)))
        elif kind < 0.39 and column.room > sheet.em * 8:
            column.skip(sheet.em * 0.6)
            fits = int(np.clip(column.width / sheet.em / 6, 2, 6))
            draw_table(column, style, columns=int(rng.integers(2, fits + 1)), rows=int(rng.integers(2, 9)))
            column.skip(sheet.em)
        elif kind < 0.44:
            _formula(column, style)
        else:
            _paragraphs(column, style, 1)


def _heading(column: Column, style: Style) -> None:
    sheet, rng = column.sheet, column.sheet.rng
    column.skip(sheet.em * 0.8)
    numbered = f"{int(rng.integers(1, 9))}.{int(rng.integers(1, 9))} " if sheet.chance(0.5) else ""
    head = style.head.sized(float(rng.uniform(1.05, SECTION)))
    if sheet.chance(0.12):
        head = replace(head, underline=True)
    column.paragraph(numbered + sheet.text.title(rng), head, Setting(1.25), kind="title")
    column.skip(sheet.em * 0.4)


def _formula(column: Column, style: Style) -> None:
    """A formula in the middle and sometimes its number at the right edge."""
    sheet, rng = column.sheet, column.sheet.rng
    pen = style.italic
    column.skip(sheet.em * 0.5)
    baseline = column.y + pen.face.ascent
    words = pen.face.spell(sheet.text.formula(rng))
    if pen.width(words) < column.width * 0.75:
        lines = list(sheet.write(words, column.left + column.width / 2, baseline, pen, align=0.5))
        if sheet.chance(0.5):
            lines += sheet.write(f"({int(rng.integers(1, 60))})", column.right, baseline, style.body, align=1.0)
        sheet.add(lines)
        column.skip(sheet.em * 2)


def bullets(column: Column, style: Style, count: int) -> None:
    """A list with bullets or numbers, its items indented behind them."""
    sheet, rng = column.sheet, column.sheet.rng
    mark = str(rng.choice(["•", "-", "–", "*", "1.", "a)", "(1)"]))
    hang = sheet.em * 1.6
    column.skip(sheet.em * 0.4)
    for i in range(count):
        shown = mark.replace("1", str(i + 1)).replace("a", "abcdefghij"[i % 10])
        words = f"{shown} {sheet.text.list_item(rng)}"
        inset = Column(sheet, column.left + sheet.em, column.right, column.y, column.bottom)
        inset.paragraph(words, style.body, Setting(style.setting.leading, hang=hang), kind="list")
        column.y = inset.y + sheet.em * 0.2


def picture(column: Column, style: Style, *, height: float) -> None:
    """A figure across the column with its caption below."""
    sheet, rng = column.sheet, column.sheet.rng
    column.skip(sheet.em * 0.6)
    height = min(height, column.room - sheet.em * 3)
    width = column.width * float(rng.choice([1.0, 1.0, 0.7]))
    left = column.left + (column.width - width) / 2
    box = Box(left, column.y, left + width, column.y + height)
    if height > sheet.em * 3:
        if sheet.chance(0.3):
            draw_chart(sheet, box, style.small(0.75))
        else:
            draw_picture(sheet, box)
        column.skip(height + sheet.em * 0.5)
        caption = f"{rng.choice(['Figure', 'Fig.', 'Abb.', 'Figura'])} {int(rng.integers(1, 30))}: "
        caption += sheet.text.line(rng, characters=int(rng.integers(20, 120)))
        column.paragraph(caption, style.small(0.88), Setting(1.2, align=float(rng.choice([0.0, 0.5]))), kind="caption")
    column.skip(sheet.em * 0.8)


def _paragraphs(column: Column, style: Style, count: int, *, keep: float = 0.0) -> None:
    sheet, rng = column.sheet, column.sheet.rng
    for _ in range(count):
        if column.room < keep + sheet.em * 2:
            return
        text = sheet.text.paragraph(rng, sentences=int(rng.integers(1, 9)))
        part = Column(sheet, column.left, column.right, column.y, column.bottom - keep)
        part.paragraph(emphasise(sheet, text, style), style.body, style.setting)
        column.y = part.y + (0.0 if style.setting.indent else sheet.em * 0.6)


def _margin_notes(sheet: Sheet, area: Column, style: Style) -> None:
    """Narrow notes beside the text, which makes room for them."""
    width = sheet.em * 6
    on_left = sheet.chance(0.5)
    left = area.left if on_left else area.right - width
    notes = Column(sheet, left, left + width, area.y, area.bottom)
    if on_left:
        area.left += width + sheet.em
    else:
        area.right -= width + sheet.em
    for _ in range(int(sheet.rng.integers(1, 5))):
        notes.skip(sheet.em * float(sheet.rng.uniform(1, 12)))
        text = sheet.text.line(sheet.rng, characters=int(sheet.rng.integers(8, 50)))
        notes.paragraph(text, style.small(0.75), Setting(1.15, align=float(on_left)))
