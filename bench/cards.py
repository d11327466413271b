"""`python -m bench.cards`: business cards drawn with a seed → how many of their facts are found, and rightly.

Each card is understood twice: as glyphwright read it, and from its true text. Names, firms, titles and addresses count
by letters and digits alone, numbers by their digits and their kind; e-mail and web addresses exactly.
"""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from glyphwright.interpret import BusinessCard, read_business_card
from glyphwright.metrics import WordScore
from glyphwright.page import Document
from glyphwright.pipeline import make_reader
from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.fonts import load_fonts
from glyphwright_train.synth.layouts.business_cards import CardFacts, draw_card
from glyphwright_train.synth.text import TextSource

SEED = 85

Facts = Mapping[str, frozenset[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", type=int, default=100, help="how many")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--fonts", type=Path, help="folder that `glyphwright synth fonts` filled")
    parser.add_argument("--errors", action="store_true", help="also list what was found wrongly")
    given = parser.parse_args()
    fonts, text, reader = load_fonts(given.fonts), TextSource(load_alphabet()), make_reader()
    scores: dict[str, dict[str, WordScore]] = {"as read": {}, "true text": {}}
    for number in range(given.cards):
        pixels, page, facts = draw_card(np.random.default_rng([given.seed, number]), fonts, text)
        wanted = facts_drawn(facts)
        for way, document in (("as read", reader.read(pixels)), ("true text", Document((page,)))):
            found = facts_found(read_business_card(document))
            for key, values in wanted.items():
                score = WordScore(len(values & found[key]), len(found[key]), len(values))
                scores[way][key] = scores[way].get(key, WordScore()) + score
                if given.errors and found[key] != values:
                    print(f"  {number} {way} {key}: {sorted(found[key])} for {sorted(values)}")
    for way, by_key in scores.items():
        print(f"{way + f', {given.cards} cards':24} precision  recall     F1")
        for key, score in {**by_key, "all": sum(by_key.values(), WordScore())}.items():
            print(f"  {key:22} {score.precision:9.3f}  {score.recall:6.3f}  {score.f1:5.3f}")


def facts_drawn(facts: CardFacts) -> Facts:
    """What a card was drawn with, in the form that is compared."""
    return {
        "name": frozenset({_letters(facts.name)}),
        "organisation": frozenset({_letters(facts.organisation)}),
        "title": frozenset({_letters(facts.title)}),
        "phones": frozenset(f"{kind} {_digits(number)}" for kind, number in facts.phones),
        "email": frozenset({facts.email}),
        "web": frozenset({facts.web}),
        "address": frozenset({_letters(" ".join(facts.address))}),
    }


def facts_found(card: BusinessCard) -> Facts:
    """What was understood, in the form that is compared."""
    texts = {key: getattr(card, key) for key in ("name", "organisation", "title", "address")}
    return {
        **{key: frozenset({_letters(field.value)} if field else ()) for key, field in texts.items()},
        "phones": frozenset(f"{phone.kind} {_digits(phone.number.value)}" for phone in card.phones),
        "email": frozenset(field.value for field in card.emails),
        "web": frozenset(field.value for field in card.webs),
    }


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number.replace("(0)", ""))


if __name__ == "__main__":
    main()
