"""`scripts.toml` → the scripts that lines are drawn in: their characters, and what fonts of theirs must draw."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.font_index import NEEDED

PUNCTUATION = " 0123456789.,:;-–—!?()[]/%&*'\"«»“”„…·"
COMMON_ROWS = {"euc_kr": range(0xB0, 0xC9), "gb2312": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}
"""First bytes of the commoner characters, which these standards put first (Hangul has only such)."""


@dataclass(frozen=True)
class Script:
    """See scripts.toml, which says what each field is."""

    code: str
    name: str
    letters: str
    needed: str
    tall: str
    deep: str
    languages: Mapping[str, float]
    stops: tuple[str, str] = (".", ",")
    digits: str = ""
    encoding: str = ""
    joined: bool = False
    spaced: bool = True

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What consists of the script's letters only."""
        return re.compile(f"[{self.letters}]+")

    @cached_property
    def alphabet(self) -> str:
        """Characters that lines may have: letters, all of them or the commoner, digits and punctuation."""
        if self is LATIN:
            return load_alphabet()
        drawn = self.common_letters or "".join(filter(self.pattern.fullmatch, map(chr, range(0x370, 0x10000))))
        return "".join(sorted({*drawn, *self.needed, *PUNCTUATION, *self.digits, *"".join(self.stops)}))

    @cached_property
    def common_letters(self) -> str:
        """Those of a script that has too many; empty for others."""
        if not self.encoding:
            return ""
        kana = "".join(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30F5), 0x30FC)))
        return _rows("euc_kr") if self.code == "Hang" else _rows("gb2312") + _rows("big5") + kana


LATIN = Script("Latn", "Latin", "A-Za-zÀ-ɏ", NEEDED, "dhl", "pgq", {})
"""Its alphabet is a file of its own (`load_alphabet`), drawn text in it has a module of its own (text.py)."""


@cache
def scripts() -> Mapping[str, Script]:
    """Every script other than Latin, by its ISO 15924 code."""
    table = tomllib.loads(Path(__file__).with_name("scripts.toml").read_text(encoding="utf-8"))
    return {
        code: Script(code, **{**entry, "stops": (entry["stops"][0], entry["stops"][1])})
        for code, entry in table.items()
    }


def _rows(encoding: str) -> str:
    """The commoner letters of a character set of two bytes."""
    pairs = (bytes((row, cell)) for row in COMMON_ROWS[encoding] for cell in range(0x40, 0xFF))
    # A pair that means nothing decodes to its second byte alone.
    return "".join(letter for pair in pairs if not (letter := pair.decode(encoding, errors="ignore")).isascii())
