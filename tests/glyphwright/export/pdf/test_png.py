import io
import zlib

import pytest
from PIL import Image

from glyphwright.export.pdf.png import pixels_as_png, png_pixels


def png_of(image: Image.Image, **choices: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", **choices)
    return buffer.getvalue()


@pytest.mark.parametrize(("mode", "bits", "channels"), [("1", 1, 1), ("L", 8, 1), ("RGB", 8, 3), ("I;16", 16, 1)])
def test_the_compressed_pixels_are_taken_as_they_are(mode: str, bits: int, channels: int) -> None:
    pixels = png_pixels(png_of(Image.new(mode, (37, 20))))
    assert pixels is not None
    assert (pixels.width, pixels.height, pixels.bits, pixels.channels) == (37, 20, bits, channels)
    assert len(zlib.decompress(pixels.data)) == 20 * (1 + (37 * bits * channels + 7) // 8)


def test_a_palette_comes_along() -> None:
    image = Image.new("P", (4, 4))
    image.putpalette(bytes(range(12)))
    pixels = png_pixels(png_of(image))
    assert pixels is not None
    assert pixels.palette[:12] == bytes(range(12))


def test_what_pdf_has_no_form_for_is_left_to_others() -> None:
    assert png_pixels(png_of(Image.new("RGBA", (4, 4)))) is None
    assert png_pixels(png_of(Image.new("RGB", (4, 4)), transparency=(0, 0, 0))) is None
    whole = png_of(Image.new("L", (4, 4)))
    interlaced = whole[:28] + b"\1" + whole[29:]
    assert png_pixels(interlaced) is None
    assert png_pixels(whole[:-12]) is None
    with pytest.raises(ValueError, match="RGBA"):
        pixels_as_png(Image.new("RGBA", (4, 4)))
