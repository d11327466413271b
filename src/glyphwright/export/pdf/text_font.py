"""text-font.ttf beside this file → the font in which annotated PDFs set what was read, visibly.

It knows the packaged reader's alphabet and what is near it. Any other character is shown as an empty box, and is copied
as what it is all the same: as in the invisible font, codes are UTF-16 units.
"""

import struct
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from glyphwright.export.pdf.font import Codes, Face, add_composite_font

if TYPE_CHECKING:
    import pikepdf

TEXT_FONT_NAME = "GlyphwrightText"
_PER_EM = 1000


class TextFont:
    """Encodes and measures the texts of one file, and notes their characters, whose widths the file must tell."""

    def __init__(self) -> None:
        self._program = files("glyphwright.export.pdf").joinpath("text-font.ttf").read_bytes()
        self._glyphs, self._advances = _metrics(self._program)
        self._codes = Codes()
        self._used: set[str] = set()

    def encode(self, text: str) -> str:
        """The hexadecimal string that shows a text."""
        self._used.update(text)
        return self._codes.encode(text).hex()

    def width_em(self, text: str) -> float:
        return sum(self._advance(character) for character in text) / _PER_EM

    def add_to(self, pdf: "pikepdf.Pdf") -> "pikepdf.Object":
        """Put it into a file, once everything is encoded."""
        glyph_map = np.zeros(0x10000, dtype=">u2")
        for point, glyph in self._glyphs.items():
            glyph_map[point] = glyph
        advances = {
            int.from_bytes(self._codes.encode(character), "big"): self._advance(character) for character in self._used
        }
        face = Face(TEXT_FONT_NAME, self._program, (-370, -300, 1513, 1070), 928, -236, int(self._advances[0]))
        return add_composite_font(pdf, face, glyph_map.tobytes(), self._codes, advances)

    def _advance(self, character: str) -> int:
        return int(self._advances[self._glyphs.get(ord(character), 0)])


@cache
def _metrics(program: bytes) -> tuple[dict[int, int], np.ndarray]:
    """Glyphs by code point, and the advances of all glyphs in thousandths of an em (OpenType 1.9, cmap 12 and hmtx)."""
    tables = {name: program[start : start + length] for name, start, length in _directory(program)}
    (units_per_em,) = struct.unpack_from(">H", tables[b"head"], 18)
    (n_metrics,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    (n_glyphs,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    advances = np.frombuffer(tables[b"hmtx"], ">u2", 2 * n_metrics)[::2]
    advances = np.pad(advances, (0, n_glyphs - n_metrics), mode="edge")
    (offset,) = struct.unpack_from(">I", tables[b"cmap"], 8)
    (n_groups,) = struct.unpack_from(">I", tables[b"cmap"], offset + 12)
    groups = struct.iter_unpack(">III", tables[b"cmap"][offset + 16 : offset + 16 + 12 * n_groups])
    glyphs = {point: glyph + point - first for first, last, glyph in groups for point in range(first, last + 1)}
    return glyphs, np.rint(advances * (_PER_EM / units_per_em)).astype(int)


def _directory(program: bytes) -> list[tuple[bytes, int, int]]:
    (n_tables,) = struct.unpack_from(">H", program, 4)
    records = struct.iter_unpack(">4sIII", program[12 : 12 + 16 * n_tables])
    return [(name, start, length) for name, _, start, length in records]
