"""An alphabet → lines in which its rarest characters are as likely as its commonest.

Running text leaves most of an alphabet unseen; a reader needs every character often enough to learn it.
"""

import random
import unicodedata

from glyphwright_train.synth.words import Language, draw_running


class RareCharacters:
    """Strings without sense, and words whose letters and marks are swapped for rare ones of the same build."""

    def __init__(self, alphabet: str) -> None:
        self.every = tuple(character for character in alphabet if not character.isspace()) or ("?",)
        self.rare = tuple(c for c in self.every if not (c.isascii() and c.isalnum())) or self.every
        self._letters = tuple(character for character in self.rare if character.isalpha()) or self.rare
        self._accented: dict[str, list[str]] = {}
        for character in self.rare:
            plain = unicodedata.normalize("NFD", character)[0]
            if plain != character and plain.isalpha():
                self._accented.setdefault(plain, []).append(character)

    def line(self, dice: random.Random, language: Language, characters: int) -> str:
        """A line of about that many characters."""
        roll = dice.random()
        if roll < 0.4:
            return self._groups(dice, characters)
        text = draw_running(dice, language, characters)
        if roll < 0.55:
            text = text.upper()
        return "".join(self._swap(dice, character) for character in text)

    def _groups(self, dice: random.Random, characters: int) -> str:
        groups: list[str] = []
        left = max(1, characters)
        while left > 0:
            size = min(left, dice.randint(1, 9))
            pool = self._letters if dice.random() < 0.3 else self.rare
            groups.append("".join(dice.choice(pool if dice.random() < 0.85 else self.every) for _ in range(size)))
            left -= size + 1
        return " ".join(groups)

    def _swap(self, dice: random.Random, character: str) -> str:
        if character in self._accented and dice.random() < 0.35:
            return dice.choice(self._accented[character])
        if not character.isalnum() and dice.random() < 0.15:
            mark = dice.choice(self.rare)
            return character + mark if character == " " else mark
        return character
