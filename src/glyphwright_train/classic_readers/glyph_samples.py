"""Lines whose characters have known places → what a segmenting reader finds in them, and what that truly is."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.glyph_cutter import Run, cut_pieces, find_components, make_runs
from glyphwright.recognise.glyph_features import describe_runs
from glyphwright_train.classic_readers.lines import InkedPlacedLine
from glyphwright_train.synth.placed_lines import PlacedLine

NOTHING, UNCLEAR = 0, -1
NEAR, FAR = 0.04, 0.08
"""Shares of the height by which the edges of a run may miss those of a character, and from which they surely do."""


@dataclass(frozen=True, slots=True)
class GlyphSamples:
    """Runs of pieces as numbers, (n, features), and their symbols: characters of the alphabet from 1, 0 for none.

    Args:
        features: As `describe_runs` gives them.
        symbols: (n,).
        lines: (n,), the number of the line that each is from.
        bearings: (alphabet, 2), from the pen to the ink, on the left and right, as shares of the height.
        space: Mean width of a space, likewise.
    """

    features: NDArray[np.float32]
    symbols: NDArray[np.int64]
    lines: NDArray[np.int64]
    bearings: NDArray[np.float64]
    space: float


def gather_glyphs(lines: Iterable[InkedPlacedLine], alphabet: str, *, kind: str) -> GlyphSamples:
    """Cut lines as the reader does, with every component divided, and tell what each run of pieces is."""
    features, symbols, numbers = [], [], []
    edges: list[list[tuple[float, float]]] = [[] for _ in alphabet]
    spaces: list[float] = []
    for number, (line, ink) in enumerate(lines):
        inked = find_components(ink)
        runs = make_runs(inked, cut_pieces(inked))
        if not runs:
            continue
        height = ink.shape[0]
        found = _tell(runs, line, alphabet, height)
        told = found != UNCLEAR
        features.append(describe_runs(runs, kind=kind, height=height)[told])
        symbols.append(found[told])
        numbers.append(np.full(int(told.sum()), number))
        for character, pen, ink in zip(line.sample.text, line.pens, line.inks, strict=True):
            if character == " ":
                spaces.append((pen[1] - pen[0]) / height)
            else:
                edges[alphabet.index(character)].append(((ink[0] - pen[0]) / height, (pen[1] - ink[1]) / height))
    bearings = np.array([np.mean(pairs, axis=0) if pairs else (0.0, 0.0) for pairs in edges])
    joined = np.concatenate(features), np.concatenate(symbols), np.concatenate(numbers)
    return GlyphSamples(*joined, bearings, float(np.mean(spaces)))


def _tell(runs: list[Run], line: PlacedLine, alphabet: str, height: int) -> NDArray[np.int64]:
    """The symbol of each run, `NOTHING`, or `UNCLEAR`.

    A run is a character if its edges are those of its ink and no other such run has more ink: an i without
    its dot is none.
    """
    places = [i for i, character in enumerate(line.sample.text) if character != " "]
    inks = line.inks[places]
    boxes = np.array([(run.box[0], run.box[2]) for run in runs], np.float64)
    miss = np.abs(boxes[:, None] - inks[None]).max(axis=2) / height  # (runs, characters)
    symbols = np.where(miss.min(axis=1) > FAR, NOTHING, UNCLEAR)
    amounts = np.array([float(run.ink.sum()) for run in runs])
    for k, i in enumerate(places):
        near = np.flatnonzero(miss[:, k] <= NEAR)
        if len(near):
            symbols[near[amounts[near] < 0.97 * amounts[near].max()]] = NOTHING
            whole = near[amounts[near].argmax()]
            symbols[whole] = alphabet.index(line.sample.text[i]) + 1
    return symbols
