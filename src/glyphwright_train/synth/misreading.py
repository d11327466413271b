"""True text → text as a reader may misread it: letters mixed up, replaced or dropped, marks and spaces lost.

A model of a reader's faults that costs nothing, for what learns from read text; it knows no pixels.
"""

import random
import re
import string
from dataclasses import replace

from glyphwright.page import Block, Document, Line, Word

_ALIKE = {
    "O": "0QD", "0": "O8", "Q": "O", "D": "O0", "I": "1l|", "1": "Il7", "l": "1I", "i": "l", "T": "I7", "7": "1",
    "S": "58", "5": "S6", "8": "BS3", "B": "8R", "3": "8", "&": "8", "6": "G8", "G": "6C", "C": "G", "2": "Z7",
    "Z": "2", "E": "F", "F": "EP", "R": "PK", "N": "M", "M": "NH", "H": "N", "U": "V", "V": "Y", "9": "g",
    "4": "A", "A": "4",
    "a": "o", "e": "c", "c": "e", "n": "r", "u": "v", "h": "b",
    ",": ".", ".": ",", "-": "~", "/": "71", "'": "`", "(": "C", ")": "J", ":": ".;",
}  # fmt: skip
# Of faults: how many are a likeness, another letter, a letter dropped, a letter twice.
_KINDS = ("alike", "other", "dropped", "twice")
_SHARES = (0.6, 0.12, 0.22, 0.06)


def misread_document(dice: random.Random, document: Document) -> Document:
    """The document with faults as often as one reading has them: none, few, or in every second word."""
    rate = dice.choice((0.0, 0.003, 0.01, 0.02, 0.04))
    pages = tuple(
        replace(page, blocks=tuple(_misread_block(dice, block, rate) for block in page.blocks))
        for page in document.pages
    )
    return replace(document, pages=pages)


def misread(dice: random.Random, text: str, rate: float) -> str:
    """A word with each character misread with a probability of `rate`, colons and points of numbers more often."""
    read = "".join(_misread_character(dice, character) if dice.random() < rate else character for character in text)
    if dice.random() < 4 * rate:
        read = read.rstrip(":")
    return re.sub(r"(?<=\d)\.(?=\d\d)", ". ", read) if dice.random() < 2 * rate else read


def _misread_character(dice: random.Random, character: str) -> str:
    kind = dice.choices(_KINDS, _SHARES)[0]
    if kind == "alike" and character in _ALIKE:
        return dice.choice(_ALIKE[character])
    if kind == "dropped":
        return ""
    if kind == "twice":
        return character * 2
    return dice.choice(string.ascii_uppercase if character.isupper() else string.ascii_lowercase)


def _misread_block(dice: random.Random, block: Block, rate: float) -> Block:
    lines = (_misread_line(dice, line, rate) for line in block.lines if dice.random() >= rate)
    return replace(block, lines=tuple(line for line in lines if line.words))


def _misread_line(dice: random.Random, line: Line, rate: float) -> Line:
    words: list[Word] = []
    for word in line.words:
        text = misread(dice, word.text, rate)
        if not text.strip():
            continue
        if words and dice.random() < 2 * rate:
            before = words.pop()
            text, outline = before.text + text, before.box.union(word.box).polygon
            words.append(replace(word, text=text, polygon=outline))
        else:
            words.append(replace(word, text=text))
    return replace(line, words=tuple(words))
