"""Pages that the tests of acquire draw for themselves: images in every format, and PDFs."""

import io
from collections.abc import Callable

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image

Encode = Callable[..., bytes]


@pytest.fixture
def picture() -> NDArray[np.uint8]:
    """(40, 60, 3): noise, so that half a picture never passes for a whole one, with a black top left corner."""
    pixels = np.random.default_rng(7).integers(64, 256, (40, 60, 3)).astype(np.uint8)
    pixels[:10, :20] = 0
    return pixels


@pytest.fixture
def encode() -> Encode:
    """Encode an array or Pillow image: `encode(picture, "TIFF", compression="group4")`."""

    def encoded(image: NDArray[np.uint8] | Image.Image, kind: str, **settings: object) -> bytes:
        stream = io.BytesIO()
        pillow = image if isinstance(image, Image.Image) else Image.fromarray(image)
        pillow.save(stream, kind, **settings)
        return stream.getvalue()

    return encoded


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """A PDF whose page n has a black square of n × 10 points in the lower left corner of its MediaBox."""

    def made(
        n_pages: int = 1,
        *,
        size: tuple[float, float] = (200, 100),
        page_keys: dict[str, object] | None = None,
        encryption: pikepdf.Encryption | bool = False,
    ) -> bytes:
        pdf = pikepdf.new()
        for number in range(1, n_pages + 1):
            page = pdf.add_blank_page(page_size=size)
            page.Contents = pikepdf.Stream(pdf, f"0 0 {number * 10} {number * 10} re f".encode())
            for key, value in (page_keys or {}).items():
                page[key] = value
        stream = io.BytesIO()
        pdf.save(stream, encryption=encryption)
        return stream.getvalue()

    return made
