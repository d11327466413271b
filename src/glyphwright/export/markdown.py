"""Document → Markdown (CommonMark 0.31 with the tables of GFM), UTF-8, for people and programs that read running text.

Titles become headings of the first level, lists lists, tables with cells tables whose first row is the head; all else,
running headers and captions too, becomes paragraphs, in which lines are joined as they wrap. Where a figure stands
*[figure]* does, before its text. A thematic break stands between pages. Places, confidences and spans of cells (one
stands where it begins) are left out.
"""

import re

from glyphwright.export.paragraphs import items, paragraphs, rows
from glyphwright.page import Block, Document, Page

_MARKUP = re.compile(r"[\\`*_\[\]<|~]|&(?=#?\w+;)")
# What begins a heading, a quotation or a list, underlines a heading or parts sections.
_BLOCK_START = re.compile(r"\d{1,9}(?=[.)](\s|$))|(?=[#>+=-])")
# A row of number signs at the end of a heading would be taken for its ornament.
_CLOSING = re.compile(r"(#+)$")
_BREAK = "\\\n"
_FIGURE = "*[figure]*"


def write_markdown(document: Document) -> bytes:
    """All pages; nothing that was read is taken for markup. Half a surrogate pair becomes a question mark."""
    pages = [_page(page) for page in document.pages]
    return ("\n---\n\n".join(pages)).encode("utf-8", errors="replace")


def _page(page: Page) -> str:
    blocks = [text for block in page.blocks if (text := _block(block))]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _block(block: Block) -> str:
    if block.kind == "figure":
        return "\n\n".join([_FIGURE, *_paragraphs(block)])
    if not block.text.strip():
        return ""
    if block.kind == "title":
        return "# " + _CLOSING.sub(r"\\\1", escape(" ".join(rows(block))))
    if block.kind == "table" and block.grid:
        return _table(block.grid)
    if block.kind == "list":
        return "\n".join(f"{'-' if number is None else f'{number}.'} {escape(text)}" for number, text in items(block))
    return "\n\n".join(_paragraphs(block))


def _paragraphs(block: Block) -> list[str]:
    parts = paragraphs(block) if block.text.strip() else []
    return [_BREAK.join(escape(row) for row in rows(part) if row) for part in parts]


def _table(grid: tuple[tuple[str, ...], ...]) -> str:
    head, *body = ("| " + " | ".join(escape(text.replace("\n", " ")) for text in row) + " |" for row in grid)
    return "\n".join([head, "|" + " --- |" * len(grid[0]), *body])


def escape(text: str) -> str:
    """One row of text, escaped so that it means itself, also where it begins a block; spaces at its ends go."""
    escaped = _MARKUP.sub(lambda match: f"\\{match[0]}", " ".join(text.split()))
    start = _BLOCK_START.match(escaped)
    return f"{escaped[: start.end()]}\\{escaped[start.end() :]}" if start else escaped
