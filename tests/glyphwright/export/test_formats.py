"""What holds for every format: names, errors, determinism and round trips of any document."""

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glyphwright.errors import DamagedInputError, OptionError
from glyphwright.export import FORMATS, ExportOptions, export, export_parts, read_export
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Cell, Document, Glyph, Line, Page, Word

PAGE_PX = 2000

few = settings(max_examples=20, deadline=None)

coordinates = st.integers(0, 100 * PAGE_PX).map(lambda value: value / 100)
probabilities = st.integers(0, 10_000).map(lambda value: value / 10_000)
characters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zs", "Zl", "Zp"))
texts = st.text(characters, min_size=1, max_size=5)
polygons = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=4).map(lambda p: Polygon(tuple(p)))
glyphs = st.builds(Glyph, texts, polygons, probabilities, st.just(()) | st.tuples(st.tuples(texts, probabilities)))
words = st.builds(Word, texts, polygons, probabilities, st.lists(glyphs, max_size=1).map(tuple), st.booleans())
lines = st.builds(
    Line,
    st.lists(words, max_size=3).map(tuple),
    polygons,
    st.just(()) | st.tuples(st.tuples(coordinates, coordinates), st.tuples(coordinates, coordinates)),
    st.sampled_from(["ltr", "rtl", "ttb"]),
    st.sampled_from(["Latn", "Hebr", "Jpan"]),
    probabilities,
    st.none() | st.builds(Cell, st.integers(0, 99), st.integers(0, 99), st.integers(1, 9), st.integers(1, 9)),
)
blocks = st.builds(
    Block, st.lists(lines, max_size=2).map(tuple), polygons, st.sampled_from(["text", "table"]), probabilities
)
pages = st.builds(
    Page,
    st.integers(1, 9999),
    st.integers(1, PAGE_PX),
    st.integers(1, PAGE_PX),
    st.lists(blocks, max_size=2).map(tuple),
    st.none() | st.integers(30, 1200).map(float),
    st.sampled_from([0, 90, 180, 270]),
)
documents = st.builds(Document, st.lists(pages, max_size=2).map(tuple), texts, st.lists(texts, max_size=2).map(tuple))


def whole(box: Box) -> tuple[int, int, int, int]:
    return round(box.left), round(box.top), round(box.right), round(box.bottom)


@few
@given(documents)
def test_parts_of_a_page_make_up_the_whole(document: Document) -> None:
    for name in (name for name, known in FORMATS.items() if known.parts and (document.pages or name != "alto")):
        parts = list(export_parts(document, name))
        assert b"".join(parts) == export(document, name)
        assert len(parts) > len(document.pages)


@few
@given(documents)
def test_json_holds_everything(document: Document) -> None:
    assert read_export(export(document, "json"), "json") == document


@few
@given(documents)
def test_text_holds_the_text_up_to_spaces_at_the_ends_of_lines(document: Document) -> None:
    back = read_export(export(document, "txt"), "txt")
    assert re.sub(" +$", "", back.text, flags=re.M) == re.sub(" +$", "", document.text, flags=re.M)


@few
@given(documents)
def test_tsv_holds_boxes_texts_and_confidences(document: Document) -> None:
    back = read_export(export(document, "tsv"), "tsv")
    assert [(page.number, page.width, page.height) for page in back.pages] == [
        (page.number, page.width, page.height) for page in document.pages
    ]
    for page, original in zip(back.pages, document.pages, strict=True):
        assert [whole(b.box) for b in page.blocks] == [whole(b.box) for b in original.blocks]
        assert [whole(line.box) for line in page.lines] == [whole(line.box) for line in original.lines]
        for word, source in zip(page.words, original.words, strict=True):
            assert (word.text, whole(word.box)) == (source.text, whole(source.box))
            assert word.confidence == pytest.approx(source.confidence, abs=1e-8)


@few
@given(documents)
def test_hocr_holds_outlines_in_whole_pixels_and_all_about_words_but_their_glyphs(document: Document) -> None:
    back = read_export(export(document, "hocr"), "hocr")
    for page, original in zip(back.pages, document.pages, strict=True):
        assert (page.number, page.width, page.height, page.dpi) == (
            original.number,
            original.width,
            original.height,
            original.dpi,
        )
        assert [block.kind for block in page.blocks] == [block.kind for block in original.blocks]
        for line, source in zip(page.lines, original.lines, strict=True):
            assert (line.text, line.direction, line.script) == (source.text, source.direction, source.script)
            assert line.cell == source.cell
        for word, written in zip(page.words, original.words, strict=True):
            assert (word.text, word.space_after) == (written.text, written.space_after)
            assert word.confidence == pytest.approx(written.confidence, abs=6e-4)
            rounded = tuple((round(x), round(y)) for x, y in written.polygon.points)
            upright = written.polygon.box.polygon.points
            assert word.polygon.points == rounded or rounded == tuple((round(x), round(y)) for x, y in upright)


@few
@given(documents, st.sampled_from(["json", "hocr", "tsv", "txt"]))
def test_a_file_that_was_read_is_written_the_same(document: Document, name: str) -> None:
    settled = read_export(export(document, name), name)
    again = read_export(export(settled, name), name)
    assert again.text == settled.text
    if name != "hocr":  # whose baselines are rounded relative to rounded boxes
        assert again == settled


@pytest.mark.parametrize("name", ["json", "hocr", "alto", "page"])
def test_cells_of_a_table_are_held(table: Block, name: str) -> None:
    document = Document((Page(1, 400, 300, (table,)),))
    (back,) = read_export(export(document, name), name).pages[0].blocks
    assert back.kind == "table"
    assert back.cells == table.cells
    assert [line.cell for line in back.lines] == [line.cell for line in table.lines]


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [("hocr", b"x_cell 3 1 1 1", b"x_cell 3"), ("page", b'rowIndex="3"', b'rowIndex="-1"')]
    + [(name, b"3 1 1 1", b"3 999999 1 1") for name in ("hocr", "alto")],
)
def test_a_cell_that_no_table_can_have_is_damage(table: Block, name: str, right: bytes, wrong: bytes) -> None:
    data = export(Document((Page(1, 400, 300, (table,)),)), name)
    assert right in data
    with pytest.raises(DamagedInputError):
        read_export(data.replace(right, wrong), name)


def test_the_table_tells_extensions_and_who_needs_the_source() -> None:
    assert {name: (entry.extension, entry.needs_source) for name, entry in FORMATS.items()} == {
        "alto": (".alto.xml", False),
        "csv": (".csv", False),
        "docx": (".docx", False),
        "hocr": (".hocr", False),
        "html": (".html", False),
        "html-positioned": (".positioned.html", True),
        "json": (".json", False),
        "markdown": (".md", False),
        "page": (".page.xml", False),
        "pdf": (".pdf", True),
        "pdf-alternating": (".alternating.pdf", True),
        "pdf-overlay": (".overlay.pdf", True),
        "pdf-side-by-side": (".side-by-side.pdf", True),
        "tsv": (".tsv", False),
        "txt": (".txt", False),
    }
    assert {name for name, entry in FORMATS.items() if not entry.is_text} == {"docx"} | {
        name for name in FORMATS if name.startswith("pdf")
    }


def test_an_unknown_format_is_answered_with_those_that_exist() -> None:
    with pytest.raises(OptionError, match=r"'odt' is no format: choose one of alto, csv, docx, hocr, html"):
        export(Document(()), "odt")
    with pytest.raises(OptionError, match="is no format"):
        read_export(b"", "odt")
    with pytest.raises(OptionError, match="markdown is not read back"):
        read_export(b"", "markdown")


def test_a_pdf_needs_its_source_and_is_not_read_back() -> None:
    with pytest.raises(OptionError, match="give its bytes as the source"):
        export(Document(()), "pdf")
    with pytest.raises(OptionError, match="read it as a source"):
        read_export(b"%PDF-1.7", "pdf")


def test_an_unknown_way_with_existing_text_is_refused() -> None:
    with pytest.raises(OptionError, match="skip, redo, add, error"):
        ExportOptions(existing_text="force")  # type: ignore[arg-type]


def test_importing_loads_neither_pikepdf_nor_pillow() -> None:
    code = "import sys, glyphwright.export; sys.exit(bool({'PIL', 'pikepdf', 'cv2', 'lxml'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
