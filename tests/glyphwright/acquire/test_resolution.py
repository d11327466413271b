import numpy as np
import pytest

from glyphwright.acquire.resolution import plausible_dpi, square_pixels
from glyphwright.geometry import Box, Transform


@pytest.mark.parametrize(
    ("stated", "width", "height", "why"),
    [
        ((300, 300), 2480, 3508, "a scan"),
        ((299.9994, 299.9994), 2480, 3508, "a scan in PNG, which counts per metre"),
        ((96, 96), 794, 1123, "a page drawn at screen resolution"),
        ((204, 98), 1728, 1078, "a fax"),
        ((2400, 2400), 3000, 2000, "a scanned slide"),
    ],
)
def test_what_a_scanner_states_is_believed(stated: tuple[float, float], width: int, height: int, why: str) -> None:
    assert plausible_dpi(stated, width, height) == stated, why


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        (None, "nothing stated"),
        ((72, 72), "a camera's default: the photo would be 55 inches wide"),
        ((1, 1), "an aspect ratio, not a resolution"),
        ((0, 0), "nothing"),
        ((float("nan"), float("nan")), "0/0 of a TIFF"),
        ((9600, 9600), "more than any scanner resolves"),
        ((1200, 100), "pixels twelve times as high as wide"),
        ((300,), "half a resolution"),
        ("ab", "not numbers"),
        (72, "one number"),
    ],
)
def test_what_cannot_be_is_not_believed(stated: object, why: str) -> None:
    assert plausible_dpi(stated, 4000, 3000) is None, why


def test_square_pixels_stay_as_they_are() -> None:
    rgb = np.zeros((5, 7, 3), np.uint8)
    assert square_pixels(rgb, None) == (rgb, None, Transform.identity())
    pixels, dpi, to_source = square_pixels(rgb, (204, 196))
    assert pixels is rgb
    assert (dpi, to_source) == (200, Transform.identity())


@pytest.mark.parametrize(("dpi", "size"), [((204.0, 98.0), (208, 300)), ((98.0, 204.0), (100, 624))])
def test_a_fax_is_stretched_and_leads_back(dpi: tuple[float, float], size: tuple[int, int]) -> None:
    rgb = np.full((100, 300, 3), 255, np.uint8)
    pixels, square_dpi, to_source = square_pixels(rgb, dpi)
    assert square_dpi == 204
    assert pixels.shape == (*size, 3)
    whole = to_source(Box(0, 0, pixels.shape[1], pixels.shape[0]).polygon).box
    assert (whole.right, whole.bottom) == pytest.approx((300, 100))
