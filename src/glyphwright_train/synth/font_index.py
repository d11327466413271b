"""Font files → what each face is called and which characters of an alphabet it truly draws.

A face's own tables are not believed about coverage: many map characters to nothing, to the box for missing
glyphs, or to the plain letter for an accented one. So each character is drawn and looked at.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont
    from PIL.ImageFont import FreeTypeFont

LOWER_CASE = "abcdefghijklmnopqrstuvwxyz"
NEEDED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;-!?()'/"
LOOK_SIZE_PX = 40
PLACEHOLDER_COUNT = 5
TOLD_BY_CONTEXT = ("ÐĐ", ",‚", "µμ")
COMMONER = "".join(chr(code) for code in range(0x21, 0x7F)) + "Țț"
MISSING = "\U0010fffd"
UNTOUCHED = (
    "-> <- => == != <= >= -- --- ... :: := // /* */ && || ++ ** *** www (c) (r) (tm) |> <| ?? ## 3x4 12:30 1/2 0x1F"
)
NARROW = re.compile(r"cond|narrow|compress|\bcn\b", re.IGNORECASE)
BOLD = re.compile(r"(?<!semi)(?<!demi)(?<!semi[- ])(?<!demi[- ])bold", re.IGNORECASE)
ITALIC = re.compile("italic|oblique|slanted|inclined", re.IGNORECASE)

Look = tuple[tuple[int, int], tuple[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Face:
    """What one face of a font file says of itself, with lengths in font units, and what it draws."""

    path: Path
    index: int
    family: str
    style: str
    postscript_name: str
    weight: int
    italic: bool
    narrow: bool
    units_per_em: int
    ascent: int
    descent: int
    shaping: bool
    coverage: str

    def draws(self, needed: str) -> bool:
        """Whether all characters are there without which it is no font for text of ours."""
        return set(needed) <= set(self.coverage)


def read_faces(path: Path, alphabet: str) -> Iterator[Face]:
    """Read each face of a TTF, OTF or TTC file.

    Raises:
        OSError: If FreeType does not open the file.
        fontTools.ttLib.TTLibError: If it is not a font.
    """
    from fontTools.ttLib import TTCollection, TTFont

    with path.open("rb") as file:
        collection = path.suffix.lower() == ".ttc"
        faces = TTCollection(file, lazy=True).fonts if collection else [TTFont(file, lazy=True)]
        for index, font in enumerate(faces):
            yield _face(font, path, index, alphabet)


def drawn_characters(font: "FreeTypeFont", mapped: str) -> str:
    """Those of the mapped characters that can be told from what is drawn for them.

    Left out: empty glyphs, copies of the glyph for missing characters, one glyph for many characters, letters whose
    accent is missing, all lower case where it looks exactly like capitals (small capitals stay), and the rarer of two
    that look exactly alike, such as ″ where it is drawn as the plain quotation mark.
    """
    missing = _look(font, MISSING)
    looks = {character: _look(font, character) for character in mapped if not character.isspace()}
    common = Counter(looks.values())
    good = {
        character: look
        for character, look in looks.items()
        if any(look[2]) and look != missing and common[look] < PLACEHOLDER_COUNT
    }
    as_capitals = sum(letter in good and good[letter] == good.get(letter.upper()) for letter in LOWER_CASE)
    capitals_only = as_capitals > len(LOWER_CASE) / 2
    kept = {
        character
        for character in good
        if not (capitals_only and character.islower()) and not _lost_its_mark(character, good)
    }
    return "".join(sorted(kept - _copies({character: good[character] for character in kept}) | ({" "} & set(mapped))))


def spares_symbols(path: Path, index: int) -> bool:
    """Whether a face, drawn with its ligatures and alternates, leaves alone what code and numbers are made of.

    Programmers' fonts draw `!=` as ≠ and some others `3x4` as 3×4: what is seen is then not what was written.
    Ligatures of letters do no such harm. False where Pillow has no shaping library.
    """
    from PIL import ImageFont, features

    if not features.check("raqm"):
        return False
    font = ImageFont.truetype(str(path), LOOK_SIZE_PX, index, layout_engine=ImageFont.Layout.RAQM)
    plain = font.getmask2(UNTOUCHED, mode="L", features=["-liga", "-clig", "-calt"])
    shaped = font.getmask2(UNTOUCHED, mode="L")
    return bool(plain[1] == shaped[1] and plain[0].size == shaped[0].size and bytes(plain[0]) == bytes(shaped[0]))


def _look(font: "FreeTypeFont", character: str) -> Look:
    mask, offset = font.getmask2(character, mode="L")
    return mask.size, offset, bytes(mask)


def _lost_its_mark(character: str, looks: dict[str, Look]) -> bool:
    parts = unicodedata.normalize("NFD", character)
    return len(parts) > 1 and looks.get(parts[0]) == looks[character]


def _copies(looks: dict[str, Look]) -> set[str]:
    """Of characters that look the same, all but the commonest; ASCII is always kept, since context tells 0 from O."""
    alike: dict[Look, list[str]] = {}
    for character in sorted(looks, key=lambda character: (character not in COMMONER, character)):
        alike.setdefault(looks[character], []).append(character)
    return {
        character
        for first, *others in alike.values()
        for character in others
        if not character.isascii() and first + character not in TOLD_BY_CONTEXT
    }


def _face(font: "TTFont", path: Path, index: int, alphabet: str) -> Face:
    from PIL import ImageFont

    names, os2 = font["name"], font["OS/2"]
    family = str(names.getDebugName(16) or names.getDebugName(1) or path.stem).strip()
    style = str(names.getDebugName(17) or names.getDebugName(2) or "").strip()
    cmap = font.getBestCmap() or {}
    mapped = "".join(character for character in alphabet if ord(character) in cmap)
    opened = ImageFont.truetype(str(path), LOOK_SIZE_PX, index, layout_engine=ImageFont.Layout.BASIC)
    return Face(
        path=path,
        index=index,
        family=family,
        style=style,
        postscript_name=str(names.getDebugName(6) or f"{family}-{style}"),
        weight=_weight(int(os2.usWeightClass), f"{style} {path.stem}"),
        italic=_is_italic(font, f"{style} {path.stem}"),
        narrow=1 <= os2.usWidthClass <= 4 or NARROW.search(f"{family} {style}") is not None,
        units_per_em=int(font["head"].unitsPerEm),
        ascent=int(font["hhea"].ascent),
        descent=int(font["hhea"].descent),
        shaping=spares_symbols(path, index),
        coverage=drawn_characters(opened, mapped),
    )


def _weight(said: int, names: str) -> int:
    """Weight class, 100 to 950, corrected where names say bold and the table does not, as in many old fonts."""
    if said < 550 and BOLD.search(names):
        return 700
    return said if 100 <= said <= 950 else 400


def _is_italic(font: "TTFont", names: str) -> bool:
    return bool(font["OS/2"].fsSelection & 1 or font["head"].macStyle & 2) or ITALIC.search(names) is not None
