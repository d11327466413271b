import io
import math
import shutil
import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from glyphwright.errors import DamagedInputError, EncryptedError, OutputError, PageRangeError
from glyphwright.export import ExportOptions, export, has_text
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word

TEXTS = ("The quick brown fox jumps", "a 1 over I the lazy dog.", "Größe: 27 × 3 µm", "x")

# The page dictionary, and the size of the page as it is displayed, in units of user space.
PAGES = {
    "plain": ({}, (595, 842)),
    "rotated by 90": ({"Rotate": 90}, (842, 595)),
    "rotated by 180": ({"Rotate": 180}, (595, 842)),
    "rotated by 270": ({"Rotate": 270}, (842, 595)),
    "rotated by -90": ({"Rotate": -90}, (842, 595)),
    "MediaBox that begins elsewhere": ({"MediaBox": (-100, 50, 495, 892)}, (595, 842)),
    "MediaBox upside down": ({"MediaBox": (595, 842, 0, 0)}, (595, 842)),
    "cropped": ({"CropBox": (40, 130, 540, 830)}, (500, 700)),
    "cropped beyond its edge": ({"CropBox": (95, -200, 900, 642)}, (500, 642)),
    "cropped and rotated by 90": ({"CropBox": (40, 130, 540, 830), "Rotate": 90}, (700, 500)),
    "cropped and rotated by 270": ({"CropBox": (40, 130, 540, 830), "Rotate": 270}, (700, 500)),
    "cropped and rotated by 180": ({"CropBox": (40, 130, 540, 830), "Rotate": 180}, (500, 700)),
    "of double units": ({"UserUnit": 2}, (595, 842)),
    "of double units, cropped and rotated by 90": (
        {"UserUnit": 2, "CropBox": (40, 130, 540, 830), "Rotate": 90},
        (700, 500),
    ),
}


def document_of(*pages: Page) -> Document:
    return Document(pages, "scan.pdf")


def options(**choices: object) -> ExportOptions:
    return ExportOptions(**choices)  # type: ignore[arg-type]


def mean_iou(page: Page, found: list[tuple[str, Box]]) -> float:
    assert [text for text, _ in found] == [word.text for word in page.words]
    return statistics.mean(word.box.iou(box) for word, (_, box) in zip(page.words, found, strict=True))


@pytest.mark.parametrize("dpi", [72, 96, 150, 217, 300])
@pytest.mark.parametrize("case", PAGES)
def test_words_lie_where_they_were_read(
    case: str,
    dpi: int,
    blank_pdf: Callable[..., bytes],
    make_page: Callable[..., Page],
    find_words: Callable[..., list[tuple[str, Box]]],
) -> None:
    entries, (width, height) = PAGES[case]
    size = math.ceil(width * dpi / 72), math.ceil(height * dpi / 72)
    page = make_page(TEXTS, width=size[0], height=size[1], dpi=dpi)
    result = export(document_of(page), "pdf", source=blank_pdf(**entries))
    assert mean_iou(page, find_words(result, size=size)) > 0.97


@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize("degrees", [5, -5, 90, 180, 270, 33])
def test_words_of_slanted_lines_lie_where_they_were_read(
    degrees: float,
    rotate: int,
    blank_pdf: Callable[..., bytes],
    make_page: Callable[..., Page],
    find_words: Callable[..., list[tuple[str, Box]]],
) -> None:
    size = (1241, 1755) if rotate == 0 else (1755, 1241)
    page = make_page(TEXTS, width=size[0], height=size[1], degrees=degrees)
    result = export(document_of(page), "pdf", source=blank_pdf(Rotate=rotate))
    found = dict(find_words(result, size=size))
    assert statistics.mean(word.box.iou(found[word.text]) for word in page.words) > 0.97


def test_pixels_need_not_be_square(
    blank_pdf: Callable[..., bytes], make_page: Callable[..., Page], find_words: Callable[..., list[tuple[str, Box]]]
) -> None:
    size = (1686, 1146)  # A4 at 204 × 98 dpi
    page = make_page(TEXTS[:3], width=size[0], height=size[1], dpi=98)
    result = export(document_of(page), "pdf", source=blank_pdf())
    assert mean_iou(page, find_words(result, size=size)) > 0.97


def test_what_was_there_is_untouched_and_looks_the_same(
    blank_pdf: Callable[..., bytes], make_page: Callable[..., Page], rendered: Callable[..., np.ndarray]
) -> None:
    # Content that leaves its state behind must neither move the layer nor be moved by it.
    content = b"2 0 0 2 30 40 cm q 0.5 g 10 10 100 100 re f Q Q Q 0.1 g 50 200 50 50 re f q q"
    source = blank_pdf(content=content, Rotate=90)
    page = make_page(TEXTS, width=1755, height=1241)
    result = export(document_of(page), "pdf", source=source)
    assert np.array_equal(rendered(result), rendered(source))
    with pikepdf.open(io.BytesIO(result)) as pdf:
        layer, original = pdf.pages[0].Contents
        assert original.read_raw_bytes() == content
        assert layer.read_bytes().startswith(b"q\nBT\n3 Tr\n")


def test_other_pages_shared_resources_and_metadata_stay(make_page: Callable[..., Page]) -> None:
    source = io.BytesIO()
    with pikepdf.Pdf.new() as pdf:
        resources = pdf.make_indirect(
            pikepdf.Dictionary(
                Font=pikepdf.Dictionary(
                    GlyphwrightInvisible=pikepdf.Dictionary(
                        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                    )
                )
            )
        )
        contents = pdf.make_indirect(pikepdf.Array([pdf.make_stream(b"q"), pdf.make_stream(b"Q")]))
        for _ in range(3):
            pdf.add_blank_page(page_size=(595, 842))
            pdf.pages[-1].obj.Resources = resources
            pdf.pages[-1].obj.Contents = contents
        pdf.docinfo["/Title"] = "Minutes"
        pdf.docinfo["/Producer"] = "scanner"
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.r)]))
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = "Minutes"
            metadata["pdf:Producer"] = "scanner"
        pdf.save(source)
    page = make_page(TEXTS, width=1241, height=1755, number=2)
    result = export(document_of(page), "pdf", source=source.getvalue())
    with pikepdf.open(io.BytesIO(result)) as pdf:
        first, second, third = pdf.pages
        assert len(first.obj.Contents) == len(third.obj.Contents) == 2
        assert len(second.obj.Contents) == 3
        assert list(first.obj.Resources.Font) == ["/GlyphwrightInvisible"]
        assert sorted(second.obj.Resources.Font) == ["/GlyphwrightInvisible", "/GlyphwrightInvisible2"]
        assert second.obj.Resources.Font.GlyphwrightInvisible.BaseFont == "/Helvetica"
        assert (str(pdf.docinfo["/Title"]), str(pdf.docinfo["/Producer"])) == ("Minutes", "glyphwright")
        assert pdf.open_metadata()["dc:title"] == "Minutes"
        assert pdf.open_metadata()["pdf:Producer"] == "glyphwright"
        assert "/PageLabels" in pdf.Root


def test_the_layer_adds_little_and_is_the_same_every_time(
    blank_pdf: Callable[..., bytes], make_page: Callable[..., Page]
) -> None:
    source = blank_pdf(2)
    pages = tuple(make_page(TEXTS, width=1241, height=1755, number=number) for number in (1, 2))
    result = export(Document(pages), "pdf", source=source)
    assert len(result) - len(source) < 5500
    assert export(Document(pages), "pdf", source=source) == result


def test_a_page_on_which_nothing_was_read_is_left_alone(blank_pdf: Callable[..., bytes]) -> None:
    result = export(document_of(Page(1, 1241, 1755)), "pdf", source=blank_pdf())
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert isinstance(pdf.pages[0].obj.Contents, pikepdf.Stream)


def test_a_page_that_lay_on_its_side_can_be_shown_upright(
    blank_pdf: Callable[..., bytes], make_page: Callable[..., Page]
) -> None:
    page = make_page(TEXTS, width=1755, height=1241)
    turned = Document((Page(1, page.width, page.height, page.blocks, page.dpi, 270),))
    result = export(turned, "pdf", source=blank_pdf(Rotate=90), options=options(turn_upright=True))
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert pdf.pages[0].obj.Rotate == 0


@pytest.fixture
def read_before(blank_pdf: Callable[..., bytes], make_page: Callable[..., Page]) -> bytes:
    """A PDF with the layer of an earlier reading."""
    return export(document_of(make_page(["earlier text"], width=1241, height=1755)), "pdf", source=blank_pdf())


def texts_of(data: bytes, find_words: Callable[..., list[tuple[str, Box]]]) -> list[str]:
    return [text for text, _ in find_words(data, size=(1241, 1755))]


VISIBLE = b"BT /F 24 Tf 72 700 Td (Visible) Tj ET"


def test_a_page_with_text_gets_none_by_default(
    read_before: bytes,
    blank_pdf: Callable[..., bytes],
    make_page: Callable[..., Page],
    find_words: Callable[..., list[tuple[str, Box]]],
) -> None:
    later = document_of(make_page(["later words"], width=1241, height=1755))
    assert texts_of(export(later, "pdf", source=read_before), find_words) == ["earlier", "text"]
    assert texts_of(export(later, "pdf", source=blank_pdf(content=VISIBLE)), find_words) == ["Visible"]


def test_redoing_replaces_the_layer_and_leaves_born_digital_pages_alone(
    read_before: bytes,
    blank_pdf: Callable[..., bytes],
    make_page: Callable[..., Page],
    find_words: Callable[..., list[tuple[str, Box]]],
) -> None:
    later = document_of(make_page(["later words"], width=1241, height=1755))
    redo = options(existing_text="redo")
    once = export(later, "pdf", source=read_before, options=redo)
    assert texts_of(once, find_words) == ["later", "words"]
    again = export(later, "pdf", source=once, options=redo)
    assert texts_of(again, find_words) == ["later", "words"]
    assert len(again) <= len(once) + 20
    digital = export(later, "pdf", source=blank_pdf(content=VISIBLE), options=redo)
    assert texts_of(digital, find_words) == ["Visible"]


def test_a_layer_can_be_added_to_any_page(
    blank_pdf: Callable[..., bytes], make_page: Callable[..., Page], find_words: Callable[..., list[tuple[str, Box]]]
) -> None:
    later = document_of(make_page(["later words"], width=1241, height=1755))
    result = export(later, "pdf", source=blank_pdf(content=VISIBLE), options=options(existing_text="add"))
    assert sorted(texts_of(result, find_words)) == ["Visible", "later", "words"]


def test_a_file_with_text_can_be_refused(read_before: bytes, make_page: Callable[..., Page]) -> None:
    later = document_of(make_page(["later"], width=1241, height=1755))
    with pytest.raises(OutputError, match=r"scan\.pdf, page 1: it has text already"):
        export(later, "pdf", source=read_before, options=options(existing_text="error"))


def test_only_visible_text_counts_as_text_of_a_page(read_before: bytes, blank_pdf: Callable[..., bytes]) -> None:
    assert has_text(blank_pdf(content=VISIBLE), 0)
    assert not has_text(blank_pdf(), 0)
    assert not has_text(read_before, 0)
    assert has_text(read_before, 0, count_invisible=True)
    assert not has_text(blank_pdf(), 0, count_invisible=True)
    with pytest.raises(PageRangeError, match="has 1 pages: index 1"):
        has_text(read_before, 1)


def encrypted(source: bytes) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    return buffer.getvalue()


def test_an_encrypted_file_needs_its_password_and_stays_encrypted(
    blank_pdf: Callable[..., bytes], make_page: Callable[..., Page]
) -> None:
    source = encrypted(blank_pdf())
    document = document_of(make_page(TEXTS, width=1241, height=1755))
    with pytest.raises(EncryptedError, match=r"scan\.pdf: it is encrypted: give its password"):
        export(document, "pdf", source=source)
    with pytest.raises(EncryptedError, match="the password is wrong"):
        export(document, "pdf", source=source, options=options(password="guess"))
    result = export(document, "pdf", source=source, options=options(password="secret"))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(result))
    assert not has_text(result, 0, password="secret")


def test_a_signed_file_is_changed_only_when_that_is_allowed(
    blank_pdf: Callable[..., bytes], make_page: Callable[..., Page]
) -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank_pdf())) as pdf:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), SigFlags=3)
        pdf.save(buffer)
    document = document_of(make_page(TEXTS, width=1241, height=1755))
    with pytest.raises(OutputError, match="it is signed"):
        export(document, "pdf", source=buffer.getvalue())
    assert export(document, "pdf", source=buffer.getvalue(), options=options(break_signature=True))


def test_a_page_that_the_file_does_not_have_is_an_error(
    blank_pdf: Callable[..., bytes], make_page: Callable[..., Page]
) -> None:
    with pytest.raises(OutputError, match="page 7 was read, but the PDF has 2"):
        export(document_of(make_page(TEXTS, width=9, height=9, number=7)), "pdf", source=blank_pdf(2))


def test_a_damaged_file_is_refused_by_name() -> None:
    with pytest.raises(DamagedInputError, match=r"^scan\.pdf: the PDF is cut short or damaged \(unable to find"):
        export(document_of(), "pdf", source=b"%PDF-1.7 and nothing more")


def test_content_that_cannot_be_read_is_refused_unless_nobody_has_to_look(
    blank_pdf: Callable[..., bytes], make_page: Callable[..., Page]
) -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank_pdf())) as pdf:
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, b"no zlib", Filter=pikepdf.Name.FlateDecode)
        pdf.save(buffer, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    document = document_of(make_page(TEXTS, width=1241, height=1755))
    with pytest.raises(DamagedInputError, match=r"scan\.pdf, page 1: the content of a page cannot be read"):
        export(document, "pdf", source=buffer.getvalue())
    assert export(document, "pdf", source=buffer.getvalue(), options=options(existing_text="add"))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext of poppler-utils")
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_pdftotext_finds_the_same_lines(
    rotate: int, blank_pdf: Callable[..., bytes], make_page: Callable[..., Page], tmp_path: Path
) -> None:
    size = (1755, 1241) if rotate in (90, 270) else (1241, 1755)
    page = make_page(TEXTS, width=size[0], height=size[1])
    path = tmp_path / "result.pdf"
    path.write_bytes(export(document_of(page), "pdf", source=blank_pdf(Rotate=rotate)))
    done = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True)
    assert done.stdout.decode().split("\n")[: len(TEXTS)] == list(TEXTS)


def test_right_to_left_text_is_copied_in_logical_order(
    blank_pdf: Callable[..., bytes], find_words: Callable[..., list[tuple[str, Box]]]
) -> None:
    box = Box(800, 100, 1000, 140)
    words = (
        Word("שלום", box.polygon),
        Word("עולם", Box(560, 100, 780, 140).polygon),
        Word("2024", Box(400, 100, 540, 140).polygon),
    )
    line = Line(words, Box(400, 100, 1000, 140).polygon, ((1000.0, 132.0), (400.0, 132.0)), "rtl", "Hebr")
    result = export(document_of(Page(1, 1241, 1755, (Block.around((line,)),))), "pdf", source=blank_pdf())
    found = find_words(result, size=(1241, 1755))
    assert [text for text, _ in found] == ["שלום", "עולם", "2024"]
    assert found[0][1].iou(box) > 0.95
