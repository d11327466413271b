import pikepdf
import pytest

from glyphwright.export.pdf.content import TextFound, find_text

VISIBLE, INVISIBLE, BOTH, NONE = TextFound(True, False), TextFound(False, True), TextFound(True, True), TextFound()


def found(content: bytes, **forms: bytes) -> TextFound:
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page()
        page = pdf.pages[0]
        page.obj.Contents = pdf.make_stream(content)
        made = {
            name: pdf.make_stream(form, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
            for name, form in forms.items()
        }
        shared = pikepdf.Dictionary(XObject=pikepdf.Dictionary(**made))
        page.obj.Resources = pdf.make_indirect(shared)
        return find_text(page)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", NONE),
        (b"0 0 10 10 re f", NONE),
        (b"BT (a) Tj ET", VISIBLE),
        (b"BT [(a) -20 (b)] TJ ET", VISIBLE),
        (b"BT (a) ' ET", VISIBLE),
        (b'BT 1 1 (a) " ET', VISIBLE),
        (b"BT ( ) Tj [( ) 3 <0000>] TJ () Tj ET", NONE),
        (b"BT 3 Tr (a) Tj ET", INVISIBLE),
        (b"3 Tr BT (a) Tj ET", INVISIBLE),
        (b"q 3 Tr Q BT (a) Tj ET", VISIBLE),
        (b"3 Tr q 0 Tr Q BT (a) Tj ET", INVISIBLE),
        (b"Q Q 3 Tr BT (a) Tj 0 Tr (b) Tj ET", BOTH),
        (b"BT 7 Tr (a) Tj ET", VISIBLE),
        (b"BT (a) Tj", VISIBLE),
    ],
)
def test_the_render_mode_decides_what_is_visible(content: bytes, kind: TextFound) -> None:
    assert found(content) == kind


def test_forms_are_looked_into_with_the_mode_in_which_they_are_invoked() -> None:
    form = b"BT (a) Tj ET"
    assert found(b"/A Do", A=form) == VISIBLE
    assert found(b"q 3 Tr /A Do Q", A=form) == INVISIBLE
    assert found(b"q 3 Tr /A Do Q /A Do", A=form) == BOTH
    assert found(b"/A Do", A=b"/B Do", B=form) == VISIBLE
    assert found(b"/Missing Do", A=form) == NONE


def test_forms_that_invoke_each_other_come_to_an_end() -> None:
    assert found(b"/A Do", A=b"/B Do", B=b"/A Do BT 3 Tr (x) Tj ET") == INVISIBLE
