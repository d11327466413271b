import io
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from glyphwright.errors import MissingDependencyError, OutputError
from glyphwright.export import export
from glyphwright.geometry import Box
from glyphwright.page import Block, Cell, Document, Line, Page

MakeLine = Callable[..., Line]


def test_headings_paragraphs_lists_and_tables_come_as_such(line_of: MakeLine, table: Block) -> None:
    docx = pytest.importorskip("docx")
    title = Block.around((line_of("Price list", 0, 0),), "title")
    text = Block.around((line_of("a line that is full of hyph-", 0, 30), line_of("ens \0", 0, 60)))
    bullets = Block.around((line_of("• salt", 0, 30), line_of("7. oil", 0, 60)), "list")
    document = Document((Page(1, 400, 300, (title, text, bullets)), Page(2, 400, 300, (table,))), "a.png")
    data = export(document, "docx")
    assert export(document, "docx") == data
    word = docx.Document(io.BytesIO(data))
    assert [(paragraph.style.name, paragraph.text.strip()) for paragraph in word.paragraphs] == [
        ("Heading 1", "Price list"),
        ("Normal", "a line that is full of hyphens \ufffd"),
        ("List Bullet", "salt"),
        ("List", "7. oil"),
        ("Normal", ""),  # the page break
    ]
    (found,) = word.tables
    assert [[cell.text for cell in row.cells] for row in found.rows] == [
        ["Goods | prices", "Goods | prices"],
        ["pen, ink\nand <nib>", "3.50"],
        ["pen, ink\nand <nib>", ""],
        ["", "late"],
    ]


def test_a_figure_leaves_a_mark_before_its_text(line_of: MakeLine) -> None:
    docx = pytest.importorskip("docx")
    figures = (Block((), Box(0, 0, 9, 9).polygon, "figure"), Block.around((line_of("100 %", 0, 0),), "figure"))
    word = docx.Document(io.BytesIO(export(Document((Page(1, 400, 300, figures),)), "docx")))
    assert [paragraph.text for paragraph in word.paragraphs] == ["[figure]", "[figure]", "100 %"]


def test_a_source_with_a_long_path_is_a_title_by_its_end(table: Block) -> None:
    docx = pytest.importorskip("docx")
    data = export(Document((Page(1, 400, 300, (table,)),), "folder/" * 100 + "a.png"), "docx")
    assert docx.Document(io.BytesIO(data)).core_properties.title.endswith("folder/a.png")


def test_cells_that_overlap_are_refused(table: Block) -> None:
    pytest.importorskip("docx")
    lines = (
        table.lines[0],
        replace(table.lines[1], cell=Cell(0, 1, 2, 1)),
        replace(table.lines[2], cell=Cell(1, 0, 1, 2)),
    )
    with pytest.raises(OutputError, match="cells that overlap"):
        export(Document((Page(1, 400, 300, (Block.around(lines, "table"),)),)), "docx")


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'glyphwright\[docx\]'"):
        export(Document(()), "docx")
