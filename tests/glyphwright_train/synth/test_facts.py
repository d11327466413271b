import os
import random
import re
import subprocess
import sys
import tomllib
from importlib.resources import files

import pytest

from glyphwright_train.synth import facts
from glyphwright_train.synth.words import languages

pytestmark = pytest.mark.train

TABLE = tomllib.loads(files("glyphwright_train.synth").joinpath("data/facts.toml").read_text("utf-8"))


@pytest.mark.parametrize("kind", sorted(TABLE["patterns"]))
def test_every_pattern_can_be_filled(kind: str) -> None:
    dice = random.Random(1)
    drawn = {facts.draw(dice, languages()[code], kind) for code in ("en", "de") for _ in range(200)}
    assert len(drawn) >= 0.5 * len(set(TABLE["patterns"][kind]))
    assert not any(re.search("[⑨⑧Ⓐⓐⓕ]", text) or "\n" in text for text in drawn)


def test_every_kind_that_is_drawn_has_patterns_or_names() -> None:
    dice = random.Random(2)
    assert all(facts.draw(dice, languages()["en"], kind) for kind in TABLE["weights"])


def test_names_in_capitals_are_drawn_in_capitals() -> None:
    dice = random.Random(3)
    form = {facts.draw(dice, languages()["de"], "LAST") for _ in range(30)}
    assert all(name == name.upper() for name in form)


def test_amounts_are_written_as_the_language_writes_them() -> None:
    dice = random.Random(4)
    german = {facts.draw_amount(dice, languages()["de"]) for _ in range(400)}
    assert any(re.fullmatch(r"\d{1,3}\.\d{3},\d\d", amount) for amount in german)
    assert all(re.fullmatch(r"[\d.,]+[.,]\d\d", amount) for amount in german)


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError, match="horoscope"):
        facts.draw(random.Random(5), languages()["en"], "horoscope")


def test_names_are_the_same_in_every_process() -> None:
    code = "from glyphwright_train.synth.facts import _names; print(_names('it_IT')['town'][:20])"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
