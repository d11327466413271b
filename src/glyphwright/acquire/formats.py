"""First bytes of a file → which format it is, or words for what it is instead. File names play no part."""

from enum import Enum

from glyphwright.image_files import file_brands, is_heic

HEAD_BYTES = 4096


class Format(Enum):
    """What we read; the values are Pillow's names where Pillow reads it."""

    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    BMP = "BMP"
    GIF = "GIF"
    TIFF = "TIFF"
    JPEG_2000 = "JPEG2000"
    PNM = "PPM"
    HEIC = "HEIC"
    PDF = "PDF"


READABLE = "PNG, JPEG, TIFF, WebP, BMP, GIF, PNM, JPEG 2000, HEIC or PDF"

_IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".webp", ".bmp", ".dib", ".gif", ".tif", ".tiff", ".heic", ".heif")
SUFFIXES = frozenset((*_IMAGE_SUFFIXES, ".jp2", ".j2k", ".pbm", ".pgm", ".ppm", ".pnm", ".pdf"))

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"\xff\xd8\xff", Format.JPEG),
    (b"BM", Format.BMP),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
    (b"II*\0", Format.TIFF),
    (b"MM\0*", Format.TIFF),
    (b"II+\0", Format.TIFF),
    (b"MM\0+", Format.TIFF),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Format.JPEG_2000),
    (b"\xff\x4f\xff\x51", Format.JPEG_2000),
)
# The PDF specification wants the header at byte 0; every reader allows some junk before it.
_PDF_HEADER_WITHIN = 1024

_AS_PDF = "export it as PDF"
_AS_PNG = "convert it to PNG or JPEG"
_UNPACK = "unpack it, and read the files in it"
_OTHERS = (
    (b"PK\x03\x04", "a zip archive or an office document", _AS_PDF + ", or unpack it"),
    (b"\xd0\xcf\x11\xe0", "an office document", _AS_PDF),
    (b"{\\rtf", "a text document (RTF)", _AS_PDF),
    (b"%!PS", "PostScript", "convert it to PDF"),
    (b"AT&TFORM", "DjVu", "convert it to PDF"),
    (b"8BPS", "a Photoshop image", _AS_PNG),
    (b"\0\0\x01\0", "an icon", _AS_PNG),
    (b"\xff\x0a", "JPEG XL", _AS_PNG),
    (b"\0\0\0\x0cJXL ", "JPEG XL", _AS_PNG),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!", "a rar archive", _UNPACK),
)
_MARKUP = (
    (b"<!doctype html", "a web page", "save the image itself, or print the page as PDF"),
    (b"<html", "a web page", "save the image itself, or print the page as PDF"),
    (b"<svg", "a vector drawing (SVG)", "convert it to PNG or PDF"),
    (b"<?xml", "XML", "if it is a drawing, convert it to PNG or PDF"),
)


def sniff(head: bytes) -> Format | None:
    """The format of a file that begins so; None where it is none that we read."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Format.WEBP
    if head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace():
        return Format.PNM
    if b"%PDF-" in head[: _PDF_HEADER_WITHIN + 5]:
        return Format.PDF
    return Format.HEIC if is_heic(head) else None


def describe(head: bytes) -> str:
    """What a file is that begins so and that `sniff` does not know, and what to do about it, as one clause."""
    for magic, what, remedy in _OTHERS:
        if head.startswith(magic):
            return f"is {what}: {remedy}"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    for tag, what, remedy in _MARKUP:
        if start.startswith(tag):
            return f"is {what}: {remedy}"
    if {b"avif", b"avis"} & file_brands(head):
        return f"is AVIF: {_AS_PNG}"
    if _is_text(head):
        return f"is text, not an image of text: give {READABLE}"
    return f"is of no known format: give {READABLE}"


def _is_text(head: bytes) -> bool:
    # The last character may be cut in two at the end of the head.
    text = head.decode("utf-8", errors="ignore")
    return len(head) - len(text.encode()) <= 3 and all(letter.isprintable() or letter in "\t\r\n\f" for letter in text)
