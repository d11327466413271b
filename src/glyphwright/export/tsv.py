"""Tab-separated values in Tesseract's twelve columns, a row for every page, block, paragraph, line and word.

It holds upright boxes in whole pixels, and text and confidence of words: nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from glyphwright.errors import DamagedInputError
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"

_PAGE, _BLOCK, _PARAGRAPH, _LINE, _WORD = range(1, 6)
_NOT_A_WORD = "-1"
_NUMERIC_COLUMNS = 10


def write_tsv(document: Document) -> bytes:
    """A table as `tesseract … tsv` prints it; a block is one paragraph."""
    return ("\n".join([HEADER, *(row for page in document.pages for row in _page_rows(page))]) + "\n").encode(
        "utf-8", errors="replace"
    )


def _page_rows(page: Page) -> Iterator[str]:
    yield _row(_PAGE, (page.number, 0, 0, 0, 0), Box(0, 0, page.width, page.height))
    for n_block, block in enumerate(page.blocks, start=1):
        yield _row(_BLOCK, (page.number, n_block, 0, 0, 0), block.box)
        if block.lines:
            yield _row(_PARAGRAPH, (page.number, n_block, 1, 0, 0), block.box)
        for n_line, line in enumerate(block.lines, start=1):
            yield _row(_LINE, (page.number, n_block, 1, n_line, 0), line.box)
            for n_word, word in enumerate(line.words, start=1):
                conf, text = f"{100 * word.confidence:.6f}", " ".join(word.text.split())
                yield _row(_WORD, (page.number, n_block, 1, n_line, n_word), word.box, conf=conf, text=text)


def _row(level: int, numbers: tuple[int, ...], box: Box, *, conf: str = _NOT_A_WORD, text: str = "") -> str:
    left, top, right, bottom = (round(side) for side in (box.left, box.top, box.right, box.bottom))
    return "\t".join(map(str, (level, *numbers, left, top, right - left, bottom - top, conf, text)))


@dataclass(slots=True)
class _Node:
    """A row that other rows follow which belong to it."""

    numbers: tuple[int, ...]
    box: Box
    conf: float = 0.0
    text: str = ""
    inner: list["_Node"] = field(default_factory=list)


def read_tsv(data: bytes) -> Document:
    """Read a table of ours or of Tesseract's; the paragraphs of a block become one.

    Raises:
        DamagedInputError: It is no such table.
    """
    try:
        header, *rows = data.decode("utf-8-sig").removesuffix("\n").split("\n")
        if header.rstrip("\r") != HEADER:
            raise ValueError("the first line does not name the twelve columns")
        return Document(tuple(_page(node) for node in _tree(rows)))
    except ValueError as error:
        raise DamagedInputError(f"the table is not one as Tesseract prints it ({error})") from error


def _tree(rows: list[str]) -> list[_Node]:
    """The pages, with the rows that belong to each; a row belongs to the last one of a lower level."""
    root = _Node((), Box(0, 0, 0, 0))
    open_nodes = [root]
    for number, row in enumerate(rows, start=2):
        try:
            level, node = _node(row)
        except (ValueError, IndexError) as error:
            raise ValueError(f"line {number}: {error}") from error
        if not _PAGE <= level <= _WORD or level > len(open_nodes):
            raise ValueError(f"line {number}: a row of level {level} has none above it: {row}")
        del open_nodes[level:]
        open_nodes[-1].inner.append(node)
        open_nodes.append(node)
    return root.inner


def _node(row: str) -> tuple[int, _Node]:
    """The level of a row, and what it says."""
    cells = row.rstrip("\r").split("\t", maxsplit=11)
    level, *numbers, left, top, width, height = (int(cell) for cell in cells[:_NUMERIC_COLUMNS])
    return level, _Node(tuple(numbers), Box(left, top, left + width, top + height), float(cells[10]), cells[11])


def _page(node: _Node) -> Page:
    blocks = tuple(
        Block(tuple(_line(line) for paragraph in block.inner for line in paragraph.inner), block.box.polygon)
        for block in node.inner
    )
    return Page(node.numbers[0], int(node.box.right), int(node.box.bottom), blocks)


def _line(node: _Node) -> Line:
    words = tuple(Word(word.text, word.box.polygon, max(0.0, word.conf) / 100) for word in node.inner)
    return Line(words, node.box.polygon)
