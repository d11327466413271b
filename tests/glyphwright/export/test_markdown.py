from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from glyphwright.export import export
from glyphwright.export.markdown import escape
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page

MakeLine = Callable[..., Line]


def markdown(*blocks: Block) -> str:
    return export(Document((Page(1, 400, 300, blocks),)), "markdown").decode()


def html(text: str) -> str:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp"))
        | st.sampled_from("*_`#>-+=.1)<&;|~[]!\\ ")
    )
)
def test_what_was_read_is_never_taken_for_markup(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(escape(text))
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    children = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == " ".join(text.split())


def test_titles_lists_and_paragraphs(line_of: MakeLine) -> None:
    title = Block.around((line_of("C # C#", 0, 0),), "title")
    bullets = Block.around((line_of("• salt * water", 0, 30), line_of("• oil", 0, 60)), "list")
    numbers = Block.around((line_of("3. boil", 0, 30), line_of("4. eat", 0, 60)), "list")
    text = Block.around(
        (line_of("14 Quire Lane", 0, 90), line_of("# Ribe", 0, 120), line_of("Denmark, the north", 0, 150))
    )
    assert html(markdown(title, bullets, numbers, text)) == (
        "<h1>C # C#</h1>\n<ul>\n<li>salt * water</li>\n<li>oil</li>\n</ul>\n"
        '<ol start="3">\n<li>boil</li>\n<li>eat</li>\n</ol>\n'
        "<p>14 Quire Lane<br />\n# Ribe<br />\nDenmark, the north</p>\n"
    )


def test_a_table_has_its_first_row_for_head_and_escapes_bars(table: Block) -> None:
    assert markdown(table).splitlines() == [
        "| Goods \\| prices |  |",
        "| --- | --- |",
        "| pen, ink and \\<nib> | 3.50 |",
        "|  |  |",
        "|  | late |",
    ]
    assert "<td>pen, ink and &lt;nib&gt;</td>" in html(markdown(table))


def test_a_table_without_cells_is_text(line_of: MakeLine) -> None:
    assert markdown(Block.around((line_of("pen", 0, 0), line_of("3.50", 300, 0)), "table")) == "pen 3.50\n"


def test_figures_leave_a_mark_before_their_text(line_of: MakeLine) -> None:
    empty, chart = Block((), Box(0, 0, 9, 9).polygon, "figure"), Block.around((line_of("100 %", 0, 0),), "figure")
    page = Page(1, 400, 300, (empty, chart))
    assert export(Document((page,)), "markdown") == b"*[figure]*\n\n*[figure]*\n\n100 %\n"


def test_pages_are_parted_and_empty_blocks_left_out(line_of: MakeLine) -> None:
    page = Page(1, 400, 300, (Block((), Box(0, 0, 9, 9).polygon), Block.around((line_of("text", 0, 0),))))
    assert export(Document((page, page)), "markdown") == b"text\n\n---\n\ntext\n"
    assert export(Document(()), "markdown") == b""
