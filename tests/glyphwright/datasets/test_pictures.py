import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glyphwright.datasets.pictures import decode_grey, read_bytes
from glyphwright.errors import DamagedInputError, FileAccessError


def encoded(image: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def test_grey_values_come_back_unchanged() -> None:
    image = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert (decode_grey(encoded(Image.fromarray(image), "PNG"), name="a.png") == image).all()


@pytest.mark.parametrize("kind", ["PNG", "PPM", "BMP", "TGA", "PCX", "ICO"])
def test_any_format_of_pillow_is_read(kind: str) -> None:
    content = encoded(Image.new("RGB", (16, 16), (255, 0, 0)), kind)
    assert (decode_grey(content, name="a") == 76).all()


def test_transparent_parts_are_white_as_paper() -> None:
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((0, 0), (0, 0, 0, 255))
    assert decode_grey(encoded(image, "PNG"), name="a.png").tolist() == [[0, 255]]


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "is empty"), (b"no picture", "is not a picture"), (encoded(Image.new("L", (90, 90)), "PNG")[:-30], "cut")],
)
def test_what_is_no_whole_picture_is_named(content: bytes, what: str) -> None:
    with pytest.raises(DamagedInputError, match=rf"some/a\.png: .*{what}"):
        decode_grey(content, name="some/a.png")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match=r"gone\.png: No such file"):
        read_bytes(tmp_path / "gone.png")
