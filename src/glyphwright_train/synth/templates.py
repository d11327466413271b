"""A random generator → lines that follow a pattern: program code, formulas, till receipts, labels of forms.

The patterns lie in `data/*.txt`, one to a line; ¤ stands for an identifier or word, ¦ for a number, ⓕ for a
hexadecimal digit.
"""

import random
from functools import lru_cache
from importlib.resources import files

from glyphwright_train.synth import facts
from glyphwright_train.synth.words import Language, capitalise, draw_nonword, draw_words

_GREEK = "αβγδεζηθικλμνξπρσςτυφχψωΓΔΘΛΞΠΣΦΨΩ"
_LATIN = "abcdfghijkmnpqrstuvwxyzABCEFGHKLMNPRSTVXYZ"
_LABEL_ROWS = {"en": 0, "de": 1, "fr": 2, "es": 3, "it": 4, "pt": 5, "nl": 6, "pl": 7, "cs": 8, "sk": 8}


@lru_cache(maxsize=8)
def _lines(name: str) -> tuple[str, ...]:
    text = files("glyphwright_train.synth").joinpath(f"data/{name}.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line.strip())


def _fill(dice: random.Random, pattern: str, words: list[str], *, longest: int) -> str:
    pieces = []
    for character in pattern:
        if character == "¤":
            pieces.append(words.pop())
        elif character == "¦":
            pieces.append(str(dice.randrange(10 ** dice.randint(1, longest))))
        elif character == "ⓕ":
            pieces.append(dice.choice("0123456789abcdef"))
        else:
            pieces.append(character)
    return "".join(pieces)


def _identifier(dice: random.Random, word: str) -> str:
    word = word.strip("'’-").replace("'", "").replace("’", "").replace("-", "_").lower() or "x"
    style = dice.random()
    if style < 0.25:
        return dice.choice("abcdefghijklmnopqrstuvwxyzXYNM") + dice.choice(("", "", "", "", "0", "1", "2"))
    if style < 0.6:
        return word
    other = draw_nonword(dice)
    joined = (f"{word}_{other}", word + capitalise(other), capitalise(word) + capitalise(other))
    return dice.choice((*joined, word.upper(), word + "s", f"{word[:3]}{dice.randint(0, 64)}"))


def draw_code_line(dice: random.Random, language: Language) -> str:
    """A line of source code, markup, configuration or a shell."""
    pattern = dice.choice(_lines("code_lines"))
    words = [_identifier(dice, word) for word in draw_words(dice, language, pattern.count("¤"))]
    return _fill(dice, pattern, words, longest=3)


def draw_formula(dice: random.Random, language: Language) -> str:
    """A formula as it stands in running text."""
    pattern = dice.choice(_lines("formulas"))
    if dice.random() < 0.5:
        others = {ord(c): dice.choice(_GREEK) for c in _GREEK} | {ord(c): dice.choice(_LATIN) for c in "abcxyzABCEP"}
        pattern = pattern.translate(others)
    number = dice.choice(
        ("", "", "", "", ",", ".", f" ({dice.randint(1, 20)})", f" ({dice.randint(1, 9)}.{dice.randint(1, 30)})")
    )
    return _fill(dice, pattern, [], longest=2) + number


def draw_till_line(dice: random.Random, language: Language) -> tuple[str, str]:
    """What is sold or summed up, and for how much."""
    price = facts.draw(dice, language, "till_price")
    style = dice.random()
    if style < 0.55:
        return facts.draw(dice, language, "article"), price
    if style > 0.85:
        return facts.draw(dice, language, "quantity"), price
    label = dice.choice(_lines("shop_lines"))
    label = label if dice.random() < 0.7 else label.capitalize()
    return label + dice.choice(("", "", "", ":", " :")), price


def draw_till_notice(dice: random.Random, language: Language) -> str:
    """A line of a receipt that stands alone: a heading, number, tax id, thanks, a ruler of dashes."""
    pattern = dice.choice(_lines("shop_notices"))
    words = [word.upper() for word in draw_words(dice, language, pattern.count("¤"))]
    text = _fill(dice, pattern, words, longest=4)
    return text if dice.random() < 0.75 else text.title()


def draw_label(dice: random.Random, language: Language) -> str:
    """The name of a field, a column, a button or a menu entry."""
    if dice.random() < 0.4:
        return facts.draw(dice, language, "label")
    rows = _lines("labels")
    return dice.choice(rows[_LABEL_ROWS.get(language.code, 9)].split("|"))
