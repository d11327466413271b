import random
from collections import Counter

import pytest

from glyphwright_train.synth.rare_characters import RareCharacters
from glyphwright_train.synth.words import languages

pytestmark = pytest.mark.train


def test_rare_characters_are_all_about_as_common() -> None:
    alphabet = "abcdefghijklmnopqrstuvwxyz éèçñπΩ★✗½ß"
    dice = random.Random(1)
    source = RareCharacters(alphabet)
    seen = Counter(c for _ in range(400) for c in source.line(dice, languages()["en"], 40))
    counts = [seen[character] for character in "éèçñπΩ★✗½ß"]
    assert min(counts) > 50


def test_an_alphabet_without_rare_characters_uses_all_it_has() -> None:
    source = RareCharacters("ab ")
    assert source.rare == ("a", "b")
    assert source.line(random.Random(2), languages()["en"], 1)
