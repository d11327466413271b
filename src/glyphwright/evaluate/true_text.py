"""Found lines and true words → the text that a reader without faults would make of these lines."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.evaluate.judgement import direction_of
from glyphwright.evaluate.true_words import places_of
from glyphwright.geometry import Polygon
from glyphwright.layout import order_lines
from glyphwright.overlaps import overlaps
from glyphwright.page import Block, Line, Word
from glyphwright.stages import Rule

Piece = tuple[int, float, str]
"""Which true word, how far along the line it begins, and what of it lies in the line."""


def read_truly(
    found: Sequence[Polygon], words: Sequence[Word], rules: Sequence[Rule] = (), *, true_order: bool = False
) -> str:
    """Put the true text into found lines.

    A character stands in the middle of its part of its word (`places_of`) and is read in every found line in which
    that point lies: so a word is read whole, in pieces, twice or not at all. What lies in one line is read along it,
    words of several rows mixed. Lines in which nothing lies are left out.

    Args:
        found: Outlines of lines, straight or bent.
        words: In the order of the truth.
        rules: Of the page, for its order.
        true_order: Order lines as the truth has their first words, not as the layout stage does.
    """
    pieces = _pieces(found, words)
    filled = [index for index, inside in enumerate(pieces) if inside]
    if true_order:
        order = [sorted(filled, key=lambda index: min(pieces[index]))]
    else:
        order = [[filled[line] for line in block] for block in order_lines([found[index] for index in filled], rules)]
    blocks = (tuple(_line(found[index], pieces[index]) for index in block) for block in order if block)
    return "\n\n".join(Block.around(lines).text for lines in blocks)


def _pieces(found: Sequence[Polygon], words: Sequence[Word]) -> list[list[Piece]]:
    """What of the words lies in each line."""
    share = overlaps(found, [word.polygon for word in words]).share
    pieces: list[list[Piece]] = [[] for _ in found]
    along = [direction_of(line) for line in found]
    for f, w in np.argwhere(share > 0).tolist():
        text = words[w].text
        places = places_of(words[w].polygon, len(text), along[f])
        inside = np.flatnonzero(_are_inside(places, found[f]))
        if len(inside):
            read = "".join(text[place] for place in inside)
            pieces[f].append((w, float(places[inside[0]] @ along[f]), read))
    return pieces


def _are_inside(points: NDArray[np.float64], outline: Polygon) -> NDArray[np.bool_]:
    """Whether each of (n, 2) points lies between the edges of a line, or on its border."""
    upper, lower = outline.edges
    corners = np.stack([upper[:-1], upper[1:], lower[1:], lower[:-1]], axis=1)  # (k, 4, 2)
    edges = np.roll(corners, -1, axis=1) - corners
    towards = points[:, None, None] - corners  # (n, k, 4, 2)
    sides = edges[..., 0] * towards[..., 1] - edges[..., 1] * towards[..., 0]
    inside: NDArray[np.bool_] = np.asarray((sides >= 0).all(axis=2) | (sides <= 0).all(axis=2))  # (n, k)
    return np.asarray(inside.any(axis=1))


def _line(outline: Polygon, pieces: Sequence[Piece]) -> Line:
    ordered = sorted(pieces, key=lambda piece: (piece[1], piece[0]))
    return Line(tuple(Word(text, outline) for _, _, text in ordered), outline)
