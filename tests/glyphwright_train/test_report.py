from pathlib import Path

import numpy as np
import pytest

from glyphwright_train.report import LineResult, Report, confusions

pytestmark = pytest.mark.train


def result(text: str, before: str, after: str) -> LineResult:
    return LineResult(text, np.full((36, 100), 255, np.uint8), text, before, after)


def test_what_is_taken_for_what_is_paired_character_by_character() -> None:
    assert confusions("T0TAL 5", "TOTAI 5") == [("0", "O"), ("L", "I")]
    assert confusions("a b", "ab") == [(" ", "")]
    assert confusions("same", "same") == []


def test_scores_stand_before_and_after_and_the_worst_line_comes_first() -> None:
    results = (
        result("one two", "onetwo", "one two"),
        result("three", "xxxxx", "thrxx"),
        result("four", "four", "foor"),
    )
    report = Report(Path("mine.onnx"), 8, (), results)
    exact, characters, words = report.scores()
    assert exact == ("lines read exactly", pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert characters[1:] == (pytest.approx(6 / 16), pytest.approx(3 / 16))
    assert words[1:] == (pytest.approx(3 / 4), pytest.approx(2 / 4))
    assert [line.text for line in report.worst()] == ["three", "four"]
    assert report.confusions()[0] == ("e", "x", 2)
