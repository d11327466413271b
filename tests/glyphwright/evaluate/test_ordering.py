from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from glyphwright.datasets import Sample
from glyphwright.errors import OptionError
from glyphwright.evaluate import draw_order, evaluate_order
from glyphwright.evaluate.order_pictures import ELSEWHERE, NEXT, PARTED
from glyphwright.evaluate.ordering import has_columns
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word

WORDS = tuple((text, 20, 20 + 40 * place) for place, text in enumerate(["first", "then", "after", "last"]))
Placed = tuple[str, int, int]


def line(*words: Placed) -> Line:
    placed = tuple(Word(text, Box(left, top, left + 10 * len(text), top + 20).polygon) for text, left, top in words)
    return Line(placed, Box(words[0][1], words[0][2], placed[-1].box.right, words[0][2] + 20).polygon)


@dataclass
class Reads:
    """Reads the lines that it was told to."""

    lines: Sequence[Line]

    def read(self, source: Path, /) -> Document:
        return Document((Page(1, 400, 200, (Block.around(tuple(self.lines)),)),) if self.lines else ())

    def read_line(self, source: Path, /) -> Line:
        return self.lines[0]


def test_what_is_misread_or_missed_is_no_error_of_order(tmp_path: Path, drawn: ModuleType) -> None:
    reads = Reads([line(WORDS[0]), line(("them", 20, 60)), line(WORDS[2])])
    (page,) = evaluate_order([drawn.sample_of(tmp_path, *WORDS)], reads).pages
    assert (page.order, page.edits.rate, page.tau) == ((0, 2), 0, 1)


def test_a_word_read_too_late_costs_two_edits_and_its_pairs(tmp_path: Path, drawn: ModuleType) -> None:
    evaluation = evaluate_order([drawn.sample_of(tmp_path, *WORDS)], Reads([line(WORDS[k]) for k in (1, 2, 0, 3)]))
    (page,) = evaluation.pages
    assert (page.edits.edits, page.tau) == (2, pytest.approx(1 - 2 * 2 / 6))
    means = evaluation.means
    assert means["several columns"] is None
    assert means["all"] == means["one column"]
    assert evaluation.to_dict()["means"]["all"] == {"pages": 1, "distance": 0.5, "tau": 0.3333, "compared": 1.0}


def test_a_page_of_which_nothing_was_read_has_no_word_out_of_order(tmp_path: Path, drawn: ModuleType) -> None:
    (page,) = evaluate_order([drawn.sample_of(tmp_path, *WORDS)], Reads([])).pages
    assert (page.order, page.edits.rate, page.tau) == ((), 0, 1)


def test_truth_without_places_cannot_be_ordered(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no places"):
        evaluate_order([Sample(tmp_path / "a.png", "text")], Reads([]))


def test_columns_are_told_by_what_stands_higher_and_further_right() -> None:
    left, right = ([line(("word", x, 40 * k)).words[0] for k in range(10)] for x in (0, 200))
    by_rows = [word for pair in zip(left, right, strict=True) for word in pair]
    assert has_columns([*left, *right])
    assert not has_columns(by_rows)
    assert not has_columns(left)
    assert not has_columns([])


def test_steps_are_drawn_by_what_follows_in_the_truth(tmp_path: Path, drawn: ModuleType) -> None:
    sample = drawn.sample_of(tmp_path, *WORDS, ("side", 200, 20))
    right = evaluate_order([sample], Reads([line(word) for word in WORDS])).pages[0]
    wrong = evaluate_order([sample], Reads([line(WORDS[0], ("side", 200, 20)), line(WORDS[2]), line(WORDS[1])])).pages[
        0
    ]
    drawn_right, drawn_wrong = (np.asarray(draw_order(page))[:1000] for page in (right, wrong))
    assert _has(drawn_right, NEXT.colour)
    assert not _has(drawn_right, ELSEWHERE.colour)
    assert _has(drawn_wrong, ELSEWHERE.colour)
    assert _has(drawn_wrong, PARTED.colour)


def _has(pixels: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((pixels == colour).all(axis=2).any())
