import pytest

from glyphwright.acquire.pixel_limit import check_size
from glyphwright.errors import TooLargeError


def test_an_image_at_the_limit_passes_and_one_above_does_not() -> None:
    check_size(10, 10, name="scan.png", max_pixels=100)
    with pytest.raises(TooLargeError, match=r"^scan\.png: 101 × 10 px are 1,010 pixels, over the limit of 1,000: "):
        check_size(101, 10, name="scan.png", max_pixels=1000)


def test_zero_is_no_limit() -> None:
    check_size(10**6, 10**6, name="scan.png", max_pixels=0)
