import io
from collections.abc import Callable

import pikepdf
import pytest

from glyphwright.export.pdf import write_text_only_pdf
from glyphwright.geometry import Box
from glyphwright.page import Page


@pytest.mark.parametrize(("dpi", "points"), [(150, (480, 240)), (None, (240, 120))])
def test_the_page_is_as_large_as_what_was_read(
    dpi: float | None, points: tuple[int, int], make_page: Callable[..., Page]
) -> None:
    page = make_page(["The quick brown fox"], width=1000, height=500, dpi=dpi or 150)
    data = write_text_only_pdf(Page(1, page.width, page.height, page.blocks, dpi))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [float(side) for side in pdf.pages[0].mediabox] == [0, 0, *points]


def test_words_stand_where_they_were_read(
    make_page: Callable[..., Page], find_words: Callable[..., list[tuple[str, Box]]]
) -> None:
    page = make_page(["The quick brown fox", "Größe: 27 × 3 µm"], width=1000, height=500, degrees=3)
    found = find_words(write_text_only_pdf(page), size=(page.width, page.height))
    assert [text for text, _ in found] == [word.text for word in page.words]
    assert all(box.iou(word.box) > 0.9 for (_, box), word in zip(found, page.words, strict=True))


def test_it_has_one_stream_and_one_font_of_the_name_that_is_looked_for(make_page: Callable[..., Page]) -> None:
    data = write_text_only_pdf(make_page(["word"], width=300, height=200))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert b"/F1 " in pdf.pages[0].Contents.read_bytes()
        assert list(pdf.pages[0].Resources.Font.keys()) == ["/F1"]


def test_a_page_without_words_is_still_a_page() -> None:
    with pikepdf.open(io.BytesIO(write_text_only_pdf(Page(1, 300, 200)))) as pdf:
        assert len(pdf.pages) == 1
