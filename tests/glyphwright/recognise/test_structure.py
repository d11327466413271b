import cv2
import numpy as np
import pytest

from glyphwright.recognise.structure import DIRECTIONS, FEATURES, SCANS, ZONES, describe_structure

CROSSINGS = slice(DIRECTIONS * ZONES**2, DIRECTIONS * ZONES**2 + 2 * SCANS)
LOOPS, PARTS = -6, -2


def draw(text: str, scale: float = 2.0) -> np.ndarray:
    image = np.full((120, 120), 255, np.uint8)
    cv2.putText(image, text, (20, 90), cv2.FONT_HERSHEY_SIMPLEX, scale, 0, 5, cv2.LINE_AA)
    return image


@pytest.mark.parametrize(("text", "loops"), [("1", 0), ("O", 1), ("6", 1), ("8", 2), ("B", 2), ("T", 0)])
def test_loops_are_counted(text: str, loops: int) -> None:
    assert describe_structure(draw(text))[LOOPS] == pytest.approx(0.5 * loops)


@pytest.mark.parametrize(("text", "parts"), [("i", 2), ("l", 1)])
def test_parts_are_counted(text: str, parts: int) -> None:
    assert describe_structure(draw(text))[PARTS] == pytest.approx(0.3 * parts)


def test_rows_through_an_h_cross_two_strokes_and_through_an_l_one() -> None:
    h, i = (describe_structure(draw(text))[CROSSINGS][:SCANS] / 0.2 for text in "Hl")
    assert np.median(h) == 2
    assert np.median(i) == 1


def test_size_and_place_do_not_matter() -> None:
    assert np.abs(describe_structure(draw("5", 2.0)) - describe_structure(draw("5", 2.6))).mean() < 0.08


def test_a_blank_picture_has_no_structure() -> None:
    features = describe_structure(np.full((28, 28), 255, np.uint8))
    assert features.shape == (FEATURES,)
    assert not features.any()
