"""Characters that readers mix up → what they must be, judged by their neighbours: `SETlA` is SETIA, `I8` is 18."""

import re

DIGIT_LOOKALIKES = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8", "Z": "2"}
)
"""What is read for a digit, and stands where only a digit can be."""

_PIECE = re.compile(r"[\w|]+")
_NUMBER = re.compile(r"[OolI|]*\d[\dOolI|]*")
_CAPITALS = re.compile(r"(?=(?:.*[A-Z]){2})[A-Zl|]+|[A-Z]+(?:0[A-Z]*)+")
_TO_LETTER = str.maketrans({"l": "I", "|": "I", "0": "O"})


def mend_lookalikes(text: str) -> str:
    """Digits among capitals become letters, and letters among digits become digits; nothing else changes."""
    return _PIECE.sub(lambda piece: _mended(piece[0]), text)


def _mended(piece: str) -> str:
    if _CAPITALS.fullmatch(piece) and any(letter in "l|0" for letter in piece):
        return piece.translate(_TO_LETTER)
    return piece.translate(DIGIT_LOOKALIKES) if len(piece) > 1 and _NUMBER.fullmatch(piece) else piece
