"""The limit on pixels of one image."""

from glyphwright.errors import TooLargeError


def check_size(width: int, height: int, *, name: str, max_pixels: int) -> None:
    """Raise TooLargeError for an image of more pixels than `max_pixels`, where 0 means no limit."""
    if 0 < max_pixels < width * height:
        raise TooLargeError(
            f"{name}: {width} × {height} px are {width * height:,} pixels, over the limit of {max_pixels:,}: "
            "shrink or split the image, or raise max_pixels"
        )
