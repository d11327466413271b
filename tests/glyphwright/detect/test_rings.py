from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.detect.rings import are_rings
from glyphwright.geometry import Box
from glyphwright.stages import Region

PLACES = [(60 + 80 * i, 60) for i in range(5)]


def paper() -> NDArray[np.uint8]:
    return np.full((120, 480), 180, np.uint8)


def around(places: list[tuple[int, int]]) -> list[Region]:
    return [Region(Box(x - 22, y - 22, x + 22, y + 22).polygon, 0.9) for x, y in places]


def ring(grey: NDArray[np.uint8], place: tuple[int, int], *, radius: int = 18, thickness: int = 2) -> None:
    cv2.circle(grey, place, radius, 215, -1, cv2.LINE_AA)
    cv2.circle(grey, place, radius, 90, thickness, cv2.LINE_AA)


def test_circles_of_one_size_are_for_ticking() -> None:
    grey = paper()
    for place in PLACES[:4]:
        ring(grey, place)
    cv2.putText(grey, "5", (PLACES[4][0] - 10, 72), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 40, 2, cv2.LINE_AA)
    assert are_rings(grey, around(PLACES)).tolist() == [True] * 4 + [False]


@pytest.mark.parametrize("change", [{"thickness": 6}, {"radius": 9, "thickness": 4}])
def test_a_letter_o_is_thicker(change: dict[str, int]) -> None:
    grey = paper()
    for place in PLACES:
        ring(grey, place, **change)
    assert not are_rings(grey, around(PLACES)).any()


def test_zeros_are_higher_than_wide() -> None:
    grey = paper()
    for place in PLACES:
        cv2.ellipse(grey, place, (12, 18), 0, 0, 360, 40, 2, cv2.LINE_AA)
    assert not are_rings(grey, around(PLACES)).any()


def test_a_circle_by_itself_may_be_a_letter_and_a_ticked_one_stays() -> None:
    grey = paper()
    for place in PLACES:
        ring(grey, place)
    for x, y in PLACES[2:]:
        cv2.line(grey, (x - 8, y), (x + 10, y - 20), 30, 3)
    assert not are_rings(grey, around(PLACES)).any()


def square(grey: NDArray[np.uint8], place: tuple[int, int]) -> None:
    x, y = place
    cv2.rectangle(grey, (x - 16, y - 16), (x + 16, y + 16), 90, 2)


@pytest.mark.parametrize("light_on_dark", [False, True])
@pytest.mark.parametrize("outline", [ring, square])
def test_those_below_one_another_are_found_as_one_upright_line(
    outline: Callable[[NDArray[np.uint8], tuple[int, int]], None], light_on_dark: bool
) -> None:
    grey = paper().T.copy()
    for place in PLACES:
        outline(grey, place[::-1])
    cv2.line(grey, (50, 130), (75, 150), 30, 3)  # one of them is ticked
    column = [Region(Box(38, 38, 82, 402).polygon, 0.9)]
    assert are_rings(255 - grey if light_on_dark else grey, column).tolist() == [True]


def test_upright_letters_stay() -> None:
    grey = paper().T.copy()
    for (y, x), letter in zip(PLACES, "HOTEL", strict=True):
        cv2.putText(grey, letter, (x - 12, y + 12), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 40, 2, cv2.LINE_AA)
    assert not are_rings(grey, [Region(Box(38, 38, 82, 402).polygon, 0.9)]).any()


def test_blank_places_and_no_places_at_all_hold_no_circles() -> None:
    assert not are_rings(paper(), around(PLACES)).any()
    assert are_rings(paper(), []).tolist() == []
