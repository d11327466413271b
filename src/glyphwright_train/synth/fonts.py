"""Folder of fetched fonts → `Font`s to draw with, picked at random as documents would use them.

The folder is what `fetch_fonts` made: font files and `index.json`, which says of every face what it truly can draw.
This module never reads a font's tables; it trusts the index.
"""

import json
import os
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from glyphwright.errors import FileAccessError, InputError, OptionError
from glyphwright_train.synth.font_catalogue import FontCatalogue, Split
from glyphwright_train.synth.scripts import scripts

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

INDEX = "index.json"
ORDINARY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
QUICK_TRIES = 8
OPEN_FACES = 512


@dataclass(frozen=True, slots=True)
class Font:
    """One face, and the characters of the alphabet for which it has a glyph of its own."""

    path: Path
    index: int
    family: str
    kind: str
    group: str
    split: Split
    coverage: frozenset[str]
    weight: int
    italic: bool
    shaping: bool = False
    script: str = "Latn"

    def open(self, size_px: float) -> "FreeTypeFont":
        """Open the face at a size in pixels per em, rounded to halves; recently used ones stay open in the process.

        Faces with `shaping` draw ligatures and kern; the rest would draw `!=` as ≠, so they set glyph after glyph.

        Raises:
            OptionError: If the size rounds to nothing.
        """
        size = round(size_px * 2) / 2
        if size <= 0:
            raise OptionError(f"font size {size_px} px: must be at least half a pixel")
        return _open_face(str(self.path), self.index, size, self.shaping)

    def covers(self, text: str) -> bool:
        """Whether every character of the text, spaces aside, has a glyph."""
        return self.coverage.issuperset(character for character in text if not character.isspace())


@dataclass(frozen=True, slots=True)
class FontLibrary:
    """Fonts of one split, ready to be picked from."""

    fonts: tuple[Font, ...]
    weights: Mapping[str, float]
    _masks: tuple[int, ...]
    _bits: Mapping[str, int]
    _all: "_Choice"
    _by_kind: Mapping[str, "_Choice"] = field(repr=False)
    ordinary: str = ORDINARY

    @classmethod
    def of(cls, fonts: Iterable[Font], weights: Mapping[str, float], *, ordinary: str = ORDINARY) -> Self:
        """Build a library from fonts, how often each kind is to be picked, and characters that ordinary ones have."""
        fonts = tuple(fonts)
        bits = {
            character: 1 << place for place, character in enumerate(sorted(set().union(*(f.coverage for f in fonts))))
        }
        masks: dict[frozenset[str], int] = {}
        for font in fonts:
            if font.coverage not in masks:
                masks[font.coverage] = sum(bits[character] for character in font.coverage)
        places = range(len(fonts))
        by_kind = {
            kind: _Choice.among([i for i in places if fonts[i].kind == kind], fonts, weights)
            for kind in sorted({font.kind for font in fonts})
        }
        every = _Choice.among(list(places), fonts, weights)
        return cls(fonts, dict(weights), tuple(masks[font.coverage] for font in fonts), bits, every, by_kind, ordinary)

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self._by_kind)

    def pick(self, rng: np.random.Generator, *, text: str | None = None, kind: str | None = None) -> Font:
        """Pick a font: a kind by its weight, a family of it evenly, then a face, upright regular ones most often.

        Args:
            rng: Decides; the same state picks the same font.
            text: Only fonts that cover all of it, spaces aside; by default what ordinary ones have, so that
                fonts without a lower case of their own come only for texts that need none.
            kind: If given, only fonts of this kind.

        Raises:
            OptionError: If no font is of the kind or covers the text.
        """
        if kind is not None and kind not in self._by_kind:
            raise OptionError(f"font kind {kind!r}: this library has {', '.join(self._by_kind) or 'no fonts at all'}")
        choice = self._all if kind is None else self._by_kind[kind]
        if not self.fonts:
            raise OptionError("the font library is empty: fetch fonts first, or take the other split")
        wanted = self._mask(self.ordinary if text is None else text)
        for _ in range(QUICK_TRIES if wanted >= 0 else 0):
            place = choice.draw(rng)
            if not wanted & ~self._masks[place]:
                return self.fonts[place]
        able = [place for place in choice.places if wanted >= 0 and not wanted & ~self._masks[place]]
        if not able:
            raise OptionError(self._why_none(self.ordinary if text is None else text, kind))
        return self.fonts[_Choice.among(able, self.fonts, self.weights).draw(rng)]

    def covers(self, text: str, *, kind: str | None = None) -> bool:
        """Whether some font, or one of a kind, has all of the text's characters, spaces aside."""
        wanted = self._mask(text)
        places = range(len(self.fonts)) if kind is None else self._by_kind[kind].places
        return wanted >= 0 and any(not wanted & ~self._masks[place] for place in places)

    def _mask(self, text: str) -> int:
        """Characters as bits, or −1 where one is in no font at all."""
        mask = 0
        for character in set(text):
            bit = self._bits.get(character, 0)
            if not bit and not character.isspace():
                return -1
            mask |= bit
        return mask

    def _why_none(self, text: str, kind: str | None) -> str:
        known = self._bits.keys()
        nowhere = "".join(
            sorted({character for character in text if character not in known and not character.isspace()})
        )
        of_kind = f" of kind {kind}" if kind else ""
        detail = f"{nowhere!r} is in none" if nowhere else "each character is in some, all of them in none"
        return f"text {text[:40]!r}: no font{of_kind} covers it ({detail}); draw a shorter or plainer text"


@dataclass(frozen=True, slots=True)
class _Choice:
    """Places of fonts with the chance of each, as a running sum."""

    places: Sequence[int]
    sums: Sequence[float]

    @classmethod
    def among(cls, places: Sequence[int], fonts: Sequence[Font], weights: Mapping[str, float]) -> Self:
        faces: dict[tuple[str, str], float] = {}
        families: dict[str, set[str]] = {}
        for place in places:
            font = fonts[place]
            key = (font.kind, font.family)
            faces[key] = faces.get(key, 0.0) + _face_weight(font)
            families.setdefault(font.kind, set()).add(font.family)
        chances = (
            weights.get(font.kind, 0.0)
            / len(families[font.kind])
            * _face_weight(font)
            / faces[(font.kind, font.family)]
            for font in (fonts[place] for place in places)
        )
        return cls(tuple(places), tuple(accumulate(chances)))

    def draw(self, rng: np.random.Generator) -> int:
        drawn = bisect_right(self.sums, rng.random() * self.sums[-1])
        return self.places[min(drawn, len(self.places) - 1)]


def _face_weight(font: Font) -> float:
    """Running text is regular, then bold, then italic; hairlines and blacks are rare."""
    weight = 4.0 if 350 <= font.weight <= 500 else 2.0 if 600 <= font.weight <= 700 else 1.0
    return weight * (0.4 if font.italic else 1.0)


def default_folder() -> Path:
    """Where fonts are kept: `GLYPHWRIGHT_FONTS` if set, else a folder in the user's cache."""
    return Path(os.environ.get("GLYPHWRIGHT_FONTS") or Path.home() / ".cache" / "glyphwright" / "fonts")


def load_fonts(folder: Path | None = None, *, split: Split | None = None, script: str = "Latn") -> FontLibrary:
    """Load the fonts of a folder that `fetch_fonts` filled.

    Args:
        folder: By default `default_folder()`.
        split: Fonts to train with or to test with; clones of one design are never in both. By default all.
        script: What they are to write, as an ISO 15924 code.

    Raises:
        FileAccessError: If the folder has no index.
        InputError: If the index is damaged or has no font of the split.
    """
    folder = default_folder() if folder is None else folder
    path = folder / INDEX
    if not path.is_file():
        raise FileAccessError(f"{path}: missing; fetch the fonts into this folder, or set GLYPHWRIGHT_FONTS")
    coverages: dict[str, frozenset[str]] = {}
    try:
        faces = json.loads(path.read_text(encoding="utf-8"))["faces"]
        fitting = [face for face in faces if split in (None, face["split"]) and face.get("script", "Latn") == script]
        fonts = [_font(face, folder, coverages) for face in fitting]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: is no font index ({error!r}); fetch the fonts again") from error
    if not fonts:
        raise InputError(f"{path}: has no font of the split {split} for {script}; fetch the fonts again")
    ordinary = scripts()[script].needed if script in scripts() else ORDINARY
    return FontLibrary.of(fonts, FontCatalogue.load().kinds, ordinary=ordinary)


def _font(face: Mapping[str, Any], folder: Path, coverages: dict[str, frozenset[str]]) -> Font:
    return Font(
        path=folder / face["path"],
        index=int(face["index"]),
        family=str(face["family"]),
        kind=str(face["kind"]),
        group=str(face["group"]),
        split=face["split"],
        coverage=coverages.setdefault(face["coverage"], frozenset(face["coverage"])),
        weight=int(face["weight"]),
        italic=bool(face["italic"]),
        shaping=bool(face["shaping"]),
        script=str(face.get("script", "Latn")),
    )


@lru_cache(maxsize=OPEN_FACES)
def _open_face(path: str, index: int, size: float, shaping: bool) -> "FreeTypeFont":
    from PIL import ImageFont, features

    layout = ImageFont.Layout.RAQM if shaping and features.check("raqm") else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size, index, layout_engine=layout)
