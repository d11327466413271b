import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.hmm_reader import Network, character_scores, likeliest_characters

SPACE, A, B = 0, 1, 2
NETWORK = Network.of([1, 2, 2], [3.0, 4.0, 4.0], np.full((3, 3), -2.0))


def columns(*states: int) -> NDArray[np.float64]:
    """Columns that each fit one of the five states."""
    fits = np.full((len(states), 5), -6.0)
    fits[np.arange(len(states)), states] = 0.0
    return fits


def test_states_are_passed_in_order_and_characters_found_with_their_columns() -> None:
    path = likeliest_characters(NETWORK, columns(0, 0, 1, 1, 2, 3, 4, 4, 0), space=SPACE)
    assert path == [(SPACE, 0, 2), (A, 2, 5), (B, 5, 8), (SPACE, 8, 9)]


def test_a_character_may_stand_twice_in_a_row() -> None:
    path = likeliest_characters(NETWORK, columns(1, 1, 2, 2, 1, 1, 2, 2), space=SPACE)
    assert path == [(A, 0, 4), (A, 4, 8)]


def test_what_never_follows_is_never_read() -> None:
    follow = np.full((3, 3), -2.0)
    follow[:, B] = -1e9
    network = Network.of([1, 2, 2], [3.0, 4.0, 4.0], follow)
    path = likeliest_characters(network, columns(1, 2, 3, 4, 1, 2), space=SPACE)
    assert B not in [character for character, _, _ in path]


def test_the_character_that_passes_all_its_states_fits_best() -> None:
    assert character_scores(NETWORK, columns(3, 3, 4)).argmax() == B
    assert character_scores(NETWORK, columns(1, 2, 2)).argmax() == A
