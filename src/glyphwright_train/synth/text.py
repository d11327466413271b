"""A random generator → the text that documents are made of, in the characters of one alphabet.

Comes in: the alphabet, real texts if there are any, a generator. Goes out: lines, paragraphs, titles, table cells,
fields, addresses, receipts, program code. Knows nothing of fonts or places on a page.
"""

import random
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate

import numpy as np

from glyphwright_train.synth import facts, templates, words
from glyphwright_train.synth.line_kinds import LINE_KINDS, LineKind, draw_cell, draw_title
from glyphwright_train.synth.rare_characters import RareCharacters
from glyphwright_train.synth.words import Language, capitalise

CORPUS_SHARE = 25.0
RARE_SHARE = 4.5
IN_CAPITALS = 0.07


@lru_cache(maxsize=1)
def _replacements() -> dict[str, str]:
    return tomllib.loads(files("glyphwright_train.synth").joinpath("data/replacements.toml").read_text("utf-8"))


class TextSource:
    """Draws text whose every character is in the alphabet; equal generators give equal text.

    Args:
        alphabet: Every character that may come out; the space always may.
        corpus: Paragraphs of real text to cut lines from.
    """

    def __init__(self, alphabet: str, *, corpus: Sequence[str] = ()) -> None:
        self.alphabet = alphabet
        self._known = frozenset(alphabet) | {" "}
        self._replaced: dict[int, str] = {}
        self._rare = RareCharacters(alphabet)
        self._corpus = tuple(paragraph for paragraph in corpus if paragraph.strip())
        # A very long paragraph must not crowd out the others.
        self._corpus_weights = tuple(accumulate(min(len(paragraph), 1000) for paragraph in self._corpus))
        kinds: dict[LineKind, float] = LINE_KINDS | {self._rare.line: RARE_SHARE}
        if self._corpus:
            kinds[self._corpus_line] = CORPUS_SHARE
        self._kinds = tuple(kinds)
        self._kind_weights = tuple(accumulate(kinds.values()))

    def clean(self, text: str) -> str:
        """Text in the alphabet: composed, foreign characters replaced by the nearest known ones or dropped."""
        if not self._known.issuperset(text):
            text = " ".join(unicodedata.normalize("NFC", text).split())
            for character in set(text) - self._known:
                if ord(character) not in self._replaced:
                    self._replaced[ord(character)] = self._nearest(character)
            text = text.translate(self._replaced)
        return " ".join(text.split())

    def line(self, rng: np.random.Generator, *, characters: int, language: str | None = None) -> str:
        """One line of about that many characters, never empty."""
        dice, tongue = self._start(rng, language)
        characters = max(1, characters)
        kind = dice.choices(self._kinds, cum_weights=self._kind_weights)[0]
        text = kind(dice, tongue, characters)
        if dice.random() < IN_CAPITALS:
            text = text.upper()
        return self._shorten(dice, self._sure(dice, text), characters)

    def sentence(self, rng: np.random.Generator, *, language: str | None = None) -> str:
        dice, tongue = self._start(rng, language)
        return self._sure(dice, words.draw_sentence(dice, tongue, dice.randint(3, 25)))

    def paragraph(self, rng: np.random.Generator, *, sentences: int, language: str | None = None) -> str:
        """Some sentences of one language, drawn or, where there is a corpus and the language is free, real."""
        dice, tongue = self._start(rng, language)
        if self._corpus and language is None and dice.random() < 0.4:
            paragraph = self._draw_paragraph(dice)
            return self._sure(dice, words.cut(dice, paragraph, min(len(paragraph), 90 * max(1, sentences))))
        drawn = (words.draw_sentence(dice, tongue, dice.randint(3, 25)) for _ in range(max(1, sentences)))
        return self._sure(dice, " ".join(drawn))

    def title(self, rng: np.random.Generator, *, language: str | None = None) -> str:
        """A heading of one to nine words in sentence case, Title Case or CAPITALS, sometimes numbered."""
        dice, tongue = self._start(rng, language)
        return self._sure(dice, draw_title(dice, tongue, dice.randint(1, 9)))

    def key_value(self, rng: np.random.Generator, *, language: str | None = None) -> tuple[str, str]:
        """The name of a field and what is filled in."""
        dice, tongue = self._start(rng, language)
        label = templates.draw_label(dice, tongue) + dice.choice(("", "", ":", ":", ":", " :"))
        value = facts.draw_fact(dice, tongue) if dice.random() < 0.8 else capitalise(words.draw_word(dice, tongue))
        return self._sure(dice, label), self._sure(dice, value)

    def label(self, rng: np.random.Generator, *, language: str | None = None) -> str:
        """The name of a field, a column, a button or a menu entry."""
        dice, tongue = self._start(rng, language)
        return self._sure(dice, templates.draw_label(dice, tongue))

    def word(self, rng: np.random.Generator, *, language: str | None = None) -> str:
        dice, tongue = self._start(rng, language)
        return self._sure(dice, words.draw_word(dice, tongue))

    def sign(self, rng: np.random.Generator, *, characters: int, language: str | None = None) -> str:
        """A word or a few, or a number, as on signs, labels and packaging; mostly English."""
        if language is None and rng.random() < 0.65:
            language = "en"
        dice, tongue = self._start(rng, language)
        roll = dice.random()
        if roll < 0.2:
            return self._sure(dice, dice.choice((facts.draw(dice, tongue, "number"), facts.draw_fact(dice, tongue))))
        parts = [words.draw_nonword(dice) if roll > 0.85 else words.draw_word(dice, tongue)]
        while sum(map(len, parts)) < 0.5 * characters and dice.random() < 0.4:
            parts.append(words.draw_word(dice, tongue))
        text = " ".join(parts)
        form = dice.random()
        text = text.upper() if form < 0.5 else " ".join(map(capitalise, parts)) if form < 0.75 else text
        return self._sure(dice, text + (dice.choice("!.,:") if dice.random() < 0.2 else ""))

    def cell(self, rng: np.random.Generator, *, language: str | None = None) -> str:
        """What stands in a cell of a table: mostly a number or a short word."""
        dice, tongue = self._start(rng, language)
        return self._sure(dice, draw_cell(dice, tongue))

    def table_row(self, rng: np.random.Generator, *, columns: int, language: str | None = None) -> list[str]:
        """A name and `columns` - 1 numbers of one kind, as statistics print them."""
        dice, tongue = self._start(rng, language)
        kind = dice.choice(("number", "amount", "amount", "price", "measure", "decimal", "count"))
        row = [templates.draw_label(dice, tongue)]
        row += [facts.draw(dice, tongue, kind) for _ in range(max(0, columns - 1))]
        return [self._sure(dice, cell) for cell in row]

    def list_item(self, rng: np.random.Generator, *, language: str | None = None) -> str:
        """One entry of a list, without its bullet or number."""
        dice, tongue = self._start(rng, language)
        text = words.draw_sentence(dice, tongue, dice.choice((1, 2, 3, 4, 6, 9, 14)))
        return self._sure(dice, text if dice.random() < 0.4 else text.rstrip(".;:!?… "))

    def fact(self, rng: np.random.Generator, *, kind: str | None = None, language: str | None = None) -> str:
        """A name, date, price, number, …, or one of a `kind`: any table of `data/facts.toml` (person, date, …).

        Raises:
            KeyError: If there is no such kind.
        """
        dice, tongue = self._start(rng, language)
        return self._sure(dice, facts.draw(dice, tongue, kind) if kind else facts.draw_fact(dice, tongue))

    def address(self, rng: np.random.Generator, *, language: str | None = None) -> list[str]:
        """Two to five lines as on an envelope or at the head of a letter."""
        dice, tongue = self._start(rng, language)
        lines = [
            facts.draw(dice, tongue, "person"),
            facts.draw(dice, tongue, "street"),
            facts.draw(dice, tongue, "city"),
        ]
        if dice.random() < 0.4:
            lines.insert(dice.choice((0, 1)), facts.draw(dice, tongue, "company"))
        if dice.random() < 0.3:
            lines.append(facts.draw(dice, tongue, dice.choice(("phone", "email", "web"))))
        return [self._sure(dice, line) for line in lines[dice.choice((0, 0, 0, 1)) :]]

    def receipt_line(self, rng: np.random.Generator, *, language: str | None = None) -> tuple[str, str]:
        """What is sold or summed up, and its price as printed."""
        dice, tongue = self._start(rng, language)
        item, price = templates.draw_till_line(dice, tongue)
        return self._sure(dice, item), self._sure(dice, price)

    def receipt_notice(self, rng: np.random.Generator, *, language: str | None = None) -> str:
        """A line of a receipt that stands alone: a heading, number, tax id, thanks, a ruler of dashes."""
        dice, tongue = self._start(rng, language)
        return self._sure(dice, templates.draw_till_notice(dice, tongue))

    def code_line(self, rng: np.random.Generator, *, language: str | None = None) -> str:
        """A line of source code, markup, configuration or a shell."""
        dice, tongue = self._start(rng, language)
        return self._sure(dice, templates.draw_code_line(dice, tongue))

    def formula(self, rng: np.random.Generator) -> str:
        """A short formula written on one line."""
        dice, tongue = self._start(rng, None)
        return self._sure(dice, templates.draw_formula(dice, tongue))

    def _start(self, rng: np.random.Generator, language: str | None) -> tuple[random.Random, Language]:
        # Python's generator draws single numbers some ten times faster than NumPy's.
        dice = random.Random(int(rng.integers(2**63)))
        return dice, words.languages()[language] if language else words.draw_language(dice)

    def _sure(self, dice: random.Random, text: str) -> str:
        return self.clean(text) or dice.choice(self._rare.rare)

    def _nearest(self, character: str) -> str:
        """The known character or characters most like this one; nothing where there are none."""
        alone = next((other for other in _replacements().get(character, "") if other in self._known), "")
        for candidate in (alone, unicodedata.normalize("NFKC", character), unicodedata.normalize("NFKD", character)):
            kept = "".join(part for part in candidate if part in self._known)
            if kept:
                return kept
        return ""

    def _shorten(self, dice: random.Random, text: str, characters: int) -> str:
        if len(text) <= max(1.25 * characters, characters + 4):
            return text
        piece = words.cut(dice, text, characters).strip() or text
        return piece if len(piece) <= max(1.6 * characters, characters + 12) else piece[: characters + 2].strip()

    def _corpus_line(self, dice: random.Random, language: Language, characters: int) -> str:
        return words.cut(dice, self._draw_paragraph(dice), characters)

    def _draw_paragraph(self, dice: random.Random) -> str:
        return dice.choices(self._corpus, cum_weights=self._corpus_weights)[0]
