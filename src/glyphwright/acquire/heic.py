"""HEIC, the format of phone cameras → a Pillow image, through the optional package pi-heif."""

from typing import TYPE_CHECKING, BinaryIO, cast

from glyphwright.acquire.pixel_limit import check_size
from glyphwright.errors import MissingDependencyError
from glyphwright.options import ReadOptions

if TYPE_CHECKING:
    from PIL import Image


def open_heic(stream: BinaryIO, *, name: str, options: ReadOptions) -> "Image.Image":
    """Decode the primary image, turned as the file says, 8 bits a channel.

    Raises:
        MissingDependencyError: pi-heif is not installed.
        TooLargeError: It has more pixels than the options allow.
        ValueError: It is truncated or corrupt, in the words of libheif.
    """
    try:
        import pi_heif
    except ImportError as error:
        raise MissingDependencyError(
            f"{name}: HEIC needs another package: pip install 'glyphwright[heic]', or convert the file to JPEG"
        ) from error
    images = pi_heif.open_heif(stream, convert_hdr_to_8bit=True)
    primary = images[images.primary_index]
    width, height = primary.size
    check_size(width, height, name=name, max_pixels=options.max_pixels)
    return cast("Image.Image", primary.to_pillow())
