"""A small language model of characters: what a line says so far → how likely each next character is.

N-grams with interpolated back-off, kept in a trie (Chen & Goodman 1999, An Empirical Study of Smoothing Techniques for
Language Modeling). A state is the longest end of the text that the trie knows how to go on from. All digits are one
symbol: which number stands somewhere no language says. `glyphwright synth language-model` makes such a file.
"""

import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import exp, inf, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import FileAccessError, ModelError

VERSION = 1
STEPS_A_NAT = 16
"""Logarithms are kept in eight bits: sixteenths, from 0 down to −15.9."""
DIGITS = "0123456789"
REMEMBERED = 65_536


@dataclass(frozen=True, slots=True)
class FusedModel:
    """A language model as a beam search uses it.

    `follow` takes a state and the next character, and gives by what to multiply the chance of the text, and the state
    behind it; a line begins in the state `start`. Of characters that the model does not know it says nothing: 1.
    """

    start: int
    follow: Callable[[int, str], tuple[float, int]]

    def likeness(self, texts: Iterable[str]) -> float:
        """Logarithm of what it makes of a character that it knows, in the mean of all; −∞ where it knows none."""
        chances = [chance for text in texts for chance in self.chances(text) if chance != 1]
        return sum(map(log, chances)) / len(chances) if chances else -inf

    def chances(self, text: str) -> Iterator[float]:
        """What it makes of each character of a line."""
        state = self.start
        for character in text:
            chance, state = self.follow(state, character)
            yield chance


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Nodes of a trie, breadth first from the root (0), the children of one beside one another by symbol.

    Args:
        alphabet: What symbols 0, 1, … stand for; one more stands for all other characters.
        symbols: The last symbol of each node, (nodes,).
        first: Where the children of each node begin, (nodes + 1,).
        chances: Natural logarithm of the chance of that symbol after those before it, (nodes,).
        backs: What to add where a node has no such child and its `suffix` is asked instead, (nodes,).
        suffix: The node of the same text without its first character, (nodes,).
        state: The nearest node along `suffix` that has children, (nodes,).
        weight: Of the model beside what the reader saw (α of Hannun et al. 2014, equation 2).
        bonus: For each character, in nats (β there): what makes up for the model's liking of short texts.
    """

    alphabet: str
    symbols: memoryview
    first: memoryview
    chances: memoryview
    backs: memoryview
    suffix: memoryview
    state: memoryview
    weight: float
    bonus: float

    def step(self, state: int, symbol: int) -> tuple[float, int]:
        """Logarithm of the chance that a symbol follows, and the state behind it."""
        back = 0.0
        while True:
            low, high = self.first[state], self.first[state + 1]
            node = bisect_left(self.symbols, symbol, low, high)
            if node < high and self.symbols[node] == symbol:
                return back + self.chances[node], self.state[node]
            back += self.backs[state]
            if state == 0:
                return back - log(len(self.alphabet) + 1), 0
            state = self.suffix[state]

    def log_chance(self, text: str) -> float:
        """Logarithm of the chance of a whole text, as a line begins with it."""
        return sum(map(log, FusedModel(self.start, self._follow(1.0, 0.0)).chances(text)))

    @property
    def start(self) -> int:
        """The state at the start of a line: as after a space."""
        return self.step(0, self.alphabet.index(" "))[1]

    def fused(self) -> FusedModel:
        """The model, weighted and with the bonus; what was asked before is remembered."""
        return FusedModel(self.start, lru_cache(REMEMBERED)(self._follow(self.weight, self.bonus)))

    def _follow(self, weight: float, bonus: float) -> Callable[[int, str], tuple[float, int]]:
        place = {character: i for i, character in enumerate(self.alphabet)}
        place |= dict.fromkeys(DIGITS, place[DIGITS[0]])

        def follow(state: int, character: str) -> tuple[float, int]:
            if character not in place:
                return 1.0, 0
            chance, after = self.step(state, place[character])
            if character in DIGITS:
                chance -= log(len(DIGITS))
            return exp(weight * chance + bonus), after

        return follow


@lru_cache(maxsize=2)
def load_language_model(path: Path) -> LanguageModel:
    """Load a file that `glyphwright synth language-model` made, once in a process.

    Raises:
        FileAccessError: There is no such file.
        ModelError: It is no language model of ours, or damaged.
    """
    if not path.is_file():
        raise FileAccessError(f"{path}: no such language model: give the path of an .npz file")
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            return from_arrays({name: stored[name] for name in stored.files})
    except (ValueError, KeyError, IndexError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(
            f"{path}: is no language model or damaged ({error}): make it with `glyphwright synth language-model`"
        ) from error


def from_arrays(stored: dict[str, NDArray[np.generic]]) -> LanguageModel:
    """Build a model from the arrays of its file.

    Args:
        stored: `version` (), `alphabet` () text, `fusion` (2,) weight and bonus, and of the nodes in their order:
            without the root `symbols` and `chances`, with it `children` (how many each has) and `backs`; logarithms in
            positive sixteenths.

    Raises:
        KeyError, ValueError, IndexError: The arrays are not those of a model.
    """
    if int(stored["version"]) != VERSION:
        raise ValueError(f"version {int(stored['version'])}, where {VERSION} is needed")
    alphabet = str(stored["alphabet"])
    children = stored["children"].astype(np.int64)
    nodes = len(children)
    symbols = np.concatenate([[0], stored["symbols"].astype(np.int64)])
    first = np.concatenate([[1], 1 + np.cumsum(children)])
    if not len(symbols) == first[-1] == nodes == len(stored["chances"]) + 1 == len(stored["backs"]):
        raise ValueError("its arrays do not fit one another")
    if not {" ", DIGITS[0]} <= set(alphabet) or symbols.max() > len(alphabet):
        raise ValueError("its alphabet does not fit")
    parent = np.repeat(np.arange(nodes), children)
    suffix, state = _links(symbols, parent, children, len(alphabet) + 1)
    weight, bonus = map(float, stored["fusion"])
    chances = np.concatenate([[0.0], -stored["chances"].astype(np.float64) / STEPS_A_NAT])
    return LanguageModel(
        alphabet=alphabet,
        symbols=symbols.astype(np.uint16).data,
        first=first.astype(np.int32).data,
        chances=chances.astype(np.float32).data,
        backs=(-stored["backs"].astype(np.float32) / STEPS_A_NAT).data,
        suffix=suffix.astype(np.int32).data,
        state=state.astype(np.int32).data,
        weight=weight,
        bonus=bonus,
    )


def _links(
    symbols: NDArray[np.int64], parent: NDArray[np.int64], children: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """`suffix` and `state` of all nodes, level by level: a suffix is one level nearer to the root."""
    keys = np.concatenate([[-1], parent * size + symbols[1:]])
    if (np.diff(keys) <= 0).any():
        raise ValueError("its nodes are out of order")
    suffix, state = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    level = slice(1, 1 + int(children[0]))
    inner = False
    while level.start < level.stop:
        if inner:
            wanted = suffix[parent[level.start - 1 : level.stop - 1]] * size + symbols[level]
            found = np.searchsorted(keys, wanted)
            if (found >= level.start).any() or (keys[found] != wanted).any():
                raise ValueError("an n-gram is there without its end")
            suffix[level] = found
        state[level] = np.where(children[level] > 0, np.arange(level.start, level.stop), state[suffix[level]])
        level, inner = slice(level.stop, level.stop + int(children[level].sum())), True
    return suffix, state
