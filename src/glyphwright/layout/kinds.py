"""A read page → the same page whose blocks say what they are: title, list, caption, header, footer, table or text.

By rules on size, place and beginning of the text, after Nagy's survey (2000, "Twenty years of document image analysis
in PAMI", section 4): no picture and no model is needed, so results of other engines are understood as well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from glyphwright.geometry import Box
from glyphwright.layout.parts import BULLET, is_marked, part_block
from glyphwright.layout.ruled_tables import name_ruled_tables
from glyphwright.layout.tables import as_table
from glyphwright.page import Block, Line, Page, quarters_turned
from glyphwright.stages import Rule

# In units of the height of running text: how much larger a title is, how far a header stands from what follows.
LARGER, APART = 1.18, 0.9
# Shares of the page's height in which headers and footers stand, and page numbers outside all else.
MARGIN, MARGIN_OF_NUMBERS = 0.11, 0.25
MOST_TITLE_LINES, MOST_TITLE_CHARACTERS = 4, 150
MOST_NUMBERED_CHARACTERS = 90
LEAST_LINES = 4

NUMBERED = re.compile(
    r"(?:(?:chapter|section|appendix|kapitel|chapitre|capítulo|capitolo)\s+)?"
    r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.(?:\d{1,2}\.?)*|[IVX]{1,5}\.)\s+\S",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|tab\.|listing|plate|scheme|abb(?:ildung|\.)?|tabelle|tableau|figura|tabla|tabela|"
    r"tabella|figuur|rys\.|obr\.|kép|kuva|taulukko|tabell)\s*[A-Z]?\d{1,3}(?:[.-]\d{1,3})*\s*[.:–—-]?(?:\s|$)",
    re.IGNORECASE,
)
PAGE_NUMBER = re.compile(
    r"(?:(?:page|seite|p\.|s\.|página|pagina|strona|sida)\s*)?[–—-]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*"
    r"(?:[–—-]|(?:/|of|von|de|di|sur)\s*\d{1,4})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measures:
    """What the blocks of a page are compared with: the height of its running text, its own, and how many lines."""

    text_height: float
    page_height: float
    n_lines: int


def name_blocks(page: Page, rules: Sequence[Rule] = ()) -> Page:
    """Give every block its kind; a table's lines are parted at its columns and told their cells.

    Order, text and places stay as they are. Blocks that already have another kind than "text" keep it, and so do all
    of a page whose text does not run to the right. `rules`, in pixels of the source, part the cells of ruled tables.
    """
    lines = [line for line in page.lines if line.words]
    if not lines or quarters_turned(lines):
        return page
    measures = Measures(_text_height(lines), float(page.height), len(lines))
    page = replace(page, blocks=name_ruled_tables(page.blocks, rules))
    blocks = [part for block in page.blocks for part in part_block(block)]
    boxes = [(i, block.box) for i, block in enumerate(blocks) if block.kind != "figure"]
    named = [
        _named(block, [box for k, box in boxes if k != i], measures) if block.kind == "text" else block
        for i, block in enumerate(blocks)
    ]
    return replace(page, blocks=tuple(named))


def _named(block: Block, others: list[Box], measures: Measures) -> Block:
    margin = _margin_kind(block, others, measures)
    if margin is not None:
        return replace(block, kind=margin)
    first = block.lines[0].text.strip()
    if CAPTION.match(first) and len(block.lines) <= MOST_TITLE_LINES + 2:
        return replace(block, kind="caption")
    if _is_list(block):
        return replace(block, kind="list")
    table = as_table(block)
    if table is not None:
        return table
    return replace(block, kind="title") if _is_title(block, first, measures) else block


def _text_height(lines: list[Line]) -> float:
    """The height of most characters of the page."""
    heights = np.array([_height(line) for line in lines])
    weights = np.array([len(line.text) for line in lines], float)
    order = np.argsort(heights)
    half = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    return float(heights[order][min(int(half), len(lines) - 1)])


def _height(line: Line) -> float:
    """From ascender to descender, along the line's own left edge."""
    corners = line.polygon.array
    return float(np.linalg.norm(corners[-1] - corners[0]))


def _margin_kind(block: Block, others: list[Box], measures: Measures) -> str | None:
    """Whether a block is the header or the footer: outside all else, in the margin, apart and no larger than the text.

    A page number alone need be neither apart nor so near the edge.
    """
    if measures.n_lines < LEAST_LINES or len(block.lines) > MOST_TITLE_LINES:
        return None
    box, height = block.box, measures.page_height
    number = len(block.lines) == 1 and PAGE_NUMBER.fullmatch(block.text.strip()) is not None
    small = max(map(_height, block.lines)) <= LARGER * measures.text_height
    beyond = [other for other in others if min(other.bottom, box.bottom) - max(other.top, box.top) < box.height / 2]
    sides = (
        ("header", box.bottom, [other.top - box.bottom for other in beyond]),
        ("footer", height - box.top, [box.top - other.bottom for other in beyond]),
    )
    for kind, reach, gaps in sides:
        gap = min(gaps, default=-1.0)
        in_margin = small and reach <= MARGIN * height and gap >= APART * measures.text_height
        if in_margin or (number and gap >= 0 and reach <= MARGIN_OF_NUMBERS * height):
            return kind
    return None


def _is_list(block: Block) -> bool:
    """Whether it begins with a bullet or a number, and so do others of its lines unless it is a single entry."""
    marked = [is_marked(line) for line in block.lines]
    if not marked[0]:
        return False
    if sum(marked) > 1:
        return sum(marked) >= len(marked) / 4
    return bool(BULLET.match(block.lines[0].text)) or len(block.lines) > 1


def _is_title(block: Block, first: str, measures: Measures) -> bool:
    text = " ".join(line.text for line in block.lines)
    letters = sum(character.isalpha() for character in text)
    if len(block.lines) > MOST_TITLE_LINES or len(text) > MOST_TITLE_CHARACTERS or letters < 2:
        return False
    if measures.n_lines < LEAST_LINES:
        return False
    if float(np.median([_height(line) for line in block.lines])) >= LARGER * measures.text_height:
        return True
    if text.endswith((".", ",", ";", ":")) or len(block.lines) > 2:
        return False
    numbered = NUMBERED.match(first) is not None and len(text) <= MOST_NUMBERED_CHARACTERS
    capitals = text == text.upper() and letters >= max(4, 0.6 * len(text.replace(" ", "")))
    return numbered or capitals
