"""A source of any kind → its pages one by one, or its bytes."""

import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, BinaryIO, TypeGuard, cast

import numpy as np
from numpy.typing import NDArray

from glyphwright.acquire.colour import rgb_from_array
from glyphwright.acquire.formats import HEAD_BYTES, Format, describe, sniff
from glyphwright.acquire.images import image_page_numbers, image_pages, page_from_pillow
from glyphwright.acquire.page_range import parse_page_range
from glyphwright.acquire.pdf import pdf_page_numbers, pdf_pages
from glyphwright.acquire.pixel_limit import check_size
from glyphwright.acquire.sources import Encoded, Source, open_stream, source_name
from glyphwright.errors import DamagedInputError, UnsupportedFormatError
from glyphwright.options import ReadOptions
from glyphwright.stages import PageImage

if TYPE_CHECKING:
    from PIL import Image


def open_pages(source: Source, *, options: ReadOptions, name: str | None = None) -> Generator[PageImage, None, None]:
    """Yield the pages of one source, each decoded when it is asked for, so that one is in memory at a time.

    What a file is, its content decides, not its name. The source frame of a page, in which all results are given,
    is the page as a viewer displays it: an image turned as its EXIF says, a PDF page rendered at `options.dpi`. So
    `to_source` is the identity, but for images whose pixels are not square (fax), which arrive stretched.
    `source_size` is (height, width) of the source frame; `dpi` is what the file says where that is plausible.

    Args:
        source: A path (str or Path); "-" for standard input; an http:// or https:// address, the only kind of
            source for which a connection is opened; the bytes of a file; a binary file object, which stays open;
            a NumPy array, (h, w), RGB (h, w, 3) or RGBA (h, w, 4) in uint8, uint16, bool or float from 0 to 1;
            a Pillow image.
        options: Of these count pages, dpi, password and max_pixels.
        name: What errors call the source, if not its own name.

    Raises:
        GlyphwrightError: On the first step, or the step to the page at fault: FileAccessError,
            UnsupportedFormatError, DamagedInputError, TooLargeError, EncryptedError, PageRangeError,
            MissingDependencyError or OptionError.
    """
    called = name or _name(source)
    if _is_pixels(source):
        parse_page_range(options.pages, 1, name=called)
        yield _page_in_memory(source, called, options)
        return
    with open_stream(cast(Encoded, source)) as stream:
        kind = _kind(stream, called)
        if kind is Format.PDF:
            yield from pdf_pages(stream, name=called, options=options)
        else:
            yield from image_pages(stream, kind=kind, name=called, options=options)


def list_pages(source: Source, *, options: ReadOptions, name: str | None = None) -> list[int]:
    """The numbers of the pages that `open_pages` would yield, none of which is decoded.

    Raises:
        GlyphwrightError: As `open_pages` on its first step.
    """
    called = name or _name(source)
    if _is_pixels(source):
        return parse_page_range(options.pages, 1, name=called)
    with open_stream(cast(Encoded, source)) as stream:
        kind = _kind(stream, called)
        if kind is Format.PDF:
            return pdf_page_numbers(stream, name=called, options=options)
        return image_page_numbers(stream, kind=kind, name=called, options=options)


def load_bytes(source: Source) -> tuple[bytes, str]:
    """Read a source whole: its bytes, and the name by which messages call it.

    An array or a Pillow image gives a PNG of what `open_pages` yields for it. Standard input and file objects that
    cannot seek are used up by this: pass the bytes on, with the name, to `open_pages`.

    Raises:
        FileAccessError, TooLargeError, OptionError: As `open_pages`; what the bytes mean is not looked at.
    """
    name = _name(source)
    if not _is_pixels(source):
        with open_stream(cast(Encoded, source)) as stream:
            return stream.read(), name
    import cv2

    page = _page_in_memory(source, name, ReadOptions(max_pixels=0))
    _, encoded = cv2.imencode(".png", cv2.cvtColor(page.pixels, cv2.COLOR_RGB2BGR))
    return encoded.tobytes(), name


def _name(source: Source) -> str:
    if isinstance(source, np.ndarray):
        return "array in memory"
    if _is_pillow(source):
        return str(getattr(source, "filename", "") or "image in memory")
    return source_name(cast(Encoded, source))


def _is_pixels(source: Source) -> "TypeGuard[NDArray[Any] | Image.Image]":
    return isinstance(source, np.ndarray) or _is_pillow(source)


def _is_pillow(source: Source) -> "TypeGuard[Image.Image]":
    # Nobody has an image of Pillow's who has not imported it.
    pillow = sys.modules.get("PIL.Image")
    return pillow is not None and isinstance(source, pillow.Image)


def _page_in_memory(source: "NDArray[Any] | Image.Image", name: str, options: ReadOptions) -> PageImage:
    if not isinstance(source, np.ndarray):
        return page_from_pillow(source, name=name, options=options)
    if source.ndim >= 2:
        check_size(source.shape[1], source.shape[0], name=name, max_pixels=options.max_pixels)
    rgb = rgb_from_array(source, name=name)
    return PageImage(rgb, source_size=(rgb.shape[0], rgb.shape[1]))


def _kind(stream: BinaryIO, name: str) -> Format:
    """The format of a stream, which is left at its beginning."""
    head = stream.read(HEAD_BYTES)
    kind = sniff(head)
    if kind is None:
        raise _unreadable(head, name)
    stream.seek(0)
    return kind


def _unreadable(head: bytes, name: str) -> DamagedInputError | UnsupportedFormatError:
    if not head:
        return DamagedInputError(f"{name}: is empty: get it anew")
    return UnsupportedFormatError(f"{name}: {describe(head)}")
