import numpy as np

from glyphwright.recognise.glyph_cutter import Run
from glyphwright.recognise.segmenting_reader import likeliest_path

INK = np.zeros((3, 3), np.uint8)


def runs(*ends: tuple[int, int]) -> list[Run]:
    return [Run(first, end, INK, (first, 0, end, 9)) for first, end in ends]


WAYS = runs((0, 1), (0, 2), (1, 2), (2, 3))


def test_pieces_are_joined_where_together_they_are_likelier() -> None:
    assert likeliest_path(WAYS, np.log([0.3, 0.9, 0.3, 0.9]), 3) == [1, 3]
    assert likeliest_path(WAYS, np.log([0.9, 0.3, 0.9, 0.9]), 3) == [0, 2, 3]


def test_what_looks_like_nothing_is_left_out() -> None:
    assert likeliest_path(WAYS, np.log([0.9, 0.1, 0.9, 1e-6]), 3) == [0, 2]
    assert likeliest_path([], np.array([]), 2) == []
