"""A word in logical order → its characters as they stand on the page, from left to right.

PDF shows text in the order of the page, and the programs that extract it turn right-to-left runs around again.
"""

import unicodedata
from itertools import groupby

_RIGHT_TO_LEFT = {"R", "AL"}
_LEFT_TO_RIGHT = {"L", "EN", "AN"}
_BETWEEN_DIGITS = {"ES", "CS", "ET"}


def is_right_to_left(text: str) -> bool:
    """Whether any of its characters is written from right to left."""
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


def visual_order(word: str) -> str:
    """The characters of one word from left to right.

    A word with a right-to-left character is set from right to left, but for the numbers and foreign letters in it:
    the Unicode bidirectional algorithm (UAX #9) as far as a single word needs it. Brackets are not mirrored.
    """
    if not is_right_to_left(word):
        return word
    kept = [_keeps_order(word, place) for place in range(len(word))]
    visual = ""
    for keeps, run in groupby(range(len(word)), key=kept.__getitem__):
        places = list(run)
        part = word[places[0] : places[-1] + 1]
        visual = (part if keeps else part[::-1]) + visual
    return visual


def _keeps_order(word: str, place: int) -> bool:
    """Whether the character here is read from left to right, as that of a number or of a Latin word is."""
    kind = unicodedata.bidirectional(word[place])
    if kind in _BETWEEN_DIGITS and 0 < place < len(word) - 1:
        return all(unicodedata.bidirectional(word[place + step]) in {"EN", "AN"} for step in (-1, 1))
    return kind in _LEFT_TO_RIGHT
