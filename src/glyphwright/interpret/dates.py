"""Text → dates: 25/12/2018, 2018-12-25, 25. Dezember 2018, Dec 25, 2018 …, with what readers mix up in them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from glyphwright.interpret.lexicon import month_number, plain
from glyphwright.interpret.lookalikes import DIGIT_LOOKALIKES

_PIVOT = 80
_D = r"[\dOolI|&]"
_AHEAD = r"(?<![\w.])(?<!\d[-/:])"
_BEHIND = r"(?![\dOol])(?![-/]\d)(?!\.\d)"
_LONG_YEAR = rf"(?:19|20|2O|2o){_D}'?{_D}(?:(?=\d{{1,2}}:\d\d)|{_BEHIND})"
_YEAR = rf"(?:{_LONG_YEAR}|'?{_D}{{2}}{_BEHIND}(?!\s?:))"
_MONTH = r"([^\W\d_]{3,10})\.?"
_YMD = re.compile(rf"{_AHEAD}((?:19|20|2O|2o){_D}{{2}})(\s?[./\-–]\s?|\s)({_D}{{1,2}})\2({_D}{{1,2}})(?!\d)(?![-/]\d)")
_DMY = re.compile(rf"{_AHEAD}({_D}{{1,2}})\s?([./\-–])\s?({_D}{{1,2}})\s?\2\s?({_YEAR})")
# A space, or a mark that was not read, in place of one that parts them.
_LOOSE = re.compile(rf"{_AHEAD}(\d{{2}})([./\- ]?)(\d{{2}})[./\- ]?({_LONG_YEAR})")
_D_NAME_Y = re.compile(
    rf"{_AHEAD}({_D}{{1,2}})(?:st|nd|rd|th|\.|º)?[\s./\-]?\s?(?:de\s)?{_MONTH},?[\s./\-]?\s?(?:de\s)?({_YEAR})"
)
_NAME_D_Y = re.compile(rf"(?<!\w){_MONTH}[\s./\-]({_D}{{1,2}})(?:st|nd|rd|th)?,?\s({_YEAR})")
_LOOKALIKES = DIGIT_LOOKALIKES | {ord("&"): "8", ord("'"): ""}


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date, from character `start` to `end` of the text it was found in."""

    value: date
    start: int
    end: int


def find_dates(text: str, *, day_first: bool = True) -> list[FoundDate]:
    """All dates in a text, from left to right, none inside another.

    Args:
        text: One line.
        day_first: What 03/04/2018 means, where no number is above 12.
    """
    found = [
        *_made(_YMD, text, lambda m: (m[1], m[3], m[4])),
        *_made(_D_NAME_Y, text, lambda m: (m[3], _named(m[2]), m[1])),
        *_made(_NAME_D_Y, text, lambda m: (m[3], _named(m[1]), m[2])),
        *_made(_DMY, text, lambda m: _ordered(m[1], m[3], m[4], day_first=day_first)),
        *_made(_LOOSE, text, lambda m: _ordered(m[1], m[3], m[4], day_first=day_first)),
    ]
    kept: list[FoundDate] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def comes_day_first(texts: Iterable[str]) -> bool:
    """Whether these texts write the day before the month: unless one of their dates can only be read otherwise."""
    month_first = False
    for match in (match for text in texts for match in _DMY.finditer(text)):
        if int(_digits(match[1])) > 12 and _date(match[4], match[3], match[1]):
            return True
        month_first |= int(_digits(match[3])) > 12 and _date(match[4], match[1], match[3]) is not None
    return not month_first


def parse_date(text: str, *, day_first: bool = True) -> date | None:
    """The date that a text holds; None if there is none, or more than one."""
    found = find_dates(text, day_first=day_first)
    return found[0].value if len(found) == 1 else None


Parts = tuple[str, str, str]


def _made(pattern: re.Pattern[str], text: str, parts: Callable[[re.Match[str]], Parts]) -> list[FoundDate]:
    found = []
    for match in pattern.finditer(text):
        year, month, day = parts(match)
        value = _date(year, month, day)
        if value is not None and _is_written(match[0]):
            found.append(FoundDate(value, match.start(), match.end()))
    return found


def _is_written(text: str) -> bool:
    """Whether most of what stands for digits is digits."""
    return sum(map(str.isdigit, text)) >= 3


def _ordered(first: str, second: str, year: str, *, day_first: bool) -> Parts:
    if (not day_first and int(_digits(first)) <= 12) or int(_digits(second)) > 12:
        return year, first, second
    return year, second, first


@cache
def _named(name: str) -> str:
    return str(month_number(plain(name)) or "")


def _date(year: str, month: str, day: str) -> date | None:
    """None where it is no day of any calendar."""
    try:
        y, m, d = (int(_digits(part)) for part in (year, month, day))
        return date(y if y > 99 else y + (2000 if y < _PIVOT else 1900), m, d)
    except ValueError:
        return None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text.translate(_LOOKALIKES))
