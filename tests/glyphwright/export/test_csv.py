import pytest

from glyphwright.errors import OutputError
from glyphwright.export import export
from glyphwright.page import Block, Document, Page


def test_tables_follow_each_other_with_an_empty_record_between(table: Block) -> None:
    pages = (Page(1, 400, 300, (table,)), Page(2, 400, 300, (Block.around(table.lines[1:4], "table"),)))
    assert export(Document(pages), "csv").decode("utf-8-sig") == (
        'Goods | prices,\r\n"pen, ink\nand <nib>",3.50\r\n,\r\n,late\r\n\r\n,\r\n"pen, ink\nand <nib>",3.50\r\n,\r\n'
    )


def test_a_document_without_a_table_is_told_so(table: Block) -> None:
    text = Block.around(table.lines, "text")
    with pytest.raises(OutputError, match=r"^a\.png: CSV holds tables, and no table with cells was found in it"):
        export(Document((Page(1, 400, 300, (text,)),), "a.png"), "csv")
