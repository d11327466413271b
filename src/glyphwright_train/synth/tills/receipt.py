"""A random generator → the rows of a receipt, and its four keys (`glyphwright.interpret.receipt_keys`)."""

import random
from dataclasses import dataclass

from glyphwright.interpret.receipt_keys import Keys
from glyphwright_train.synth.tills.dates import Clock, draw_clock
from glyphwright_train.synth.tills.goods import draw_goods
from glyphwright_train.synth.tills.head import draw_head
from glyphwright_train.synth.tills.sums import draw_sums
from glyphwright_train.synth.tills.till import Cell, Till, TillRow, draw_till
from glyphwright_train.synth.words import draw_sentence

_TORN = 0.08


@dataclass(frozen=True, slots=True)
class TillReceipt:
    """The rows that a till prints on `columns` characters, and what they say."""

    rows: tuple[TillRow, ...]
    keys: Keys
    columns: int


def draw_till_receipt(dice: random.Random) -> TillReceipt:
    """Head, facts, goods, sums, thanks. The date stands among the facts, or in the head, or at the foot, or twice.

    Now and then the head is torn off, and other text may stand in its place; there is no company then and no address.
    """
    till = draw_till(dice)
    clock = draw_clock(till)
    places = dice.choices(
        [("facts",), ("foot",), ("head",), ("facts", "foot"), ("facts", "facts"), ()], (66, 14, 6, 9, 4, 1)
    )[0]
    head = draw_head(till, clock.rows(till, labelled=0.1) if "head" in places else [])
    goods = draw_goods(till)
    sums = draw_sums(till, goods)
    torn = till.chance(_TORN)
    rows = (
        *(_prose(till) if torn else head.rows),
        *_facts(till, clock, places.count("facts")),
        *_apart(goods.rows),
        *_apart(sums.rows),
        *_apart(_foot(till, clock, dated="foot" in places)),
    )
    keys = {"total": str(sums.total)}
    keys |= {} if torn else {"company": head.company, "address": head.address}
    keys |= {"date": clock.day.isoformat()} if set(places) - ({"head"} if torn else set()) else {}
    return TillReceipt(rows, keys, till.columns)


def _prose(till: Till) -> list[TillRow]:
    """None to five rows of sentences."""
    sentences = (
        draw_sentence(till.dice, till.language, till.dice.randint(2, 7)) for _ in range(till.dice.randint(0, 5))
    )
    return [till.row(sentence) for sentence in sentences if sentence.strip()]


def _facts(till: Till, clock: Clock, dates: int) -> list[TillRow]:
    """Numbers, names and places of the till, among them so many rows with the date."""
    texts = [till.say("number")] if till.chance(0.8) else []
    texts += [till.say("fact") for _ in range(till.dice.randint(0, 4))]
    rows = [[till.row(text, align=0.0)] for text in texts]
    if len(texts) > 1 and till.chance(0.3):
        rows = [[TillRow((Cell(texts[0]), Cell(texts[1], 1.0, 1.0)))], *rows[2:]]
    rows += [clock.rows(till) for _ in range(dates)]
    if till.chance(0.08):
        rows.append([clock.other(till)])
    till.dice.shuffle(rows)
    return [row for part in rows for row in part]


def _foot(till: Till, clock: Clock, *, dated: bool) -> list[TillRow]:
    rows = [[till.row(till.say("thanks"), align=0.5)] for _ in range(till.dice.randint(0, 4))]
    if till.chance(0.12):
        rows.append([clock.other(till)])
    if till.chance(0.15):
        rows.append([till.row(till.say("phone"), align=0.5)])
    if dated:
        rows.append(clock.rows(till, labelled=0.35))
    till.dice.shuffle(rows)
    return [row for part in rows for row in part]


def _apart(rows: tuple[TillRow, ...] | list[TillRow]) -> list[TillRow]:
    """Rows with some white above the first."""
    return [TillRow(row.cells, row.size, row.gap + (0.7 if not i else 0.0)) for i, row in enumerate(rows)]
