"""Readings of a page → those that are text, and not what dirt, drawings and ruled lines look like to a reader."""

import math
import re
from collections.abc import Sequence

from glyphwright.stages import Reading, Region

MARKS = re.compile(r"[-–—_=~.·•*+|\s]{2,}")
LEAST_FOR_MARKS = 0.9
SEPARATOR = re.compile(r"[-–—_=~.·•*+|#\s]{12,}")
LEADER = re.compile(r"[._·…]{4,}")
WORD = re.compile(r"\w{3,}")
LETTER = re.compile(r"\w")
LEAST_WITHOUT_WORDS = 0.7


def plausible(readings: Sequence[Reading], lines: Sequence[Region], *, least: float) -> list[int]:
    """Which of a page's lines have characters that are on average sure enough, leaders aside.

    Rows of dashes and dots must be surer than letters: they are what ruled lines and leaders come out as. Long ones
    part text and are none. Where no line of the page has three letters or digits in a row, the finder must have
    been sure of a line too, and most lines must have one at all, or be in a script that nobody reads: specks look
    like full stops and bullets, a page number alone on its page stands out.

    Args:
        readings: Of all lines of one page.
        lines: These lines.
        least: The least mean confidence of text; 0 lets everything pass.

    Returns:
        Indices.
    """
    if least <= 0:
        return list(range(len(readings)))
    sure = [
        i
        for i, reading in enumerate(readings)
        if reading.is_foreign or _sureness(reading) >= _least(reading.text, least)
    ]
    if any(WORD.search(readings[i].text) for i in sure):
        return sure
    telling = [i for i in sure if readings[i].is_foreign or LETTER.search(readings[i].text)]
    if 2 * len(telling) <= len(sure):
        return []
    return [i for i in telling if readings[i].is_foreign or lines[i].score >= LEAST_WITHOUT_WORDS]


def _sureness(reading: Reading) -> float:
    """Mean confidence of its characters; leaders beside text, whose dots are seen less surely than letters, aside."""
    leaders = {i for leader in LEADER.finditer(reading.text) for i in range(*leader.span())}
    rest = [sure for i, sure in enumerate(reading.confidences) if i not in leaders]
    return sum(rest) / len(rest) if rest else reading.confidence


def _least(text: str, least: float) -> float:
    if SEPARATOR.fullmatch(text):
        return math.inf
    return max(least, LEAST_FOR_MARKS) if MARKS.fullmatch(text) else least
