import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.recognise.glyph_cutter import cut_pieces, find_components, find_ink, make_runs

HEIGHT = 36


def paper(*boxes: tuple[int, int, int, int], width: int = 120) -> NDArray[np.uint8]:
    """Black boxes (left, top, right, bottom) on white."""
    pixels = np.full((HEIGHT, width), 255, np.uint8)
    for left, top, right, bottom in boxes:
        pixels[top:bottom, left:right] = 0
    return pixels


def inked(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    ink = find_ink(pixels)
    assert ink is not None
    return ink


STROKES = ((10, 8, 14, 26), (30, 8, 34, 26), (60, 8, 64, 26))


def test_light_ink_on_dark_is_ink_too() -> None:
    dark = inked(paper(*STROKES))
    assert dark[15, 12] == 255
    assert dark[15, 22] == 0
    np.testing.assert_array_equal(dark, inked(255 - paper(*STROKES)))


def test_a_shadow_is_no_ink() -> None:
    shadow = np.linspace(1, 0.55, 120)[None]
    ink = inked((paper(*STROKES) * shadow).astype(np.uint8))
    assert len(find_components(ink).kept) == 3


def test_paper_without_contrast_has_no_ink() -> None:
    assert find_ink(np.full((HEIGHT, 80), 200, np.uint8)) is None


def test_specks_and_neighbouring_lines_are_left_out() -> None:
    ink = inked(paper(*STROKES, (80, 15, 81, 16), (90, 0, 100, 5), (100, 33, 110, 36)))
    line = find_components(ink)
    assert [int(line.boxes[k, 0]) for k in line.kept] == [10, 30, 60]


def test_touching_characters_are_divided_where_the_ink_is_thin() -> None:
    pixels = paper()
    for x in (20, 40):
        cv2.ellipse(pixels, (x, 18), (9, 9), 0, 0, 360, 0, 4)
    line = find_components(inked(pixels))
    assert len(line.kept) == 1
    whole, divided = cut_pieces(line, divided=()), cut_pieces(line)
    assert len(whole) == 1
    assert any(abs(piece.right - 30) <= 1 for piece in divided)


def test_runs_join_parts_and_stop_at_wide_gaps() -> None:
    line = find_components(inked(paper((10, 12, 14, 26), (10, 6, 14, 9), (40, 8, 44, 26))))
    pieces = cut_pieces(line)
    runs = make_runs(line, pieces)
    boxes = {run.box for run in runs}
    assert (10, 6, 14, 26) in boxes
    assert (40, 8, 44, 26) in boxes
    assert max(run.box[2] for run in runs if run.box[0] == 10) == 14


def test_the_picture_of_a_run_has_its_own_ink_alone() -> None:
    line = find_components(inked(paper((10, 8, 30, 11), (22, 20, 28, 26), width=60)))
    (bar,) = [run for run in make_runs(line, cut_pieces(line, divided=())) if run.box == (10, 8, 30, 11)]
    assert bar.ink.shape == (5, 22)
    assert bar.ink[0].max() == 0
    assert bar.ink[2, 5] == pytest.approx(255, abs=2)
