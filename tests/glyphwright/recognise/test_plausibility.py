from dataclasses import replace

import pytest

from glyphwright.geometry import Box
from glyphwright.recognise import plausible
from glyphwright.stages import Reading, Region


def reading(text: str, confidence: float) -> Reading:
    return Reading(tuple(text), (confidence,) * len(text), tuple((4.0 * i, 4.0 * i + 4) for i in range(len(text))))


def region(score: float) -> Region:
    return Region(Box(0, 0, 100, 20).polygon, score)


@pytest.mark.parametrize(
    ("text", "confidence", "kept"),
    [
        ("word", 0.7, True),
        ("word", 0.5, False),
        ("----", 0.8, False),
        (". . . .", 0.8, False),
        ("====", 0.99, True),
        ("=" * 30, 0.99, False),
        ("* * *", 0.95, True),
        ("-", 0.7, True),
        ("- 1 -", 0.7, True),
        ("", 0.0, False),
    ],
)
def test_rows_of_marks_must_be_surer_than_text(text: str, confidence: float, kept: bool) -> None:
    readings = [reading("beside", 0.9), reading(text, confidence)]
    assert plausible(readings, [region(0.8)] * 2, least=0.6) == [0, 1][: 1 + kept]


def test_a_leader_does_not_make_its_line_unsure() -> None:
    line = reading("On type ............. 43", 0.95)
    dotted = replace(line, confidences=tuple(0.2 if glyph == "." else 0.95 for glyph in line.glyphs))
    assert dotted.confidence < 0.6
    assert plausible([reading("beside", 0.9), dotted], [region(0.8)] * 2, least=0.6) == [0, 1]


def test_on_a_page_without_a_word_the_finder_must_have_been_sure_too() -> None:
    readings = [reading("•", 0.9), reading("12", 0.9), reading("4,", 0.9)]
    scores = [region(0.5), region(0.8), region(0.6)]
    assert plausible(readings, scores, least=0.6) == [1]
    assert plausible([*readings, reading("word", 0.9)], [*scores, region(0.6)], least=0.6) == [0, 1, 2, 3]


def test_nothing_is_left_out_on_request() -> None:
    assert plausible([reading("----", 0.1), reading(".", 0.1)], [region(0.1)] * 2, least=0.0) == [0, 1]


def test_lines_in_a_script_that_nobody_reads_are_text() -> None:
    foreign = Reading((), (), (), script="Deva")
    assert plausible([foreign, foreign, reading("•", 0.9), reading("", 0)], [region(0.6)] * 4, least=0.6) == [0, 1]


def test_a_page_of_little_but_dots_is_dirt() -> None:
    dots = [reading("•", 0.95)] * 5 + [reading("0", 0.9), Reading((), (), (), script="Arab")]
    assert plausible(dots, [region(0.9)] * 7, least=0.6) == []
