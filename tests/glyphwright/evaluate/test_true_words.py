from pathlib import Path

import numpy as np
import pytest

from glyphwright.datasets import Sample
from glyphwright.evaluate.true_words import height_of, places_of, split_truth
from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Line, Page, Word

LEVEL = np.array([1.0, 0.0])
ARC = Polygon(((0, 40), (20, 10), (40, 0), (60, 10), (80, 40), (70, 45), (55, 22), (40, 14), (25, 22), (10, 45)))


def sample_of(line: Line, *, lines_known: bool) -> Sample:
    return Sample(Path("a.png"), line.text, Page(1, 500, 100, (Block.around((line,)),)), lines_known)


def test_words_of_a_known_line_share_it_by_their_characters() -> None:
    outline = Box(0, 10, 100, 30).polygon
    line = Line((Word("one", outline), Word("twenty", outline)), outline)
    words, aside = split_truth(sample_of(line, lines_known=True))
    assert [word.text for word in words] == ["one", "twenty"]
    assert [(word.box.left, word.box.right) for word in words] == [(0, pytest.approx(30)), (pytest.approx(40), 100)]
    assert aside == []


def test_known_words_stay_where_they_are_and_leaders_are_set_aside() -> None:
    words = tuple(
        Word(text, Box(50 * i, 0, 50 * i + 40, 10).polygon) for i, text in enumerate(["Index", "......", "7"])
    )
    counted, aside = split_truth(sample_of(Line(words, Box(0, 0, 140, 10).polygon), lines_known=False))
    assert counted == [words[0], words[2]]
    assert aside == [words[1].polygon]


def test_characters_of_a_box_follow_the_line_that_they_are_looked_for_in() -> None:
    box = Box(100, 50, 160, 70).polygon
    assert np.allclose(places_of(box, 3, LEVEL), [[110, 60], [130, 60], [150, 60]])
    skewed = places_of(box, 3, np.array([0.8, 0.6]))
    assert np.allclose(skewed, [[110, 45], [130, 60], [150, 75]])
    upwards = places_of(Box(0, 0, 20, 60).polygon, 3, np.array([0.0, -1.0]))
    assert np.allclose(upwards, [[10, 50], [10, 30], [10, 10]])


def test_characters_of_a_curved_word_follow_its_middle() -> None:
    places = places_of(ARC, 5, LEVEL)
    assert places[2] == pytest.approx([40, 7], abs=0.5)
    assert places[0][1] > 25 < places[4][1]
    assert height_of(ARC, LEVEL) == pytest.approx(13, abs=2)


def test_the_height_of_a_box_is_measured_across_its_line() -> None:
    box = Box(0, 0, 20, 60).polygon
    assert (height_of(box, LEVEL), height_of(box, np.array([0.0, -1.0]))) == (60, 20)
