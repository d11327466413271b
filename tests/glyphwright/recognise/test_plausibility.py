import pytest

from glyphwright.recognise import is_plausible
from glyphwright.stages import Reading


def reading(text: str, confidence: float) -> Reading:
    return Reading(tuple(text), (confidence,) * len(text), tuple((4.0 * i, 4.0 * i + 4) for i in range(len(text))))


@pytest.mark.parametrize(
    ("text", "confidence", "plausible"),
    [
        ("word", 0.7, True),
        ("word", 0.5, False),
        ("----", 0.8, False),
        (". . . .", 0.8, False),
        ("====", 0.99, True),
        ("-", 0.7, True),
        ("- 1 -", 0.7, True),
        ("", 0.0, False),
    ],
)
def test_rows_of_marks_must_be_surer_than_text(text: str, confidence: float, plausible: bool) -> None:
    assert is_plausible(reading(text, confidence), least=0.6) is plausible


def test_nothing_is_left_out_on_request() -> None:
    assert is_plausible(reading("----", 0.1), least=0.0)
