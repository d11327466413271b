import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image

from glyphwright.errors import EncryptedError, OutputError
from glyphwright.export import ExportOptions, export
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page

FindWords = Callable[..., list[tuple[str, Box]]]
MakePage = Callable[..., Page]
Rendered = Callable[..., NDArray[Any]]
BlankPdf = Callable[..., bytes]

TEXTS = ("The quick brown fox jumps", "a 1 over I the lazy dog.", "Größe: 27 × 3 µm")
KINDS = ("pdf-side-by-side", "pdf-alternating", "pdf-overlay")
WORDS = " ".join(TEXTS).split()
A4 = (595, 842)


def document_of(page: Page, *, confidences: tuple[float, ...] = (1.0,)) -> Document:
    """One page, whose words have these confidences in turns."""
    given = iter(range(10**6))

    def unsure(line: Line) -> Line:
        words = [replace(word, confidence=confidences[next(given) % len(confidences)]) for word in line.words]
        return replace(line, words=tuple(words))

    blocks = tuple(replace(block, lines=tuple(map(unsure, block.lines))) for block in page.blocks)
    return Document((replace(page, blocks=blocks),), "scan.pdf")


def texts(found: list[tuple[str, Box]]) -> list[str]:
    return [text for text, _ in found]


def sizes(data: bytes) -> list[tuple[float, float]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [tuple(float(side) for side in page.mediabox[2:]) for page in pdf.pages]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("kind", ["pdf-side-by-side", "pdf-alternating"])
def test_the_text_is_set_where_it_was_read(
    kind: str, rotate: int, blank_pdf: BlankPdf, make_page: MakePage, find_words: FindWords
) -> None:
    width, height = A4 if rotate % 180 == 0 else A4[::-1]
    page = make_page(TEXTS, width=2 * width, height=2 * height, dpi=144)
    result = export(document_of(page), kind, source=blank_pdf(Rotate=rotate))
    aside = kind == "pdf-side-by-side"
    sheet = (2 * width + 12 if aside else width, height + 26)
    assert sizes(result) == ([sheet] if aside else [A4, sheet])
    found = find_words(result, index=0 if aside else 1, size=(2 * sheet[0], 2 * sheet[1]))
    assert texts(found)[: len(WORDS)] == WORDS
    right = 2 * (width + 12) if aside else 0
    for word, (_, box) in zip(page.words, found, strict=False):
        x, y = box.centre
        assert word.box.left < x - right < word.box.right
        assert word.box.top < y < word.box.bottom
    assert " ".join(texts(found)[len(WORDS) :]).startswith("sure, 95 % or more: 17 likely")


@pytest.mark.parametrize("entries", [{}, {"Rotate": 90}, {"CropBox": (40, 130, 540, 830), "Rotate": 270}])
def test_side_by_side_shows_the_page_as_it_was(
    entries: dict[str, Any], blank_pdf: BlankPdf, make_page: MakePage, rendered: Rendered
) -> None:
    source = blank_pdf(content=b"0.4 g 100 200 200 300 re f 0.8 g 0 0 50 800 re f", **entries)
    before = rendered(source).astype(int)
    h, w, _ = before.shape
    after = rendered(export(document_of(make_page(TEXTS, width=w, height=h)), KINDS[0], source=source)).astype(int)
    assert abs(after.shape[1] - 2 * w - 12) <= 1
    # Edges may fall between other pixels.
    assert np.mean(np.abs(after[:h, :w] - before)) < 0.5


@pytest.mark.parametrize("entries", [{}, {"Rotate": 90}, {"CropBox": (40, 130, 540, 830), "Rotate": 180}])
def test_an_overlay_frames_every_word_and_can_be_switched_off(
    entries: dict[str, Any], blank_pdf: BlankPdf, make_page: MakePage, rendered: Rendered, find_words: FindWords
) -> None:
    # Content that leaves its state behind, and more outside of the crop box.
    source = blank_pdf(content=b"2 0 0 2 30 40 cm q 0.5 g Q Q Q 0.1 g 0 0 50 900 re f q q 3 0 0 3 0 0 cm", **entries)
    before = rendered(source, scale=2)
    h, w, _ = before.shape
    page = make_page(TEXTS, width=w, height=h, dpi=144)
    result = export(document_of(page, confidences=(1.0, 0.9, 0.1)), "pdf-overlay", source=source)
    assert texts(find_words(result, size=(w, h)))[: len(WORDS)] == WORDS
    on = rendered(result, scale=2).astype(int)
    # The centre lines of the frames are coloured.
    colourful = np.ptp(on, axis=2) > 60
    for word in page.words:
        row = colourful[round(word.box.top) - 2 : round(word.box.top) + 3, round(word.box.left) : round(word.box.right)]
        assert row.any(axis=0).mean() > 0.4
    with pikepdf.open(io.BytesIO(result)) as pdf:
        pdf.Root.OCProperties.D.OFF = pdf.Root.OCProperties.D.ON
        pdf.Root.OCProperties.D.ON = pikepdf.Array()
        buffer = io.BytesIO()
        pdf.save(buffer)
    off = rendered(buffer.getvalue(), scale=2)
    assert np.array_equal(off[:h], before)
    assert (off[h + 1 :] == 255).all()
    assert abs(off.shape[0] - h - 52) <= 1


def test_the_three_classes_look_different_in_grey(make_page: MakePage, blank_pdf: BlankPdf) -> None:
    page = make_page(TEXTS, width=1190, height=1684, dpi=144)
    result = export(document_of(page, confidences=(1.0, 0.9, 0.1)), "pdf-overlay", source=blank_pdf())
    with pikepdf.open(io.BytesIO(result)) as pdf:
        steps = [
            (str(step.operator), [str(operand) for operand in step.operands])
            for step in pikepdf.parse_content_stream(pdf.pages[0], "w d")
        ]
    dashes = {operands[0] for operator, operands in steps if operator == "d"}
    widths = {operands[0] for operator, operands in steps if operator == "w"}
    assert len(dashes) >= 3
    assert len(widths) >= 3


def test_a_layer_joins_those_that_are_there(blank_pdf: BlankPdf, make_page: MakePage) -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank_pdf())) as pdf:
        given = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Stamps"))
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([given]), D=pikepdf.Dictionary(OFF=pikepdf.Array([given]))
        )
        pdf.save(buffer)
    page = make_page(TEXTS, width=595, height=842)
    result = export(document_of(page), "pdf-overlay", source=buffer.getvalue())
    with pikepdf.open(io.BytesIO(result)) as pdf:
        properties = pdf.Root.OCProperties
        assert [str(layer.Name) for layer in properties.OCGs] == ["Stamps", "Words and how surely they were read"]
        assert [str(layer.Name) for layer in properties.D.OFF] == ["Stamps"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_does_as_well_and_the_file_is_the_same_every_time(
    kind: str, make_page: MakePage, find_words: FindWords
) -> None:
    buffer = io.BytesIO()
    Image.new("L", (1000, 1400), 200).save(buffer, format="PNG")
    page = make_page(TEXTS, width=1000, height=1400)
    document = document_of(page)
    result = export(document, kind, source=buffer.getvalue())
    assert result == export(document, kind, source=buffer.getvalue())
    assert len(result) < len(buffer.getvalue()) + 40_000
    index = int(kind == "pdf-alternating")
    assert texts(find_words(result, index=index, size=(1000, 1400)))[: len(WORDS)] == WORDS


@pytest.mark.parametrize("kind", KINDS)
def test_characters_that_the_font_lacks_are_copied_all_the_same(
    kind: str, blank_pdf: BlankPdf, make_page: MakePage, find_words: FindWords
) -> None:
    page = make_page(["書 ¶ 𝔄 e\u0301", "\u0301"], width=595, height=842)
    result = export(document_of(page), kind, source=blank_pdf())
    found = texts(find_words(result, index=int(kind == "pdf-alternating"), size=A4))
    assert "書" in found
    assert "¶" in found


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_without_words_has_its_legend(kind: str, blank_pdf: BlankPdf, find_words: FindWords) -> None:
    result = export(Document((Page(1, 595, 842),)), kind, source=blank_pdf())
    found = " ".join(texts(find_words(result, index=int(kind == "pdf-alternating"), size=A4)))
    assert "likely, 80 to 95 %: 0" in found


@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_fit_together_is_refused(kind: str, blank_pdf: BlankPdf, make_page: MakePage) -> None:
    seventh = make_page(TEXTS, width=9, height=9, number=7)
    with pytest.raises(OutputError, match="page 7 was read, but the PDF has 2"):
        export(document_of(seventh), kind, source=blank_pdf(2))
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank_pdf())) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    page = make_page(TEXTS, width=595, height=842)
    with pytest.raises(EncryptedError, match="give its password"):
        export(document_of(page), kind, source=buffer.getvalue())
    assert export(document_of(page), kind, source=buffer.getvalue(), options=ExportOptions(password="secret"))


def test_a_page_of_large_units_keeps_its_size_on_paper_as_far_as_pages_go(
    blank_pdf: BlankPdf, make_page: MakePage
) -> None:
    page = make_page(TEXTS, width=595, height=842)
    assert sizes(export(document_of(page), KINDS[0], source=blank_pdf(UserUnit=2))) == [(2 * 1190 + 12, 1684 + 26)]
    ((width, height),) = sizes(export(document_of(page), KINDS[0], source=blank_pdf(UserUnit=30)))
    assert max(width, height) <= 14_400


def test_a_narrow_page_has_its_whole_legend(blank_pdf: BlankPdf, find_words: FindWords) -> None:
    line = Line((), Box(0, 0, 9, 9).polygon)
    page = Page(1, 100, 400, (Block.around((line,)),))
    result = export(Document((page,)), "pdf-overlay", source=blank_pdf(MediaBox=(0, 0, 100, 400)))
    found = find_words(result, size=(100, 426))
    assert texts(found)[-1] == "0"
    assert found[-1][1].right < 100
