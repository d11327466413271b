"""A line reader that cuts lines into characters and compares these with stored ones: templates or nearest neighbours.

For printed documents in fonts that it was made for. Touching characters are divided only where what stands undivided is
not recognised; of all ways to group the pieces the likeliest is read (Casey and Lecolinet 1996, section 3). A gap is a
space by the font's own distances between characters, shifted by how far this line is spaced out.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.batches import allowed_symbols
from glyphwright.recognise.cells import decode_cells
from glyphwright.recognise.glyph_cutter import InkedLine, Run, cut_pieces, find_components, find_ink, make_runs
from glyphwright.recognise.glyph_features import describe_runs
from glyphwright.recognise.line_model import LineModel
from glyphwright.stages import LineCrop, Reading

SURE = 0.8
SKIP = -8.0
"""What it costs to leave a piece out, as the logarithm of a probability."""
LEAST_PROBABILITY = 1e-6
SPACE_FROM, SPACE_SLOPE = 0.5, 12.0
MOST_SHIFT = 0.3


@dataclass(frozen=True, slots=True)
class _Path:
    """The runs of a line that are read, from left to right, and what each may show."""

    runs: list[Run]
    probabilities: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SegmentingLineReader(LineModel):
    """Reads lines character by character; what it reads of a crop depends on that crop alone."""

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        """One reading a crop, in the order of the crops.

        Raises:
            OptionError: If `charset` has characters that the model cannot read.
        """
        allowed = allowed_symbols(self.alphabet, self.charset, reader=self.name)
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(lambda crop: self._read(crop.pixels, allowed), crops))

    def _read(self, pixels: NDArray[np.uint8], allowed: NDArray[np.float32] | None) -> Reading:
        ink = find_ink(pixels, np.array(self.model.description["rows"]))
        if ink is None:
            return Reading((), (), ())
        line = find_components(ink)
        if not line.kept:
            return Reading((), (), ())
        path, unsure = self._search(line, set(), allowed)
        if unsure:
            path, _ = self._search(line, unsure, allowed)
        if not path.runs:
            return Reading((), (), ())
        cells = self._cells(path.probabilities)
        edges = np.array([(run.box[0], run.box[2]) for run in path.runs], np.float64)
        gaps = self._gaps(cells.argmax(axis=1), edges, line.ink.shape[0])
        return decode_cells(cells, gaps, edges, alphabet=self.alphabet, pattern=self.pattern)

    def _search(
        self, line: InkedLine, divided: set[int], allowed: NDArray[np.float32] | None
    ) -> tuple[_Path, set[int]]:
        """The likeliest way to group the pieces, and the components that it is not sure of."""
        pieces = cut_pieces(line, divided=divided)
        runs = make_runs(line, pieces)
        kind = str(self.model.description["features"])
        probabilities = self.model.run(describe_runs(runs, kind=kind, height=line.ink.shape[0]))
        if allowed is not None:
            probabilities = probabilities * allowed
        best = probabilities[:, 1:].max(axis=1)
        chosen = likeliest_path(runs, np.log(np.maximum(best, LEAST_PROBABILITY)), len(pieces))
        sure = {piece.component for k in chosen if best[k] >= SURE for piece in pieces[runs[k].first : runs[k].end]}
        path = _Path([runs[k] for k in chosen], probabilities[chosen])
        return path, {piece.component for piece in pieces} - sure

    def _cells(self, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
        """What runs show of which it is settled that they are characters."""
        chances = probabilities / np.maximum(1 - probabilities[:, :1], LEAST_PROBABILITY)
        chances[:, 0] = 0
        powers = chances ** float(self.model.description["certainty"])
        rest = (1 - chances.sum(axis=1, keepdims=True)).clip(0) + powers.sum(axis=1, keepdims=True)
        return np.asarray(powers / np.maximum(rest, LEAST_PROBABILITY), np.float32)

    def _gaps(self, symbols: NDArray[np.int64], edges: NDArray[np.float64], height: int) -> NDArray[np.float32]:
        """How likely a space stands between neighbours, (n − 1,)."""
        bearings = np.array([[0.0, 0.0], *self.model.description["bearings"]]) * height
        extra = edges[1:, 0] - edges[:-1, 1] - bearings[symbols[:-1], 1] - bearings[symbols[1:], 0]
        shares = extra / (float(self.model.description["space"]) * height)
        close = shares[shares < SPACE_FROM]
        shift = float(np.clip(np.median(close), -MOST_SHIFT, MOST_SHIFT)) if len(close) else 0.0
        return np.asarray(1 / (1 + np.exp(-SPACE_SLOPE * (shares - shift - SPACE_FROM))), np.float32)


def likeliest_path(runs: Sequence[Run], scores: NDArray[np.floating], pieces: int) -> list[int]:
    """The runs, each piece in one of them or left out, whose scores add up to most; a run counts as its pieces do.

    Args:
        runs: Sorted by their first piece.
        scores: (runs,), the logarithm of how likely each is a character.
        pieces: How many there are.
    """
    best = np.full(pieces + 1, -np.inf)
    best[0] = 0.0
    came: list[tuple[int, int | None]] = [(0, None)] * (pieces + 1)
    by_first: list[list[int]] = [[] for _ in range(pieces)]
    for k, run in enumerate(runs):
        by_first[run.first].append(k)
    for first in range(pieces):
        ways: list[tuple[int, float, int | None]] = [(first + 1, SKIP, None)]
        ways += [(runs[k].end, float(scores[k]) * (runs[k].end - first), k) for k in by_first[first]]
        for end, score, way in ways:
            if best[first] + score > best[end]:
                best[end], came[end] = best[first] + score, (first, way)
    path = []
    at = pieces
    while at > 0:
        at, chosen = came[at]
        if chosen is not None:
            path.append(chosen)
    return path[::-1]
