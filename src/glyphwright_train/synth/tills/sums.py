"""A till and what was bought → the rows that sum it up, and what was to be paid."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from glyphwright_train.synth.tills.goods import Goods
from glyphwright_train.synth.tills.till import Cell, Till, TillRow

_CENT, _NICKEL, _NONE = Decimal("0.01"), Decimal("0.05"), Decimal(0)
# How often print has faded from most of a label, or from all of it.
_WORN = 0.03
_RATES = ("0.06", "0.06", "0.08", "0.10", "0.19", "0.20")


@dataclass(frozen=True, slots=True)
class Sums:
    """The rows from the first sum to the tax summary, and the total."""

    rows: tuple[TillRow, ...]
    total: Decimal


@dataclass(slots=True)
class _Bill:
    """What is written so far, all in one style: labels at `at` by their part `align`, amounts at the right edge."""

    till: Till
    at: float
    align: float
    money: bool
    rows: list[TillRow]

    def add(self, kind: str, value: Decimal, *, size: float = 1.0, count: int | None = None) -> None:
        till = self.till
        label = till.say(kind)
        if self.money and till.money == "RM" and not label.endswith(")") and till.chance(0.2):
            label += " RM"
        if till.chance(_WORN):
            label = label[:2]
        amount = Cell(till.amount(value, money=self.money), 1.0, 1.0)
        between = [] if count is None else [Cell(str(count), 0.6, 1.0)]
        if till.chance(0.03):
            self.rows += [TillRow((Cell(label, self.at, self.align),), size), TillRow((amount,), size)]
        elif till.colon and self.align == 0 and till.chance(0.1):
            self.rows.append(TillRow((Cell(label), Cell(":", 0.7), *between, amount), size))
        else:
            self.rows.append(TillRow((Cell(label + till.colon, self.at, self.align), *between, amount), size))


def draw_sums(till: Till, goods: Goods) -> Sums:
    """Subtotal, discount, tax, rounding, total, payment, change, a summary of taxes, as far as a till prints them."""
    right = till.chance(0.25)
    bill = _Bill(till, 0.68 if right else till.dice.choice((0.0, 0.0, 0.1, 0.3)), float(right), till.chance(0.4), [])
    due, net, tax = _reckoned(bill, goods)
    total = _round(due) if till.chance(till.phrases.get("rounds", 0.0)) else due
    _total(bill, due, total)
    counted = till.chance(0.25)
    if counted:
        bill.rows.append(TillRow((Cell(f"{till.say('count')}{till.colon} {goods.count}", bill.at, 0.0),)))
    if till.chance(0.85):
        _payment(bill, total)
    if till.chance(0.3):
        bill.rows += [TillRow((Cell(f"{till.say('tax')}"), Cell(till.amount(tax), 1.0, 1.0)))]
    if till.chance(0.4):
        bill.rows += _summary(till, net, tax)
    return Sums(tuple(bill.rows), total)


def _reckoned(bill: _Bill, goods: Goods) -> tuple[Decimal, Decimal, Decimal]:
    """What is due before rounding, its part without tax, and the tax."""
    till, price = bill.till, goods.price
    rate = Decimal(till.dice.choice(_RATES))
    if till.chance(0.12):
        bill.rows.append(
            TillRow((Cell(f"{till.say('count')}{till.colon}", bill.at, bill.align), Cell(str(goods.count), 0.8, 1.0)))
        )
    if till.chance(0.5):
        bill.add("subtotal", price, count=goods.count if till.chance(0.15) else None)
    elif till.chance(0.15):
        label = f"{till.say('count')}{till.colon} {goods.count}"
        bill.rows.append(TillRow((Cell(label), Cell(till.amount(price), 1.0, 1.0))))
    if till.chance(0.2):
        less = (price * Decimal(till.dice.choice(("0", "0", "0.05", "0.1", "0.2")))).quantize(_CENT)
        bill.add("discount", -less if till.chance(0.6) else less)
        price -= less
    if till.chance(0.12):
        service = (price * Decimal(till.dice.choice(("0", "0.06", "0.1", "0.1")))).quantize(_CENT)
        bill.add("service", service)
        price += service
    if till.chance(0.3):
        tax = (price * rate).quantize(_CENT)
        if till.chance(0.4):
            bill.add("exclusive", price)
        bill.add("tax", tax)
        return price + tax, price, tax
    net = (price / (1 + rate)).quantize(_CENT)
    if till.chance(0.3):
        bill.add("exclusive", net)
    if till.chance(0.4):
        bill.add("tax", price - net)
    return price, net, price - net


def _total(bill: _Bill, due: Decimal, total: Decimal) -> None:
    """The total, and before it what was rounded to it; said once, twice or three times."""
    till = bill.till
    size = till.dice.choice((1.0, 1.0, 1.0, 1.3, 1.8))
    if total != due or till.chance(till.phrases.get("rounds", 0.0) * 0.6):
        bill.add(till.dice.choice(("inclusive", "inclusive", "total")), due)
        bill.add("rounding", total - due)
        if till.chance(_WORN):
            bill.rows.append(TillRow((Cell(till.amount(total, money=bill.money), 1.0, 1.0),)))
        else:
            bill.add("rounded", total, size=size)
        if till.chance(0.1):
            bill.add("total", total)
        return
    if till.chance(0.25):
        bill.add("inclusive", due)
        if till.chance(0.3):
            return
    bill.add("total", total, size=size)
    if till.chance(0.12):
        bill.add("total", total)


def _payment(bill: _Bill, total: Decimal) -> None:
    till = bill.till
    if till.chance(0.3):
        bill.add("card", total)
        if till.chance(0.5):
            bill.add("change", _NONE)
        return
    note = Decimal(till.dice.choice((1, 5, 10, 20, 50, 50, 100)))
    paid = total if till.chance(0.25) else (total / note).to_integral_value(ROUND_CEILING) * note
    bill.add("cash", paid)
    if paid != total or till.chance(0.7):
        bill.add("change", paid - total)


def _summary(till: Till, net: Decimal, tax: Decimal) -> list[TillRow]:
    """What was taxed and how much, by rates, sometimes summed."""
    heads = till.say("summary").split("|")
    shares = [0.0, *(0.4 + 0.6 * i / (len(heads) - 1) for i in range(1, len(heads)))]
    amounts = {2: [tax], 3: [net, tax], 4: [net, tax, net + tax]}[len(heads)]
    texts = [till.say("rate").replace("|", " "), *(till.amount(value) for value in amounts)]
    rows = [heads, texts]
    if till.chance(0.25):
        rows.append([texts[0].replace("6", "0"), *(till.amount(_NONE) for _ in amounts)])
    if till.chance(0.4):
        rows.append([till.say("total") + till.colon, *texts[1:]])
    return [
        TillRow(
            tuple(Cell(text, at, 1.0 if at else 0.0) for text, at in zip(row, shares, strict=True)), gap=float(not i)
        )
        for i, row in enumerate(rows)
    ]


def _round(value: Decimal) -> Decimal:
    return (value / _NICKEL).quantize(Decimal(1)) * _NICKEL
