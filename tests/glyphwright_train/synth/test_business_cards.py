import numpy as np

from glyphwright.interpret import read_business_card
from glyphwright.page import Document
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.layouts.business_cards import draw_card
from glyphwright_train.synth.text import TextSource


def test_a_card_bears_its_facts_and_they_fit_one_another(plain_fonts: FontLibrary, plain_text: TextSource) -> None:
    for seed in range(4):
        pixels, page, facts = draw_card(np.random.default_rng(seed), plain_fonts, plain_text)
        assert pixels.shape == (650, 1004, 3)
        text = page.text.replace("\n", " ")
        assert facts.email in text
        assert facts.web in text
        assert all(number in text for _, number in facts.phones)
        assert facts.email.split("@")[1] == facts.web.removeprefix("www.")


def test_the_same_seed_draws_the_same_card(plain_fonts: FontLibrary, plain_text: TextSource) -> None:
    one, other = (draw_card(np.random.default_rng(5), plain_fonts, plain_text) for _ in range(2))
    assert one[2] == other[2]
    assert np.array_equal(one[0], other[0])


def test_a_drawn_card_is_understood(plain_fonts: FontLibrary, plain_text: TextSource) -> None:
    _, page, facts = draw_card(np.random.default_rng(1), plain_fonts, plain_text)
    card = read_business_card(Document((page,)))
    assert [email.value for email in card.emails] == [facts.email]
    assert {phone.kind for phone in card.phones} == {kind for kind, _ in facts.phones}
