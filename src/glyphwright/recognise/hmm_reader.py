"""A line reader without segmentation: columns of ink → states of hidden Markov models → the likeliest characters.

Every character is a row of states that are passed from left to right; a network composes all characters by how often
one follows another, and the space is a character too (Bunke and Wang 1997, Handbook of Character Recognition and
Document Image Analysis, ch. 2; Plötz and Fink 2009, Markov Models for Offline Handwriting Recognition, section 3). The
model file computes how well each column fits each state; what is likeliest over the line is found here (Viterbi).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.batches import allowed_symbols
from glyphwright.recognise.cells import decode_cells
from glyphwright.recognise.glyph_cutter import find_ink
from glyphwright.recognise.line_model import LineModel
from glyphwright.stages import LineCrop, Reading

IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True)
class Network:
    """The models of all characters, composed.

    Args:
        first: (c,), index of each character's first state.
        last: (c,), of its last.
        stay: (states,), the logarithm of how likely the next column is of the same state.
        leave: (states,), that it is of the next one.
        follow: (c, c), the weighed logarithm of how likely the second character follows the first.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    stay: NDArray[np.float64]
    leave: NDArray[np.float64]
    follow: NDArray[np.float64]

    @classmethod
    def of(cls, counts: Sequence[int], widths: Sequence[float], follow: NDArray[np.float64]) -> "Network":
        """From the states of each character, and how many columns it is wide on average."""
        last = np.cumsum(counts) - 1
        first = last - np.array(counts) + 1
        columns = np.repeat(np.maximum(np.array(widths) / counts, 1.1), counts)
        return cls(first, last, np.log(1 - 1 / columns), -np.log(columns), follow)


@dataclass(frozen=True, slots=True)
class HmmLineReader(LineModel):
    """Reads lines with hidden Markov models of characters; what it reads of a crop depends on that crop alone."""

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        """One reading a crop, in the order of the crops.

        Raises:
            OptionError: If `charset` has characters that the model cannot read.
        """
        allowed = allowed_symbols(self.alphabet, self.charset, reader=self.name)
        network = self._network(allowed)
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(lambda crop: self._read(crop.pixels, network, allowed), crops))

    def _network(self, allowed: NDArray[np.float32] | None) -> Network:
        own = self.model.description
        follow = np.array(own["follow"], np.float64) * float(own["follow_weight"]) + float(own["new_character"])
        if allowed is not None:
            follow[:, allowed[1:] == 0] = IMPOSSIBLE
        return Network.of(own["states"], own["widths"], follow)

    def _read(self, pixels: NDArray[np.uint8], network: Network, allowed: NDArray[np.float32] | None) -> Reading:
        ink = find_ink(pixels, np.array(self.model.description["rows"]))
        if ink is None:
            return Reading((), (), ())
        fits = self.model.run(ink[None, None].astype(np.float32) / np.float32(255))[0].astype(np.float64)
        space = self.alphabet.index(" ")
        path = likeliest_characters(network, fits, space=space)
        scale = float(self.model.description["sharpness"])
        chances = np.array([_chances(network, fits[start:end], scale) for _, start, end in path], np.float32)
        table = np.zeros((len(path), len(self.alphabet) + 1), np.float32)
        table[:, 1:] = chances
        if allowed is not None:
            table *= allowed
        written = [k for k, (character, _, _) in enumerate(path) if character != space]
        gaps = np.array([table[a + 1, space + 1] if b > a + 1 else 0.0 for a, b in pairwise(written)], np.float32)
        edges = np.array([path[k][1:] for k in written], np.float64)
        return decode_cells(table[written], gaps, edges, alphabet=self.alphabet, pattern=self.pattern)


def likeliest_characters(network: Network, fits: NDArray[np.float64], *, space: int) -> list[tuple[int, int, int]]:
    """The likeliest characters with the columns at which each begins and ends, over all ways to pass the states.

    Args:
        network: The characters' models.
        fits: (columns, states), the logarithm of how well each column fits each state.
        space: The character that stands before and behind every line.
    """
    columns, states = fits.shape
    follows = np.ones(states, bool)
    follows[network.first] = False
    best = np.full(states, -np.inf)
    best[network.first] = network.follow[space] + fits[0, network.first]
    moved = np.zeros((columns, states), bool)
    before = np.zeros((columns, len(network.first)), np.int64)
    for t in range(1, columns):
        left = best + network.leave
        ways = left[network.last][:, None] + network.follow
        before[t] = ways.argmax(axis=0)
        entered = np.empty(states)
        entered[1:] = left[:-1]
        entered[network.first] = ways[before[t], np.arange(len(network.first))]
        stayed = best + network.stay
        moved[t] = entered > stayed
        best = np.where(moved[t], entered, stayed) + fits[t]
    at = int((best[network.last] + network.follow[:, space]).argmax())
    return _trace(network, moved, before, at)


def _trace(
    network: Network, moved: NDArray[np.bool_], before: NDArray[np.int64], character: int
) -> list[tuple[int, int, int]]:
    """Back from the last column to the first."""
    path: list[tuple[int, int, int]] = []
    state, end = int(network.last[character]), len(moved)
    for t in range(len(moved) - 1, 0, -1):
        if not moved[t, state]:
            continue
        if state != network.first[character]:
            state -= 1
            continue
        path.append((character, t, end))
        character, end = int(before[t, character]), t
        state = int(network.last[character])
    path.append((character, 0, end))
    return path[::-1]


def character_scores(network: Network, fits: NDArray[np.float64]) -> NDArray[np.float64]:
    """How well some columns fit each character as a whole, (characters,): the logarithm of its likeliest way."""
    best = np.full(fits.shape[1], IMPOSSIBLE)
    best[network.first] = fits[0, network.first]
    for row in fits[1:]:
        entered = np.empty_like(best)
        entered[1:] = best[:-1] + network.leave[:-1]
        entered[network.first] = IMPOSSIBLE
        best = np.maximum(best + network.stay, entered) + row
    return np.asarray(best[network.last])


def _chances(network: Network, fits: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """Of each character to be what some columns show."""
    scores = character_scores(network, fits) * scale
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())
