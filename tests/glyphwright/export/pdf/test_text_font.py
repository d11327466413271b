from importlib.resources import files
from pathlib import Path

import pikepdf
import pytest

from glyphwright.export.pdf.text_font import TextFont

ALPHABET = Path(__file__).parents[4] / "src" / "glyphwright_train" / "synth" / "alphabets" / "latin.txt"


def test_it_has_every_character_of_the_packaged_reader() -> None:
    with pikepdf.Pdf.new() as pdf:
        font = TextFont()
        alphabet = ALPHABET.read_text(encoding="utf-8").replace("\n", "")
        font.encode(alphabet)
        glyphs = font.add_to(pdf).DescendantFonts[0].CIDToGIDMap.read_bytes()
    missing = [character for character in alphabet if not any(glyphs[2 * ord(character) : 2 * ord(character) + 2])]
    assert missing == []


def test_widths_are_those_of_the_font_program() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    with files("glyphwright.export.pdf").joinpath("text-font.ttf").open("rb") as file:
        program = ttlib.TTFont(file)
        names, metrics, per_em = program.getBestCmap(), program["hmtx"], program["head"].unitsPerEm
        font = TextFont()
        for character in "iMß€Ω→ ":
            assert font.width_em(character) == pytest.approx(metrics[names[ord(character)]][0] / per_em, abs=6e-4)
        assert font.width_em("書") == pytest.approx(metrics[".notdef"][0] / per_em, abs=6e-4)
        with pikepdf.Pdf.new() as pdf:
            font.encode("iM")
            widths = font.add_to(pdf).DescendantFonts[0].W
            assert [int(code) for code in list(widths)[::2]] == [ord("M"), ord("i")]
