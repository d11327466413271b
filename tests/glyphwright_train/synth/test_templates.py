import random

import pytest

from glyphwright_train.synth import templates
from glyphwright_train.synth.words import languages

pytestmark = pytest.mark.train

ENGLISH = languages()["en"]


def test_patterns_are_filled_completely() -> None:
    dice = random.Random(1)
    drawn = [draw(dice, ENGLISH) for _ in range(400) for draw in (templates.draw_code_line, templates.draw_formula)]
    drawn += [templates.draw_till_notice(dice, ENGLISH) for _ in range(200)]
    assert not any(mark in text for text in drawn for mark in "¤¦ⓕ")
    assert len(set(drawn)) > 500


def test_a_till_line_names_something_and_a_price() -> None:
    dice = random.Random(2)
    for _ in range(300):
        item, price = templates.draw_till_line(dice, ENGLISH)
        assert item
        assert any(character.isdigit() for character in price)


def test_labels_are_in_the_language_where_it_has_a_list() -> None:
    dice = random.Random(3)
    assert "Rechnungsnummer" in {templates.draw_label(dice, languages()["de"]) for _ in range(600)}
    assert "Invoice no." in {templates.draw_label(dice, ENGLISH) for _ in range(1500)}
