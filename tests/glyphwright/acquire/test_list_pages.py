from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from glyphwright.acquire import list_pages, open_pages
from glyphwright.errors import DamagedInputError, FileAccessError, PageRangeError, UnsupportedFormatError
from glyphwright.options import ReadOptions


def tiff_of(count: int, picture: NDArray[np.uint8], encode: Callable[..., bytes]) -> bytes:
    others = [Image.fromarray(picture)] * (count - 1)
    return encode(picture, "TIFF", save_all=True, append_images=others)


@pytest.mark.parametrize("pages", [None, "2-", "3,1"])
def test_the_pages_listed_are_those_that_are_opened(
    pages: str | None, picture: NDArray[np.uint8], encode: Callable[..., bytes], make_pdf: Callable[..., bytes]
) -> None:
    options = ReadOptions(pages=pages, dpi=72)
    for source in (make_pdf(3), tiff_of(3, picture, encode)):
        opened = [image.number for image in open_pages(source, options=options)]
        assert list_pages(source, options=options) == opened
        assert len(opened) > 1


def test_a_picture_is_one_page(picture: NDArray[np.uint8], encode: Callable[..., bytes]) -> None:
    for source in (picture, Image.fromarray(picture), encode(picture, "PNG")):
        assert list_pages(source, options=ReadOptions()) == [1]


def test_listing_fails_as_opening_does(tmp_path: Path, make_pdf: Callable[..., bytes]) -> None:
    (tmp_path / "letter.png").write_text("Dear Sir")
    for source, kind, words in (
        (tmp_path / "none.png", FileAccessError, "no such file"),
        (tmp_path / "letter.png", UnsupportedFormatError, "is text"),
        (make_pdf(1)[:80], DamagedInputError, "bytes in memory"),
    ):
        with pytest.raises(kind, match=words):
            list_pages(source, options=ReadOptions())
    with pytest.raises(PageRangeError, match=r"scan\.pdf: .* only 1 page"):
        list_pages(make_pdf(1), options=ReadOptions(pages="2"), name="scan.pdf")
