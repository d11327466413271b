"""One page of an image file → the same pixels as an image object of a PDF.

What PDF can hold as it is goes in byte for byte: JPEG, JPEG 2000, the compressed pixels of a PNG, the JPEG strips of a
TIFF. All else is compressed without loss, and so is a bilevel PNG where that makes it smaller.
"""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from glyphwright.export.pdf.open_image import decoding
from glyphwright.export.pdf.png import SIGNATURE, PngPixels, pixels_as_png, png_pixels
from glyphwright.export.pdf.tiff_jpeg import jpeg_of_strips

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

_ORIENTATION_TAG = 274
_WIDTH_TAG, _HEIGHT_TAG, _STRIP_OFFSETS_TAG, _ROWS_PER_STRIP_TAG, _STRIP_LENGTHS_TAG = 256, 257, 273, 278, 279
_JP2_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
_CHANNELS = {"1": 1, "L": 1, "RGB": 3, "CMYK": 4}
_DEVICE = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_ICC_KIND = {1: b"GRAY", 3: b"RGB "}


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of a PDF: its size in pixels as stored, how EXIF wants it turned (1 to 8), what dpi its file states."""

    image: "pikepdf.Stream"
    width: int
    height: int
    orientation: int
    dpi: tuple[float, float] | None


def embed_picture(pdf: "pikepdf.Pdf", image: "Image.Image", source: bytes, *, name: str) -> Picture:
    """Put the frame at which a Pillow image stands into a PDF.

    Args:
        pdf: The new file.
        image: Opened from the source.
        source: The whole image file.
        name: What an error calls it.

    Raises:
        DamagedInputError: It is cut short or corrupt.
    """
    dpi = _stated_dpi(image)
    icc = image.info.get("icc_profile") or b""
    kept = _tiff_jpeg(pdf, image, source, icc) if image.format == "TIFF" else _as_it_is(pdf, image, source, icc)
    if kept is None or image.format == "PNG":
        with decoding(name):
            image.load()  # which turns a TIFF, but nothing else, as its orientation says
        if kept is None or _is_bilevel(image):
            kept = _smaller(kept, _without_loss(pdf, image, icc))
    return Picture(kept, int(kept.Width), int(kept.Height), _orientation(image), dpi)


def _as_it_is(pdf: "pikepdf.Pdf", image: "Image.Image", source: bytes, icc: bytes) -> "pikepdf.Stream | None":
    """The image in the form its file has it in, where PDF has that form too."""
    channels = _CHANNELS.get(image.mode)
    if image.format in ("JPEG", "MPO") and channels:
        look = _Look(*image.size, channels=channels, icc=icc)
        # Photoshop writes CMYK inverted, and its marker says so.
        inverted = channels == 4 and "adobe" in image.info
        return _image(pdf, source, look, "/DCTDecode", **({"Decode": [1, 0] * 4} if inverted else {}))
    if image.format == "JPEG2000" and channels and source.startswith(_JP2_SIGNATURE):
        return _image(pdf, source, _Look(*image.size, channels=channels, icc=icc), "/JPXDecode")
    pixels = png_pixels(source) if image.format == "PNG" and source.startswith(SIGNATURE) else None
    return _from_png(pdf, pixels, icc) if pixels else None


def _tiff_jpeg(pdf: "pikepdf.Pdf", image: "Image.Image", source: bytes, icc: bytes) -> "pikepdf.Stream | None":
    tags: Any = getattr(image, "tag_v2", {})
    if image.mode not in ("L", "RGB"):
        return None
    jpeg = jpeg_of_strips(tags, source, tags[_HEIGHT_TAG])
    if jpeg is None:
        return None
    look = _Look(tags[_WIDTH_TAG], tags[_HEIGHT_TAG], channels=_CHANNELS[image.mode], icc=icc)
    return _image(pdf, jpeg, look, "/DCTDecode")


def _without_loss(pdf: "pikepdf.Pdf", image: "Image.Image", icc: bytes) -> "pikepdf.Stream":
    """The decoded pixels of a loaded image, its transparency as a mask."""
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        alpha = rgba.getchannel("A")
        embedded = _without_loss(pdf, rgba.convert("RGB"), icc)
        if alpha.getextrema() != (255, 255):
            embedded.SMask = _from_png(pdf, pixels_as_png(alpha), b"")
        return embedded
    if image.mode == "CMYK":
        return _cmyk(pdf, image)
    kept = storable(image)
    if _is_bilevel(kept):
        kept = kept.convert("1")
    return _bilevel(pdf, kept) if kept.mode == "1" else _from_png(pdf, pixels_as_png(kept), icc)


def _is_bilevel(image: "Image.Image") -> bool:
    return image.mode == "1" or (image.mode == "L" and not any(image.histogram()[1:-1]))


def _smaller(kept: "pikepdf.Stream | None", packed: "pikepdf.Stream") -> "pikepdf.Stream":
    """What the file had, or the same pixels packed anew: fax coding often halves what a bilevel PNG takes."""
    return packed if kept is None or len(packed.read_raw_bytes()) < len(kept.read_raw_bytes()) else kept


def storable(image: "Image.Image") -> "Image.Image":
    """The image in a mode that both PNG and PDF have; in grey if it has no colour."""
    from PIL import Image

    if image.mode in ("1", "L", "P") or image.mode.startswith("I;16"):
        return image
    if image.mode in ("I", "F"):
        values = np.nan_to_num(np.asarray(image, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
        highest = float(values.max())
        white = next(
            (top for top in (1.0, 255.0, 65535.0) if highest <= top and (top > 1 or image.mode == "F")), highest
        )
        return Image.fromarray(np.rint(np.clip(values / white, 0, 1) * 255).astype(np.uint8))
    if image.mode == "LAB":
        return image.getchannel("L")
    rgb = image.convert("RGB")
    red, green, blue = (np.asarray(channel) for channel in rgb.split())
    return rgb.getchannel("R") if np.array_equal(red, green) and np.array_equal(red, blue) else rgb


def _from_png(pdf: "pikepdf.Pdf", pixels: PngPixels, icc: bytes) -> "pikepdf.Stream":
    look = _Look(
        pixels.width, pixels.height, channels=pixels.channels, bits=pixels.bits, palette=pixels.palette, icc=icc
    )
    return _image(pdf, pixels.data, look, "/FlateDecode", DecodeParms=_prediction(look, 15))


def _cmyk(pdf: "pikepdf.Pdf", image: "Image.Image") -> "pikepdf.Stream":
    """Differences between neighbours, PDF's predictor 2: PNG has no CMYK."""
    values = np.asarray(image)  # (h, w, 4)
    differences = np.diff(values, axis=1, prepend=np.zeros_like(values[:, :1]))
    look = _Look(*image.size, channels=4)
    return _image(pdf, zlib.compress(differences.tobytes()), look, "/FlateDecode", DecodeParms=_prediction(look, 2))


def _bilevel(pdf: "pikepdf.Pdf", image: "Image.Image") -> "pikepdf.Stream":
    """One bit a pixel: as CCITT group 4 for line art, as a PNG's pixels where that is smaller, as for halftones."""
    pixels = pixels_as_png(image)
    fax = _group4(image)
    if len(fax) >= len(pixels.data):
        return _from_png(pdf, pixels, b"")
    parameters = {"/K": -1, "/Columns": image.width, "/Rows": image.height}
    look = _Look(*image.size, channels=1, bits=1)
    return _image(pdf, fax, look, "/CCITTFaxDecode", DecodeParms=parameters)


def _group4(image: "Image.Image") -> bytes:
    from PIL import Image, ImageChops

    buffer = io.BytesIO()
    # libtiff codes set bits as black, PDF reads them so.
    inverted = ImageChops.invert(image)
    inverted.save(buffer, format="TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP_TAG: image.height})
    with Image.open(buffer) as tiff:
        tags: Any = getattr(tiff, "tag_v2", {})
        start, length = tags[_STRIP_OFFSETS_TAG][0], tags[_STRIP_LENGTHS_TAG][0]
    return buffer.getvalue()[start : start + length]


def _prediction(look: "_Look", predictor: int) -> dict[str, int]:
    return {"/Predictor": predictor, "/Colors": look.channels, "/BitsPerComponent": look.bits, "/Columns": look.width}


@dataclass(frozen=True, slots=True)
class _Look:
    """What the samples of an image mean; `palette` is RGB triples, `icc` a profile, each empty where there is none."""

    width: int
    height: int
    channels: int
    bits: int = 8
    palette: bytes = b""
    icc: bytes = b""


def _image(pdf: "pikepdf.Pdf", data: bytes, look: _Look, filter_name: str, **entries: Any) -> "pikepdf.Stream":
    from pikepdf import Dictionary, Name, Stream

    head = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=look.width,
        Height=look.height,
        BitsPerComponent=look.bits,
        ColorSpace=_colour_space(pdf, look),
        Filter=Name(filter_name),
        **entries,
    )
    return Stream(pdf, data, head)


def _colour_space(pdf: "pikepdf.Pdf", look: _Look) -> Any:
    """The device's, or that of the profile if it is for such pixels and is not sRGB, which is what readers assume."""
    from pikepdf import Array, Name, Stream

    channels = 3 if look.palette else look.channels
    space: Any = Name(_DEVICE[channels])
    is_srgb = b"sRGB" in look.icc or "sRGB".encode("utf-16-be") in look.icc
    if look.icc[16:20] == _ICC_KIND.get(channels) and not is_srgb:
        profile = Stream(pdf, zlib.compress(look.icc, 9), N=channels, Alternate=space, Filter=Name.FlateDecode)
        space = Array([Name.ICCBased, profile])
    if look.palette:
        return Array([Name.Indexed, space, len(look.palette) // 3 - 1, look.palette])
    return space


def _orientation(image: "Image.Image") -> int:
    """1 to 8; 1 where EXIF says nothing, or nothing that can be understood."""
    try:
        stated = image.getexif().get(_ORIENTATION_TAG, 1)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error):
        return 1
    return stated if stated in range(1, 9) else 1


def _stated_dpi(image: "Image.Image") -> tuple[float, float] | None:
    try:
        x, y = (float(value) for value in image.info.get("dpi", ()))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (x, y) if x > 0 and y > 0 else None
