"""A PNG file, or pixels that Pillow holds → the compressed pixels of a PDF image, bit for bit those of a PNG.

The IDAT data of a PNG is what PDF calls Flate with predictor 15 (ISO 32000-1, 7.4.4.4), so it is taken as it is.
"""

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_GREY, _RGB, _PALETTE = 0, 2, 3
_CHUNK_HEAD = 8
_CHECKSUM = 4


@dataclass(frozen=True, slots=True)
class PngPixels:
    """Compressed pixels and what is needed to read them; `palette` is RGB triples, empty for other kinds."""

    width: int
    height: int
    bits: int
    channels: int
    palette: bytes
    data: bytes


def png_pixels(png: bytes) -> PngPixels | None:
    """Take the pixels out of a PNG without decoding them; None if it is interlaced, transparent or cut short."""
    chunks = _chunks(png)
    if not {b"IHDR", b"IDAT", b"IEND"} <= chunks.keys():
        return None
    width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if interlaced or colour not in (_GREY, _RGB, _PALETTE) or b"tRNS" in chunks:
        return None
    palette = chunks.get(b"PLTE", b"") if colour == _PALETTE else b""
    return PngPixels(width, height, bits, 3 if colour == _RGB else 1, palette, chunks[b"IDAT"])


def pixels_as_png(image: "Image.Image") -> PngPixels:
    """Compress an image of mode 1, L, I;16, P or RGB without loss."""
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    pixels = png_pixels(buffer.getvalue())
    if pixels is None:
        raise ValueError(f"mode {image.mode} with transparency cannot be embedded as it is")
    return pixels


def _chunks(png: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG by their name; those of the same name joined, as IDAT wants it."""
    chunks: dict[bytes, list[bytes]] = {}
    at = len(SIGNATURE)
    while at + _CHUNK_HEAD <= len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        start = at + _CHUNK_HEAD
        chunks.setdefault(name, []).append(png[start : start + length])
        at = start + length + _CHECKSUM
        if name == b"IEND":
            break
    return {name: b"".join(parts) for name, parts in chunks.items()}
