"""A till → the head of a receipt: who sells, under which name and number, where, and how they are reached."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from glyphwright_train.synth import facts
from glyphwright_train.synth.tills.till import Till, TillRow

_LEAST_COLUMNS = 14


@dataclass(frozen=True, slots=True)
class Head:
    """The rows of a head, and what they say: the registered firm where one is named, and its address."""

    rows: tuple[TillRow, ...]
    company: str
    address: str


def draw_head(till: Till, date: Sequence[TillRow]) -> Head:
    """A head; the rows of the date, if there are any, stand in it."""
    registered = till.chance(0.55)
    company = _wrapped(till, till.say("firm" if registered else "shop"), size := _size(till))
    name = [till.row(text, size=size) for text in company]
    address = _address(till)
    where = [till.row(text, gap=till.dice.choice((0.0, 0.0, 0.4)) if not i else 0.0) for i, text in enumerate(address)]
    branch = _branch(till) if till.chance(0.2) else []
    if till.chance(0.5):
        where, branch = [*where, *branch], []
    numbers = [*date, *_registration(till, name)]
    if till.chance(0.25):
        till.dice.shuffle(where_first := [where, numbers])
        middle = [row for part in where_first for row in part]
    else:
        middle = [*numbers, *where]
    reach = _reach(till)
    sign = [till.row(text, size=_size(till) + 0.2) for text in _wrapped(till, till.say("sign"), 1.2)]
    if registered and till.chance(0.06):
        # The shop first, and who owns it below where it stands.
        rows = [*(sign if till.chance(0.5) else []), *where, *reach, *name, *numbers]
    else:
        signed = sign if till.chance(0.25 if registered else 0.05) else []
        rows = [*signed, *name, *middle, *reach]
    return Head((*_above(till), *rows, *branch, *_notices(till)), " ".join(company), " ".join(address))


def _size(till: Till) -> float:
    return till.dice.choice((1.0, 1.0, 1.0, 1.15, 1.3, 1.6, 2.0))


def _wrapped(till: Till, text: str, size: float) -> list[str]:
    """The text in rows that a till of so many columns has room for, or in shorter ones."""
    room = till.columns / size * till.dice.choice((1.0, 1.0, 1.0, 0.6))
    return textwrap.wrap(text, max(_LEAST_COLUMNS, int(room)), break_long_words=False)


def _address(till: Till) -> list[str]:
    """One to five rows, broken where one part ends or where the paper does."""
    comma = till.chance(0.8)
    broken = till.dice.choice((0.3, 0.6, 0.9))
    width = min(till.columns, till.dice.choice((24, 30, 36, 44)))
    rows = [""]
    for i, part in enumerate(till.say("address").split("|")):
        joint = "" if not i or rows[-1].endswith((",", ".")) or not comma or till.chance(0.12) else ","
        rows[-1] += joint
        if i and (till.chance(broken) or len(rows[-1]) + len(part) >= width):
            rows.append(part)
        else:
            rows[-1] += (" " if i and (not joint or till.chance(0.8)) else "") + part
    rows[-1] += "." if till.chance(0.2) else "," if till.chance(0.04) else ""
    return [piece for row in rows for piece in textwrap.wrap(row, till.columns, break_long_words=False)]


def _registration(till: Till, name: list[TillRow]) -> list[TillRow]:
    """The number that the firm is registered by, on a row of its own or behind its name; and its tax number."""
    rows = []
    number = till.say("registration")
    if till.chance(0.08) and len(name[-1].text) + len(number) < till.columns:
        name[-1] = till.row(f"{name[-1].text} {number}", size=1.0)
    elif till.chance(0.65):
        rows.append(till.row(number))
    if till.chance(0.2):
        rows.append(till.row(till.say("taxpayer")))
    return rows


def _reach(till: Till) -> list[TillRow]:
    """Telephone, tax number, web address: none to four rows."""
    rows = [till.row(till.say("phone"))] if till.chance(0.7) else []
    if till.chance(0.45):
        rows.append(till.row(till.say("taxpayer")))
    if till.chance(0.12):
        rows.append(till.row(till.dress(facts.draw(till.dice, till.language, till.dice.choice(("web", "email"))))))
    if till.chance(0.3):
        till.dice.shuffle(rows)
    return rows


def _above(till: Till) -> list[TillRow]:
    """What may stand above all: what somebody wrote there, a heading, a welcome, a number."""
    if not till.chance(0.25):
        return []
    person = " ".join(facts.draw(till.dice, till.language, kind) for kind in ("first", "last"))
    scribbled = till.dice.choice((person.upper(), person.upper(), f"{till.dice.randrange(10**6)}"))
    text = till.dice.choice((scribbled, scribbled, till.say("notice"), till.say("thanks"), "*** COPY ***", "REPRINT"))
    return [till.row(text, align=till.dice.random() * 0.5 + 0.2, size=till.dice.choice((1.0, 1.4)))]


def _branch(till: Till) -> list[TillRow]:
    """The branch, by its name or by where it is; now and then with an address of its own."""
    name, area = till.say("sign"), till.say("address").split("|")[-2].strip(",.")
    styles = (f"({name})", f"({area})", f"BRANCH: {name}", f"OUTLET: {area}", name, area)
    where = [till.row(text) for text in _address(till)] if till.chance(0.25) else []
    return [till.row(till.dice.choice(styles)), *where]


def _notices(till: Till) -> list[TillRow]:
    gap = till.dice.choice((0.0, 0.5, 1.0))
    size = till.dice.choice((1.0, 1.0, 1.3))
    return [till.row(till.say("notice"), align=0.5, size=size, gap=gap)] if till.chance(0.65) else []
