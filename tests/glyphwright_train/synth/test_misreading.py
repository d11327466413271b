import random

import pytest

from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word
from glyphwright_train.synth.misreading import misread, misread_document

pytestmark = pytest.mark.train


def document(text: str) -> Document:
    words = tuple(Word(word, Box(60 * i, 0, 60 * i + 50, 20).polygon) for i, word in enumerate(text.split()))
    line = Line(words, Box(0, 0, 60 * len(words), 20).polygon)
    return Document((Page(1, 6000, 30, (Block.around((line,)),)),))


def test_without_a_rate_nothing_is_misread() -> None:
    assert misread(random.Random(1), "TOTAL: 1O.50", 0.0) == "TOTAL: 1O.50"


def test_faults_come_as_often_as_the_rate_says() -> None:
    dice = random.Random(1)
    same = sum(misread(dice, "X", 0.1) == "X" for _ in range(2000))
    assert 1750 < same < 1900


def test_a_digit_becomes_what_it_looks_like() -> None:
    dice = random.Random(1)
    assert {"O", "8"} <= {misread(dice, "0", 0.9) for _ in range(100)}


def test_spaces_are_lost_and_words_stay_in_order() -> None:
    true = document("NO 12 JALAN ANGSA TAMAN MAJU " * 10)
    read = [misread_document(random.Random(seed), true) for seed in range(30)]
    assert any(one == true for one in read)
    counts = {len(list(one.pages[0].words)) for one in read}
    assert min(counts) < 60 == max(counts)
    for one in read:
        lefts = [word.box.left for word in one.pages[0].words]
        assert lefts == sorted(lefts)
