from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from glyphwright.evaluate import evaluate_stages
from glyphwright.evaluate.shares import Texts
from glyphwright.geometry import Box
from glyphwright.metrics import EditScore, WordScore
from glyphwright.options import ReadOptions
from glyphwright.pipeline import Reader
from glyphwright.stages import LineCrop, Reading

WORDS = (("total", 20, 20), ("fifty", 20, 60), ("never", 20, 100))
RIGHT = (Box(20, 20, 70, 40), Box(20, 60, 70, 80), Box(20, 100, 70, 120))


@dataclass
class Says:
    """Reads the texts that it was told to, in the order of the crops."""

    texts: tuple[str, ...]
    name: str = "says"
    height: int = 36

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        return [
            Reading(tuple(text), (0.99,) * len(text), tuple((10.0 * i, 10.0 * i + 9) for i in range(len(text))))
            for text, _ in zip(self.texts, crops, strict=True)
        ]


def shares_of(folder: Path, drawn: ModuleType, boxes: tuple[Box, ...], *texts: str) -> Texts:
    reader = Reader(drawn.Told(boxes), Says(texts), ReadOptions())
    return evaluate_stages([drawn.sample_of(folder, *WORDS)], reader).texts


def test_a_page_without_a_fault_has_nothing_to_share(tmp_path: Path, drawn: ModuleType) -> None:
    texts = shares_of(tmp_path, drawn, RIGHT, "total", "fifty", "never")
    assert texts.any_order.to_dict() == dict.fromkeys(("total", "finding", "false_lines", "order", "reading"), 0)


def test_a_misread_word_is_the_fault_of_reading(tmp_path: Path, drawn: ModuleType) -> None:
    shares = shares_of(tmp_path, drawn, RIGHT, "total", "filthy", "never").reading_order
    assert shares.reading == shares.total == pytest.approx(1 / 3)


def test_a_missed_line_is_the_fault_of_finding(tmp_path: Path, drawn: ModuleType) -> None:
    shares = shares_of(tmp_path, drawn, RIGHT[:2], "total", "fifty").reading_order
    assert shares.finding == shares.total == pytest.approx(1 / 3)


def test_what_is_read_where_nothing_stands_is_the_fault_of_false_lines(tmp_path: Path, drawn: ModuleType) -> None:
    boxes = (*RIGHT, Box(200, 150, 300, 170))
    shares = shares_of(tmp_path, drawn, boxes, "total", "fifty", "never", "smoke").reading_order
    assert shares.false_lines == shares.total == pytest.approx(1 / 3)


def test_a_wrong_order_costs_words_in_order_alone(tmp_path: Path, drawn: ModuleType) -> None:
    sample = drawn.sample_of(tmp_path, ("never", 20, 100), ("total", 20, 20), ("fifty", 20, 60))
    reader = Reader(drawn.Told(RIGHT), Says(("total", "fifty", "never")), ReadOptions())
    texts = evaluate_stages([sample], reader, jobs=2).texts
    assert texts.any_order.total == 0
    assert texts.reading_order.order == texts.reading_order.total == pytest.approx(2 / 3)


def test_shares_sum_to_the_whole_whatever_goes_wrong(tmp_path: Path, drawn: ModuleType) -> None:
    boxes = (Box(20, 20, 45, 40), Box(45, 20, 70, 40), *RIGHT[1:], Box(200, 150, 300, 170))
    reader = Reader(drawn.Told(boxes), Says(("to", "tal", "filthy", "never", "smoke")), ReadOptions())
    evaluation = evaluate_stages([drawn.sample_of(tmp_path, *WORDS)], reader)
    (page,) = evaluation.pages
    shares = page.texts.reading_order
    assert shares.total == pytest.approx(page.texts.in_order[0].rate)
    assert min(shares.finding, shares.false_lines, shares.reading) > 0
    assert page.texts.any_order.total == pytest.approx(1 - page.texts.words[0].f1)
    assert page.texts.any_order.order == 0
    assert evaluation.to_dict()["results"][0]["reading_order"]["total"] == round(shares.total, 4)


def test_scores_of_pages_add_up() -> None:
    one = Texts((WordScore(1, 2, 3),) * 4, (EditScore(1, 3),) * 4)
    assert one + Texts() == one
    assert (one + one).in_order[0] == EditScore(2, 6)
