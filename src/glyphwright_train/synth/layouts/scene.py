"""Sheets → text out in the world: posters, signs and labels over pictures, business cards, notes by hand, figures."""

from dataclasses import replace

import numpy as np

from glyphwright.geometry import Box
from glyphwright.page import Line
from glyphwright_train.synth.backgrounds import photograph, surface
from glyphwright_train.synth.layouts.faces import Colour, Pen, face_of, pick_font
from glyphwright_train.synth.layouts.flow import Column, Setting
from glyphwright_train.synth.layouts.margins import header_footer, type_area
from glyphwright_train.synth.layouts.marks import (
    draw_barcode,
    draw_chart,
    draw_matrix_code,
    draw_picture,
    draw_scribble,
    draw_stamp,
)
from glyphwright_train.synth.layouts.sheet import Sheet
from glyphwright_train.synth.layouts.style import PLAIN, draw_style, ink_on, luma, panel_colour, strong_colour

POSTER = ("sans", "condensed", "display", "serif", "handwriting")


def draw_poster(sheet: Sheet) -> None:
    """Signs over a picture: groups of big words, each turned by up to 15°, some on panels."""
    rng = sheet.rng
    make = photograph if sheet.chance(0.75) else surface
    sheet.pixels[:] = make(rng, sheet.height, sheet.width)
    for _ in range(int(rng.integers(1, 13))):
        size = float(np.exp(rng.uniform(np.log(sheet.height * 0.015), np.log(sheet.height * 0.14))))
        x = float(rng.uniform(0.1, 0.9)) * sheet.width
        y = float(rng.uniform(0.05, 0.95)) * sheet.height
        angle = float(rng.choice([0.0, rng.uniform(-3, 3), rng.uniform(-15, 15)]))
        with sheet.turned(angle, x, y):
            _sign(sheet, x, y, max(size, 12.0))


def draw_business_card(sheet: Sheet) -> None:
    """Name, job, firm and ways to reach them, with a logo, on a plain or coloured card."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, (*PLAIN, "serif", "handwriting"), justified=0.0)
    margin = sheet.width * float(rng.uniform(0.05, 0.12))
    align = float(rng.choice([0.0, 0.0, 0.5, 1.0]))
    area = Column(
        sheet, margin, sheet.width - margin, sheet.height * float(rng.uniform(0.06, 0.2)), sheet.height - margin * 0.5
    )
    if sheet.chance(0.5):
        side = sheet.height * float(rng.uniform(0.15, 0.35))
        left = sheet.width - margin - side if align < 0.5 else margin
        draw_picture(sheet, Box(left, area.y, left + side, area.y + side))
    if sheet.chance(0.3):
        bar = sheet.height * float(rng.uniform(0.03, 0.12))
        sheet.fill(Box(0, sheet.height - bar, sheet.width, sheet.height), style.accent)
        area.bottom -= bar
    rows = [
        (text.fact(rng, kind="company"), style.head.sized(float(rng.uniform(1.2, 1.9)))),
        (text.fact(rng, kind="person"), style.bold.sized(float(rng.uniform(1.1, 1.6)))),
        (text.fact(rng, kind="job"), style.italic if sheet.chance(0.4) else style.body),
        *((row, style.small(0.9)) for row in text.address(rng)),
        *(
            (text.fact(rng, kind=str(kind)), style.small(0.9))
            for kind in rng.permutation(["phone", "email", "phone", "host"])
        ),
    ]
    for row, pen in rows:
        room = area.width - (sheet.height * 0.3 if align < 0.5 and area.y < sheet.height * 0.4 else 0)
        part = Column(sheet, area.left, area.left + room, area.y, area.bottom)
        part.paragraph(row, pen, Setting(1.2, align=align))
        area.y = part.y + (sheet.em * float(rng.uniform(0.3, 1.5)) if sheet.chance(0.25) else 0.0)


def draw_note(sheet: Sheet) -> None:
    """Handwriting on ruled, squared or blank paper, its lines wandering a little."""
    rng, text = sheet.rng, sheet.text
    area = type_area(sheet, least=0.05, most=0.12)
    font = pick_font(rng, sheet.fonts, ("handwriting",))
    ink = (20, 30, 110) if sheet.chance(0.5) and luma(sheet.paper) > 0.6 else sheet.ink
    pen = Pen(face_of(font, sheet.em), ink)
    step = max(pen.face.height * float(rng.uniform(1.1, 1.5)), sheet.em * 1.2)
    _rule_paper(sheet, step, area.y)
    if sheet.chance(0.4):
        area.line(
            text.title(rng), pen.sized(1.4), leading=step / pen.face.size, align=float(rng.choice([0.0, 0.5, 1.0]))
        )
    while area.room > step * 2:
        words = [w for w in pen.face.spell(text.paragraph(rng, sentences=int(rng.integers(1, 6)))).split() if w]
        lines: list[Line] = []
        while words and area.room > step:
            inset = float(rng.uniform(0, 0.6)) * sheet.em
            taken: list[str] = []
            while words and pen.width(" ".join([*taken, words[0]])) < area.width - inset:
                taken.append(words.pop(0))
            if not taken:
                words.pop(0)
                continue
            with sheet.turned(float(rng.normal(0, 0.5)), area.left, area.y):
                lines += sheet.write(" ".join(taken), area.left + inset, area.y + step * 0.75, pen)
            area.skip(step)
        sheet.add(lines)
        area.skip(step * int(rng.integers(0, 2)))
        if sheet.chance(0.2):
            break
    if sheet.chance(0.4):
        x, y = area.left + area.width * 0.5, min(area.y, area.bottom - sheet.em * 3)
        place = Box(x, y, x + sheet.em * 7, y + sheet.em * 2.5)
        if sheet.is_free(place):
            draw_scribble(sheet, place, ink)


def draw_figures(sheet: Sheet) -> None:
    """Pictures and charts with captions below, beside, or turned by 90° along them."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, PLAIN)
    area = type_area(sheet)
    header_footer(sheet, area, style)
    while area.room > sheet.em * 10:
        height = min(area.room - sheet.em * 4, float(rng.uniform(8, 24)) * sheet.em)
        for part in area.columns(int(rng.choice([1, 1, 2, 3])), sheet.em * 3, height=height + sheet.em * 3):
            box = Box(part.left, part.y, part.right - sheet.em * 2.2, part.y + height)
            (draw_chart(sheet, box, style.small(0.75)) if sheet.chance(0.4) else draw_picture(sheet, box))
            if sheet.chance(0.6):
                _beside(sheet, box, style.small(float(rng.uniform(0.7, 1.0))))
            part.y = box.bottom + sheet.em * 0.3
            part.paragraph(
                text.line(rng, characters=int(rng.integers(10, 90))), style.small(0.85), Setting(1.2), kind="caption"
            )
        if sheet.chance(0.5):
            area.skip(sheet.em)
            area.paragraph(text.paragraph(rng, sentences=int(rng.integers(1, 8))), style.body, style.setting)
            area.skip(sheet.em)


def draw_empty(sheet: Sheet) -> None:
    """Everything but text: photographs, surfaces, bar codes, stamps, scribbles, or nothing at all."""
    rng = sheet.rng
    if sheet.chance(0.4):
        make = photograph if sheet.chance(0.5) else surface
        sheet.pixels[:] = make(rng, sheet.height, sheet.width)
    makers = (draw_picture, draw_picture, draw_barcode, draw_matrix_code, draw_scribble)
    for _ in range(int(rng.integers(0, 7))):
        w, h = rng.uniform(0.08, 0.6, 2) * (sheet.width, sheet.height)
        x, y = float(rng.uniform(0, sheet.width - w)), float(rng.uniform(0, sheet.height - h))
        box = Box(x, y, x + float(w), y + float(h))
        if sheet.is_free(box):
            makers[int(rng.integers(len(makers)))](sheet, box)


def draw_package(sheet: Sheet) -> None:
    """A label: panels with big and small print, ingredients, a bar code, text at right angles along an edge."""
    rng, text = sheet.rng, sheet.text
    style = draw_style(sheet, (*PLAIN, "display"), justified=0.3)
    margin = sheet.em
    edge = style.small(float(rng.uniform(0.7, 1.0)))
    for x, angle in ((margin + edge.face.ascent, -90.0), (sheet.width - margin - edge.face.ascent, 90.0)):
        if sheet.chance(0.5):
            y = sheet.height * float(rng.uniform(0.3, 0.7))
            with sheet.turned(angle, x, y):
                sheet.add(sheet.write(text.line(rng, characters=int(rng.integers(8, 50))), x, y, edge, align=0.5))
    area = Column(sheet, margin * 3, sheet.width - margin * 3, margin * 2, sheet.height - margin * 2)
    while area.room > sheet.em * 5:
        count = int(rng.choice([1, 2, 2, 3]))
        height = float(rng.uniform(5, 16)) * sheet.em
        for part in area.columns(count, sheet.em, height=min(height, area.room)):
            _panel(part, style.body, style.head)
        area.skip(sheet.em * 0.8)
    if sheet.chance(0.3):
        x, y = float(rng.uniform(0.2, 0.6)) * sheet.width, float(rng.uniform(0.2, 0.7)) * sheet.height
        draw_stamp(sheet, Box(x, y, x + sheet.em * 10, y + sheet.em * 5), style.bold)


def _panel(part: Column, body: Pen, head: Pen) -> None:
    sheet, rng = part.sheet, part.sheet.rng
    box = Box(part.left, part.y, part.right, part.bottom)
    roll = rng.random()
    if roll < 0.15:
        return draw_picture(sheet, box)
    if roll < 0.27 and box.height > sheet.em * 4:
        draw = draw_barcode if sheet.chance(0.6) else draw_matrix_code
        return draw(sheet, Box(box.left, box.top, min(box.right, box.left + sheet.em * 14), box.bottom - sheet.em))
    colour = panel_colour(rng, sheet.paper) if sheet.chance(0.5) else sheet.paper
    if colour != sheet.paper:
        sheet.fill(box, colour)
    elif sheet.chance(0.5):
        sheet.outline(box, sheet.ink)
    ink = ink_on(colour, sheet.ink)
    inner = Column(
        sheet, box.left + sheet.em * 0.5, box.right - sheet.em * 0.5, box.top + sheet.em * 0.4, box.bottom - 2
    )
    if sheet.chance(0.6):
        big = head.sized(float(rng.uniform(1.2, 3.5))).inked(ink)
        title = sheet.text.label(rng)
        inner.paragraph(title, big, Setting(1.2, align=float(rng.choice([0.0, 0.5]))), kind="title")
        inner.skip(sheet.em * 0.3)
    small = body.sized(float(rng.uniform(0.6, 1.0))).inked(ink)
    while inner.room > small.face.size * 2 and sheet.chance(0.75):
        inner.paragraph(sheet.text.paragraph(rng, sentences=int(rng.integers(1, 5))), small, Setting(1.2))
        inner.skip(sheet.em * 0.3)
    return None


def _sign(sheet: Sheet, x: float, y: float, size: float) -> None:
    """One to four short lines below one another, centred or not, all in one face."""
    rng, text = sheet.rng, sheet.text
    font = pick_font(rng, sheet.fonts, POSTER)
    pen = Pen(face_of(font, size), (255, 255, 255), tracking=size * 0.15 if sheet.chance(0.15) else 0.0)
    rows = [
        text.label(rng) if sheet.chance(0.7) else text.line(rng, characters=20) for _ in range(int(rng.integers(1, 5)))
    ]
    rows = [row.upper() if sheet.chance(0.3) else row for row in (pen.face.spell(r) for r in rows) if row]
    width = max((pen.width(row) for row in rows), default=0.0)
    if not width:
        return
    fit = min(1.0, sheet.width * 0.85 / width)
    if fit < 1:
        pen = replace(pen, face=pen.face.at(size * fit), tracking=pen.tracking * fit)
        width = max(pen.width(row) for row in rows)
    step = pen.face.height * float(rng.uniform(1.05, 1.4))
    align = float(rng.choice([0.0, 0.5, 0.5, 1.0]))
    left = float(np.clip(x - width / 2, 4, max(4.0, sheet.width - width - 4)))
    top = float(np.clip(y - step * len(rows) / 2, 4, max(4.0, sheet.height - step * len(rows) - 4)))
    box = Box(left, top, left + width, top + step * len(rows))
    if not sheet.is_free(box):
        return
    pen = _seen(sheet, pen, box)
    lines: list[Line] = []
    for i, row in enumerate(rows):
        baseline = top + i * step + pen.face.ascent + (step - pen.face.height) / 2
        lines += sheet.write(row, left + align * width, baseline, pen, align=align)
    sheet.add(lines, "title")


def _seen(sheet: Sheet, pen: Pen, box: Box) -> Pen:
    """Ink that shows on this ground, or a panel or an outline that lets it show."""
    rng = sheet.rng
    ground = sheet.pixels[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1].reshape(-1, 3)
    lightness = ground @ np.array([0.299, 0.587, 0.114]) / 255
    low, high = float(np.quantile(lightness, 0.1)), float(np.quantile(lightness, 0.9))
    mean: Colour = tuple(int(v) for v in ground.mean(axis=0))  # type: ignore[assignment]
    if sheet.chance(0.35) or high - low > 0.45:
        if sheet.chance(0.5):
            pad = pen.face.size * float(rng.uniform(0.2, 0.6))
            colour = (
                strong_colour(rng, mean)
                if sheet.chance(0.6)
                else ((255, 255, 255) if sheet.chance(0.5) else (10, 10, 10))
            )
            sheet.fill(Box(box.left - pad, box.top - pad * 0.6, box.right + pad, box.bottom + pad * 0.6), colour)
            return pen.inked(ink_on(colour, strong_colour(rng, colour)))
        rim = max(1, round(pen.face.size * float(rng.uniform(0.04, 0.09))))
        dark = sheet.chance(0.3)
        return replace(
            pen,
            ink=(15, 15, 15) if dark else (250, 250, 250),
            outline=rim,
            outline_ink=(250,) * 3 if dark else (15,) * 3,
        )
    light = low > 1 - high
    ink: Colour = (12, 12, 12) if light else (250, 250, 250)
    if sheet.chance(0.3):
        ink = strong_colour(rng, mean)
        gap = min(abs(luma(ink) - low), abs(luma(ink) - high))
        ink = ink if gap > 0.3 and not low < luma(ink) < high else ((12, 12, 12) if light else (250, 250, 250))
    return pen.inked(ink)


def _beside(sheet: Sheet, box: Box, pen: Pen) -> None:
    """A line that reads upwards or downwards along the right side of a picture."""
    words = sheet.text.line(sheet.rng, characters=int(sheet.rng.integers(6, 40)))
    words = pen.face.spell(words)[: max(1, int(box.height / pen.face.size * 1.6))]
    x, y = box.right + pen.face.ascent + pen.face.size * 0.5, box.centre[1]
    downwards = sheet.chance(0.25)
    if downwards:
        x -= pen.face.ascent - pen.face.descent
    with sheet.turned(90.0 if downwards else -90.0, x, y):
        sheet.add(sheet.write(words, x, y, pen, align=0.5), "caption")


def _rule_paper(sheet: Sheet, step: float, top: float) -> None:
    """Printed lines or squares to write on."""
    roll = sheet.rng.random()
    if roll > 0.6:
        return
    grey = (170, 190, 215) if luma(sheet.paper) > 0.6 else (90, 90, 100)
    for y in np.arange(top + step * 0.8, sheet.height, step if roll < 0.4 else step / 2):
        sheet.fill(Box(0, y, sheet.width, y + 1), grey)
    if roll > 0.4:
        for x in np.arange(0, sheet.width, step / 2):
            sheet.fill(Box(x, 0, x + 1, sheet.height), grey)
