"""Nothing → the invisible font of the text layer, as an object of a PDF.

Every character is an empty box, half an em wide, that stands on the baseline and is one em high: the size of a
character on the page is then exactly the size at which it is shown. Codes are UTF-16 units, so text can be copied
whatever its script; characters beyond U+FFFF are given codes of the surrogate range, which stand for nothing else.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

EM = 1000
ADVANCE_EM = 0.5

_ADVANCE = 500
FONT_NAME = "GlyphwrightInvisible"
_SURROGATES = range(0xD800, 0xE000)
_REPLACEMENT = 0xFFFD

# In seconds since 1904: the time at which the font was made, as programs doubt one without.
_MADE = 3_600_000_000

# A contour of two points, from (0, 0) to (500, 1000): it encloses nothing, yet gives the glyph its extent, without
# which pdfium takes a word of one letter for nothing at all.
_GLYPH = struct.pack(">5h2H2B4h", 1, 0, 0, _ADVANCE, EM, 1, 0, 1, 1, 0, _ADVANCE, 0, 985)


class Codes:
    """Hands out the two-byte codes under which the characters of one file are shown."""

    def __init__(self) -> None:
        self._beyond: dict[str, int] = {}

    def encode(self, text: str) -> bytes:
        """Two bytes for each character; U+FFFD stands in for those that have no code left, or are none."""
        return b"".join(self._code(character).to_bytes(2, "big") for character in text)

    @property
    def beyond(self) -> dict[int, str]:
        """The codes given to characters beyond U+FFFF."""
        return {code: character for character, code in self._beyond.items()}

    def _code(self, character: str) -> int:
        point = ord(character)
        if point in _SURROGATES:
            return _REPLACEMENT
        if point <= 0xFFFF:
            return point
        if character not in self._beyond and len(self._beyond) < len(_SURROGATES):
            self._beyond[character] = _SURROGATES[len(self._beyond)]
        return self._beyond.get(character, _REPLACEMENT)


def add_font(pdf: "pikepdf.Pdf", codes: Codes) -> "pikepdf.Object":
    """Put the font for these codes into a file; its text may then be shown in two-byte codes."""
    # Readers take a descent of 0 for a mistake and put a default in its place.
    face = Face(FONT_NAME, invisible_truetype(), (0, 0, _ADVANCE, EM), EM, -1, _ADVANCE)
    return add_composite_font(pdf, face, b"\0\1" * 0x10000, codes)


@dataclass(frozen=True, slots=True)
class Face:
    """A TrueType program, and what a PDF tells of it besides, in thousandths of an em; `advance` is the usual one."""

    name: str
    program: bytes
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    advance: int


def add_composite_font(
    pdf: "pikepdf.Pdf", face: Face, glyph_map: bytes, codes: Codes, advances: Mapping[int, int] = MappingProxyType({})
) -> "pikepdf.Object":
    """Put a font into a file whose codes are those of `codes` (ISO 32000-1, 9.7).

    Args:
        pdf: The file.
        face: What to embed.
        glyph_map: Two bytes for each code, the number of its glyph.
        codes: What the text was encoded with.
        advances: How wide characters are that differ from the usual, by code.
    """
    from pikepdf import Array, Dictionary, Name

    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/" + face.name),
        Flags=4,  # symbolic: its characters are not those of a standard Latin encoding
        FontBBox=Array(face.box),
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.ascent,
        StemV=80,
        FontFile2=_stream(pdf, face.program, Length1=len(face.program)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/" + face.name),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=face.advance,
        CIDToGIDMap=_stream(pdf, glyph_map),
    )
    if advances:
        descendant.W = Array([part for code in sorted(advances) for part in (code, Array([advances[code]]))])
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/" + face.name),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=_stream(pdf, to_unicode_map(codes.beyond)),
    )
    return pdf.make_indirect(font)


def _stream(pdf: "pikepdf.Pdf", data: bytes, **entries: Any) -> "pikepdf.Stream":
    from pikepdf import Name, Stream

    return Stream(pdf, zlib.compress(data, 9), Filter=Name.FlateDecode, **entries)


def to_unicode_map(beyond: dict[int, str]) -> bytes:
    """A ToUnicode CMap of all two-byte codes: themselves, but for those that stand for characters beyond U+FFFF.

    One range per high byte, as ISO 32000-1, 9.10.3 asks, in sections of at most a hundred.
    """
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256) if high << 8 not in _SURROGATES]
    singles = [f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>" for code, character in beyond.items()]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *_sections("bfrange", ranges),
            *_sections("bfchar", singles),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    ).encode("ascii")


def _sections(kind: str, entries: list[str]) -> list[str]:
    lines: list[str] = []
    for start in range(0, len(entries), 100):
        part = entries[start : start + 100]
        lines += [f"{len(part)} begin{kind}", *part, f"end{kind}"]
    return lines


def invisible_truetype() -> bytes:
    """The smallest TrueType file that readers accept: two glyphs without an outline (OpenType 1.9, chapter 5)."""
    tables = {
        b"OS/2": _os2_table(),
        # One subtable, format 4, that maps nothing: its only segment is the closing one.
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12)
        + struct.pack(">12H", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0),
        b"glyf": _GLYPH,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            *(0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0b11, EM, _MADE, _MADE),
            *(0, 0, _ADVANCE, EM, 0, 8, 2, 0, 0),
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x00010000, EM, -1, 0, _ADVANCE, 0, 0, _ADVANCE, 1, *[0] * 7, 1),
        b"hmtx": struct.pack(">Hhh", _ADVANCE, 0, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(_GLYPH) // 2),
        b"maxp": struct.pack(">IH13H", 0x00010000, 2, 2, 1, *[0] * 2, 1, *[0] * 8),
        b"name": _name_table(),
        b"post": struct.pack(">IIhhIIIII", 0x00030000, 0, 0, 0, 1, 0, 0, 0, 0),
    }
    return _sfnt(tables)


def _os2_table() -> bytes:
    """Version 3, regular weight and width, embeddable without restriction."""
    return struct.pack(
        ">HhHHHhhhhhhhhhhh10sIIII4sHHHhhhHHIIhhHHH",
        *(3, _ADVANCE, 400, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b"\0" * 10),
        *(0, 0, 0, 0, b"NONE", 0x40, 0, 0xFFFF, EM, 0, 0, EM, 1, 0, 0, EM, EM, 0, 0x20, 1),
    )


def _name_table() -> bytes:
    text = FONT_NAME.encode("utf-16-be")
    records = b"".join(struct.pack(">6H", 3, 1, 0x409, kind, len(text), 0) for kind in (1, 2, 4, 6))
    return struct.pack(">HHH", 0, 4, 6 + len(records)) + records + text


def _sfnt(tables: dict[bytes, bytes]) -> bytes:
    """Tables, sorted by name, behind their directory."""
    power = len(tables).bit_length() - 1
    header = struct.pack(">IHHHH", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power))
    directory, body = b"", b""
    start = len(header) + 16 * len(tables)
    for name, table in tables.items():
        padded = table + b"\0" * (-len(table) % 4)
        directory += name + struct.pack(">III", _checksum(padded), start + len(body), len(table))
        body += padded
    font = header + directory + body
    adjustment = (0xB1B0AFBA - _checksum(font)) & 0xFFFFFFFF
    place = start + body_offset(tables, b"head") + 8
    return font[:place] + struct.pack(">I", adjustment) + font[place + 4 :]


def body_offset(tables: dict[bytes, bytes], wanted: bytes) -> int:
    names = list(tables)
    return sum(-(-len(tables[name]) // 4) * 4 for name in names[: names.index(wanted)])


def _checksum(data: bytes) -> int:
    return sum(int(word) for (word,) in struct.iter_unpack(">I", data)) & 0xFFFFFFFF
