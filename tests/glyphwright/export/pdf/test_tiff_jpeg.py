import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glyphwright.export.pdf.tiff_jpeg import jpeg_of_strips


def picture(mode: str, size: tuple[int, int]) -> Image.Image:
    noise = np.random.default_rng(0).integers(0, 256, (size[1] // 4 + 1, size[0] // 4 + 1, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC).convert(mode)


def tiff_of(image: Image.Image, **choices: Any) -> tuple[bytes, Any]:
    buffer = io.BytesIO()
    image.save(buffer, format="TIFF", compression="jpeg", **choices)
    return buffer.getvalue(), Image.open(buffer).tag_v2  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", ["L", "RGB", "YCbCr"])
@pytest.mark.parametrize("rows", [8, 16, 48, 1000])
@pytest.mark.parametrize("size", [(64, 48), (61, 77), (200, 149)])
def test_the_joined_jpeg_has_the_pixels_of_the_tiff(mode: str, rows: int, size: tuple[int, int]) -> None:
    tiff, tags = tiff_of(picture(mode, size), tiffinfo={278: rows})
    joined = jpeg_of_strips(tags, tiff, size[1])
    assert joined is not None
    result = Image.open(io.BytesIO(joined))
    assert result.size == size
    wanted = Image.open(io.BytesIO(tiff))
    difference = np.abs(np.asarray(result.convert("RGB")).astype(int) - np.asarray(wanted.convert("RGB")))
    # Chroma that is subsampled is smoothed across the edges of strips in one decoding and not in the other.
    assert difference.max() <= (40 if mode == "YCbCr" else 0)
    assert len(joined) <= len(tiff) + 100


def test_what_is_not_strips_of_baseline_jpeg_is_left_to_others() -> None:
    tiff, tags = tiff_of(picture("RGB", (64, 48)))
    stored = dict(tags)
    assert jpeg_of_strips({**stored, 259: 5}, tiff, 48) is None
    assert jpeg_of_strips({**stored, 284: 2}, tiff, 48) is None
    assert jpeg_of_strips({**stored, 262: 5}, tiff, 48) is None
    assert jpeg_of_strips({**stored, 273: ()}, tiff, 48) is None
    assert jpeg_of_strips({**stored, 347: b"\xff\xd8\xff\xdd\0\4\0\1\xff\xd9"}, tiff, 48) is None
    assert jpeg_of_strips(stored, tiff[: len(tiff) // 2], 48) is None


def test_strips_that_end_within_a_row_of_blocks_are_left_to_others() -> None:
    tiff, tags = tiff_of(picture("L", (64, 48)), tiffinfo={278: 16})
    assert jpeg_of_strips({**dict(tags), 278: 12}, tiff, 48) is None
