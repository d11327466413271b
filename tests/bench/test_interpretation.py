import pytest

from bench.cards import facts_drawn, facts_found
from bench.receipts import print_errors, print_scores
from glyphwright.interpret import BusinessCard, Field
from glyphwright_train.synth.layouts.business_cards import CardFacts


def test_the_table_of_receipts_adds_up_keys(capsys: pytest.CaptureFixture[str]) -> None:
    truth = [{"company": "A B", "date": "1/2/2018", "address": "NO 1", "total": "5.00"}]
    found = [{"company": "a b", "date": "2018-02-01", "address": "NO. 1"}]
    print_scores("as read", found, truth)
    print_errors(["000.jpg"], found, truth)
    rows = {row.split()[0]: row.split()[1:] for row in capsys.readouterr().out.splitlines()}
    assert rows["company"] == ["1.000", "1.000", "1.000", "1.000"]
    assert rows["address"] == ["0.000", "0.000", "0.000", "1.000"]
    assert rows["all"] == ["0.667", "0.500", "0.571", "0.857"]
    assert rows["000.jpg"] == ["total:", "None", "for", "'5.00'"]


def test_facts_of_cards_are_compared_by_letters_and_digits() -> None:
    drawn = CardFacts("Dr. Ada B.", "B GmbH", "Chef", (("fax", "+49 (0) 12"),), "a@b.de", "b.de", ("Weg 1", "2 Ort"))
    name = Field("", "Dr Ada B", 1.0)
    wanted, found = facts_drawn(drawn), facts_found(BusinessCard(name=name))
    assert wanted["phones"] == {"fax 4912"}
    assert found["name"] == wanted["name"]
    assert found["title"] == frozenset()
