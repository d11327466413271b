"""Image files as Pillow opens them, for those who read them and those who put them into a PDF.

Which frames are pages, HEIC through its optional package, and Pillow's own limit on pixels out of the way: so both see
the same pages of the same file. What becomes of the pixels is not known here.
"""

import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO

from glyphwright.errors import MissingDependencyError

if TYPE_CHECKING:
    from PIL import Image

# What Pillow raises about bytes that are not as they should be; Warning where the caller makes errors of warnings.
COMPLAINTS = (OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, struct.error, OverflowError, Warning)

_NEW_SUBFILE_TYPE_TAG = 254
# TIFF 6.0, section 8: bit 0 marks a smaller copy of another page, bit 2 a transparency mask.
_NOT_A_PAGE = 0b101

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})

_lock = threading.Lock()
_lifters = 0
_pillows_limit: int | None = None


def page_frames(image: "Image.Image") -> list[int]:
    """Which frames of an open image are pages: all full-size ones of a TIFF, the first of anything else."""
    if image.format != "TIFF":
        return [0]
    full_size = []
    for frame in count():
        try:
            image.seek(frame)
        except EOFError:
            break
        except COMPLAINTS:
            # Whoever opens this page is told; those before it are sound.
            full_size.append(frame)
            break
        if not tiff_tag(image, _NEW_SUBFILE_TYPE_TAG, 0) & _NOT_A_PAGE:
            full_size.append(frame)
    return full_size or list(range(frame))


def tiff_tag(image: "Image.Image", tag: int, default: int) -> int:
    """A tag of the frame at which a TIFF stands; the default where it has none, or is no TIFF."""
    stated = getattr(image, "tag_v2", {}).get(tag)
    return stated if isinstance(stated, int) else default


def is_heic(head: bytes) -> bool:
    """Whether a file that begins so is HEIC, by any of its brands; the container has other uses too."""
    return bool(file_brands(head) & _HEIC_BRANDS)


def file_brands(head: bytes) -> set[bytes]:
    """The brands of an ISO media file (ISO/IEC 14496-12, section 4.3), the container of HEIC and AVIF."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}


def open_heic(stream: BinaryIO, *, name: str) -> Any:
    """The primary image of a HEIC file, of 8 bits a channel, turned as the file says: `.size`, then `.to_pillow()`.

    Raises:
        MissingDependencyError: pi-heif is not installed.
        ValueError: It is truncated or corrupt, in the words of libheif.
    """
    try:
        import pi_heif
    except ImportError as error:
        raise MissingDependencyError(
            f"{name}: HEIC needs another package: pip install 'glyphwright[heic]', or convert the file to JPEG"
        ) from error
    images = pi_heif.open_heif(stream, convert_hdr_to_8bit=True)
    return images[images.primary_index]


@contextmanager
def without_pillows_limit() -> Iterator[None]:
    """Let Pillow open and decode images of any size; limits of ours are checked by those who have one.

    Pillow's limit is one number for the whole process, and no argument of its functions lifts it. It is gone only
    while one of our threads is in here, and comes back as it was when the last one leaves.
    """
    global _lifters, _pillows_limit
    from PIL import Image

    with _lock:
        if _lifters == 0:
            _pillows_limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        _lifters += 1
    try:
        yield
    finally:
        with _lock:
            _lifters -= 1
            if _lifters == 0:
                Image.MAX_IMAGE_PIXELS = _pillows_limit
