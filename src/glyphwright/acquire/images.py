"""Image files, and images that Pillow holds → PageImages. A TIFF may have many pages; an animation is its first frame.

The source frame is the picture as it is displayed: its EXIF orientation is applied here, once, and `to_source` leads
to the picture so turned. It is the identity but for pixels that are not square (fax), which are stretched.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from glyphwright.acquire.colour import rgb_from_pillow
from glyphwright.acquire.formats import Format
from glyphwright.acquire.page_range import parse_page_range
from glyphwright.acquire.pixel_limit import check_size
from glyphwright.acquire.resolution import plausible_dpi, square_pixels
from glyphwright.errors import DamagedInputError
from glyphwright.image_files import COMPLAINTS, open_heic, page_frames, tiff_tag, without_pillows_limit
from glyphwright.options import ReadOptions
from glyphwright.stages import PageImage

if TYPE_CHECKING:
    from PIL import Image

_ORIENTATION_TAG = 274
_SIDEWAYS = frozenset({5, 6, 7, 8})


def image_pages(stream: BinaryIO, *, kind: Format, name: str, options: ReadOptions) -> Iterator[PageImage]:
    """Decode the pages of an image file, one at a time.

    Raises:
        DamagedInputError: It is truncated or corrupt, with the page if it has several.
        TooLargeError: A page has more pixels than the options allow.
        PageRangeError: The options ask for pages that it does not have.
        MissingDependencyError: It is HEIC, and the package that reads it is not installed.
    """
    with _complaints(name, kind.value):
        image, frames = _open(stream, kind, name, options)
    numbers = parse_page_range(options.pages, len(frames), name=name)
    for number in numbers:
        where = name if len(frames) == 1 else f"{name}, page {number}"
        with _complaints(where, kind.value), without_pillows_limit():
            image.seek(frames[number - 1])
        page = page_from_pillow(image, number=number, name=where, options=options)
        if number == numbers[-1]:
            # Or Pillow would keep its own copy of the pixels as long as the page is worked on.
            image.close()
        yield page
        del page


def image_page_numbers(stream: BinaryIO, *, kind: Format, name: str, options: ReadOptions) -> list[int]:
    """Which pages `image_pages` would decode; of HEIC, which is decoded whole, only the pages asked for are checked."""
    if kind is Format.HEIC:
        return parse_page_range(options.pages, 1, name=name)
    with _complaints(name, kind.value):
        image, frames = _open(stream, kind, name, options)
        image.close()
    return parse_page_range(options.pages, len(frames), name=name)


def page_from_pillow(image: "Image.Image", *, name: str, options: ReadOptions, number: int = 1) -> PageImage:
    """Decode the frame at which a Pillow image stands; the image itself is left as it was.

    Raises:
        DamagedInputError: Its file is truncated or corrupt.
        TooLargeError: It has more pixels than the options allow.
    """
    check_size(image.width, image.height, name=name, max_pixels=options.max_pixels)
    with _complaints(name, image.format or image.mode), without_pillows_limit():
        dpi = plausible_dpi(image.info.get("dpi"), image.width, image.height)
        # Pillow turns a TIFF itself while it loads, and then forgets that it did.
        orientation = tiff_tag(image, _ORIENTATION_TAG, 1)
        image.load()
        still_to_apply = _orientation(image)
        rgb = rgb_from_pillow(_turned(image, still_to_apply))
    if dpi is not None and {orientation, still_to_apply} & _SIDEWAYS:
        dpi = dpi[::-1]
    height, width = rgb.shape[:2]
    pixels, square_dpi, to_source = square_pixels(rgb, dpi)
    return PageImage(pixels, number=number, dpi=square_dpi, to_source=to_source, source_size=(height, width))


@contextmanager
def _complaints(name: str, kind: str) -> Iterator[None]:
    """Say in one line which file it is that Pillow cannot decode."""
    from PIL import UnidentifiedImageError

    try:
        yield
    except COMPLAINTS as error:
        # Pillow's own words for this one name an object in memory.
        reason = "" if isinstance(error, UnidentifiedImageError) else f" ({error})"
        raise DamagedInputError(
            f"{name}: this {kind} image is cut short, damaged or of an unusual kind{reason}: "
            "get it anew, or save it again with an image program"
        ) from error


def _open(stream: BinaryIO, kind: Format, name: str, options: ReadOptions) -> tuple["Image.Image", list[int]]:
    """The image, not decoded yet, and which of its frames are pages."""
    from PIL import Image

    if kind is Format.HEIC:
        primary = open_heic(stream, name=name)
        check_size(*primary.size, name=name, max_pixels=options.max_pixels)
        return cast("Image.Image", primary.to_pillow()), [0]
    with without_pillows_limit():
        image = Image.open(stream, formats=[kind.value])
        return image, page_frames(image)


def _orientation(image: "Image.Image") -> int:
    try:
        stated = image.getexif().get(_ORIENTATION_TAG)
    except COMPLAINTS:
        # EXIF that cannot be parsed says nothing about orientation; the pixels beside it are sound.
        return 1
    return stated if isinstance(stated, int) else 1


def _turned(image: "Image.Image", orientation: int) -> "Image.Image":
    """The image as an EXIF orientation wants it displayed."""
    from PIL import Image

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image
