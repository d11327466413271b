"""Document → a Word file (Office Open XML), written by python-docx: headings, paragraphs, lists, tables, page breaks.

Lines are joined as they wrap. Nothing of the look of pages is kept: no places, fonts, confidences or pictures; where a
figure stands, [figure] does.
"""

import io
import zipfile
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from glyphwright.errors import MissingDependencyError, OutputError
from glyphwright.export.layout_xml import clean
from glyphwright.export.paragraphs import items, paragraphs, rows
from glyphwright.page import Block, Document

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_LIST = ("List", "List Bullet")
# What python-docx takes (Open Packaging Conventions); of a long path the end says most.
_LONGEST_TITLE = 255
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)


def write_docx(document: Document) -> bytes:
    """One file, every page on a page of its own.

    Raises:
        MissingDependencyError: python-docx is not installed.
        OutputError: Cells of a table overlap.
    """
    check_docx()
    import docx

    word = docx.Document()
    word.core_properties.title = clean(document.source)[-_LONGEST_TITLE:]
    word.core_properties.author = "glyphwright"
    word.core_properties.created = word.core_properties.modified = _NO_TIME
    for index, page in enumerate(document.pages):
        if index:
            word.add_page_break()
        for block in page.blocks:
            if block.text or block.kind == "figure":
                _add_block(word, block)
    buffer = io.BytesIO()
    word.save(buffer)
    return _without_times(buffer.getvalue())


def check_docx() -> None:
    """Raise MissingDependencyError where python-docx is not installed."""
    if find_spec("docx") is None:
        raise MissingDependencyError("docx needs python-docx: pip install 'glyphwright[docx]'")


def _add_block(word: "WordDocument", block: Block) -> None:
    if block.kind == "title":
        word.add_heading(clean(" ".join(rows(block))), level=1)
    elif block.kind == "table" and block.cells:
        _add_table(word, block)
    elif block.kind == "list":
        for number, text in items(block):
            # A numbered style would count on from the list before.
            word.add_paragraph(clean(text if number is None else f"{number}. {text}"), style=_LIST[number is None])
    elif block.kind == "caption":
        word.add_paragraph(clean("\n".join(rows(block))), style="Caption")
    else:
        if block.kind == "figure":
            word.add_paragraph().add_run("[figure]").italic = True
        for part in paragraphs(block) if block.text else ():
            word.add_paragraph(clean("\n".join(rows(part))))


def _add_table(word: "WordDocument", block: Block) -> None:
    grid = block.grid
    table: Any = word.add_table(len(grid), len(grid[0]), style="Table Grid")
    covered: set[tuple[int, int]] = set()
    for cell in block.cells:
        if covered & cell.slots:
            raise OutputError(f"a table has cells that overlap, at {cell}: mend it, or write html")
        covered |= cell.slots
        last = table.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
        table.cell(cell.row, cell.column).merge(last).text = clean(grid[cell.row][cell.column])


def _without_times(archive: bytes) -> bytes:
    """The same archive with every member of one date, so that the same document gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for name in given.namelist():
            member = zipfile.ZipInfo(name, _NO_TIME.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(member, given.read(name))
    return buffer.getvalue()
