import sys

from glyphwright.batch.held_pages import HeldPages, pack
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Glyph, Line, Page, Word

N_PAGES = 100


def page(number: int) -> Page:
    """A page of some hundred characters."""
    boxes = [Box(number + 0.1 * k, 0.3, number + 0.1 * k + 0.7, 9.9) for k in range(500)]
    glyphs = tuple(Glyph("x", box.polygon, 0.5) for box in boxes)
    line = Line((Word("x" * 500, boxes[0].polygon, 0.5, glyphs),), boxes[0].polygon)
    return Page(number, 100, 100, (Block.around((line,)),))


def size(thing: object) -> int:
    """Bytes of what slotted dataclasses and tuples hold, whatever is shared counted each time."""
    inner = thing if isinstance(thing, tuple | list) else [getattr(thing, name) for name in _slots(thing)]
    return sys.getsizeof(thing) + sum(map(size, inner))


def _slots(thing: object) -> tuple[str, ...]:
    return getattr(type(thing), "__slots__", ())


def test_they_are_what_was_added_packed_or_not() -> None:
    pages = [page(number) for number in range(1, N_PAGES + 1)]
    held = HeldPages()
    for one in pages:
        held.append(pack(one) if one.number % 2 else one)
    assert list(held) == pages
    assert held == pages
    assert held != pages[:-1]
    assert held[-1] == pages[-1]
    assert list(held[10:90:20]) == pages[10:90:20]
    assert Document(held) == Document(tuple(pages))
    assert Document(held).text == Document(tuple(pages)).text


def test_those_of_a_long_document_take_a_small_part_of_the_memory() -> None:
    pages = [page(number) for number in range(1, N_PAGES + 1)]
    assert size(HeldPages(pages)) - size(HeldPages(pages[:50])) < 0.15 * (size(pages) - size(pages[:50]))
