"""The bytes of an image file → Pillow's image of it, not decoded yet, and which of its frames are pages.

They are the same as when it was read: all full-size pages of a TIFF, and the first frame of anything else.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from glyphwright.errors import DamagedInputError, MissingDependencyError, TooLargeError, UnsupportedFormatError

if TYPE_CHECKING:
    from PIL import Image

# What Pillow raises about bytes that are not as they should be; Warning where the caller makes errors of warnings.
_COMPLAINTS = (OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, struct.error, OverflowError, Warning)

_NEW_SUBFILE_TYPE_TAG = 254
# TIFF 6.0, section 8: bit 0 marks a smaller copy of another page, bit 2 a transparency mask.
_NOT_A_PAGE = 0b101
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}


def open_image(source: bytes, *, name: str) -> tuple["Image.Image", list[int]]:
    """Open an image file.

    Raises:
        UnsupportedFormatError: It is of no kind that Pillow knows.
        DamagedInputError: It is cut short or corrupt.
        TooLargeError: It has more pixels than Pillow's limit.
        MissingDependencyError: It is HEIC, and the package that reads it is not installed.
    """
    from PIL import Image

    with decoding(name):
        if source[4:8] == b"ftyp" and source[8:12] in _HEIC_BRANDS:
            return _open_heic(source, name), [0]
        image = Image.open(io.BytesIO(source))
        return image, _pages(image) if image.format == "TIFF" else [0]


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """Say in one line which file it is that Pillow cannot decode."""
    from PIL import Image, UnidentifiedImageError

    try:
        yield
    except UnidentifiedImageError as error:
        raise UnsupportedFormatError(f"{name}: it is neither a PDF nor an image that can be put into one") from error
    except Image.DecompressionBombError as error:
        raise TooLargeError(f"{name}: {error}: raise PIL.Image.MAX_IMAGE_PIXELS or split the image") from error
    except _COMPLAINTS as error:
        raise DamagedInputError(f"{name}: the image is cut short or damaged ({error}): get it anew") from error


def _pages(image: "Image.Image") -> list[int]:
    n_frames = getattr(image, "n_frames", 1)
    pages = []
    for frame in range(n_frames):
        image.seek(frame)
        tags: Any = getattr(image, "tag_v2", {})
        kind = tags.get(_NEW_SUBFILE_TYPE_TAG, 0)
        if not (isinstance(kind, int) and kind & _NOT_A_PAGE):
            pages.append(frame)
    return pages or list(range(n_frames))


def _open_heic(source: bytes, name: str) -> "Image.Image":
    try:
        import pi_heif
    except ImportError as error:
        raise MissingDependencyError(
            f"{name}: HEIC needs another package: pip install 'glyphwright[heic]', or convert the file to JPEG"
        ) from error
    images = pi_heif.open_heif(io.BytesIO(source), convert_hdr_to_8bit=True)
    return cast("Image.Image", images[images.primary_index].to_pillow())
