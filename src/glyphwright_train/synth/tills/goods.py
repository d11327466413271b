"""A till → what was bought: rows with descriptions, quantities and prices, and what they come to."""

from dataclasses import dataclass
from decimal import Decimal

from glyphwright_train.synth import facts
from glyphwright_train.synth.tills.till import Cell, Till, TillRow

_CENT = Decimal("0.01")
_DIGITS = tuple("0123456789")


@dataclass(frozen=True, slots=True)
class Goods:
    """The rows of what was bought, how many pieces that is, and its price."""

    rows: tuple[TillRow, ...]
    count: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    count: int
    each: Decimal
    mark: str

    @property
    def price(self) -> Decimal:
        return self.count * self.each


def draw_goods(till: Till) -> Goods:
    """One to twenty things, all set in one way."""
    dice = till.dice
    mark = dice.choice(("", "", " SR", " S", " A", " Z", "*"))
    ends = dice.choice((("00", "50"), ("0",), ("0", "5", "9"), _DIGITS, _DIGITS))
    level = dice.uniform(0, 1.6)
    items = [
        _Item(till.dress(facts.draw(dice, till.language, "article")), _count(till), _price(till, level, ends), mark)
        for _ in range(min(dice.randint(1, 20), dice.randint(1, 20)))
    ]
    style = dice.choice((_plain, _plain, _counted, _below, _below, _columns, _columns, _coded))
    head = [] if style is _plain or till.chance(0.25) else _heads(till)
    rows = [row for item in items for row in style(till, item)]
    return Goods((*head, *rows), sum(item.count for item in items), sum((item.price for item in items), Decimal(0)))


def _count(till: Till) -> int:
    return till.dice.choice((1, 1, 1, 1, 2, 2, 3, 4, till.dice.randint(1, 24)))


def _price(till: Till, level: float, ends: tuple[str, ...]) -> Decimal:
    value = Decimal(10 ** (level + till.dice.uniform(-0.7, 0.7))).quantize(_CENT) + _CENT
    end = till.dice.choice(ends)
    return Decimal(str(value)[: -len(end)] + end) or Decimal("1.00")


def _heads(till: Till) -> list[TillRow]:
    texts = till.say("heads").split("|")
    shares = [0.0] + [0.45 + 0.55 * i / (len(texts) - 1) for i in range(1, len(texts))]
    rows = [_spread(texts, shares)]
    if till.money.strip() and till.chance(0.3):
        rows.append(_spread([f"({till.money.strip()})"] * 2, [0.75, 1.0]))
    return rows


def _spread(texts: list[str], shares: list[float]) -> TillRow:
    """The first cell at the left edge, the others ending where their columns do."""
    cells = (Cell(text, at, 1.0 if at else 0.0) for text, at in zip(texts, shares, strict=True) if text)
    return TillRow(tuple(cells))


def _plain(till: Till, item: _Item) -> list[TillRow]:
    name = item.name if item.count == 1 else f"{item.count} x {item.name}"
    return [TillRow((Cell(name), Cell(till.amount(item.price, money=till.chance(0.3)) + item.mark, 1.0, 1.0)))]


def _counted(till: Till, item: _Item) -> list[TillRow]:
    return [TillRow((Cell(str(item.count)), Cell(item.name, 0.1), Cell(till.amount(item.price) + item.mark, 1.0, 1.0)))]


def _below(till: Till, item: _Item) -> list[TillRow]:
    times = till.dice.choice(("{n} x {p}", "{n} X {p}", "{n} @ {p}", "{p} * {n}", "{n} PCS X {p}"))
    cells = (
        Cell(times.format(n=item.count, p=till.amount(item.each)), 0.1),
        Cell(till.amount(item.price) + item.mark, 1.0, 1.0),
    )
    code = [till.row(str(till.dice.randrange(10**7, 10**13)), align=0.0)] if till.chance(0.3) else []
    return [till.row(item.name, align=0.0), *code, TillRow(cells)]


def _columns(till: Till, item: _Item) -> list[TillRow]:
    numbers = [
        Cell(text, at, 1.0)
        for text, at in (
            (f"{item.count}", 0.5),
            (till.amount(item.each), 0.72),
            (till.amount(item.price) + item.mark, 1.0),
        )
    ]
    if len(item.name) < till.columns * 0.4:
        return [TillRow((Cell(item.name), *numbers))]
    return [till.row(item.name, align=0.0), TillRow(tuple(numbers))]


def _coded(till: Till, item: _Item) -> list[TillRow]:
    code = till.row(f"{till.dice.randrange(10**6, 10**13)} {item.name}", align=0.0)
    numbers = (f"{item.count} PC", 0.3), (till.amount(item.each), 0.55), (till.amount(Decimal(0)), 0.76)
    cells = (
        *(Cell(text, at, 1.0) for text, at in numbers),
        Cell(till.amount(item.price) + item.mark, 1.0, 1.0),
    )
    return [code, TillRow(cells)]
