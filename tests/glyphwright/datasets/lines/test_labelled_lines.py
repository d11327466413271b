import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glyphwright.datasets.lines import LabelledLine
from glyphwright.errors import DamagedInputError, FileAccessError
from glyphwright.geometry import Box, Polygon


@pytest.fixture
def gradient(tmp_path: Path) -> Path:
    """Every pixel differs from its neighbours: x + 4 y."""
    y, x = np.mgrid[:30, :50]
    Image.fromarray((x + 4 * y).astype(np.uint8)).save(tmp_path / "1.png")
    return tmp_path / "1.png"


def test_a_line_without_an_outline_is_its_whole_picture(gradient: Path) -> None:
    line = LabelledLine("1", "x", gradient)
    assert line.pixels().shape == (30, 50)
    assert line.size() == (50, 30)
    assert np.array_equal(LabelledLine("1", "x", gradient.read_bytes()).pixels(), line.pixels())


def test_an_upright_box_is_cut_pixel_by_pixel(gradient: Path) -> None:
    line = LabelledLine("1", "x", gradient, Box(5, 10, 25, 20).polygon)
    assert np.array_equal(line.pixels(), line.image()[10:20, 5:25])


def test_a_line_that_runs_down_is_cut_upright(gradient: Path) -> None:
    downwards = Polygon(((25, 5), (25, 25), (15, 25), (15, 5)))
    line = LabelledLine("1", "x", gradient, downwards)
    assert line.pixels().shape == (10, 20)
    assert np.array_equal(line.pixels(), np.rot90(line.image()[5:25, 15:25]))


@pytest.mark.parametrize("suffix", ["png", "webp", "tif"])
def test_the_outline_is_of_the_picture_as_it_is_displayed(tmp_path: Path, suffix: str) -> None:
    pixels = np.zeros((20, 40), np.uint8)
    pixels[:, :10] = 255
    exif = Image.Exif()
    exif[274] = 6  # to be turned by a quarter clockwise
    path = tmp_path / f"turned.{suffix}"
    lossless = {"lossless": True} if suffix == "webp" else {}
    Image.fromarray(pixels).save(path, exif=exif, **lossless)
    line = LabelledLine("1", "x", path, Box(0, 0, 20, 10).polygon)
    assert line.size() == (20, 40)
    assert line.image().shape == (40, 20)
    assert line.pixels().min() == 255


def test_transparent_parts_are_white() -> None:
    stream = io.BytesIO()
    Image.new("LA", (4, 4), (0, 0)).save(stream, "PNG")
    assert LabelledLine("1", "x", stream.getvalue()).pixels().min() == 255


def test_pixels_that_are_not_square_keep_their_outlines(tmp_path: Path) -> None:
    pixels = np.full((40, 80), 255, np.uint8)
    pixels[20:, :] = 0
    Image.fromarray(pixels).save(tmp_path / "fax.tif", dpi=(204, 98))
    line = LabelledLine("1", "x", tmp_path / "fax.tif", Box(10, 24, 50, 36).polygon)
    assert line.pixels().shape == (12, 40)
    assert line.pixels().max() == 0


@pytest.mark.parametrize(
    ("outline", "what"),
    [
        (Box(60, 0, 80, 20).polygon, "lies outside the picture of 50 × 30 px"),
        (Box(0, 0, 1e9, 20).polygon, "lies outside the picture"),
        (Box(5, 5, 5, 5).polygon, "has no area"),
    ],
)
def test_an_outline_that_is_not_in_the_picture_is_named(gradient: Path, outline: Polygon, what: str) -> None:
    with pytest.raises(DamagedInputError, match=f"line 3: its outline {what}"):
        LabelledLine("line 3", "x", gradient, outline).pixels()


def test_a_picture_that_is_missing_or_damaged_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"\x89PNG")
    with pytest.raises(DamagedInputError, match=r"1\.png \(of gt\.txt:3\): is not a picture"):
        LabelledLine("gt.txt:3", "x", tmp_path / "1.png").pixels()
    with pytest.raises(FileAccessError, match=r"2\.png \(of gt\.txt:3\): No such file"):
        LabelledLine("gt.txt:3", "x", tmp_path / "2.png", Box(0, 0, 9, 9).polygon).pixels()
    with pytest.raises(FileAccessError, match="null"):
        LabelledLine("gt.txt:3", "x", tmp_path / "2\0.png").pixels()
    with pytest.raises(DamagedInputError, match="sample 7: is empty"):
        LabelledLine("sample 7", "x", b"").pixels()
    with pytest.raises(DamagedInputError, match="sample 7: is not a picture"):
        LabelledLine("sample 7", "x", b"GIF8").size()
