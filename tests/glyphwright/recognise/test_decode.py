import numpy as np
import pytest

from glyphwright.recognise import decode_greedy
from glyphwright.recognise.decode import bridge_wide

ALPHABET = " ab"


def steps(symbols: list[int], chance: float = 0.9) -> np.ndarray:
    probabilities = np.full((1, len(symbols), 4), (1 - chance) / 3, np.float32)
    probabilities[0, range(len(symbols)), symbols] = chance
    return probabilities


def test_blanks_vanish_and_spans_follow_the_runs() -> None:
    (reading,) = decode_greedy(steps([0, 2, 2, 0, 3, 0]), ALPHABET, step_px=4)
    assert reading.text == "ab"
    assert reading.spans == ((4, 12), (16, 20))


def test_equal_neighbours_need_a_blank_between_them() -> None:
    (reading,) = decode_greedy(steps([2, 2, 0, 2]), ALPHABET, step_px=4)
    assert reading.text == "aa"


def test_a_wide_character_with_a_blank_in_its_midst_is_one() -> None:
    seen = steps([2, 0, 2, 0, 0, 2, 3, 0, 3])
    bridged = bridge_wide(seen, " @b")
    assert [reading.text for reading in decode_greedy(bridged, " @b", step_px=4)] == ["@@bb"]
    assert bridge_wide(seen, ALPHABET) is seen


def test_spaces_inside_are_kept_and_those_outside_dropped() -> None:
    (reading,) = decode_greedy(steps([1, 2, 1, 3, 1]), ALPHABET, step_px=4)
    assert reading.glyphs == ("a", " ", "b")


def test_confidence_is_the_highest_of_a_run() -> None:
    probabilities = steps([2, 2])
    probabilities[0, 0, 2] = 0.6
    (reading,) = decode_greedy(probabilities, ALPHABET, step_px=4)
    assert reading.confidences == pytest.approx((0.9,))


def test_only_blanks_read_as_nothing() -> None:
    (reading,) = decode_greedy(steps([0, 0, 0]), ALPHABET, step_px=4)
    assert reading.glyphs == ()
