"""Words of documents → what kind of thing they name: a total, a tax, a street, a firm …, in many languages.

The words lie in `lexicon.toml`. One letter of a longer word may be read wrongly, and capitals and accents do not count.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from glyphwright.metrics import levenshtein

_LETTERS = re.compile(r"[^\W\d_]+")
# Words this long may differ in a letter.
_FUZZY = 5
_LOOKALIKES = str.maketrans("015", "ois")


def plain(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o"))
    return "".join(character for character in parts if not unicodedata.combining(character))


def words_of(text: str) -> tuple[str, ...]:
    """Its words, plain; digits that stand between letters are taken for the letters they look like."""
    mended = re.sub(r"(?<=[^\W\d_])[015](?=[^\W\d_])", lambda digit: digit[0].translate(_LOOKALIKES), plain(text))
    return tuple(_LETTERS.findall(re.sub(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)", "", mended)))


@lru_cache(maxsize=4096)
def kinds_of(text: str) -> frozenset[str]:
    """The kinds of `lexicon.toml` that the words of a text name."""
    words = tuple(map(_known, words_of(text)))
    found: set[str] = set()
    for start, word in enumerate(words):
        for phrase, kinds in _phrases().get(word, ()):
            if words[start : start + len(phrase)] == phrase:
                found |= kinds
        found |= {kind for kind, ending in _endings() if word.endswith(ending) and len(word) > len(ending) + 2}
    return frozenset(found)


@cache
def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month, or its first letters, in one of many languages; plain."""
    for number, names in enumerate(_table()["months"], start=1):
        if any(name == month or (len(name) >= 3 and month.startswith(name)) for month in names.split()):
            return number
    return None


@cache
def listed(name: str) -> tuple[str, ...]:
    """The phrases of one kind, plain."""
    return tuple(plain(phrase) for phrase in _table()["kinds"][name])


@lru_cache(maxsize=4096)
def _known(word: str) -> str:
    """The word, or the one of the vocabulary that it differs from in a single letter."""
    if len(word) < _FUZZY or word in _vocabulary():
        return word
    near = (other for other in _vocabulary() if abs(len(other) - len(word)) < 2 and len(other) >= _FUZZY)
    return next((other for other in near if levenshtein(word, other) == 1), word)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("glyphwright.interpret").joinpath("lexicon.toml").read_text("utf-8"))


@cache
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]:
    """By their first word."""
    found: dict[tuple[str, ...], set[str]] = {}
    for kind in _table()["kinds"]:
        for phrase in listed(kind):
            found.setdefault(words_of(phrase), set()).add(kind)
    first: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for words, kinds in found.items():
        first.setdefault(words[0], []).append((words, frozenset(kinds)))
    return {word: tuple(listed) for word, listed in first.items()}


@cache
def _vocabulary() -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(word for kind in _table()["kinds"] for phrase in listed(kind) for word in words_of(phrase))
    )


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    return tuple((kind, plain(ending)) for kind, endings in _table()["endings"].items() for ending in endings)
