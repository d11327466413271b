"""Lines of text → a language model of characters, counted, smoothed, pruned and written as one small file.

Smoothing after Witten and Bell (Chen & Goodman 1999, section 2.6): a context that came n times with m different
characters behind it leaves m / (n + m) to the shorter context. Pruning by weighted difference (Seymore & Rosenfeld
1996, Scalable Backoff Language Models): an n-gram stays if its count, times what its absence would change in logarithm,
is large.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import FileAccessError, OptionError
from glyphwright.recognise.language_model import DIGITS, STEPS_A_NAT, VERSION
from glyphwright_train.synth.text import TextSource

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ORDER = 6
LARGEST = 600_000
RAREST = 2
DRAWN = 150_000
CAPITALS = 0.15
WEIGHT, BONUS = 0.3, 0.6


@dataclass(frozen=True, slots=True)
class _Level:
    """All n-grams of one length that came often enough, sorted.

    Args:
        keys: Their symbols, the first one weighing most.
        prefix: Where in the level below their first symbols stand, `suffix` where their last ones do.
        chances: Of the last symbol after the others, in the full model.
        shorter: The same, with one symbol less to go by.
        gains: What the model would lose without them.
    """

    keys: NDArray[np.uint64]
    prefix: Ints
    suffix: Ints
    chances: Floats
    shorter: Floats
    gains: Floats


def training_lines(source: TextSource, corpus: Iterable[str], *, drawn: int = DRAWN, seed: int = 0) -> Iterator[str]:
    """What the model learns from: every paragraph of a corpus, some in capitals, and drawn lines of all kinds.

    The drawn ones bring in what the corpus has little of: some languages, prices, dates, addresses, codes, non-words.
    """
    dice = random.Random(seed)
    for paragraph in corpus:
        text = source.clean(paragraph)
        if dice.random() < CAPITALS:
            text = source.clean(text.upper())
        if text:
            yield text
    rng = np.random.default_rng(seed)
    for _ in range(drawn):
        yield source.line(rng, characters=int(rng.integers(4, 80)))


def count_model(
    lines: Iterable[str], alphabet: str, *, order: int = ORDER, largest: int = LARGEST
) -> dict[str, NDArray[np.generic]]:
    """The arrays of a model's file, as `recognise.language_model.from_arrays` takes them.

    Args:
        lines: Texts, each as if at the start of a line.
        alphabet: Every character to know; the digits become one, all other characters another.
        order: The longest n-gram.
        largest: About how many n-grams are kept.

    Raises:
        OptionError: There is no text, or n-grams so long do not fit 64 bits.
    """
    symbols = DIGITS[0] + "".join(sorted((set(alphabet) | {" "}) - set(DIGITS)))
    size = len(symbols) + 1
    if size**order >= 2**63:
        raise OptionError(f"order {order} is too much for {size - 1} characters: give a smaller one")
    text = _numbers(lines, symbols)
    if len(text) == 0:
        raise OptionError("there is no text to learn from: give a corpus")
    levels = _count(text, size, order)
    return {
        "version": np.array(VERSION),
        "alphabet": np.array(symbols),
        "fusion": np.array([WEIGHT, BONUS]),
        **_pack(levels, _prune(levels, largest), size),
    }


def _numbers(lines: Iterable[str], alphabet: str) -> Ints:
    """All lines as symbols, each behind a −1 and a space."""
    table = np.full(0x110000, len(alphabet), np.int16)
    for i, character in enumerate(alphabet):
        table[ord(character)] = i
    table[[ord(digit) for digit in DIGITS]] = 0
    text = "".join(chain.from_iterable(("\n", " ", line) for line in lines))
    table[ord("\n")] = -1
    return table[np.frombuffer(text.encode("utf-32-le"), np.uint32)].astype(np.int64)


def _count(text: Ints, size: int, order: int) -> list[_Level]:
    """Levels 1 to `order`; longer n-grams than pairs only if they came more than once."""
    levels: list[_Level] = []
    keys, whole = np.zeros(len(text), np.uint64), np.ones(len(text), bool)
    for n in range(1, order + 1):
        ahead = text[n - 1 :]
        keys, whole = keys[: len(ahead)], whole[: len(ahead)] & (ahead >= 0)
        keys = keys * np.uint64(size) + np.maximum(ahead, 0).astype(np.uint64)
        levels.append(_level(keys[whole], levels[-1] if levels else None, size, n))
    return levels


def _level(grams: NDArray[np.uint64], below: _Level | None, size: int, n: int) -> _Level:
    keys, counts = np.unique(grams, return_counts=True)
    _, context = np.unique(keys // np.uint64(size), return_inverse=True)
    followers = np.bincount(context)[context]
    seen = np.bincount(context, counts)[context]
    often = counts >= (RAREST if n > 2 else 1)
    keys, counts, followers, seen = keys[often], counts[often], followers[often], seen[often]
    prefix = suffix = np.zeros(len(keys), np.int64)
    shorter = np.full(len(keys), 1 / size)
    if below is not None:
        prefix = np.searchsorted(below.keys, keys // np.uint64(size))
        suffix = np.searchsorted(below.keys, keys % np.uint64(size ** (n - 1)))
        shorter = below.chances[suffix]
    left = followers / (seen + followers)
    chances = counts / (seen + followers) + left * shorter
    return _Level(keys, prefix, suffix, chances, shorter, counts * np.log(chances / (left * shorter)))


def _prune(levels: list[_Level], largest: int) -> list[NDArray[np.bool_]]:
    """Which n-grams stay: the single symbols, those that gain most, and the beginnings and ends of all that stay."""
    gains = np.concatenate([level.gains for level in levels])
    least = np.partition(gains, -largest)[-largest] if largest < len(gains) else 0.0
    keep = [level.gains >= least for level in levels]
    keep[0][:] = True
    for n in range(len(levels) - 1, 0, -1):
        keep[n - 1][levels[n].prefix[keep[n]]] = True
        keep[n - 1][levels[n].suffix[keep[n]]] = True
    return keep


def _pack(levels: list[_Level], keep: list[NDArray[np.bool_]], size: int) -> dict[str, NDArray[np.generic]]:
    """The nodes that stay, level by level, their logarithms in eight bits."""
    children, backs = [], []
    above = [*zip(levels, keep, strict=True), None]
    inner = [(1, np.ones(1, bool)), *((len(level.keys), kept) for level, kept in zip(levels, keep, strict=True))]
    for (count, kept), entry in zip(inner, above, strict=True):
        prefix, chances, shorter = _longer(entry)
        children.append(np.bincount(prefix, minlength=count)[kept])
        rest = 1 - np.bincount(prefix, chances, count)[kept]
        backs.append(np.log(rest / (1 - np.bincount(prefix, shorter, count)[kept])))
    chances = np.concatenate([np.log(level.chances[kept]) for level, kept in zip(levels, keep, strict=True)])
    keys = np.concatenate([level.keys[kept] % np.uint64(size) for level, kept in zip(levels, keep, strict=True)])
    return {
        "symbols": keys.astype(np.uint16),
        "children": np.concatenate(children).astype(np.uint16),
        "chances": _in_eight_bits(chances),
        "backs": _in_eight_bits(np.concatenate(backs)),
    }


def _longer(entry: tuple[_Level, NDArray[np.bool_]] | None) -> tuple[Ints, Floats, Floats]:
    """Of the n-grams of the next level that stay: whose children they are, their chances with and without."""
    if entry is None:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    level, kept = entry
    return level.prefix[kept], level.chances[kept], level.shorter[kept]


def _in_eight_bits(logarithms: Floats) -> NDArray[np.uint8]:
    return np.clip(np.round(-STEPS_A_NAT * logarithms), 0, 255).astype(np.uint8)


def write_model(path: Path, arrays: dict[str, Any]) -> None:
    """Write the file of a language model or a lexicon; raises OptionError, or FileAccessError where that fails."""
    if path.suffix != ".npz":
        raise OptionError(f"{path}: language models and lexicons are .npz files: give a name that ends so")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **arrays)
    except OSError as error:
        raise FileAccessError(f"{path}: cannot be written ({error.strerror}): give another place") from error


def set_fusion(path: Path, *, weight: float, bonus: float) -> None:
    """Rewrite a model's file with another weight and bonus."""
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    write_model(path, {**arrays, "fusion": np.array([weight, bonus])})
