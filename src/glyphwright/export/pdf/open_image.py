"""The bytes of an image file → Pillow's image of it, not decoded yet, and which of its frames are pages.

They are the same as when it was read: all full-size pages of a TIFF, and the first frame of anything else.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from glyphwright.errors import DamagedInputError, UnsupportedFormatError
from glyphwright.image_files import COMPLAINTS, is_heic, open_heic, page_frames, without_pillows_limit

if TYPE_CHECKING:
    from PIL import Image


def open_image(source: bytes, *, name: str) -> tuple["Image.Image", list[int]]:
    """Open an image file.

    Raises:
        UnsupportedFormatError: It is of no kind that Pillow knows.
        DamagedInputError: It is cut short or corrupt.
        MissingDependencyError: It is HEIC, and the package that reads it is not installed.
    """
    from PIL import Image

    with decoding(name):
        if is_heic(source):
            return cast("Image.Image", open_heic(io.BytesIO(source), name=name).to_pillow()), [0]
        image = Image.open(io.BytesIO(source))
        return image, page_frames(image)


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """Say in one line which file it is that Pillow cannot decode."""
    from PIL import UnidentifiedImageError

    try:
        with without_pillows_limit():
            yield
    except UnidentifiedImageError as error:
        raise UnsupportedFormatError(f"{name}: it is neither a PDF nor an image that can be put into one") from error
    except COMPLAINTS as error:
        raise DamagedInputError(f"{name}: the image is cut short or damaged ({error}): get it anew") from error
