from collections.abc import Sequence
from dataclasses import replace

import pytest

from glyphwright.geometry import Box
from glyphwright.layout import name_blocks
from glyphwright.page import Block, Line, Page, Word

HEIGHT = 20.0
RUNNING = (
    "The first line of some running text that goes on",
    "for a while until it comes to an end in the third",
    "of its lines.",
)


def line(text: str, x: float, y: float, *, height: float = HEIGHT) -> Line:
    """A line whose characters are half as wide as high."""
    words, left = [], x
    for word in text.split(" "):
        right = left + len(word) * height / 2
        if word:
            words.append(Word(word, Box(left, y, right, y + height).polygon))
        left = right + height / 2
    return Line(
        tuple(words), Box(x, y, words[-1].box.right, y + height).polygon, ((x, y + 15), (words[-1].box.right, y + 15))
    )


def block(*texts: str, x: float = 100, y: float = 500, height: float = HEIGHT) -> Block:
    return Block.around(tuple(line(text, x, y + i * 1.3 * height, height=height) for i, text in enumerate(texts)))


def page(*blocks: Block) -> Page:
    return Page(1, 1000, 1400, blocks)


def kinds(*blocks: Block) -> list[str]:
    """The kinds of some blocks on a page that also has running text."""
    named = name_blocks(page(block(*RUNNING, y=700), *blocks)).blocks
    return [found.kind for found in named[1:]]


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (block("Large Letters", height=32), "title"),
        (block("2.1 Methods", y=640), "title"),
        (block("CONCLUSIONS AND THANKS", y=640), "title"),
        (block("A sentence that ends as sentences do.", y=640), "text"),
        (block("• one thing", "• another thing", y=640), "list"),
        (block("1. one thing", "2. another", "3. the last", y=640), "list"),
        (block("Figure 3: What can be seen of it", "from the other side.", y=640), "caption"),
        (block("Tabelle 2. Werte", y=640), "caption"),
        (block("Tables are made of wood", y=640), "text"),
        (block("Annual report", y=40), "header"),
        (block("© The authors", y=1340), "footer"),
        (block("– 17 –", x=500, y=1200), "footer"),
        (block("in the middle of the page", y=300), "text"),
    ],
)
def test_a_block_is_named_after_its_size_place_and_beginning(found: Block, kind: str) -> None:
    assert kinds(found) == [kind]


def test_a_numbered_heading_is_parted_from_its_text_and_nothing_is_lost() -> None:
    first = block("3.2 Results", *RUNNING, y=300)
    named = name_blocks(page(first, block(*RUNNING, y=700)))
    assert [found.kind for found in named.blocks] == ["title", "text", "text"]
    assert list(named.lines) == [*first.lines, *block(*RUNNING, y=700).lines]


def test_a_block_that_already_has_a_kind_keeps_it() -> None:
    figure = replace(block("2.1 Methods", y=640), kind="figure")
    assert kinds(figure) == ["figure"]


def test_a_page_without_text_stays_as_it_is() -> None:
    assert name_blocks(page()) == page()


ROWS: list[tuple[str, ...]] = [
    ("Item", "Pieces", "Price"),
    ("Pencil", "12", "1.20"),
    ("Red ink", "3", "9.00"),
    ("Paper", "500", "7.35"),
]


def cells(rows: Sequence[tuple[str, ...]], *, step: float = 250) -> Block:
    return Block.around(
        tuple(
            line(text, 100 + column * step, 300 + row * 28)
            for row, texts in enumerate(rows)
            for column, text in enumerate(texts)
            if text
        )
    )


def test_lines_under_each_other_are_cells_of_a_table() -> None:
    (table,) = name_blocks(page(cells(ROWS))).blocks
    assert table.kind == "table"
    assert table.grid == tuple(ROWS)


def test_a_row_found_as_one_line_is_parted_at_the_columns() -> None:
    lines = list(cells(ROWS).lines)
    one = line("Red ink" + " " * 18 + "3" + " " * 24 + "9.00", 100, 356)
    (table,) = name_blocks(page(Block.around((*lines[:6], one, *lines[9:])))).blocks
    assert table.grid == tuple(ROWS)


def test_a_line_over_several_columns_spans_them_and_empty_cells_stay_empty() -> None:
    rows = [*ROWS, ("Glue", "", "2.00"), ("Pens", "2", "3.00"), ("Chalk", "9", "1.00"), ("Tape", "1", "0.50")]
    lines = [*cells(rows).lines, line("All prices without tax and postage", 100, 300 + 8 * 28)]
    (table,) = name_blocks(page(Block.around(tuple(lines)))).blocks
    assert table.grid[4] == ("Glue", "", "2.00")
    last = table.lines[-1].cell
    assert last is not None
    assert (last.row, last.column, last.column_span) == (8, 0, 2)


@pytest.mark.parametrize(
    "rows",
    [
        [(str(n), "print the number of things that are here") for n in range(7, 15)],
        [("a running text of which every line is as long as this one is",) * 2] * 3,
        [("alone", ""), ("in", ""), ("its", "x"), ("column", "")],
    ],
    ids=["program with line numbers", "columns of text", "few full cells"],
)
def test_what_only_looks_like_columns_is_no_table(rows: list[tuple[str, ...]]) -> None:
    (found,) = name_blocks(page(cells(rows, step=700))).blocks
    assert found.kind != "table"
