import contextlib
import threading

import pytest
from PIL import Image

from glyphwright.acquire.pixel_limit import check_size, without_pillows_limit
from glyphwright.errors import TooLargeError


def test_an_image_at_the_limit_passes_and_one_above_does_not() -> None:
    check_size(10, 10, name="scan.png", max_pixels=100)
    with pytest.raises(TooLargeError, match=r"^scan\.png: 101 × 10 px are 1,010 pixels, over the limit of 1,000: "):
        check_size(101, 10, name="scan.png", max_pixels=1000)


def test_zero_is_no_limit() -> None:
    check_size(10**6, 10**6, name="scan.png", max_pixels=0)


def test_pillows_limit_is_gone_inside_and_back_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 123)
    with contextlib.suppress(ValueError), without_pillows_limit():
        inside = Image.MAX_IMAGE_PIXELS
        raise ValueError("an image that cannot be decoded")
    assert inside is None
    assert Image.MAX_IMAGE_PIXELS == 123


def test_the_last_thread_to_leave_brings_the_limit_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 123)
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with without_pillows_limit():
            inside.set()
            leave.wait(5)

    other = threading.Thread(target=stay)
    with without_pillows_limit():
        other.start()
        assert inside.wait(5)
    assert Image.MAX_IMAGE_PIXELS is None
    leave.set()
    other.join()
    assert Image.MAX_IMAGE_PIXELS == 123
