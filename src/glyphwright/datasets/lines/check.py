"""Labelled lines → what is wrong with them, found before any training: texts, pictures, and whether the two agree.

KINDS has every kind of finding. Lines that are to be ignored are not looked at.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.errors import GlyphwrightError
from glyphwright.metrics import cer

KINDS = {
    "empty-text": "nothing, or spaces alone",
    "outer-space": "a space before or after the text",
    "control-character": "a line break, tab or other character without a shape",
    "not-nfc": "a letter and its accent as two characters where one is usual (Unicode's form NFC)",
    "outside-alphabet": "a character that the reader does not know",
    "unreadable-image": "a picture that is missing or damaged, or an outline that is not in it",
    "small-image": "too few pixels to read anything",
    "blank-image": "a picture without contrast",
    "duplicate": "the same picture with the same text once more",
    "other-text": "the same picture with another text: one of them is wrong",
    "long-text": "far more characters than have room in the picture",
    "short-text": "far fewer characters than the picture has room for",
    "misread": "a text unlike what a reader reads",
}

LEAST_HEIGHT_PX, LEAST_WIDTH_PX = 8, 3
LEAST_CONTRAST = 16
# Widths of characters in heights of the line: narrower, or wider and with more to spare, none are set.
NARROWEST, WIDEST, SPARE = 0.12, 2.5, 4.0
MISREAD_CER = 0.7


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a line: a kind of KINDS, the line's name, and what it is and what to do."""

    kind: str
    name: str
    message: str


@dataclass(slots=True)
class _Seen:
    """The first line of every picture."""

    by_digest: dict[bytes, LabelledLine] = field(default_factory=dict)

    def first(self, line: LabelledLine, pixels: NDArray[np.uint8]) -> LabelledLine | None:
        """The line that had these pixels before this one, if any had."""
        digest = hashlib.sha256(repr(pixels.shape).encode() + pixels.tobytes()).digest()
        earlier = self.by_digest.setdefault(digest, line)
        return None if earlier is line else earlier


def check_lines(
    lines: Sequence[LabelledLine],
    *,
    alphabet: str | None,
    read: Callable[[LabelledLine], str] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Finding]:
    """Find what is wrong with lines, in their order.

    Args:
        lines: As `open_lines` gives them.
        alphabet: What the reader knows; None for anything. The space always counts as known.
        read: What a reader makes of a line whose picture is sound; more than 70 % of the characters wrong, case apart,
            is a finding.
        progress: Told after each line how many are done.
    """
    known = None if alphabet is None else set(alphabet) | {" "}
    seen = _Seen()
    findings: list[Finding] = []
    for done, line in enumerate(lines, start=1):
        if not line.ignored:
            found = [*_text_faults(line.text, known), *_picture_faults(line, seen, read)]
            findings += [Finding(kind, line.name, message) for kind, message in found]
        progress(done)
    return findings


def _text_faults(text: str, known: set[str] | None) -> Iterator[tuple[str, str]]:
    if not text.strip():
        yield "empty-text", f"its text is {text!r}: write what stands there, or take the line out"
        return
    if text != text.strip():
        yield "outer-space", f"{text!r} begins or ends with a space: take it off"
    shapeless = sorted(set(filter(_is_control, text)))
    if shapeless:
        yield "control-character", f"{text!r} has {_listed(shapeless)}: take them out"
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        yield "not-nfc", f"{text!r} is not in Unicode's form NFC: save it as {composed!r}"
    strange = sorted(set(composed) - known - set(shapeless)) if known is not None else []
    if strange:
        yield "outside-alphabet", f"{text!r} has {_listed(strange)}: correct it, or train with a larger alphabet"


def _picture_faults(
    line: LabelledLine, seen: _Seen, read: Callable[[LabelledLine], str] | None
) -> Iterator[tuple[str, str]]:
    try:
        pixels = line.pixels()
    except GlyphwrightError as error:
        yield "unreadable-image", str(error)
        return
    h, w = pixels.shape
    if h < LEAST_HEIGHT_PX or w < LEAST_WIDTH_PX:
        yield "small-image", f"{w} × {h} px: scan it with a higher resolution, or take the line out"
        return
    if _contrast(pixels) < LEAST_CONTRAST:
        yield "blank-image", f"{line.text!r} is not to be seen, the picture has no contrast: take the line out"
        return
    earlier = seen.first(line, pixels)
    if earlier is not None and earlier.text == line.text:
        yield "duplicate", f"the same picture and text as {earlier.name}: take one of them out"
    elif earlier is not None:
        yield "other-text", f"says {line.text!r}, but {earlier.name}, the same picture, {earlier.text!r}: correct one"
    yield from _disagreements(line, w / h, read)


def _disagreements(
    line: LabelledLine, heights: float, read: Callable[[LabelledLine], str] | None
) -> Iterator[tuple[str, str]]:
    """Between the text and a picture that is so many of its heights wide."""
    characters = _advances(line.text)
    if not characters:
        return
    # A picture that is higher than wide may be of text that runs down.
    if heights > 1 and characters * NARROWEST > heights:
        yield (
            "long-text",
            f"{line.text!r} has no room in a picture {heights:.1f} times as wide as high: likely mislabelled",
        )
    elif characters * WIDEST + SPARE < heights:
        yield "short-text", f"{line.text!r} in a picture {heights:.1f} times as wide as high: likely mislabelled"
    if read is None:
        return
    reading = read(line)
    if cer(reading, line.text, ignore_case=True).rate > MISREAD_CER:
        yield "misread", f"says {line.text!r}, but reads {reading!r}: likely mislabelled, look at it"


def _advances(text: str) -> int:
    """Characters side by side: wide ones, as of Chinese, count twice, and marks over or under others not at all."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return wide + sum(not unicodedata.category(character).startswith(("M", "C")) for character in text.strip())


def _contrast(pixels: NDArray[np.uint8]) -> int:
    """Between the lightest and the darkest spot of three pixels a side, which noise alone does not reach."""
    import cv2

    smooth = cv2.blur(pixels, (3, 3))
    return int(smooth.max()) - int(smooth.min())


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character == "\ufeff"


def _listed(characters: Sequence[str]) -> str:
    return ", ".join(f"{character!r} (U+{ord(character):04X})" for character in characters)
