"""A random generator, a language and a length → one line of a kind: running text, facts, a heading, a table row.

A line comes out at about the length asked for or as long as its kind is; the caller cuts what is too long.
"""

import random
from collections.abc import Callable

from glyphwright_train.synth import facts, templates, words
from glyphwright_train.synth.words import Language, capitalise

LineKind = Callable[[random.Random, Language, int], str]

_ROW_FACTS = (
    *("number", "number", "amount", "amount", "price", "measure", "code", "date", "time"),
    *("decimal", "decimal", "count", "count", "grouped", "local"),
)
_SMALL_LETTERS = "aAàbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ"
_REPEATED = ("%", "%", "%", "#", "#", "*", "*", "-", "-", "=", "~", "_", "/", ".", ":", "+", "!", "x", "0", "•")
_ROMAN_PAGES = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")
_SECTIONS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "A", "B", "C")


def draw_running_line(dice: random.Random, language: Language, characters: int) -> str:
    """Sentences cut as a column of text cuts them; where there is little room, a word or a letter."""
    if characters <= 4 and dice.random() < 0.5:
        return _draw_tiny(dice)
    if characters >= 12 or dice.random() < 0.5:
        return words.draw_running(dice, language, characters)
    word = words.draw_word(dice, language)
    forms = (
        word,
        word,
        capitalise(word),
        word.upper(),
        word + ",",
        word + ".",
        word + ":",
        f"({word})",
        word + "-",
        f"“{word}”",
    )
    return dice.choice(forms)


def _draw_tiny(dice: random.Random) -> str:
    letter, number = dice.choice(_SMALL_LETTERS), str(dice.randrange(10 ** dice.randint(1, 4)))
    forms = (
        letter,
        letter + ".",
        letter + ")",
        f"({letter})",
        f"{letter}:",
        number,
        number,
        number,
        number + ".",
        f"({number})",
        f"[{number}]",
    )
    return dice.choice((*forms, number + "%", f"{letter}{number[0]}", "–", ":", "-" + number, number + ","))


def draw_facts_line(dice: random.Random, language: Language, characters: int) -> str:
    """A fact, alone, after its label, or with more facts and text beside it."""
    text = facts.draw_fact(dice, language)
    if dice.random() < 0.3:
        text = _labelled(dice, language, text)
    mark = dice.choice((", ", ", ", " ", " ", " – ", " | ", "; ", " · ", " • ", " / "))
    while len(text) < 0.7 * characters and dice.random() < 0.8:
        room = characters - len(text)
        text += mark + (
            facts.draw_fact(dice, language) if dice.random() < 0.7 else words.draw_running(dice, language, room)
        )
    return text


def _labelled(dice: random.Random, language: Language, text: str) -> str:
    """A fact after its label; a colon that stands at a tab has a space before it, and not always one behind it."""
    return templates.draw_label(dice, language) + dice.choice((": ", ": ", " ", " : ", " : ", " :")) + text


def draw_title(dice: random.Random, language: Language, count: int) -> str:
    """A heading of so many words in sentence case, Title Case, CAPITALS or, rarely, S P A C E D; sometimes numbered."""
    text = " ".join(words.draw_words(dice, language, count)).replace("’ ", "’").replace("' ", "'").rstrip("'’")
    style = dice.random()
    if style < 0.35:
        text = _upper(text, language)
    elif style < 0.65:
        text = " ".join(capitalise(word) for word in text.split())
    elif style < 0.67 and len(text) < 20:
        return " ".join(_upper(text, language).replace(" ", ""))
    else:
        text = capitalise(text)
    if dice.random() < 0.3:
        text = _draw_section(dice, language) + text
    return text + dice.choice(("", "", "", "", "", ":", "?", "!", "."))


def _upper(text: str, language: Language) -> str:
    return (text.replace("i", "İ") if language.code == "tr" else text).upper()


def _draw_section(dice: random.Random, language: Language) -> str:
    number = ".".join(str(dice.randint(1, 12)) for _ in range(dice.choice((1, 1, 2, 2, 3))))
    roman, word = dice.choice(_SECTIONS), capitalise(words.draw_word(dice, language))
    forms = (
        number + " ",
        number + " ",
        number + ". ",
        roman + ". ",
        f"§ {number} ",
        f"({roman}) ",
        f"{word} {number}: ",
        f"{word} {roman}. ",
    )
    return dice.choice(forms)


def draw_heading_line(dice: random.Random, language: Language, characters: int) -> str:
    """A heading, or its line in a table of contents with leader and page."""
    title = draw_title(dice, language, max(1, round(characters / 7)))
    if dice.random() > 0.35:
        return title
    page = str(dice.randint(1, 10 ** dice.randint(1, 3))) if dice.random() < 0.85 else dice.choice(_ROMAN_PAGES)
    title = title[: max(3, characters - dice.randint(8, 30))].rstrip(" :?!.")
    gap = max(4, characters - len(title) - len(page) - 2)
    leaders = ("." * gap, "." * gap, ". " * (gap // 2 + 1), ". " * (gap // 2 + 1), " . " * (gap // 3 + 1))
    leader = dice.choice((*leaders, "·" * gap, "…" * (gap // 2 + 1), "_" * gap, "-" * gap)).strip()
    space = dice.choice((" ", " ", ""))
    return f"{title}{space}{leader}{space}{page}"


def draw_cell(dice: random.Random, language: Language) -> str:
    """What stands in a cell of a table: mostly a number or a short word."""
    roll = dice.random()
    if roll < 0.5:
        return facts.draw(dice, language, dice.choice(("number", "number", "amount", "decimal", "count")))
    if roll < 0.62:
        return facts.draw_fact(dice, language)
    if roll < 0.68:
        return facts.draw(dice, language, "small_cell")
    return templates.draw_label(dice, language) if roll < 0.85 else words.draw_word(dice, language)


def draw_row_line(dice: random.Random, language: Language, characters: int) -> str:
    """Cells of a table side by side, most of one kind."""
    kind = dice.choice(_ROW_FACTS)
    cells = [facts.draw(dice, language, kind)]
    mark = dice.choice((" ", " ", " ", " ", " | ", " & ", ", ", "; ", " / "))
    if characters > 15 and dice.random() < 0.5:
        cells.insert(0, templates.draw_label(dice, language))
    while sum(map(len, cells)) + len(mark) * len(cells) < 0.8 * characters:
        cells.append(facts.draw(dice, language, kind) if dice.random() < 0.88 else draw_cell(dice, language))
    return mark.join(cells)


def draw_till_line(dice: random.Random, language: Language, characters: int) -> str:
    """A line of a receipt: what and how much, or a notice."""
    form = dice.random()
    if form < 0.3:
        return templates.draw_till_notice(dice, language)
    if form < 0.5:
        text = _labelled(dice, language, facts.draw_fact(dice, language))
        return text.upper() if dice.random() < 0.5 else text
    item, price = templates.draw_till_line(dice, language)
    if characters < 12:
        return dice.choice((item, price))
    return f"{item} {price}" if dice.random() < 0.6 else f"{item} {facts.draw(dice, language, 'quantity')} {price}"


def draw_code_line(dice: random.Random, language: Language, characters: int) -> str:
    """Program code, markup or a shell; some of it side by side, as in a table of commands."""
    text = templates.draw_code_line(dice, language)
    while len(text) < 0.5 * characters and dice.random() < 0.5:
        more = (
            templates.draw_code_line(dice, language)
            if dice.random() < 0.5
            else words.draw_running(dice, language, characters // 2)
        )
        text += dice.choice((" ", " ", " # ", " // ", "; ")) + more
    return text


def draw_formula_line(dice: random.Random, language: Language, characters: int) -> str:
    """A formula, alone or between words."""
    text = templates.draw_formula(dice, language)
    while len(text) < 0.6 * characters and dice.random() < 0.7:
        text += " " + (
            templates.draw_formula(dice, language) if dice.random() < 0.4 else words.draw_running(dice, language, 20)
        )
    return text


def draw_repeats_line(dice: random.Random, language: Language, characters: int) -> str:
    """One sign over and over, as comments and separators have it, alone or around a word: %%%%, ## Title ##."""
    sign = dice.choice(_REPEATED)
    if dice.random() < 0.5:
        return sign * max(2, round(characters * dice.uniform(0.5, 1.0)))
    mark = sign * dice.randint(1, 4)
    text = words.draw_running(dice, language, max(3, characters - 2 * len(mark) - 2))
    gap = dice.choice((" ", " ", ""))
    return mark + gap + text + dice.choice(("", "", gap + mark))


LINE_KINDS: dict[LineKind, float] = {
    draw_running_line: 40,
    draw_facts_line: 15,
    draw_heading_line: 6,
    draw_row_line: 4,
    draw_till_line: 15,
    draw_code_line: 7,
    draw_formula_line: 2,
    draw_repeats_line: 1.5,
}
"""How often each kind is drawn; real text from a corpus and rare characters come besides."""
