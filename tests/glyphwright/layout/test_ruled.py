from collections.abc import Sequence

import numpy as np
import pytest

from glyphwright.geometry import Box, Polygon, Transform
from glyphwright.layout import name_blocks, order_lines
from glyphwright.page import Block, Line, Page, Word
from glyphwright.stages import Rule

HEIGHT, STEP = 20.0, 27.0
# Lines in the cells of each row: a key, and what it means, centred beside one another.
COUNTS = ((1, 3), (2, 2), (1, 2), (3, 1), (1, 4))


def line(x: float, y: float, width: float) -> Polygon:
    return Box(x, y, x + width, y + HEIGHT).polygon


def table(x: float, y: float, counts: Sequence[Sequence[int]] = COUNTS) -> tuple[list[Polygon], list[Rule]]:
    """Cells in rows between rules, in the order in which they are read."""
    lines, rules = [], [Rule((x - 10, y), (x + 410, y), 2.0)]
    for row in counts:
        high = max(row) * STEP + 8
        for column, count in enumerate(row):
            top = y + 4 + (high - count * STEP) / 2
            lines += [line(x + 150 * column, top + STEP * k, 120 + 40 * column) for k in range(count)]
        y += high
        rules.append(Rule((x - 10, y), (x + 410, y), 2.0))
    return lines, [*rules, Rule((x + 135, rules[0].start[1]), (x + 135, y), 2.0)]


def read(lines: Sequence[Polygon], rules: Sequence[Rule]) -> list[list[int]]:
    order = np.random.default_rng(3).permutation(len(lines)).tolist()
    return [[order[k] for k in block] for block in order_lines([lines[k] for k in order], rules)]


@pytest.mark.parametrize("degrees", [0.0, -3.0])
def test_rows_between_rules_are_read_cell_by_cell_as_one_block(degrees: float) -> None:
    lines, rules = table(100, 100)
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    spin = Transform.from_array([[cos, -sin, 50], [sin, cos, 80]])
    turned = [Polygon((rule.start, rule.end)) for rule in rules]
    rules = [Rule(*spin(ends).points, 2.0) for ends in turned]
    assert read([spin(one) for one in lines], rules) == [list(range(len(lines)))]


def test_tables_beside_one_another_are_columns_of_the_page() -> None:
    (left, rules), (right, more) = table(100, 100), table(620, 110)
    assert read([*left, *right], [*rules, *more]) == [
        list(range(len(left))),
        list(range(len(left), len(left) + len(right))),
    ]


def test_rules_between_groups_of_rows_leave_rows_as_they_are() -> None:
    lines, rules = table(100, 100, ((1, 1), (4, 4), (3, 3), (4, 4)))
    by_rows = sorted(range(len(lines)), key=lambda k: (lines[k].box.top, lines[k].box.left))
    assert [k for block in read(lines, rules) for k in block] == by_rows


def test_a_rule_over_a_gutter_ends_the_columns() -> None:
    blocks = [[line(100 + 450 * c, y + STEP * k, 400) for k in range(8)] for y in (100, 340) for c in (0, 1)]
    lines = [one for block in blocks for one in block]
    assert [k for b in read(lines, [Rule((90, 328), (960, 328), 2.0)]) for k in b] == list(range(32))
    columns = [k for b in read(lines, ()) for k in b]
    assert columns == [*range(8), *range(16, 24), *range(8, 16), *range(24, 32)]


def page_of(lines: Sequence[Polygon], blocks: Sequence[Sequence[int]]) -> Page:
    made = [Line((Word(f"w{k}", lines[k]),), lines[k]) for block in blocks for k in block]
    return Page(1, 1000, 1400, (Block.around(tuple(made)),))


def test_cells_between_rules_hold_all_their_lines() -> None:
    lines, rules = table(100, 100)
    (block,) = name_blocks(page_of(lines, [range(len(lines))]), rules).blocks
    assert block.kind == "table"
    assert block.grid == (
        ("w0", "w1\nw2\nw3"),
        ("w4\nw5", "w6\nw7"),
        ("w8", "w9\nw10"),
        ("w11\nw12\nw13", "w14"),
        ("w15", "w16\nw17\nw18\nw19"),
    )


def test_without_upright_rules_columns_are_parted_at_gaps() -> None:
    lines, rules = table(100, 100)
    level = [rule for rule in rules if rule.start[1] == rule.end[1]]
    (block,) = name_blocks(page_of(lines, [range(len(lines))]), level).blocks
    assert [len(row) for row in block.grid] == [2] * len(COUNTS)


def test_a_frame_around_running_text_makes_no_table() -> None:
    lines = [line(100, 110 + STEP * k, 380 - 40 * (k % 3)) for k in range(9)]
    rules = [Rule((90, y), (510, y), 2.0) for y in (104, 104 + 3.1 * STEP, 104 + 9.4 * STEP)]
    (block,) = name_blocks(page_of(lines, [range(9)]), rules).blocks
    assert block.kind == "text"


def form(*, label: float, fill: float) -> tuple[list[Polygon], list[Rule]]:
    """Four rows of three boxes, each with a label over what is filled in, between rules, in the order of reading."""
    lines, rules = [], []
    for y in range(100, 340, 60):
        rules += [Rule((90, y + edge), (710, y + edge), 2.0) for edge in (0, 54)]
        for x in (100, 310, 520):
            lines += [Box(x, y + 4, x + 90, y + 4 + label).polygon, Box(x, y + 28, x + 150, y + 28 + fill).polygon]
    return lines, rules


def test_boxes_of_a_form_are_read_one_by_one_where_labels_are_small() -> None:
    lines, rules = form(label=14, fill=20)
    assert [k for block in read(lines, rules) for k in block] == list(range(24))


def test_boxes_of_a_form_are_read_one_by_one_where_rules_part_them() -> None:
    lines, rules = form(label=20, fill=20)
    by_rows = sorted(range(24), key=lambda k: (lines[k].box.top, lines[k].box.left))
    assert [k for block in read(lines, rules) for k in block] == by_rows
    parted = [Rule((x, 100), (x, 334), 2.0) for x in (300, 510)]
    assert [k for block in read(lines, [*rules, *parted]) for k in block] == list(range(24))


def test_where_rules_part_columns_most_pairs_of_cells_tell_whether_a_row_is_one() -> None:
    counts = ((3, 2, 4), (2, 4, 4), (1, 3, 3), (3, 2, 3))
    lines, rules = [], [Rule((90, 100), (710, 100), 2.0)]
    for row in counts:
        y = rules[-1].start[1]
        lines += [line(100 + 210 * column, y + 4 + STEP * k, 150) for column, n in enumerate(row) for k in range(n)]
        rules.append(Rule((90, y + 8 + max(row) * STEP), (710, y + 8 + max(row) * STEP), 2.0))
    parted = [Rule((x, 100), (x, rules[-1].start[1]), 2.0) for x in (300, 510)]
    assert read(lines, [*rules, *parted]) == [list(range(len(lines)))]
