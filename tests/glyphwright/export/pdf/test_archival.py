import io
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from glyphwright.errors import MissingDependencyError, OutputError
from glyphwright.export import ExportOptions, export
from glyphwright.page import Document, Page

pdfa = pytest.importorskip("pikepdf.pdfa")

MakePage = Callable[..., Page]
BlankPdf = Callable[..., bytes]
PDFA = ExportOptions(pdfa=True)


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return import_module("pdfa_rules")


def picture(kind: str, mode: str, **how: Any) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    image = Image.fromarray(pixels).convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **how)
    return buffer.getvalue()


def passes(data: bytes, rules: ModuleType) -> bool:
    assert rules.breaches(data) == []
    report = pdfa.validate_written(io.BytesIO(data), "2b")
    assert report.passed, report.summary()
    return True


PICTURES = {
    "grey JPEG": ("JPEG", "L", {}),
    "colour JPEG": ("JPEG", "RGB", {}),
    "bilevel TIFF": ("TIFF", "1", {}),
    "JPEG in TIFF": ("TIFF", "RGB", {"compression": "jpeg"}),
    "PNG with a palette": ("PNG", "P", {}),
    "transparent PNG": ("PNG", "RGBA", {}),
    "PNG of 16 bits": ("PNG", "I;16", {}),
    "WebP": ("WEBP", "RGB", {"lossless": True}),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_become_pdfa(kind: str, make_page: MakePage, rules: ModuleType) -> None:
    name, mode, how = PICTURES[kind]
    page = make_page(["words 𝔄 書"], width=40, height=60)
    assert passes(export(Document((page,), "a.png"), "pdf", source=picture(name, mode, **how), options=PDFA), rules)


def test_a_profile_of_its_own_may_stay(make_page: MakePage, rules: ModuleType) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"sRGB", b"mine")
    profile = profile.replace("sRGB".encode("utf-16-be"), "mine".encode("utf-16-be"))
    source = picture("JPEG", "RGB", icc_profile=profile)
    result = export(Document((make_page(["a"], width=40, height=60),)), "pdf", source=source, options=PDFA)
    with pikepdf.open(io.BytesIO(result)) as pdf:
        image = pdf.pages[0].obj.Resources.XObject.Page
        assert str(image.ColorSpace[0]) == "/ICCBased"
    assert passes(result, rules)


def test_a_scanned_pdf_becomes_pdfa_and_looks_the_same(
    blank_pdf: BlankPdf, make_page: MakePage, rendered: Callable[..., NDArray[Any]]
) -> None:
    page = make_page(["some words"], width=595, height=842)
    source = blank_pdf(2, Rotate=90)
    result = export(Document((page,)), "pdf", source=source, options=PDFA)
    assert np.array_equal(rendered(result), rendered(source))
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert str(pdf.docinfo["/Producer"]) == "glyphwright"
    assert pdfa.validate_written(io.BytesIO(result), "2b").passed
    assert result == export(Document((page,)), "pdf", source=source, options=PDFA)


def with_root(source: bytes, **entries: object) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as pdf:
        for name, value in entries.items():
            pdf.Root[f"/{name}"] = value
        pdf.save(buffer)
    return buffer.getvalue()


def test_scripts_go(blank_pdf: BlankPdf, make_page: MakePage) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    tree = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["x", action])))
    page = make_page(["some words"], width=595, height=842)
    result = export(Document((page,)), "pdf", source=with_root(blank_pdf(), Names=tree), options=PDFA)
    assert b"app.alert" not in result
    assert pdfa.validate_written(io.BytesIO(result), "2b").passed


def test_what_would_have_to_look_different_is_refused(blank_pdf: BlankPdf, make_page: MakePage) -> None:
    document = Document((make_page(["some words"], width=595, height=842),), "scan.pdf")
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank_pdf(content=b"BT /F 24 Tf 72 700 Td (Visible) Tj ET"))) as pdf:
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        pdf.save(buffer)
    with pytest.raises(
        OutputError, match=r"^scan\.pdf: it cannot become PDF/A-2b and look the same: .*leave out --pdfa"
    ):
        export(document, "pdf", source=buffer.getvalue(), options=PDFA)
    with pytest.raises(OutputError, match="cannot become PDF/A-2b"):
        export(document, "pdf", source=blank_pdf(content=b"0 0 0 1 k 0 0 9 9 re f"), options=PDFA)
    with pytest.raises(OutputError, match="cannot become PDF/A-2b"):
        export(document, "pdf", source=picture("JPEG", "CMYK"), options=PDFA)


def test_an_encrypted_file_is_refused(blank_pdf: BlankPdf, make_page: MakePage) -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank_pdf())) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    document = Document((make_page(["some words"], width=595, height=842),))
    with pytest.raises(OutputError, match="must not be encrypted"):
        export(document, "pdf", source=buffer.getvalue(), options=ExportOptions(pdfa=True, password="secret"))


def test_without_the_extra_it_says_what_to_install(
    blank_pdf: BlankPdf, make_page: MakePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pikepdf.pdfa", None)
    monkeypatch.delattr(pikepdf, "pdfa")
    document = Document((make_page(["some words"], width=595, height=842),))
    with pytest.raises(MissingDependencyError, match=r"pip install 'glyphwright\[pdfa\]'"):
        export(document, "pdf", source=blank_pdf(), options=PDFA)


def test_the_rules_find_what_a_searchable_pdf_lacks(make_page: MakePage, rules: ModuleType) -> None:
    page = make_page(["some words"], width=40, height=60)
    found = rules.breaches(export(Document((page,)), "pdf", source=picture("PNG", "L")))
    assert {entry.split()[0] for entry in found} == {"6.2.3", "6.6.2.1"}
    cmyk = rules.breaches(export(Document((page,)), "pdf", source=picture("JPEG", "CMYK")))
    assert any("DeviceCMYK" in entry for entry in cmyk)
