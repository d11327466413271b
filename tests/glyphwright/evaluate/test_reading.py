import json
import threading
from pathlib import Path

import pytest

from glyphwright.datasets import Sample
from glyphwright.errors import DamagedInputError
from glyphwright.evaluate import evaluate, ignore_punctuation
from glyphwright.geometry import Box
from glyphwright.metrics import DetectionScore, EditScore, Match, WordScore
from glyphwright.page import Block, Document, Line, Page, Word


def line_of(*words: tuple[str, float], top: float = 0, confidence: float = 1.0) -> Line:
    """Words of 10 × 10 pixels at the given left edges."""
    placed = tuple(Word(text, Box(left, top, left + 10, top + 10).polygon, confidence) for text, left in words)
    outline = Box(words[0][1], top, words[-1][1] + 10, top + 10).polygon
    return Line(placed, outline)


def page_of(*lines: Line) -> Page:
    return Page(1, 200, 100, (Block.around(lines),) if lines else ())


class FakeReader:
    """Reads what it was told to, by the name of the file."""

    def __init__(self, readings: dict[str, tuple[Line, ...]]) -> None:
        self.readings = readings
        self.threads: set[int] = set()

    def read(self, source: Path, /) -> Document:
        self.threads.add(threading.get_ident())
        if source.name not in self.readings:
            raise DamagedInputError(f"{source}: is truncated: scan it again")
        return Document((page_of(*self.readings[source.name]),))

    def read_line(self, source: Path, /) -> Line:
        return self.readings[source.name][0]


WORDS = page_of(line_of(("one", 0)), line_of(("two", 20)), line_of(("three", 0), top=40))
KNOWN_WORDS = Sample(Path("a.png"), "one two\nthree", WORDS)
KNOWN_LINES = Sample(
    Path("b.png"), "ONE TWO\nTHREE", page_of(line_of(("ONE", 0), ("TWO", 20)), line_of(("THREE", 0), top=40)), True
)


def test_a_perfect_reading_scores_everything() -> None:
    reader = FakeReader({"a.png": (line_of(("one", 0), ("two", 20)), line_of(("three", 0), top=40))})
    evaluation = evaluate([KNOWN_WORDS], reader)
    assert evaluation.words == WordScore(3, 3, 3)
    assert evaluation.characters == EditScore(0, 13)
    assert evaluation.detection == DetectionScore(2, 2, 3, 3)
    assert evaluation.calibration_error == 0
    assert evaluation.results[0].match == Match(exact=True, letters=True)


def test_truth_without_punctuation_is_compared_without_it() -> None:
    reader = FakeReader({"a.png": (line_of(("“Ab-1", 0), ("—", 20), ("c.", 40), confidence=0.5),)})
    samples, letters = ignore_punctuation([Sample(Path("a.png"), "Ab1 C!")], reader)
    (result,) = evaluate(samples, letters, line=True).results
    assert (result.output, result.truth) == ("Ab1 c", "Ab1 C")
    assert result.claims == ((0.5, True), (0.5, False))


def test_words_are_right_where_they_stand_and_lines_where_they_cover_words() -> None:
    lines = (line_of(("one", 0), ("tvo", 20), confidence=0.9), line_of(("one", 100), top=80, confidence=0.7))
    (result,) = evaluate([KNOWN_WORDS], FakeReader({"a.png": lines})).results
    assert result.claims == ((0.9, True), (0.9, False), (0.7, False))
    assert result.detection == DetectionScore(1, 2, 2, 3)
    assert result.words == WordScore(1, 3, 3)


def test_known_lines_are_paired_with_found_lines() -> None:
    lines = (line_of(("ONE", 0)), line_of(("TWO", 20)), line_of(("THREE", 0), top=40))
    (result,) = evaluate([KNOWN_LINES], FakeReader({"b.png": lines})).results
    assert result.detection == DetectionScore(1, 3, 1, 2)
    assert [right for _, right in result.claims] == [True, True, True]


def test_case_is_ignored_on_request() -> None:
    reader = FakeReader({"b.png": (line_of(("one", 0), ("Two", 20)), line_of(("three", 0), top=40))})
    strict, lenient = (evaluate([KNOWN_LINES], reader, ignore_case=ignore_case) for ignore_case in (False, True))
    assert (strict.words.f1, lenient.words.f1) == (0, 1)
    assert (strict.characters.edits, lenient.characters.edits) == (10, 0)
    assert [right for _, right in lenient.results[0].claims] == [True, True, True]


def test_text_without_places_is_compared_without_places() -> None:
    reader = FakeReader({"c.png": (line_of(("b", 50), ("a", 90), ("....", 120)),)})
    (result,) = evaluate([Sample(Path("c.png"), "a ..... b")], reader).results
    assert result.detection is None
    assert result.words.f1 == 1
    assert [right for _, right in result.claims] == [True, True]


def test_crops_are_read_as_lines() -> None:
    samples = [Sample(Path("a.png"), "Exit!"), Sample(Path("b.png"), "62-03")]
    reader = FakeReader({"a.png": (line_of(("EXIT", 0)),), "b.png": (line_of(("62–03", 0)),)})
    evaluation = evaluate(samples, reader, line=True)
    assert (evaluation.exact, evaluation.letters) == (0.5, 1)
    assert evaluation.detection is None
    assert evaluation.characters == EditScore(4, 10)


def many(n: int) -> tuple[list[Sample], FakeReader]:
    samples = [Sample(Path(f"{index}.png"), f"page {index}") for index in range(n)]
    readings = {f"{index}.png": (line_of(("page", 0), (str(index % 3), 30)),) for index in range(n)}
    return samples, FakeReader(readings)


def test_results_keep_their_order_whatever_the_number_of_jobs() -> None:
    samples, reader = many(20)
    done: list[int] = []
    alone = evaluate(samples, reader, progress=done.append)
    together = evaluate(samples, reader, jobs=4)
    assert done == list(range(1, 21))
    assert [result.name for result in together.results] == [sample.path.name for sample in samples]
    assert [result.output for result in together.results] == [result.output for result in alone.results]


def test_totals_come_from_summed_counts_and_the_worst_pages_first() -> None:
    samples = [Sample(Path("a.png"), "a b c d"), Sample(Path("b.png"), "e")]
    reader = FakeReader({"a.png": (line_of(("a", 0), ("b", 20), ("c", 40), ("d", 60)),), "b.png": (line_of(("x", 0)),)})
    evaluation = evaluate(samples, reader)
    assert evaluation.words.f1 == 4 / 5
    assert evaluation.characters.rate == 1 / 8
    assert evaluation.median_cer == 1
    assert [result.name for result in evaluation.worst_first] == ["b.png", "a.png"]


def test_the_json_form_holds_totals_and_every_image() -> None:
    evaluation = evaluate([KNOWN_WORDS], FakeReader({"a.png": (line_of(("one", 0), confidence=0.25),)}))
    data = json.loads(json.dumps(evaluation.to_dict()))
    assert data["images"] == 1
    assert data["word_recall"] == 0.3333
    assert data["line_recall"] == 0.3333
    assert data["calibration_error"] == 0.75
    assert data["reliability"] == [[0.2, 0.2667, 1, 0.25, 1.0]]
    assert data["results"][0]["output"] == "one\n"


def test_a_blank_page_that_is_read_as_blank_is_perfect() -> None:
    blank = Sample(Path("a.png"), "", page_of())
    evaluation = evaluate([blank], FakeReader({"a.png": ()}))
    assert (evaluation.words.f1, evaluation.characters.rate) == (1, 0)
    assert evaluation.detection == DetectionScore()


def test_an_image_that_cannot_be_read_ends_the_evaluation() -> None:
    with pytest.raises(DamagedInputError, match="truncated"):
        evaluate([KNOWN_WORDS], FakeReader({}))


def test_nothing_to_evaluate_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one sample"):
        evaluate([], FakeReader({}))
