import cv2
import numpy as np
import pytest

from glyphwright.recognise.characters import prepare_character


def draw(text: str, side: int = 90, *, ink: int = 0, paper: int = 255, at: tuple[int, int] = (20, 70)) -> np.ndarray:
    image = np.full((side, side), paper, np.uint8)
    cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, 2, ink, 5, cv2.LINE_AA)
    return image


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (90, 200), (230, 140)])
def test_ink_comes_out_light_whatever_it_was(ink: int, paper: int) -> None:
    prepared = prepare_character(draw("3", ink=ink, paper=paper), side_px=28, light_ink=True)
    assert prepared.shape == (28, 28)
    assert np.median(prepared[0]) == 0
    assert prepared.max() > 200


def test_where_it_stood_and_how_large_it_was_leaves_no_trace() -> None:
    here = prepare_character(draw("5", at=(20, 70)), side_px=28, light_ink=True).astype(int)
    there = prepare_character(draw("5", side=140, at=(80, 60)), side_px=28, light_ink=True).astype(int)
    assert np.abs(here - there).mean() < 3


def test_the_centre_of_mass_is_in_the_middle_and_the_longer_side_is_twenty() -> None:
    prepared = prepare_character(draw("7"), side_px=28, light_ink=True).astype(float)
    rows, columns = prepared.sum(axis=1), prepared.sum(axis=0)
    assert rows @ np.arange(28) / rows.sum() == pytest.approx(13.5, abs=0.7)
    assert columns @ np.arange(28) / columns.sum() == pytest.approx(13.5, abs=0.7)
    assert np.ptp(np.flatnonzero(rows > 255)) == pytest.approx(19, abs=2)


def test_a_picture_of_the_right_size_is_left_alone() -> None:
    image = np.arange(28 * 28, dtype=np.uint8).reshape(28, 28)
    assert prepare_character(image, side_px=28, light_ink=False) is image


def test_an_empty_picture_is_only_brought_to_size() -> None:
    assert (prepare_character(np.full((50, 40), 180, np.uint8), side_px=28, light_ink=True) == 180).all()
