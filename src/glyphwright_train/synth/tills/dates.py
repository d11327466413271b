"""A till → its date, written in one of the ways of its country, and rows with that date and with others."""

from dataclasses import dataclass
from datetime import date, timedelta

from glyphwright_train.synth.tills.till import Cell, Till, TillRow

_DAY_FIRST = (
    "{d:02}/{m:02}/{y}", "{d:02}/{m:02}/{y}", "{d:02}-{m:02}-{y}", "{d:02}/{m:02}/{yy}",
    "{d:02}-{m:02}-{yy}", "{d}/{m}/{y}",
)  # fmt: skip
_NAMED = (
    "{d:02} {mon} {y}", "{d:02}-{mon}-{y}", "{d:02}{mon}{y}", "{d:02}{mon}{yy}", "{d} {month} {y}", "{d:02} {mon} {yy}",
)  # fmt: skip
_MONTH_FIRST = ("{m:02}/{d:02}/{y}", "{m:02}/{d:02}/{yy}", "{m}/{d}/{y}", "{mon} {d}, {y}", "{month} {d}, {y}")
_DOTTED = ("{d:02}.{m:02}.{y}", "{d:02}.{m:02}.{yy}", "{d}.{m}.{y}")
_ISO = ("{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}")
_TIMES = (
    "{h:02}:{i:02}",
    "{h:02}:{i:02}:{s:02}",
    "{t}:{i:02} {p}",
    "{t}:{i:02}:{s:02} {p}",
    "{t:02}:{i:02}{p}",
    "{h}:{i:02}",
)
_FORMS: dict[str, tuple[tuple[tuple[str, ...], float], ...]] = {
    "my": ((_DAY_FIRST, 7), (_NAMED, 2), (_ISO, 1), (_DOTTED, 0.5)),
    "en": ((_MONTH_FIRST, 5), (_DAY_FIRST, 4), (_NAMED, 2), (_ISO, 1)),
    "de": ((_DOTTED, 8), (_ISO, 1), (_NAMED, 0.5)),
}
_OTHERS = ((_DAY_FIRST, 6.0), (_DOTTED, 2.0), (_ISO, 1.0), (_NAMED, 0.5))


@dataclass(frozen=True, slots=True)
class Clock:
    """The day of a purchase, and the form in which its till writes days."""

    day: date
    form: str

    def write(self, till: Till, day: date) -> str:
        month = till.language.months[day.month - 1]
        names = {"mon": month[:3], "month": month}
        return till.dress(self.form.format(d=day.day, m=day.month, y=day.year, yy=f"{day.year % 100:02}", **names))

    def other(self, till: Till) -> TillRow:
        """A row with a date that is not that of the purchase: of expiry, membership, a promotion."""
        text = till.dress(till.dice.choice(till.phrases["other"]))
        day = self.day + timedelta(days=till.dice.choice((-1, 1, 1)) * till.dice.randrange(7, 900))
        return till.row(text.replace("{}", self.write(till, day)), align=till.dice.choice((0.0, 0.5)))

    def rows(self, till: Till, *, labelled: float = 0.7) -> list[TillRow]:
        """The date on a row: named or not, with the time or without it, alone or beside something else."""
        text = self.write(till, self.day)
        if till.chance(0.55):
            text += till.dice.choice((" ", " ", "  ", " / ")) + _time(till)
        beside = Cell(till.say(till.dice.choice(("fact", "number"))), 1.0, 1.0)
        if not till.chance(labelled):
            if till.chance(0.35):
                return [TillRow((Cell(text), beside))]
            return [till.row(text, align=till.dice.choice((0.0, 0.0, 0.5, 1.0)))]
        label = till.say("date")
        style = till.dice.random()
        if style < 0.45:
            glue = "" if label.endswith(":") and till.chance(0.15) else " "
            return [till.row(label + glue + text, align=0.0)]
        if style < 0.65:
            return [TillRow((Cell(label), Cell(text, till.dice.uniform(0.3, 0.4))))]
        if style < 0.75:
            tab = till.dice.uniform(0.25, 0.35)
            return [TillRow((Cell(label.rstrip(" :")), Cell(":", tab), Cell(text, tab + 0.05)))]
        if style < 0.95:
            return [TillRow((Cell(beside.text), Cell(f"{label} {text}", 1.0, 1.0)))]
        return [till.row(label, align=0.0), till.row(text, align=0.0)]


def draw_clock(till: Till) -> Clock:
    """A day of some twenty years. Where the month comes first the day is above 12: nobody could tell else."""
    forms, weights = zip(*_FORMS.get(till.country, _OTHERS), strict=True)
    form = till.dice.choice(till.dice.choices(forms, weights)[0])
    day = date(2005, 1, 1) + timedelta(days=till.dice.randrange(20 * 365))
    if form in _MONTH_FIRST:
        day = day.replace(day=till.dice.randint(13, 28))
    return Clock(day, form)


def _time(till: Till) -> str:
    hour = till.dice.randint(8, 22)
    form = till.dice.choice(_TIMES if till.country in {"my", "en"} else (*_TIMES[:2], _TIMES[-1]))
    minute, second = till.dice.randrange(60), till.dice.randrange(60)
    return form.format(h=hour, i=minute, s=second, t=hour % 12 or 12, p="PM" if hour > 11 else "AM")
