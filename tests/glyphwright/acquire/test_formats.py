import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from glyphwright.acquire.formats import SUFFIXES, Format, describe, sniff


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "JPEG2000", "PPM"])
def test_every_image_format_is_known_by_its_first_bytes(kind: str, picture: NDArray[np.uint8], encode) -> None:
    assert sniff(encode(picture, kind)) is Format(kind)


def test_a_big_endian_and_a_big_tiff_are_tiffs(picture: NDArray[np.uint8], encode) -> None:
    assert sniff(b"MM\0*\0\0\0\x08") is Format.TIFF
    assert sniff(encode(picture, "TIFF", big_tiff=True)) is Format.TIFF


def test_a_pdf_is_known_even_behind_some_junk(make_pdf) -> None:
    assert sniff(make_pdf()) is Format.PDF
    assert sniff(b"x" * 1000 + make_pdf()) is Format.PDF
    assert sniff(b"x" * 1025 + b"%PDF-1.7") is None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Format.HEIC),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Format.HEIC),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", None),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42heic", None),
    ],
)
def test_heic_is_known_by_any_of_its_brands(head: bytes, expected: Format | None) -> None:
    assert sniff(head) is expected


def test_an_empty_file_is_of_no_format() -> None:
    assert sniff(b"") is None


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"PK\x03\x04\x14\0", "is a zip archive or an office document: export it as PDF, or unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an office document: export it as PDF"),
        (b"%!PS-Adobe-3.0", "is PostScript: convert it to PDF"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html><p>", "is a web page: save the image itself, or print the page as PDF"),
        (b"<svg xmlns='x'>", "is a vector drawing (SVG): convert it to PNG or PDF"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "is AVIF: convert it to PNG or JPEG"),
        ("Zürich, 3. März\n".encode(), "is text, not an image of text: give PNG, "),
        (("é" * 3000).encode()[:4095], "is text, not an image of text: give PNG, "),
        (b"\x07\x13\xc3\x28\x9f" * 9, "is of no known format: give PNG, "),
    ],
)
def test_what_is_not_read_is_named_with_a_way_out(head: bytes, words: str) -> None:
    assert sniff(head) is None
    assert describe(head).startswith(words)


def test_every_suffix_stands_for_a_format_that_pillow_knows_too() -> None:
    known = Image.registered_extensions()
    ours = {kind.value for kind in Format} | {"MPO"}
    assert {known.get(suffix) for suffix in SUFFIXES - {".heic", ".heif"}} <= ours | {"DIB"}
