import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.cells import decode_cells
from glyphwright.recognise.pattern import compile_pattern

ALPHABET = " ab"
EDGES = np.array([[2.0, 6.0], [8.0, 12.0], [20.0, 24.0]])


def cells(*rows: tuple[float, float]) -> NDArray[np.float32]:
    """Chances of a and of b."""
    return np.array([[0.0, 0.0, a, b] for a, b in rows], np.float32)


LINE = cells((0.9, 0.1), (0.8, 0.2), (0.4, 0.6))


def test_cells_become_characters_and_likely_gaps_spaces() -> None:
    reading = decode_cells(LINE, np.array([0.1, 0.7], np.float32), EDGES, alphabet=ALPHABET)
    assert reading.text == "aa b"
    np.testing.assert_allclose(reading.confidences, [0.9, 0.8, 0.7, 0.6])
    assert reading.spans == ((2.0, 6.0), (8.0, 12.0), (12.0, 20.0), (20.0, 24.0))


def test_a_pattern_is_kept_to() -> None:
    gaps = np.array([0.1, 0.7], np.float32)
    reading = decode_cells(LINE, gaps, EDGES, alphabet=ALPHABET, pattern=compile_pattern("[ab]+"))
    assert reading.text == "aab"


def test_no_cells_are_no_text() -> None:
    empty = np.zeros((0, 4), np.float32)
    assert decode_cells(empty, np.zeros(0, np.float32), np.zeros((0, 2)), alphabet=ALPHABET).text == ""
