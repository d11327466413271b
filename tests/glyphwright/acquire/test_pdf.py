import io
import logging
import threading

import numpy as np
import pikepdf
import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Stream, String

from glyphwright.acquire import pdf as acquire_pdf
from glyphwright.acquire.pdf import pdf_pages
from glyphwright.errors import DamagedInputError, EncryptedError, PageRangeError, TooLargeError
from glyphwright.geometry import Box, Transform
from glyphwright.options import ReadOptions
from glyphwright.stages import PageImage


def pages(data: bytes, *, name: str = "letter.pdf", **options: object) -> list[PageImage]:
    return list(pdf_pages(io.BytesIO(data), name=name, options=ReadOptions(**{"dpi": 72, **options})))


def ink(page: PageImage) -> Box:
    """Around everything dark."""
    ys, xs = np.nonzero((page.pixels < 128).all(axis=2))
    return Box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)


@pytest.mark.parametrize(("dpi", "scale"), [(72, 1), (144, 2), (300, 300 / 72)])
def test_a_page_is_rendered_at_the_dpi_asked_for(make_pdf, dpi: int, scale: float) -> None:
    (page,) = pages(make_pdf(size=(612, 792)), dpi=dpi)
    assert page.pixels.shape == (round(792 * scale), round(612 * scale), 3)
    assert page.pixels.dtype == np.uint8
    assert (page.number, page.dpi, page.to_source) == (1, dpi, Transform.identity())
    assert page.source_size == page.pixels.shape[:2]
    box = ink(page)
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((0, 782 * scale, 10 * scale, 792 * scale), abs=1)


def test_colours_are_red_green_blue_on_white(make_pdf) -> None:
    pdf = pikepdf.open(io.BytesIO(make_pdf()))
    pdf.pages[0].Contents = Stream(pdf, b"1 0 0 rg 0 0 50 50 re f")
    stream = io.BytesIO()
    pdf.save(stream)
    (page,) = pages(stream.getvalue())
    assert page.pixels[90, 10].tolist() == [255, 0, 0]
    assert page.pixels[10, 10].tolist() == [255, 255, 255]


@pytest.mark.parametrize(
    ("rotate", "size", "corner"),
    [(0, (100, 200), (0, 90)), (90, (200, 100), (0, 0)), (180, (100, 200), (190, 0)), (270, (200, 100), (90, 190))],
)
def test_a_page_is_displayed_as_its_rotation_says(
    make_pdf, rotate: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    (page,) = pages(make_pdf(page_keys={"/Rotate": rotate}))
    assert page.source_size == size
    assert (ink(page).left, ink(page).top) == corner


def test_a_page_is_cut_to_its_crop_box(make_pdf) -> None:
    (page,) = pages(make_pdf(page_keys={"/CropBox": Array([4, 2, 64, 42])}))
    assert page.source_size == (40, 60)
    assert ink(page) == Box(0, 32, 6, 40)


@pytest.mark.parametrize(
    ("crop", "shown"),
    [((-50, 100, 200, 2000), (200, 692)), ((700, 0, 900, 500), (612, 792)), ((5, 5, 5, 9), (612, 792))],
)
@pytest.mark.parametrize("inherited", [False, True])
def test_a_crop_box_counts_within_the_media_box(
    make_pdf, crop: tuple[int, ...], shown: tuple[int, int], inherited: bool
) -> None:
    pdf = pikepdf.open(io.BytesIO(make_pdf(size=(612, 792))))
    place = pdf.Root.Pages if inherited else pdf.pages[0].obj
    if inherited:
        place.MediaBox = pdf.pages[0].obj.MediaBox
        del pdf.pages[0].obj["/MediaBox"]
    place.CropBox = Array(crop)
    buffer = io.BytesIO()
    pdf.save(buffer)
    (page,) = pages(buffer.getvalue())
    assert (page.width, page.height) == shown


def test_pages_are_chosen_by_number_and_keep_it(make_pdf) -> None:
    chosen = pages(make_pdf(5), pages="1,3-4")
    assert [(page.number, ink(page).width) for page in chosen] == [(1, 10), (3, 30), (4, 40)]


def test_pages_that_a_pdf_does_not_have_are_refused(make_pdf) -> None:
    with pytest.raises(PageRangeError, match=r"^letter\.pdf: pages “2-6” cannot be: it has only 5 pages$"):
        pages(make_pdf(5), pages="2-6")


def test_a_poster_is_rendered_at_a_lower_dpi_within_the_limit(make_pdf) -> None:
    (page,) = pages(make_pdf(size=(1440, 720)), dpi=300, max_pixels=1_000_000)
    assert page.width * page.height <= 1_000_000
    assert 60 <= page.dpi < 72
    assert page.pixels.shape[1] == pytest.approx(1440 / 72 * page.dpi, abs=1)


@settings(deadline=None, max_examples=50)
@given(st.floats(3, 2000), st.floats(3, 2000), st.integers(50_000, 400_000))
@example(10, 14000, 100_000)
def test_no_page_ever_exceeds_the_limit(width: float, height: float, max_pixels: int) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(width, height))
    stream = io.BytesIO()
    pdf.save(stream)
    try:
        (page,) = pages(stream.getvalue(), max_pixels=max_pixels)
    except TooLargeError:
        assert width * height * (30 / 72) ** 2 > max_pixels * 0.9
    else:
        assert page.width * page.height <= max_pixels
        assert 30 <= page.dpi <= 72


def test_a_page_too_large_for_any_useful_dpi_is_refused(make_pdf) -> None:
    with pytest.raises(
        TooLargeError, match=r"^letter\.pdf, page 1: 1440 × 720 points .* even at 30 dpi: raise max_pixels$"
    ):
        pages(make_pdf(2, size=(1440, 720)), max_pixels=10_000)


def test_a_page_too_large_for_any_bitmap_is_refused_whatever_the_limit(
    make_pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acquire_pdf, "_BITMAP_PIXELS", 10_000)
    with pytest.raises(TooLargeError, match="even at 30 dpi: print it to smaller pages"):
        pages(make_pdf(size=(1440, 720)), max_pixels=0)


def test_without_a_limit_a_page_keeps_its_dpi(make_pdf) -> None:
    (page,) = pages(make_pdf(), dpi=100, max_pixels=0)
    assert page.dpi == 100


def test_an_encrypted_pdf_opens_with_its_password_alone(make_pdf) -> None:
    data = make_pdf(encryption=pikepdf.Encryption(user="öffne", owner="owner"))
    for password in ("öffne", "owner"):
        assert len(pages(data, password=password)) == 1
    for password, words in (
        (None, "encrypted: give its password"),
        ("wrong", "password does not open this PDF: give another"),
    ):
        with pytest.raises(EncryptedError, match=rf"^letter\.pdf: .*{words}$") as caught:
            pages(data, password=password)
        assert caught.value.exit_code == 8


def test_a_pdf_that_only_restricts_needs_no_password(make_pdf) -> None:
    assert len(pages(make_pdf(encryption=pikepdf.Encryption(owner="owner")))) == 1


def test_an_unknown_encryption_is_named(make_pdf) -> None:
    data = make_pdf(encryption=pikepdf.Encryption(user="user", owner="owner", R=4, aes=False, metadata=False))
    unknown = data.replace(b"/Filter /Standard", b"/Filter /Stranger")
    assert unknown != data
    with pytest.raises(EncryptedError, match="encrypted in an unknown way"):
        pages(unknown, password="user")


def test_a_damaged_pdf_is_not_taken_for_an_encrypted_one(make_pdf) -> None:
    with pytest.raises(EncryptedError):
        pages(make_pdf(encryption=pikepdf.Encryption(user="user", owner="owner")))
    for damaged in (b"%PDF-1.7\n", b"%PDF-1.7\nnothing\n%%EOF", make_pdf(0)):
        with pytest.raises(DamagedInputError, match=r"^letter\.pdf: the PDF is cut short, damaged or without pages"):
            pages(damaged)


def test_a_document_that_opens_without_pages_is_an_error(make_pdf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pypdfium2.PdfDocument, "__len__", lambda self: 0)
    with pytest.raises(DamagedInputError, match="has no pages"):
        pages(make_pdf())


def test_a_pdf_cut_anywhere_is_an_error_and_never_has_fewer_pages(make_pdf) -> None:
    data = make_pdf(4)
    refused = 0
    for length in range(8, len(data), len(data) // 50):
        try:
            assert len(pages(data[:length])) == 4
        except DamagedInputError:
            refused += 1
    assert refused >= 48


def test_a_page_that_cannot_be_displayed_is_named(make_pdf, monkeypatch: pytest.MonkeyPatch) -> None:
    load = pypdfium2.PdfDocument.get_page

    def fail_on_second(self: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
        if index == 1:
            raise pypdfium2.PdfiumError("Failed to load page.")
        return load(self, index)

    monkeypatch.setattr(pypdfium2.PdfDocument, "get_page", fail_on_second)
    reading = pdf_pages(io.BytesIO(make_pdf(3)), name="letter.pdf", options=ReadOptions())
    assert next(reading).number == 1
    with pytest.raises(DamagedInputError, match=r"^letter\.pdf, page 2: cannot be displayed \(Failed to load page\.\)"):
        next(reading)


@pytest.mark.parametrize("xfa", [False, True])
def test_what_is_filled_into_a_form_is_drawn(make_pdf, xfa: bool, caplog: pytest.LogCaptureFixture) -> None:
    pdf = pikepdf.open(io.BytesIO(make_pdf()))
    page = pdf.pages[0]
    box = Stream(pdf, b"0 0 30 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 30, 20]))
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("field"),
        Rect=Array([100, 50, 130, 70]),
        F=4,
        AP=Dictionary(N=pdf.make_indirect(box)),
    )
    page.Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=page.Annots)
    if xfa:
        pdf.Root.AcroForm.XFA = Stream(pdf, b"<xdp/>")
    stream = io.BytesIO()
    pdf.save(stream)
    with caplog.at_level(logging.WARNING):
        (rendered,) = pages(stream.getvalue())
    assert (rendered.pixels[30:50, 100:130] < 128).mean() > 0.9
    assert not caplog.records


def test_the_document_is_closed_when_the_reading_ends_early(make_pdf, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []
    close = pypdfium2.PdfDocument.close

    def note(self: pypdfium2.PdfDocument) -> None:
        closed.append(len(self))
        close(self)

    monkeypatch.setattr(pypdfium2.PdfDocument, "close", note)
    reading = pdf_pages(io.BytesIO(make_pdf(3)), name="letter.pdf", options=ReadOptions())
    next(reading)
    assert not closed
    reading.close()
    assert closed == [3]


def test_pixels_outlive_the_document_and_each_other(make_pdf) -> None:
    first, second = pages(make_pdf(2))
    assert (ink(first).width, ink(second).width) == (10, 20)
    first.pixels[:] = 0
    assert ink(second).width == 20


def test_many_threads_get_the_same_pages_as_one(make_pdf) -> None:
    data = make_pdf(3)
    alone = [page.pixels for page in pages(data)]
    found: list[list[NDArray[np.uint8]]] = []

    def read() -> None:
        found.append([page.pixels for page in pages(data)])

    threads = [threading.Thread(target=read) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    for together in found:
        for expected, got in zip(alone, together, strict=True):
            np.testing.assert_array_equal(got, expected)
