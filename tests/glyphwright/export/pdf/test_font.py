import io
import re

import pikepdf
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from glyphwright.export.pdf.font import Codes, add_font, invisible_truetype, to_unicode_map


def test_the_font_is_a_sound_truetype_of_two_empty_glyphs() -> None:
    font = TTFont(io.BytesIO(invisible_truetype()), checkChecksums=2)
    assert font["maxp"].numGlyphs == 2
    assert (font["hhea"].ascent, font["head"].unitsPerEm) == (1000, 1000)
    assert {font["hmtx"][name][0] for name in font.getGlyphOrder()} == {500}
    coordinates, _, _ = font["glyf"][font.getGlyphOrder()[1]].getCoordinates(font["glyf"])
    assert list(coordinates) == [(0, 0), (500, 985)]  # a line: nothing to fill
    assert all(font[table] for table in font.keys())  # noqa: SIM118  a TTFont is no dict
    assert len(invisible_truetype()) < 700


def test_codes_are_utf_16_units_and_stand_for_themselves() -> None:
    codes = Codes()
    assert codes.encode("Aé漢") == "Aé漢".encode("utf-16-be")
    assert codes.beyond == {}


def test_characters_beyond_the_first_plane_get_codes_of_their_own() -> None:
    codes = Codes()
    assert codes.encode("😀a😀𐤀") == b"\xd8\x00\x00a\xd8\x00\xd8\x01"
    assert codes.beyond == {0xD800: "😀", 0xD801: "𐤀"}
    assert b"<D800> <D83DDE00>" in to_unicode_map(codes.beyond)


def test_what_has_no_code_left_is_replaced() -> None:
    codes = Codes()
    codes.encode("".join(chr(0x10000 + i) for i in range(2048)))
    assert codes.encode("\U0001f600") == codes.encode("\ud800") == b"\xff\xfd"


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_the_map_leads_every_code_back_to_its_character(text: str) -> None:
    codes = Codes()
    encoded = codes.encode(text)
    cmap = to_unicode_map(codes.beyond).decode("ascii").partition("endcodespacerange")[2]
    singles = {
        int(code, 16): bytes.fromhex(to).decode("utf-16-be")
        for code, to in re.findall(r"^<(....)> <(\w+)>$", cmap, re.M)
    }
    ranges = [
        (int(a, 16), int(b, 16), int(c, 16)) for a, b, c in re.findall(r"^<(....)> <(....)> <(....)>$", cmap, re.M)
    ]
    back = ""
    for high, low in zip(encoded[::2], encoded[1::2], strict=True):
        code = 256 * high + low
        inside = [chr(to + code - first) for first, last, to in ranges if first <= code <= last]
        back += singles[code] if code in singles else inside[0]
    assert back == text


def test_sections_of_the_map_have_a_hundred_entries_at_most() -> None:
    cmap = to_unicode_map({0xD800 + i: chr(0x10000 + i) for i in range(250)}).decode("ascii")
    for count, kind, body in re.findall(r"(\d+) begin(bf\w+)\n(.*?)\nend\2", cmap, re.S):
        assert int(count) == len(body.split("\n")) <= 100, kind


def test_all_codes_are_shown_with_the_empty_glyph() -> None:
    with pikepdf.Pdf.new() as pdf:
        font = add_font(pdf, Codes())
        descendant = font.DescendantFonts[0]
        assert set(descendant.CIDToGIDMap.read_bytes()[1::2]) == {1}
        assert len(descendant.CIDToGIDMap.read_bytes()) == 2 * 65536
        assert descendant.FontDescriptor.FontFile2.read_bytes() == invisible_truetype()
