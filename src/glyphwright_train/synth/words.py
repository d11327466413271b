"""A random generator and a language → words, sentences and cuts of running text in that language.

Words follow the frequencies of `wordfreq`, flattened so that common words do not crowd out the rest; one word in
twenty is no word at all, so that a reader of the pictures cannot become a language model.
"""

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, islice

WORDS_PER_LANGUAGE = 25_000
FLATTENING = 0.72
NONWORD_SHARE = 0.05

_ENDS = (".", ".", ".", ".", ".", ".", ".", "?", "!", ":", ";", "…", "...", ".”")


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes words, quotations, numbers and dates.

    `decimal` is the decimal mark, `thousands` what stands between groups of three digits.
    """

    code: str
    locale: str
    share: float
    quotes: tuple[tuple[str, str], ...]
    decimal: str
    thousands: str
    currency: str
    letters: str
    elided: frozenset[str]
    months: tuple[str, ...]
    days: tuple[str, ...]


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """Every language that text can be drawn in, by its ISO 639-1 code."""
    table = tomllib.loads(files("glyphwright_train.synth").joinpath("data/languages.toml").read_text("utf-8"))
    return {
        code: Language(
            code=code,
            locale=entry["locale"],
            share=float(entry["share"]),
            quotes=tuple(_quote_pair(pair) for pair in entry["quotes"]),
            decimal=entry["decimal"][0],
            thousands=entry["decimal"][1],
            currency=entry["currency"],
            letters=entry.get("letters", ""),
            elided=frozenset(entry.get("elided", "").split()),
            months=tuple(entry["months"].split()),
            days=tuple(entry["days"].split()),
        )
        for code, entry in table.items()
    }


def _quote_pair(pair: str) -> tuple[str, str]:
    opening, _, closing = pair.partition(" ")
    # Two blanks in the table: the language sets a space inside its quotation marks.
    return (opening + " ", closing) if closing.startswith(" ") else (opening, closing)


@lru_cache(maxsize=1)
def _language_shares() -> tuple[tuple[Language, ...], tuple[float, ...]]:
    every = tuple(languages().values())
    return every, tuple(accumulate(language.share for language in every))


def draw_language(dice: random.Random) -> Language:
    every, cumulative = _language_shares()
    return dice.choices(every, cum_weights=cumulative)[0]


@lru_cache(maxsize=64)
def _word_table(code: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    from wordfreq import get_frequency_dict

    language = languages()[code]
    frequencies: dict[str, float] = get_frequency_dict(code, wordlist="small")
    commonest = sorted(frequencies, key=lambda word: -frequencies[word])
    known = list(islice((word for word in commonest if _is_word(word, language)), WORDS_PER_LANGUAGE))
    weights = accumulate(frequencies[word] ** FLATTENING for word in known)
    return tuple("I" if code == "en" and word == "i" else word for word in known), tuple(weights)


def _is_word(word: str, language: Language) -> bool:
    if len(word) == 1:
        return word in language.letters.lower() or word in language.elided
    # Below U+0250 lies the Latin script; U+0218 to U+021B are Romanian's, inside it.
    return word.replace("'", "").replace("-", "").isalpha() and max(word) < "\u0250"


def draw_words(dice: random.Random, language: Language, count: int) -> list[str]:
    """Words as they stand inside a sentence: lower case, but for names, acronyms and the nouns of German."""
    words, cumulative = _word_table(language.code)
    return [_dress(dice, language, word) for word in dice.choices(words, cum_weights=cumulative, k=count)]


def draw_word(dice: random.Random, language: Language) -> str:
    return draw_words(dice, language, 1)[0].rstrip("'’")


def draw_nonword(dice: random.Random) -> str:
    onsets, vowels, codas = _syllables()
    count = dice.choice((1, 2, 2, 3, 3, 4))
    return "".join(dice.choice(onsets) + dice.choice(vowels) + dice.choice(codas) for _ in range(count))


@lru_cache(maxsize=1)
def _syllables() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    table = tomllib.loads(files("glyphwright_train.synth").joinpath("data/syllables.toml").read_text("utf-8"))
    codas = tuple(coda.strip("-") for coda in table["codas"].split())
    return tuple(table["onsets"].split()), tuple(table["vowels"].split()), codas


def _dress(dice: random.Random, language: Language, word: str) -> str:
    if word in language.elided:
        return word + ("’" if dice.random() < 0.6 else "'")
    if "'" in word and dice.random() < 0.5:
        word = word.replace("'", "’")
    roll = dice.random()
    if roll < NONWORD_SHARE:
        return draw_nonword(dice)
    if roll < 0.12:
        return capitalise(word)
    if roll < 0.126:
        return word.upper() if len(word) < 6 else word[: dice.randint(2, 4)].upper()
    if language.code == "de" and len(word) > 3 and roll < 0.45:
        return capitalise(word)
    return word


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _put_comma(dice: random.Random, words: list[str], i: int, language: Language) -> None:
    words[i] += ","


def _put_dash(dice: random.Random, words: list[str], i: int, language: Language) -> None:
    words[i] += dice.choice((" –", " –", " —", "—", " -", ";", ":", "…", " …", " /", " &", " +"))
    if words[i].endswith("—") and not words[i].endswith(" —") and i + 1 < len(words):
        words[i] += words[i + 1]
        words[i + 1] = ""


def _put_brackets(dice: random.Random, words: list[str], i: int, language: Language) -> None:
    last = min(len(words) - 1, i + dice.choice((0, 0, 1, 1, 2, 3, 5)))
    opening, closing = dice.choice(("()", "()", "()", "()", "()", "[]", "[]", "{}", "⟨⟩"))
    words[i] = opening + words[i]
    words[last] = words[last].rstrip(",") + closing


def _put_quotes(dice: random.Random, words: list[str], i: int, language: Language) -> None:
    last = min(len(words) - 1, i + dice.choice((0, 0, 0, 1, 1, 2, 4)))
    opening, closing = language.quotes[min(int(dice.expovariate(1.0)), len(language.quotes) - 1)]
    words[i] = opening + words[i]
    words[last] = words[last].rstrip("'’") + closing


def _put_note(dice: random.Random, words: list[str], i: int, language: Language) -> None:
    number = dice.randint(1, 40)
    # Only these three are in most fonts and alphabets.
    raised = dice.choice("¹²³") + dice.choice(("", "", "", "¹", "²", "³"))
    words[i] += dice.choice(
        (raised, f"[{number}]", f" [{number}]", f" ({number})", "*", str(number), "†", f"[{number}, p. {number + 7}]")
    )


def _put_number(dice: random.Random, words: list[str], i: int, language: Language) -> None:
    year = str(dice.randint(1750, 2030))
    decimal = f"{dice.uniform(0, 100):.{dice.choice((1, 2))}f}".replace(".", language.decimal)
    words[i] = dice.choice(
        (str(dice.randint(0, 12)), str(dice.randint(2, 999)), year, decimal, decimal + " %", decimal + "%")
    )


def _put_hyphen(dice: random.Random, words: list[str], i: int, language: Language) -> None:
    if i + 1 < len(words):
        words[i] = words[i].rstrip("'’") + dice.choice("---/") + words[i + 1]
        words[i + 1] = ""


_Decoration = Callable[[random.Random, list[str], int, Language], None]
_DECORATIONS: tuple[_Decoration, ...] = (
    _put_comma, _put_dash, _put_brackets, _put_quotes, _put_note, _put_number, _put_hyphen,
)  # fmt: skip
_DECORATION_WEIGHTS = tuple(accumulate((0.4, 0.1, 0.09, 0.11, 0.05, 0.17, 0.08)))
DECORATED_SHARE = 0.16


def draw_sentence(dice: random.Random, language: Language, words: int) -> str:
    """A sentence of about that many words with capital, inner punctuation and end mark."""
    drawn = draw_words(dice, language, max(1, words))
    for i in range(len(drawn)):
        if dice.random() < DECORATED_SHARE and drawn[i]:
            dice.choices(_DECORATIONS, cum_weights=_DECORATION_WEIGHTS)[0](dice, drawn, i, language)
    text = " ".join(word for word in drawn if word).rstrip(" ,;:–—-/&+…")
    text = text.replace("' ", "'").replace("’ ", "’") if language.elided else text
    end = dice.choice(_ENDS) if dice.random() < 0.6 else "."
    if language.code == "es" and end in "?!":
        text = {"?": "¿", "!": "¡"}[end] + capitalise(text)
    elif language.code == "fr" and end in "?!:;" and dice.random() < 0.7:
        end = " " + end
    return capitalise(text) + end


def draw_running(dice: random.Random, language: Language, characters: int) -> str:
    """A cut of about that many characters out of running text, at word ends or, sometimes, at a hyphen."""
    text = draw_sentence(dice, language, max(2, characters // 6 + dice.randint(1, 9)))
    while len(text) < characters + 12:
        text += " " + draw_sentence(dice, language, dice.randint(3, 22))
    return cut(dice, text, characters)


def cut(dice: random.Random, text: str, characters: int) -> str:
    """About that many characters of a text, starting at its start or at a random word."""
    start = 0
    if len(text) > characters and dice.random() < 0.65:
        start = text.rfind(" ", 0, dice.randint(1, len(text) - characters)) + 1
    if start + characters >= len(text):
        return text[start:]
    end = start + characters
    if dice.random() < 0.08 and text[end - 2 : end + 3].isalpha():
        return text[start:end] + "-"
    nearest = text.rfind(" ", start + 1, end)
    if nearest < 0:
        nearest = text.find(" ", end)
    return text[start : nearest if nearest > 0 else len(text)]
