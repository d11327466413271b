import base64
import io
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from glyphwright.acquire import open_pages
from glyphwright.errors import DamagedInputError, MissingDependencyError, TooLargeError
from glyphwright.options import ReadOptions

HEIC_96_BY_64_WITH_A_BLACK_BAR = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAA"
    "AERAAAEAAQAAAAABegABAAAAAAAAADwAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3"
    "aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAA"
    "AwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBw"
    "aXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAERtZGF0AAAAOCgBrxOA1sY9KWt34m4+2hKgA0H5Hk3nrdMVeIXripVCGNFpZSlS"
    "I3Pl1IalthXJ/F9lkAFSYEfA"
)


def test_without_its_package_the_error_tells_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(MissingDependencyError, match=r"^IMG_1\.HEIC: .* pip install 'glyphwright\[heic\]'") as caught:
        next(open_pages(HEIC_96_BY_64_WITH_A_BLACK_BAR, options=ReadOptions(), name="IMG_1.HEIC"))
    assert caught.value.exit_code == 3


def stand_in(decode: object) -> SimpleNamespace:
    """What we use of pi_heif: a file of two images, of which the second is the primary one."""

    class Images(list):
        primary_index = 1

    primary = SimpleNamespace(size=(96, 64), to_pillow=decode)
    return SimpleNamespace(open_heif=lambda stream, convert_hdr_to_8bit: Images([None, primary]))


def test_the_primary_image_is_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", stand_in(lambda: Image.new("RGB", (96, 64), "red")))
    (page,) = open_pages(HEIC_96_BY_64_WITH_A_BLACK_BAR, options=ReadOptions())
    assert page.source_size == (64, 96)
    assert (page.pixels == (255, 0, 0)).all()


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", stand_in(lambda: pytest.fail("decoded")))
    with pytest.raises(TooLargeError, match="96 × 64 px"):
        next(open_pages(HEIC_96_BY_64_WITH_A_BLACK_BAR, options=ReadOptions(max_pixels=6000)))


def test_a_photo_is_decoded_by_the_real_package() -> None:
    pytest.importorskip("pi_heif")
    (page,) = open_pages(io.BytesIO(HEIC_96_BY_64_WITH_A_BLACK_BAR), options=ReadOptions())
    expected = np.full((64, 96), 255)
    expected[10:20, 10:40] = 0
    assert abs(page.pixels.mean(axis=2) - expected).mean() < 5


def test_a_truncated_photo_is_an_error() -> None:
    pytest.importorskip("pi_heif")
    for length in (40, 200, 437):
        with pytest.raises(DamagedInputError, match=r"^photo: this HEIC image is cut short"):
            next(open_pages(HEIC_96_BY_64_WITH_A_BLACK_BAR[:length], options=ReadOptions(), name="photo"))
