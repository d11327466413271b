"""The limit on pixels of one image: ours, of which an error of ours speaks, in the place of Pillow's."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from glyphwright.errors import TooLargeError

_lock = threading.Lock()
_lifters = 0
_pillows_limit: int | None = None


def check_size(width: int, height: int, *, name: str, max_pixels: int) -> None:
    """Raise TooLargeError for an image of more pixels than `max_pixels`, where 0 means no limit."""
    if 0 < max_pixels < width * height:
        raise TooLargeError(
            f"{name}: {width} × {height} px are {width * height:,} pixels, over the limit of {max_pixels:,}: "
            "shrink or split the image, or raise max_pixels"
        )


@contextmanager
def without_pillows_limit() -> Iterator[None]:
    """Let Pillow open and decode what `check_size` allows.

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
