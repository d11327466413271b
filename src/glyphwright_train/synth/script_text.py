"""A script and a random generator → lines of text in that script, of drawn words or cut out of real texts.

Words follow the frequencies of `wordfreq`, flattened as in words.py; characters beyond them come at random, where a
script has thousands, so that none of the commoner is never seen.
"""

import random
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np

from glyphwright_train.synth.scripts import Script, scripts
from glyphwright_train.synth.words import FLATTENING, WORDS_PER_LANGUAGE, capitalise, cut

NUMBER_SHARE, FOREIGN_SHARE, RARE_SHARE, STOP_SHARE, CAPITALS_SHARE = 0.06, 0.03, 0.08, 0.12, 0.08
FOREIGN = "PDF USB Windows Google A4 CO2 km kg OK Web TV DNA www.example.org"
MOST_JOINED = 4
"""Korean and Chinese words of wordfreq are morphemes, of which so many may stand together."""


class ScriptText:
    """Lines in one script.

    Args:
        script: Which.
        corpus: Real texts to cut all lines from, instead of drawing words.
    """

    def __init__(self, script: Script, *, corpus: Sequence[str] = ()) -> None:
        self.script = script
        self.corpus = tuple(corpus)
        self._drawable = frozenset(script.alphabet)

    def line(self, rng: np.random.Generator, *, characters: int) -> str:
        """One line of about that many characters, never empty, with some letter of the script in it."""
        dice = random.Random(int(rng.integers(2**62)))
        while True:
            text = dice.choice(self.corpus) if self.corpus else self._sentence(dice, characters)
            text = " ".join("".join(c for c in cut(dice, text, characters) if self._may_stand(c)).split())[:characters]
            if self.script.pattern.search(text):
                return text.upper() if dice.random() < CAPITALS_SHARE else text

    def _may_stand(self, character: str) -> bool:
        return character in self._drawable or character.isascii()

    def _sentence(self, dice: random.Random, characters: int) -> str:
        pieces: list[str] = []
        length = 0
        (language,) = dice.choices(list(self.script.languages), list(self.script.languages.values()))
        while length < characters:
            piece = self._piece(dice, language)
            ends, parts = self.script.stops
            if dice.random() < STOP_SHARE:
                piece += dice.choice(ends if dice.random() < 0.4 else parts)
            pieces.append(piece)
            length += len(piece) + self.script.spaced
        return capitalise((" " if self.script.spaced else "").join(pieces))

    def _piece(self, dice: random.Random, language: str) -> str:
        """A word, sometimes with a capital, in brackets or of random characters; a number; a word in Latin letters."""
        roll = dice.random()
        if roll < NUMBER_SHARE:
            return _number(dice, self.script.digits)
        if roll < NUMBER_SHARE + FOREIGN_SHARE:
            return dice.choice(FOREIGN.split())
        known, weights = _word_table(self.script.code, language)
        parts = dice.randint(1, MOST_JOINED) if self.script.encoding else 1
        word = "".join(dice.choices(known, cum_weights=weights, k=parts))
        if self.script.common_letters and dice.random() < RARE_SHARE * parts:
            word = "".join(dice.choices(self.script.common_letters, k=dice.randint(1, 6)))
        word = capitalise(word) if dice.random() < 0.15 else word
        return f"({word})" if dice.random() < 0.02 else word


@lru_cache(maxsize=32)
def _word_table(code: str, language: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    from wordfreq import get_frequency_dict

    script = scripts()[code]
    frequencies: dict[str, float] = get_frequency_dict(language, wordlist="small")
    drawable = frozenset(script.alphabet)
    fitting = [word for word in frequencies if script.pattern.fullmatch(word) and drawable.issuperset(word)]
    known = sorted(fitting, key=lambda word: -frequencies[word])[:WORDS_PER_LANGUAGE]
    # wordfreq writes every sigma as in the middle of a word.
    shown = (word[:-1] + "ς" if word.endswith("σ") else word for word in known)
    return tuple(shown), tuple(accumulate(frequencies[word] ** FLATTENING for word in known))


def _number(dice: random.Random, digits: str) -> str:
    number = dice.choice((str(dice.randint(0, 99)), str(dice.randint(1800, 2030)), f"{dice.uniform(0, 100):.1f}%"))
    return number.translate(str.maketrans("0123456789", digits)) if digits and dice.random() < 0.4 else number
