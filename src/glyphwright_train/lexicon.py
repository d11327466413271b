"""Word lists and running text → a lexicon, for words that a line reader is not sure of."""

import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from glyphwright.errors import FileAccessError
from glyphwright.recognise.lexicon import Lexicon
from glyphwright_train.synth.debian_packages import unpack

LISTED = 0.5
"""How often a word of a list counts as seen, beside how often it was."""
RAREST = 2
"""A word of no list must have been seen as often: others are names and slips."""
_WORD = re.compile(r"[^\W\d_]+")


def make_lexicon(listed: Iterable[str], paragraphs: Iterable[str]) -> Lexicon:
    """All words of lists, and those that texts have more than once, with their shares in the texts.

    Raises:
        ValueError: There is no word of three letters or more.
    """
    counts = Counter(word.lower() for text in paragraphs for word in _WORD.findall(text))
    shares: dict[str, float] = {word: count for word, count in counts.items() if count >= RAREST}
    for word in {word.lower() for word in listed if word.isalpha()}:
        shares[word] = counts[word] + LISTED
    return Lexicon.of(shares)


def read_word_lists(archives: Iterable[Path]) -> list[str]:
    """The words of the lists in Debian packages (`/usr/share/dict`).

    Raises:
        FileAccessError: A package cannot be unpacked, or has no list.
    """
    words: list[str] = []
    for archive in archives:
        with tempfile.TemporaryDirectory() as folder:
            unpack(archive, Path(folder))
            lists = [path for path in sorted(Path(folder).glob("usr/share/dict/*")) if not path.is_symlink()]
            if not lists:
                raise FileAccessError(f"{archive}: has no word list in /usr/share/dict")
            for path in lists:
                words += path.read_text(encoding="utf-8").split()
    return words
