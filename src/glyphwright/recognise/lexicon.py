"""Words and how common they are, and which of them are spelt nearly as a given one."""

import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import FileAccessError, ModelError

VERSION = 1
STEPS_A_NAT = 8
"""Logarithms are kept in eight bits: eighths, from 0 down to −31.9."""
LEAST_LETTERS, MOST_LETTERS = 3, 24
LETTERS_AN_EDIT, MOST_EDITS = 3, 3
"""Of every so many letters of a word, or fewer at its end, one may be another; of all of them so many."""
MASK_BITS = 64
TWOS, FOURS, EIGHTS, EVERY = (np.uint64(int(digits * (16 // len(digits)), 16)) for digits in ("5", "3", "0f", "01"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words without regard to case, sorted by their numbers of letters.

    Args:
        alphabet: What the letters 1, 2, … stand for.
        letters: Of all words, (words, MOST_LETTERS), 0 behind the last.
        starts: Where words of n letters begin, (MOST_LETTERS + 2,).
        chances: Natural logarithm of the share of each word in running text, (words,).
        masks: Which letters each word has, a bit for each, counted round after the 64th, (words,).
    """

    alphabet: str
    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]
    chances: NDArray[np.float32]
    masks: NDArray[np.uint64]

    @classmethod
    def of(cls, counts: Mapping[str, float]) -> "Lexicon":
        """From words and how often they were counted; words of other than 3 to 24 letters are left out.

        Raises:
            ValueError: No word is left, or they are written in more than 255 letters.
        """
        folded: dict[str, float] = {}
        for word, count in counts.items():
            lower = word.lower()
            if LEAST_LETTERS <= len(lower) <= MOST_LETTERS and lower.isalpha():
                folded[lower] = folded.get(lower, 0.0) + count
        if not folded:
            raise ValueError("no word of 3 letters or more")
        words = sorted(folded, key=lambda word: (len(word), word))
        alphabet = "".join(sorted(set().union(*words)))
        if len(alphabet) > np.iinfo(np.uint8).max:
            raise ValueError("more than 255 letters")
        total = sum(folded.values())
        chances = np.array([log(folded[word] / total) for word in words], np.float32)
        place = {letter: i + 1 for i, letter in enumerate(alphabet)}
        letters = np.zeros((len(words), MOST_LETTERS), np.uint8)
        for row, word in zip(letters, words, strict=True):
            row[: len(word)] = [place[letter] for letter in word]
        return cls.from_arrays(
            {
                "version": np.array(VERSION),
                "alphabet": np.array(alphabet),
                "letters": letters,
                "chances": np.clip(np.rint(-chances * STEPS_A_NAT), 0, 255).astype(np.uint8),
            }
        )

    @classmethod
    def from_arrays(cls, stored: Mapping[str, NDArray[np.generic]]) -> "Lexicon":
        """From the arrays of its file: `version` (), `alphabet` () text, `letters` and `chances` in positive eighths.

        Raises:
            KeyError, ValueError: They are not those of a lexicon.
        """
        if int(stored["version"]) != VERSION:
            raise ValueError(f"version {int(stored['version'])}, where {VERSION} is needed")
        alphabet, letters = str(stored["alphabet"]), np.asarray(stored["letters"], dtype=np.uint8)
        chances = -stored["chances"].astype(np.float32) / np.float32(STEPS_A_NAT)
        if letters.ndim != 2 or letters.shape != (len(chances), MOST_LETTERS) or letters.max(initial=0) > len(alphabet):
            raise ValueError("its arrays do not fit one another")
        lengths = np.count_nonzero(letters, axis=1)
        if (np.diff(lengths) < 0).any():
            raise ValueError("its words are out of order")
        starts = np.searchsorted(lengths, np.arange(MOST_LETTERS + 2))
        masks = np.bitwise_or.reduce(_bits(len(alphabet))[letters], axis=1)
        return cls(alphabet, letters, starts, chances, masks)

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """What `from_arrays` takes."""
        steps = np.rint(-self.chances * STEPS_A_NAT).astype(np.uint8)
        version, alphabet = np.array(VERSION), np.array(self.alphabet)
        return {"version": version, "alphabet": alphabet, "letters": self.letters, "chances": steps}

    def chance(self, word: str) -> float | None:
        """Logarithm of the chance of a word; None if it is not one of them."""
        if not self.holds(len(word)):
            return None
        spelt = bytes(self.alphabet.find(letter) + 1 for letter in word.lower()[:MOST_LETTERS]).ljust(
            MOST_LETTERS, b"\0"
        )
        since, until = int(self.starts[len(word)]), int(self.starts[len(word) + 1])
        row = bisect_left(range(since, until), spelt, key=lambda row: self.letters[row].tobytes()) + since
        return float(self.chances[row]) if row < until and self.letters[row].tobytes() == spelt else None

    @staticmethod
    def holds(letters: int) -> bool:
        """Whether words of so many letters can be among them."""
        return LEAST_LETTERS <= letters <= MOST_LETTERS

    def near(self, word: str, *, most: int) -> dict[str, float]:
        """Words that are spelt nearly as this one, itself among them, and the logarithm of the chance of each.

        Of more than `most` the nearest are taken, of equally near ones the commonest. A letter put in, left out or
        changed is one edit (Levenshtein 1966).
        """
        word = word.lower()
        if not self.holds(len(word)):
            return {}
        edits = min(MOST_EDITS, -(-len(word) // LETTERS_AN_EDIT))
        shortest, longest = max(LEAST_LETTERS, len(word) - edits), min(MOST_LETTERS, len(word) + edits)
        letters = np.array([self.alphabet.find(letter) + 1 for letter in word])
        since, until = self.starts[shortest], self.starts[longest + 1]
        mask = np.bitwise_or.reduce(_bits(len(self.alphabet))[letters])
        rows = since + np.flatnonzero(_ones(mask & ~self.masks[since:until]) <= edits)
        rows = rows[_ones(self.masks[rows] & ~mask) <= edits]
        distances = edit_distances(letters, self.letters[rows, :longest])
        near = distances <= edits
        rows, distances = rows[near], distances[near]
        rows = rows[np.lexsort((-self.chances[rows], distances))[:most]]
        return {self._spell(row): float(self.chances[row]) for row in rows.tolist()}

    def _spell(self, row: int) -> str:
        return "".join(self.alphabet[letter - 1] for letter in self.letters[row].tolist() if letter)


def edit_distances(word: NDArray[np.int64], others: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Edits between a word of up to 64 letters and others, (words, letters) with 0 behind the last, bit by bit.

    A letter 0 of the word is like no other. After Myers 1999, as in Hyyrö 2003, figure 4.
    """
    where = np.zeros(256, np.uint64)
    np.bitwise_or.at(where, word, np.uint64(1) << np.arange(len(word), dtype=np.uint64))
    where[0] = 0
    one, last = np.uint64(1), np.uint64(len(word) - 1)
    more, less = np.full(len(others), ~np.uint64(0)), np.zeros(len(others), np.uint64)
    distances = np.full(len(others), len(word), np.int64)
    for column in others.T:
        same = where[column]
        diagonal = (((same & more) + more) ^ more) | same | less
        up, down = less | ~(diagonal | more), more & diagonal
        step = (up >> last & one).astype(np.int64) - (down >> last & one).astype(np.int64)
        distances += np.where(column > 0, step, 0)
        up, down = (up << one) | one, down << one
        more, less = down | ~(diagonal | up), up & diagonal
    return distances


def _ones(masks: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """How many bits are set in each, (n,): of every two, four and eight, then of all. NumPy has this from 2.0 on."""
    counts = masks - (masks >> np.uint64(1) & TWOS)
    counts = (counts & FOURS) + (counts >> np.uint64(2) & FOURS)
    counts = (counts + (counts >> np.uint64(4))) & EIGHTS
    return np.asarray(counts * EVERY >> np.uint64(56))


def _bits(letters: int) -> NDArray[np.uint64]:
    """The bit that stands for each letter, none for 0."""
    bits = np.uint64(1) << (np.arange(letters + 1, dtype=np.uint64) % np.uint64(MASK_BITS))
    bits[0] = 0
    return bits


@lru_cache(maxsize=2)
def load_lexicon(path: Path) -> Lexicon:
    """Load a file that `glyphwright synth lexicon` made, or a text file with a word on each line, once in a process.

    Raises:
        FileAccessError: There is no such file.
        ModelError: It is no lexicon, or damaged.
    """
    if not path.is_file():
        raise FileAccessError(f"{path}: no such lexicon: give the path of an .npz file, or of a .txt of words")
    try:
        if path.suffix != ".npz":
            return Lexicon.of(dict.fromkeys(path.read_text(encoding="utf-8-sig").split(), 1.0))
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            return Lexicon.from_arrays({name: stored[name] for name in stored.files})
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(
            f"{path}: is no lexicon or damaged ({error}): give a .txt of words, or what `synth lexicon` made"
        ) from error
