import pytest

from glyphwright.geometry import Box
from glyphwright.layout.parts import part_block
from glyphwright.page import Block, Line, Word


def block(*lines: tuple[str, float, float]) -> Block:
    """Lines of a text, how far they are set in, and the space above them, in heights."""
    made, y = [], 100.0
    for text, inset, above in lines:
        y += above * 20
        box = Box(100 + inset, y, 100 + inset + 10 * len(text), y + 20)
        made.append(Line(tuple(Word(word, box.polygon) for word in text.split()), box.polygon))
        y += 20
    return Block.around(tuple(made))


def texts(found: list[Block]) -> list[list[str]]:
    return [[line.text for line in part.lines] for part in found]


FULL = ("a line of running text that goes on and on", 0.0, 0.3)


def test_a_list_within_text_is_parted_from_it_with_what_hangs_behind_its_marks() -> None:
    found = part_block(block(FULL, FULL, ("1. one", 0, 0.5), ("goes on", 30, 0.3), ("2. two", 0, 0.3), FULL))
    assert texts(found) == [[FULL[0]] * 2, ["1. one", "goes on", "2. two"], [FULL[0]]]


@pytest.mark.parametrize("mark", ["•", "–", "(a)", "iv."])
def test_marks_of_many_kinds_make_a_list(mark: str) -> None:
    entry = (f"{mark} entry", 0.0, 0.3)
    assert [len(part) for part in texts(part_block(block(FULL, FULL, entry, entry)))] == [2, 2]


def test_one_line_that_begins_like_an_entry_is_running_text() -> None:
    whole = block(FULL, FULL, ("12. and of the year after that it is", 0, 0.3), FULL)
    assert part_block(whole) == [whole]


def test_a_numbered_heading_that_stands_apart_is_parted_from_the_text_around_it() -> None:
    found = part_block(block(FULL, FULL, ("3.2 Results", 0, 0.8), FULL, FULL, FULL))
    assert [len(part) for part in texts(found)] == [2, 1, 3]
    close = block(FULL, FULL, ("3.2 Results of", 0, 0.3), FULL, FULL, FULL)
    assert part_block(close) == [close]


def test_blocks_of_other_kinds_stay_whole() -> None:
    titled = Block(block(("1. one", 0, 0), ("2. two", 0, 0), FULL).lines, Box(0, 0, 1, 1).polygon, "title")
    assert part_block(titled) == [titled]
