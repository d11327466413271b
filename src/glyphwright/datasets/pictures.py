"""A picture file of any format that Pillow opens → its grey pixels, as the reader would see them."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.acquire import open_pages
from glyphwright.errors import DamagedInputError, FileAccessError
from glyphwright.options import ReadOptions


def read_bytes(path: Path) -> bytes:
    """The content of a file; raises FileAccessError where it cannot be had."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileAccessError(f"{path}: {error.strerror or error}: check the path and its permissions") from error


def decode_grey(content: bytes, *, name: str) -> NDArray[np.uint8]:
    """The first page of an encoded picture, (h, w), turned as its EXIF says, on white or black where transparent.

    Raises:
        DamagedInputError: It is empty, cut short, or no picture.
        TooLargeError: It has more pixels than `ReadOptions` allows.
    """
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(content))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        what = "is not a picture that can be opened" if content else "is empty"
        raise DamagedInputError(f"{name}: {what}: replace it or take it away") from error
    with image:
        (page,) = open_pages(image, options=ReadOptions(), name=name)
    return page.grey
