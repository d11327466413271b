from collections.abc import Callable
from pathlib import Path

import pytest

from glyphwright.geometry import Transform
from glyphwright_train.synth.pdf_characters import PdfCharacter, read_characters

DrawPdf = Callable[..., Path]


def characters_of(path: Path) -> list[PdfCharacter]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    page = document[0]
    found = read_characters(page, Transform.from_array([[1, 0, 0], [0, -1, 300]]))
    page.close()
    document.close()
    return found


def test_characters_stand_on_their_baseline_one_after_the_other(draw_pdf: DrawPdf) -> None:
    first, second = characters_of(draw_pdf("BT /C 10 Tf 50 200 Td (ab) Tj ET"))
    assert (first.text, second.text, first.baseline) == ("a", "b", pytest.approx(100))
    assert (first.start, first.stop, second.start) == pytest.approx((50, 56, 56))
    assert first.size_px == pytest.approx(10)
    assert 92 < second.ink.top < first.ink.top < 96


def test_a_space_is_a_mark_on_what_follows(draw_pdf: DrawPdf) -> None:
    assert [(one.text, one.spaced) for one in characters_of(draw_pdf("BT /C 10 Tf 50 200 Td (a b) Tj ET"))] == [
        ("a", False),
        ("b", True),
    ]


def test_an_accent_of_its_own_joins_its_letter(draw_pdf: DrawPdf) -> None:
    found = characters_of(draw_pdf("BT /F 12 Tf 52 201 Td (\xb4) Tj 0 -1 Td (e) Tj 20 0 Td (\xb4) Tj ET"))
    assert [one.text for one in found] == ["é", "´"]


def test_letters_of_a_ligature_share_its_box(draw_pdf: DrawPdf) -> None:
    f, i, x = characters_of(draw_pdf("BT /F 10 Tf 50 200 Td (1x) Tj ET", unicode={ord("1"): 0xFB01}))
    assert (f.text, i.text, x.text) == ("f", "i", "x")
    assert (f.start, f.stop, i.start, i.stop) == pytest.approx((50, 52.78, 52.78, 55.56))


@pytest.mark.parametrize(
    ("value", "text", "sure"),
    [
        (0xD835DC4E, "a", True),
        (0xFFFD, "\ufffd", False),
        (0xE123, "\ue123", False),
        (0x1C, "\ufffd", False),
        (0xF733, "3", True),
        (0xAD, "-", True),
    ],
)
def test_only_real_characters_are_sure(draw_pdf: DrawPdf, value: int, text: str, sure: bool) -> None:
    found = characters_of(draw_pdf("BT /F 12 Tf 50 200 Td (xA) Tj ET", unicode={ord("A"): value}))
    assert (found[-1].text, found[-1].sure) == (text, sure)


def test_turned_text_is_measured_in_its_own_frame(draw_pdf: DrawPdf) -> None:
    upright = characters_of(draw_pdf("BT /F 20 Tf 1 0 0 1 100 100 Tm (hg) Tj ET"))
    for name, matrix, angle in (("up", "0 1 -1 0", 270), ("slant", "0.866 0.5 -0.5 0.866", 330)):
        turned = characters_of(draw_pdf(f"BT /F 20 Tf {matrix} 100 100 Tm (hg) Tj ET", name=f"{name}.pdf"))
        for one, other in zip(turned, upright, strict=True):
            assert one.angle_degrees == angle
            assert one.ink.width == pytest.approx(other.ink.width, abs=0.6)
            assert one.ink.height == pytest.approx(other.ink.height, abs=0.6)
            assert one.ink.top - one.baseline == pytest.approx(other.ink.top - other.baseline, abs=0.6)
