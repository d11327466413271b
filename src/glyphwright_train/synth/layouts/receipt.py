"""Sheets → receipts: narrow, in one or two fonts of a till, with long gaps between what was bought and its price.

Half of them hold what fits together, and what it means is known (`synth/tills`); the others hold anything.
"""

import itertools
import random
from dataclasses import dataclass

import numpy as np

from glyphwright.geometry import Box
from glyphwright.interpret.receipt_keys import Keys
from glyphwright.page import Line
from glyphwright_train.synth.layouts.faces import Pen, face_of, pick_font, sibling
from glyphwright_train.synth.layouts.flow import Column, Setting
from glyphwright_train.synth.layouts.marks import (
    draw_barcode,
    draw_dashes,
    draw_matrix_code,
    draw_picture,
    draw_scribble,
    draw_stamp,
)
from glyphwright_train.synth.layouts.sheet import Run, Sheet
from glyphwright_train.synth.tills.receipt import draw_till_receipt
from glyphwright_train.synth.tills.till import TillRow

TILL = ("receipt", "mono", "typewriter", "sans", "condensed")
SEPARATORS = ("-", "-", "=", "*", "_", ".", "rule", "double", "none", "- ", "= ", "-=", "~")
COLUMNS = ("Qty", "Item", "Description", "Price", "Amount", "U/P", "Disc", "Total", "Tax", "Code", "RM", "EUR", "Menge")


@dataclass(frozen=True, slots=True)
class Till:
    """The printer's pens and habits: distance of lines in pixels, whether all is in capitals, how it separates."""

    body: Pen
    bold: Pen
    big: Pen
    step: float
    capitals: bool
    separator: str

    def dress(self, text: str) -> str:
        return text.upper() if self.capitals else text


def draw_receipt(sheet: Sheet) -> None:
    """A receipt whose keys are known, or one of facts that do not fit together."""
    if sheet.chance(0.5):
        draw_known_receipt(sheet)
    else:
        _draw_any(sheet)


def draw_known_receipt(sheet: Sheet) -> Keys:
    """A receipt, and its company, date, address and total; what the paper has no room for is not set."""
    till = _draw_till(sheet)
    receipt = draw_till_receipt(random.Random(int(sheet.rng.integers(2**63))))
    column = _column(sheet)
    fit = column.width / (receipt.columns * till.body.width("0"))
    body, bold = (pen.sized(min(1.0, fit)) for pen in (till.body, till.bold))
    for row in receipt.rows:
        step = till.step * row.size
        column.skip(row.gap * till.step)
        if row.gap > 0.5 and till.separator != "none" and sheet.chance(0.6):
            _separate(column, till)
        if column.room < step:
            break
        _set_row(column, row, (bold if row.size > 1 else body).sized(row.size), step)
        column.skip(step)
    _end(column, till)
    return receipt.keys


def _set_row(column: Column, row: TillRow, pen: Pen, step: float) -> None:
    """The cells of a row, in smaller type where they are too long, each behind the one before it."""
    texts = [pen.face.spell(column.sheet.text.clean(cell.text)) for cell in row.cells]
    needed = sum(pen.width(text) + pen.face.space for text in texts)
    pen = pen.sized(min(1.0, column.width / needed)) if needed else pen
    runs: list[Run] = []
    end = column.left
    for text, cell in zip(texts, row.cells, strict=True):
        width = pen.width(text)
        x = column.left + cell.at * column.width - cell.align * width
        x = max(end, min(x, column.right - width))
        runs.append(Run(text, x, pen))
        end = x + width + pen.face.space
    baseline = column.y + (step - pen.face.height) / 2 + pen.face.ascent
    column.sheet.add(column.sheet.set(runs, baseline), "table" if len(runs) > 1 else "text")


def _column(sheet: Sheet) -> Column:
    margin = sheet.width * float(sheet.rng.uniform(0.03, 0.12))
    top = sheet.height * float(sheet.rng.uniform(0.01, 0.06))
    return Column(sheet, margin, sheet.width - margin, top, sheet.height - sheet.em)


def _end(column: Column, till: Till) -> None:
    """Mostly tear the paper off below the last row; then what people do to it."""
    sheet = column.sheet
    if sheet.chance(0.75):
        sheet.cut_below(column.y + sheet.em * float(sheet.rng.uniform(0.3, 4)), least=sheet.width)
    _scrawl(sheet, till)


def _draw_any(sheet: Sheet) -> None:
    """Shop, its address, facts, goods, sums, thanks; separators of dashes are ornaments, not text."""
    rng, text = sheet.rng, sheet.text
    till = _draw_till(sheet)
    column = _column(sheet)
    _head(column, till)
    _separate(column, till)
    tab = column.left + column.width * float(rng.uniform(0.22, 0.5)) if sheet.chance(0.4) else None
    for _ in range(int(rng.integers(2, 7))):
        if tab is None:
            _pair(column, till, text.key_value(rng), apart=sheet.chance(0.5))
        else:
            _tabulated(column, till, text.key_value(rng), tab)
    _separate(column, till)
    keep = sheet.em * float(rng.uniform(8, 18))
    (_goods_in_columns if sheet.chance(0.4) else _goods)(column, till, keep)
    _separate(column, till)
    for i in range(int(rng.integers(2, 8))):
        pen = till.big if sheet.chance(0.12) else till.bold if i == 0 or sheet.chance(0.2) else till.body
        _pair(column, till, text.receipt_line(rng), apart=True, pen=pen)
    _separate(column, till)
    _foot(column, till)
    _end(column, till)


def _draw_till(sheet: Sheet) -> Till:
    rng = sheet.rng
    font = pick_font(rng, sheet.fonts, TILL)
    face = face_of(font, sheet.em)
    size = sheet.em * float(np.clip(0.52 * sheet.em / face.x_height, 0.8, 1.25))
    crisp = sheet.chance(0.15)
    body = Pen(face_of(font, size), sheet.ink, crisp=crisp)
    bold = Pen(face_of(sibling(font, sheet.fonts, bold=True), size), sheet.ink, crisp=crisp)
    head = font if sheet.chance(0.6) else pick_font(rng, sheet.fonts, ("sans", "serif", "display"))
    big = Pen(face_of(sibling(head, sheet.fonts, bold=True), size * float(rng.uniform(1.3, 2.2))), sheet.ink)
    step = body.face.height * float(rng.uniform(1.02, 1.5))
    return Till(body, bold, big, step, sheet.chance(0.4), str(rng.choice(SEPARATORS)))


def _head(column: Column, till: Till) -> None:
    sheet, rng = column.sheet, column.sheet.rng
    if sheet.chance(0.25):
        side = sheet.width * float(rng.uniform(0.12, 0.3))
        left = column.left + (column.width - side * 1.4) / 2
        draw_picture(sheet, Box(left, column.y, left + side * 1.4, column.y + side))
        column.skip(side + sheet.em)
    align = float(rng.choice([0.5, 0.5, 0.5, 0.0]))
    shop = Setting(leading=till.big.face.height / till.big.face.size * 1.1, align=align)
    column.paragraph(till.dress(sheet.text.fact(rng, kind="company")), till.big, shop, kind="title")
    setting = Setting(leading=till.step / till.body.face.size, align=align)
    for row in sheet.text.address(rng):
        column.paragraph(till.dress(row), till.body, setting)
    for _ in range(int(rng.integers(0, 4))):
        column.paragraph(till.dress(sheet.text.receipt_notice(rng).strip("-=*_. ")), till.body, setting)
    if sheet.chance(0.4):
        column.skip(till.step * 0.5)
        column.line(
            till.dress(sheet.text.label(rng)), till.bold.sized(float(rng.uniform(1, 1.4))), align=0.5, kind="title"
        )


def _separate(column: Column, till: Till) -> None:
    """A row of signs or of marks across the paper, or a rule, or just some white: nothing to be read."""
    sheet = column.sheet
    y = column.y + till.step * 0.55
    separator = str(sheet.rng.choice(SEPARATORS)) if sheet.chance(0.3) else till.separator
    if column.room <= till.step or separator == "none":
        column.skip(till.step * 0.4)
        return
    for left, right in _spans(column):
        if separator in {"rule", "double"}:
            for offset in (0, 4) if separator == "double" else (0,):
                sheet.fill(Box(left, y + offset, right, y + offset + max(1, sheet.em * 0.06)), sheet.ink)
        elif sheet.chance(0.6):
            row = separator * max(2, int((right - left) / max(2.0, till.body.width(separator))))
            ends = str(sheet.rng.choice(["", "", "*", "+", "|"]))
            sheet.write(ends + row[2 * len(ends) :] + ends, left, column.y + till.body.face.ascent, till.body)
        else:
            draw_dashes(sheet, Box(left, y, right, y + till.body.face.size * 0.5))
    column.skip(till.step)


def _spans(column: Column) -> list[tuple[float, float]]:
    """From where to where a row of separators runs: mostly across, else over each column, or below the sums alone."""
    rng, width = column.sheet.rng, column.width
    kind = rng.choice(["across", "columns", "sums"], p=[0.6, 0.25, 0.15])
    if kind == "across":
        return [(column.left, column.right)]
    if kind == "sums":
        return [(column.right - width * float(rng.uniform(0.08, 0.35)), column.right)]
    edges = np.sort(np.append(rng.uniform(0, 1, int(rng.integers(1, 4))), (0.0, 1.0))) * width + column.left
    gap = column.sheet.em * float(rng.uniform(0.3, 1.5))
    return [(float(a), float(b) - gap) for a, b in itertools.pairwise(edges) if b - a > 3 * column.sheet.em]


def _pair(column: Column, till: Till, pair: tuple[str, str], *, apart: bool, pen: Pen | None = None) -> None:
    """Two texts on a baseline, the second at the right edge if `apart`, else behind the first."""
    sheet = column.sheet
    pen = till.body if pen is None else pen
    step = max(till.step, pen.face.height * 1.05)
    if column.room < step:
        return
    left_text, right_text = (pen.face.spell(till.dress(part)) for part in pair)
    baseline = column.y + (step - pen.face.height) / 2 + pen.face.ascent
    room = column.width - pen.width(right_text) - pen.face.space * 2
    left_text = _cut(pen, left_text, room)
    x = column.right - pen.width(right_text) if apart else column.left + pen.width(left_text + "  ")
    sheet.add(sheet.set([Run(left_text, column.left, pen), Run(right_text, max(x, column.left), pen)], baseline))
    column.skip(step)


def _tabulated(column: Column, till: Till, pair: tuple[str, str], tab: float) -> None:
    """A label, a colon by itself at a tab, and what it says behind that."""
    sheet, pen = column.sheet, till.body
    step = max(till.step, pen.face.height * 1.05)
    if column.room < step:
        return
    baseline = column.y + (step - pen.face.height) / 2 + pen.face.ascent
    label = _cut(pen, pen.face.spell(till.dress(pair[0])).rstrip(" :"), tab - column.left - pen.face.space)
    at = tab + pen.width(":") + pen.face.space * float(sheet.rng.uniform(0.5, 4))
    value = _cut(pen, pen.face.spell(till.dress(pair[1])), column.right - at)
    sheet.add(sheet.set([Run(label, column.left, pen), Run(":", tab, pen), Run(value, at, pen)], baseline))
    column.skip(step)


def _goods(column: Column, till: Till, keep: float) -> None:
    """Item and price on a line; now and then the quantity on a line of its own below."""
    sheet, rng = column.sheet, column.sheet.rng
    dotted = sheet.chance(0.15)
    two_rows = float(rng.choice([0.0, 0.3, 0.9]))
    for _ in range(int(rng.integers(2, 40))):
        if column.room < keep:
            return
        item, price = sheet.text.receipt_line(rng)
        if dotted:
            item = _with_leader(till, item, price, column.width)
        if sheet.chance(0.3):
            item = f"{int(rng.integers(1, 12))} {item}"
        if sheet.chance(two_rows):
            column.line(till.dress(item), till.body, leading=till.step / till.body.face.size)
            count = f"{int(rng.integers(1, 9))} x {sheet.text.fact(rng, kind='amount')}"
            _pair(column, till, (f"  {count}", price), apart=True)
        else:
            _pair(column, till, (item, price), apart=True)


def _goods_in_columns(column: Column, till: Till, keep: float) -> None:
    """A small table: heads, then numbers right-aligned below them, sometimes the item on its own line."""
    sheet, rng = column.sheet, column.sheet.rng
    count = int(rng.integers(2, 5))
    rights = [column.left + column.width * share for share in np.linspace(0.42, 1.0, count)]
    heads = [str(rng.choice(COLUMNS)) for _ in range(count + 1)]
    _row(column, till, till.bold, heads, rights)
    for _ in range(int(rng.integers(2, 20))):
        if column.room < keep:
            return
        item, price = sheet.text.receipt_line(rng)
        numbers = [sheet.text.fact(rng, kind="amount") for _ in range(count - 1)]
        if sheet.chance(0.6):
            column.line(till.dress(item), till.body, leading=till.step / till.body.face.size)
            item = str(int(rng.integers(1, rng.choice([10, 10, 99]))))
        _row(column, till, till.body, [item, *numbers, price], rights)


def _row(column: Column, till: Till, pen: Pen, cells: list[str], rights: list[float]) -> None:
    sheet = column.sheet
    if column.room < till.step:
        return
    baseline = column.y + (till.step - pen.face.height) / 2 + pen.face.ascent
    runs: list[Run] = []
    end = column.left
    for i, cell in enumerate(cells):
        shown = pen.face.spell(till.dress(cell))
        if i == 0:
            shown = _cut(pen, shown, rights[0] - column.left - pen.width("00000000"))
            x = column.left
        else:
            x = rights[i - 1] - pen.width(shown)
        if shown and x >= end:
            runs.append(Run(shown, x, pen))
            end = x + pen.width(shown) + pen.face.space
    lines: tuple[Line, ...] = sheet.set(runs, baseline)
    sheet.add(lines, "table")
    column.skip(till.step)


def _foot(column: Column, till: Till) -> None:
    sheet, rng = column.sheet, column.sheet.rng
    setting = Setting(leading=till.step / till.body.face.size, align=float(rng.choice([0.5, 0.5, 0.0])))
    for _ in range(int(rng.integers(1, 6))):
        column.paragraph(till.dress(sheet.text.receipt_notice(rng).strip("-=*_. ")), till.body, setting)
    if sheet.chance(0.35) and column.room > sheet.em * 5:
        column.skip(till.step * 0.5)
        height = sheet.em * float(rng.uniform(2.5, 4))
        inset = column.width * float(rng.uniform(0.05, 0.25))
        draw_barcode(sheet, Box(column.left + inset, column.y, column.right - inset, column.y + height))
        column.skip(height + till.step * 0.2)
        column.line("".join(str(v) for v in rng.integers(0, 10, 13)), till.body, align=0.5)
    elif sheet.chance(0.2) and column.room > sheet.em * 9:
        side = min(column.room - sheet.em, column.width * 0.4)
        draw_matrix_code(sheet, Box(column.left + side * 0.7, column.y, column.left + side * 1.7, column.y + side))
        column.skip(side + till.step)


def _scrawl(sheet: Sheet, till: Till) -> None:
    """What people do to receipts: circle a sum, stamp, sign, write a number."""
    rng = sheet.rng
    x, y = float(rng.uniform(0.1, 0.6)) * sheet.width, float(rng.uniform(0.1, 0.85)) * sheet.height
    box = Box(x, y, x + sheet.em * 7, y + sheet.em * 4)
    if sheet.chance(0.1):
        draw_scribble(sheet, box)
    if sheet.chance(0.06):
        draw_stamp(sheet, box, till.bold)
    if sheet.chance(0.1):
        hand = face_of(pick_font(rng, sheet.fonts, ("handwriting",)), sheet.em * float(rng.uniform(1.5, 3)))
        sheet.add(sheet.write(sheet.text.fact(rng, kind="amount"), x, y, Pen(hand, (30, 40, 160))))


def _with_leader(till: Till, item: str, price: str, width: float) -> str:
    pen = till.body
    item, price = pen.face.spell(till.dress(item)), pen.face.spell(till.dress(price))
    count = int((width - pen.width(f"{item}  {price}  ")) / max(1.0, pen.width(".")))
    return f"{item} {'.' * count}" if count > 3 else item


def _cut(pen: Pen, text: str, room: float) -> str:
    while text and pen.width(text) > room:
        text = text[:-1]
    return text.rstrip()
