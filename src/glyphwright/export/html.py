"""Document → one HTML 5 file that needs no other, with the text in elements that say what it is.

Titles become headings, lists and tables lists and tables (the first row of a table is its head), running headers and
footers <header> and <footer>, figures <figure> with their text alone; all else becomes paragraphs in which lines are
joined as they wrap. A page is a <section>. Places and confidences are left out.
"""

import html

from glyphwright.export.layout_xml import clean
from glyphwright.export.paragraphs import items, paragraphs, rows
from glyphwright.page import Block, Cell, Document, Page

_STYLE = (
    "body{max-width:45em;margin:2em auto;padding:0 1em;font:1em/1.5 serif}"
    "section+section{border-top:1px solid;margin-top:3em;padding-top:2em}"
    "table{border-collapse:collapse}th,td{border:1px solid;padding:.2em .5em;text-align:left;vertical-align:top}"
    "header,footer,figure,.caption{font-size:.85em}"
    "figure{min-height:3em;border:1px dashed;padding:.5em}"
)
_ELEMENTS = {"title": "h1", "header": "header", "footer": "footer", "figure": "figure"}


def write_html(document: Document) -> bytes:
    """All pages; characters that XML cannot hold become U+FFFD."""
    pages = "".join(_page(page) for page in document.pages)
    return html_file(document, _STYLE, pages)


def html_file(document: Document, style: str, body: str) -> bytes:
    """A whole file around what stands in its body."""
    title = text_of(document.source or "Document")
    head = f'<meta charset="utf-8">\n<title>{title}</title>\n<style>{style}</style>\n'
    return f"<!DOCTYPE html>\n<html>\n<head>\n{head}</head>\n<body>\n{body}</body>\n</html>\n".encode()


def text_of(text: str) -> str:
    """Text as it may stand in an element, or in quotes as a value."""
    return html.escape(clean(text))


def _page(page: Page) -> str:
    blocks = "".join(f"{_block(block)}\n" for block in page.blocks if block.text or block.kind == "figure")
    return f'<section id="page-{page.number}">\n{blocks}</section>\n'


def _block(block: Block) -> str:
    if block.kind == "list":
        return _list(block)
    if block.kind == "table" and block.cells:
        return _table(block)
    if block.kind in _ELEMENTS:
        return f"<{_ELEMENTS[block.kind]}>{_rows(block)}</{_ELEMENTS[block.kind]}>"
    if block.kind == "caption":
        return f'<p class="caption">{_rows(block)}</p>'
    return "\n".join(f"<p>{_rows(part)}</p>" for part in paragraphs(block))


def _rows(block: Block) -> str:
    return "<br>\n".join(map(text_of, rows(block)))


def _list(block: Block) -> str:
    found = items(block)
    numbered = all(number is not None for number, _ in found)
    name, values = ("ol", [f' value="{number}"' for number, _ in found]) if numbered else ("ul", [""] * len(found))
    entries = [f"<li{value}>{text_of(text)}</li>\n" for value, (_, text) in zip(values, found, strict=True)]
    return f"<{name}>\n{''.join(entries)}</{name}>"


def _table(block: Block) -> str:
    """Cells where they begin, empty ones where none does and no other reaches."""
    starts = {(cell.row, cell.column): cell for cell in block.cells}
    covered: set[tuple[int, int]] = set()
    body = ""
    for row, texts in enumerate(block.grid):
        body += "<tr>"
        for column, text in enumerate(texts):
            if text or (row, column) not in covered:
                cell = starts.get((row, column), Cell(row, column))
                covered |= cell.slots
                body += _cell(cell, text)
        body += "</tr>\n"
    return f"<table>\n{body}</table>"


def _cell(cell: Cell, text: str) -> str:
    name = "td" if cell.row else "th"
    spans = {"rowspan": cell.row_span, "colspan": cell.column_span}
    attributes = "".join(f' {span}="{count}"' for span, count in spans.items() if count > 1)
    return f"<{name}{attributes}>{text_of(text).replace(chr(10), '<br>')}</{name}>"
