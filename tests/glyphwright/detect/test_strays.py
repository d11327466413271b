import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.detect.ink_columns import ink_of
from glyphwright.detect.strays import are_marks, are_strays
from glyphwright.geometry import Box
from glyphwright.stages import Region

H, W = 120, 600
LINE_PX = 30


def paper() -> NDArray[np.uint8]:
    return np.full((H, W), 230, np.uint8)


def at(left: float, right: float, top: float = 45, bottom: float = 45 + LINE_PX) -> Region:
    return Region(Box(left, top, right, bottom).polygon, 0.9)


def strays(grey: NDArray[np.uint8], *lines: Region) -> list[bool]:
    return are_strays(grey, lines).tolist()


def dashes(grey: NDArray[np.uint8], first: int = 20, last: int = 580) -> None:
    for x in range(first, last, 20):
        cv2.rectangle(grey, (x, 58), (x + 11, 61), 40, -1)


def write(grey: NDArray[np.uint8], text: str, left: int, base: int = 68, colour: int = 40) -> int:
    """The text, 30 pixels from ascender to descender; where it ends."""
    cv2.putText(grey, text, (left, base), cv2.FONT_HERSHEY_DUPLEX, 0.9, colour, 1, cv2.LINE_AA)
    return left + cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 0.9, 1)[0][0]


def test_a_piece_of_a_row_of_dashes_is_no_text() -> None:
    grey = paper()
    dashes(grey)
    assert strays(grey, at(296, 336), at(100, 300)) == [True, True]


def test_a_dash_by_itself_is_text() -> None:
    grey = paper()
    dashes(grey, 300, 301)
    assert strays(grey, at(296, 316)) == [False]


def test_dashes_in_the_cells_of_a_row_are_text() -> None:
    grey = paper()
    for x in range(100, 400, 60):
        cv2.rectangle(grey, (x, 58), (x + 11, 61), 40, -1)
    assert strays(grey, at(216, 236)) == [False]


def test_dashes_between_words_are_text() -> None:
    grey = paper()
    end = write(grey, "mno-en-au", 100)
    assert strays(grey, at(100, end)) == [False]
    assert not are_marks(ink_of(grey, at(100, end).polygon))


@pytest.mark.parametrize(("bottom", "is_stray"), [(110, True), (70, False)])
def test_an_upright_rule_runs_on_and_the_letter_l_does_not(bottom: int, is_stray: bool) -> None:
    grey = paper()
    cv2.rectangle(grey, (300, 46), (302, bottom), 40, -1)
    assert strays(grey, at(299, 304)) == [is_stray]


def test_stems_side_by_side_are_text() -> None:
    grey = paper()
    end = write(grey, "illicit Hilfe 11111", 60)
    assert not are_marks(ink_of(grey, at(60, end).polygon))


def test_a_hole_and_a_torn_edge_at_the_border_are_no_text() -> None:
    grey = paper()
    cv2.circle(grey, (150, H), 16, 10, -1)
    teeth = np.array([[(x, H - 4 - 12 * (x // 6 % 2))] for x in range(300, 600, 6)])
    cv2.fillPoly(grey, [np.concatenate([teeth, [[[599, H]], [[300, H]]]]).astype(np.int32)], 10)
    assert strays(grey, at(130, 170, 100, 120), at(310, 580, 98, 118)) == [True, True]


def test_text_at_the_border_stays_though_cut_through_or_on_a_dark_panel() -> None:
    grey = paper()
    end = write(grey, "Hamburg 12", 60, base=H + 4)
    grey[:40, 300:] = 20
    light = write(grey, "Menu Help", 320, base=28, colour=240)
    assert strays(grey, at(60, end, 90, 120), at(318, light, 2, 34)) == [False, False]


def test_a_number_at_the_end_of_a_row_of_dots_is_text() -> None:
    grey = paper()
    for x in range(60, 300, 15):
        cv2.circle(grey, (x, 67), 2, 40, -1)
    end = write(grey, "5", 310)
    assert strays(grey, at(200, end), at(306, end)) == [False, False]
