import pikepdf
import pytest

from glyphwright.errors import DamagedInputError
from glyphwright.export.pdf.strip import strip_invisible_text


def page_of(pdf: pikepdf.Pdf, content: bytes, **forms: bytes) -> pikepdf.Page:
    pdf.add_blank_page()
    page = pdf.pages[-1]
    page.obj.Contents = pdf.make_stream(content)
    made = {
        name: pdf.make_stream(form, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        for name, form in forms.items()
    }
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font)
    page.obj.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(**made), Font=pikepdf.Dictionary(GlyphwrightInvisible=font, F=font)
    )
    return page


def stripped(content: bytes, **forms: bytes) -> bytes:
    with pikepdf.Pdf.new() as pdf:
        page = page_of(pdf, content, **forms)
        strip_invisible_text(pdf, page)
        return b" ".join(page.obj.Contents.read_bytes().split())


@pytest.mark.parametrize(
    ("content", "rest"),
    [
        (b"q BT 3 Tr /F 9 Tf 1 0 0 1 5 5 Tm (a) Tj ET Q 0 0 9 9 re f", b"0 0 9 9 re f"),
        (b"q 9 0 0 9 0 0 cm /Im Do Q BT 3 Tr /F 9 Tf (a) Tj ET", b"q 9 0 0 9 0 0 cm /Im Do Q 3 Tr /F 9 Tf"),
        (b"BT 3 Tr /F 9 Tf (a) Tj 0 Tr 5 5 Td (b) Tj ET", b"BT 3 Tr /F 9 Tf 0 Tr 5 5 Td (b) Tj ET"),
        (b"BT 3 Tr 12 TL (a) ' 0 Tr (b) ' ET", b"BT 3 Tr 12 TL T* 0 Tr (b) ' ET"),
        (b'BT 3 Tr 1 2 (a) " 0 Tr (b) Tj ET', b"BT 3 Tr 1 Tw 2 Tc T* 0 Tr (b) Tj ET"),
        (b"BT 3 Tr 0 -9 TD (a) Tj ET BT 0 Tr T* (b) Tj ET", b"BT 3 Tr 0 -9 TD ET BT 0 Tr T* (b) Tj ET"),
        (b"q /P BMC BT 3 Tr (a) Tj ET EMC Q (x) Tj", b"(x) Tj"),
        (b"/P BMC q BT 3 Tr (a) Tj ET Q EMC (x) Tj", b"/P BMC EMC (x) Tj"),
        (b"q BT 3 Tr (a) Tj ET", b"q 3 Tr"),
        (
            b"q BT 3 Tr (a) Tj BI /W 1 /H 1 /BPC 8 /CS /G ID \xaa EI ET Q",
            b"q BT 3 Tr BI /W 1 /H 1 /BPC 8 /CS /G ID \xaa EI ET Q",
        ),
    ],
)
def test_invisible_text_goes_and_the_rest_stays(content: bytes, rest: bytes) -> None:
    assert stripped(content) == rest


def test_content_without_invisible_text_is_not_rewritten() -> None:
    content = b"q   1 0 0   1 0 0 cm BT (a)   Tj ET Q % remark"
    with pikepdf.Pdf.new() as pdf:
        page = page_of(pdf, content)
        strip_invisible_text(pdf, page)
        assert page.obj.Contents.read_bytes() == content


def test_forms_lose_their_invisible_text_on_this_page_only() -> None:
    with pikepdf.Pdf.new() as pdf:
        page = page_of(
            pdf, b"/A Do /B Do", A=b"q BT 3 Tr (a) Tj ET Q", B=b"BT 3 Tr (a) Tj 0 Tr (b) Tj ET /C Do", C=b"0 0 1 1 re f"
        )
        pdf.pages.append(page)
        untouched = pdf.pages[1]
        strip_invisible_text(pdf, page)
        assert page.obj.Contents.read_bytes().split() == [b"/B", b"Do"]
        assert b"(a)" not in page.obj.Resources.XObject.B.read_bytes()
        assert b"(b)" in page.obj.Resources.XObject.B.read_bytes()
        assert page.obj.Resources.XObject.B.Subtype == "/Form"
        assert b"(a)" in untouched.obj.Resources.XObject.B.read_bytes()


def test_the_font_of_an_earlier_layer_of_ours_goes_too() -> None:
    with pikepdf.Pdf.new() as pdf:
        page = page_of(pdf, b"q BT 3 Tr /GlyphwrightInvisible 9 Tf (a) Tj ET Q")
        strip_invisible_text(pdf, page)
        assert list(page.obj.Resources.Font) == ["/F"]


def test_bytes_that_are_no_operator_are_an_error() -> None:
    with pytest.raises(DamagedInputError, match="no operator"):
        stripped(b"\xff\xfe\xfd (a) Tj")
