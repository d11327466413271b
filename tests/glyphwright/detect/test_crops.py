import numpy as np
import pytest

from glyphwright.detect import cut_lines, cut_otherwise, cut_whole
from glyphwright.detect.crops import MARGIN_ABOVE, MARGIN_ALONG, MARGIN_BELOW, crop_width, with_margin
from glyphwright.geometry import Box, Polygon
from glyphwright.stages import PageImage, Region


def test_a_crop_has_the_height_asked_for_and_the_shape_of_its_line() -> None:
    image = PageImage(np.full((200, 400, 3), 255, np.uint8))
    (crop,) = cut_lines(image, [Region(Box(50, 50, 250, 70).polygon)], height=36)
    width = (200 + 2 * MARGIN_ALONG * 20) / (20 * (1 + MARGIN_ABOVE + MARGIN_BELOW)) * 36
    assert crop.pixels.shape == (36, round(width))
    assert crop.pixels.dtype == np.uint8


def test_a_crop_knows_the_way_back_to_its_page() -> None:
    image = PageImage(np.full((200, 400, 3), 255, np.uint8))
    line = Box(50, 50, 250, 70).polygon
    (crop,) = cut_lines(image, [Region(line)], height=36)
    h, w = crop.pixels.shape
    assert np.allclose(crop.to_page(Box(0, 0, w, h).polygon).array, with_margin(line).array, atol=1e-3)


def test_a_line_that_is_read_upwards_comes_out_level() -> None:
    pixels = np.full((300, 100, 3), 255, np.uint8)
    pixels[100:250, 40:60] = 0
    upwards = Polygon(((40, 250), (40, 100), (60, 100), (60, 250)))
    (crop,) = cut_lines(PageImage(pixels), [Region(upwards)], height=36)
    h, w = crop.pixels.shape
    assert w > 3 * h
    assert crop.pixels[h // 2, w // 2] < 10


def test_two_thousand_characters_do_not_make_an_endless_crop() -> None:
    assert crop_width(Box(0, 0, 1e6, 10).polygon, 36) == 8192


def test_a_degenerate_line_still_gives_a_crop() -> None:
    image = PageImage(np.full((50, 50, 3), 255, np.uint8))
    (crop,) = cut_lines(image, [Region(Box(10, 10, 10, 20).polygon)], height=36)
    assert crop.pixels.shape[0] == 36
    assert crop.pixels.shape[1] == pytest.approx(16, abs=3)


def test_a_word_that_touches_the_edge_of_its_picture_is_not_drawn_out_into_the_margin() -> None:
    pixels = np.full((40, 120, 3), 200, np.uint8)
    pixels[:, 60:66] = 0
    crop = cut_whole(PageImage(pixels), height=36)
    assert (crop.pixels[:3] > 150).all()
    assert crop.pixels[18].min() < 60


def test_the_crop_of_a_whole_picture_leads_back_to_it() -> None:
    crop = cut_whole(PageImage(np.full((40, 120, 3), 255, np.uint8)), height=36)
    h, w = crop.pixels.shape
    expected = with_margin(Box(0, 0, 120, 40).polygon).array
    assert np.allclose(crop.to_page(Box(0, 0, w, h).polygon).array, expected, atol=1e-3)


def test_a_crop_along_a_slant_makes_a_slanted_bar_level_and_leads_back_to_it() -> None:
    rows, columns = np.mgrid[:120, :200]
    fall = np.tan(np.deg2rad(15))
    bar = np.where(np.abs(rows - 60 - fall * (columns - 100)) < 5, 0, 255).astype(np.uint8)
    crop = cut_whole(PageImage(bar), height=36, slant_degrees=15)
    rows, _ = np.nonzero(crop.pixels < 128)
    assert np.ptp(rows) < 8
    h, w = crop.pixels.shape
    top_left, top_right, *_ = crop.to_page(Box(0, 0, w, h).polygon).points
    assert top_right[1] - top_left[1] == pytest.approx(fall * (top_right[0] - top_left[0]))


def test_other_cuts_are_wider_or_framed_otherwise_or_slanted_and_a_long_line_is_not_slanted() -> None:
    word, line = (PageImage(np.full((40, width, 3), 255, np.uint8)) for width in (100, 1000))
    straight = cut_whole(line, height=36).pixels.shape[1]
    widths = [crop.pixels.shape[1] for crop in cut_otherwise(line, height=36)]
    assert widths[:2] == [pytest.approx(stretch * straight, abs=1) for stretch in (1.4, 1.8)]
    close, wide = widths[2:]
    assert close > 1.1 * straight > straight > 1.1 * wide
    assert len(cut_otherwise(word, height=36)) == 4 + 2 * 4


def test_a_word_that_was_written_upwards_is_also_cut_on_its_side_and_leads_home() -> None:
    pixels = np.full((200, 40, 3), 255, np.uint8)
    pixels[20:30] = 0
    *_, clockwise, _ = cut_otherwise(PageImage(pixels), height=36)
    h, w = clockwise.pixels.shape
    assert w > 3 * h
    columns = np.flatnonzero(clockwise.pixels[h // 2] < 100)
    assert columns.mean() > 0.7 * w
    x, y = clockwise.to_page(Box(columns.mean() + 0.5, h / 2, w, h).polygon).points[0]
    assert y == pytest.approx(25, abs=1)
    assert 0 < x < 40


def test_weak_contrast_is_drawn_out_and_an_even_picture_stays() -> None:
    rng = np.random.default_rng(0)
    dark = np.full((40, 120), 20, np.uint8)
    dark[10:30, 20:60] = 50
    assert np.ptp(cut_whole(PageImage(dark), height=36).pixels) > 150
    even = rng.integers(98, 102, (40, 120)).astype(np.uint8)
    assert np.ptp(cut_whole(PageImage(even), height=36).pixels) < 6
