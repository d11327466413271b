import io
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from glyphwright.acquire.formats import Format, sniff
from glyphwright.acquire.images import image_pages, page_from_pillow
from glyphwright.errors import DamagedInputError, PageRangeError, TooLargeError
from glyphwright.geometry import Transform
from glyphwright.options import ReadOptions
from glyphwright.stages import PageImage

ORIENTATION = 274


def pages(data: bytes, *, name: str = "scan", **options: object) -> list[PageImage]:
    kind = sniff(data[:4096])
    assert kind is not None
    return list(image_pages(io.BytesIO(data), kind=kind, name=name, options=ReadOptions(**options)))


def only(data: bytes, **options: object) -> PageImage:
    (page,) = pages(data, **options)
    return page


def black_and_white(picture: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(picture).convert("1")


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("PNG", {}),
        ("PNG", {"dpi": (300, 300)}),
        ("BMP", {}),
        ("WEBP", {"lossless": True}),
        ("JPEG2000", {}),
        ("PPM", {}),
        *(("TIFF", {"compression": c}) for c in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits")),
        ("TIFF", {"big_tiff": True}),
    ],
)
def test_lossless_formats_give_the_very_pixels(kind: str, settings: dict, picture: NDArray[np.uint8], encode) -> None:
    page = only(encode(picture, kind, **settings))
    np.testing.assert_array_equal(page.pixels, picture)
    assert page.pixels.flags.writeable
    assert (page.number, page.source_size, page.to_source) == (1, (40, 60), Transform.identity())


@pytest.mark.parametrize(
    ("kind", "settings"), [("JPEG", {}), ("JPEG", {"progressive": True}), ("WEBP", {}), ("GIF", {})]
)
def test_lossy_formats_give_nearly_the_pixels(kind: str, settings: dict, encode) -> None:
    picture = np.full((40, 60, 3), 255, np.uint8)
    picture[8:16, 16:32] = 0
    difference = only(encode(picture, kind, **settings)).pixels.astype(int) - picture
    assert abs(difference).max() < 20


def test_a_cmyk_jpeg_is_not_read_as_its_negative(encode) -> None:
    page = only(encode(Image.new("RGB", (16, 16), "white").convert("CMYK"), "JPEG"))
    assert page.pixels.min() > 250


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "P", "LA", "RGBA", "I;16")),
        *(("TIFF", mode) for mode in ("1", "L", "P", "LA", "RGBA", "I;16", "CMYK", "F")),
    ],
)
def test_every_mode_of_a_file_reads_as_ink_on_paper(kind: str, mode: str, encode) -> None:
    grey = np.full((8, 9), 255, np.uint8)
    grey[2, 3] = 0
    image = Image.fromarray(grey)
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    elif mode == "F":
        image = Image.fromarray(grey.astype(np.float32) / 255)
    else:
        image = image.convert("RGB").convert(mode)
    np.testing.assert_array_equal(only(encode(image, kind)).pixels[:, :, 1], grey)


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_ccitt", "tiff_lzw", "packbits"])
def test_fax_compressions_of_tiff_are_read(compression: str, picture: NDArray[np.uint8], encode) -> None:
    image = black_and_white(picture)
    page = only(encode(image, "TIFF", compression=compression))
    np.testing.assert_array_equal(page.pixels, np.array(image.convert("RGB")))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_once(kind: str, orientation: int, encode) -> None:
    grey = np.full((16, 32), 255, np.uint8)
    grey[:8, :16] = 0
    grey[8:, :8] = 120
    image = Image.fromarray(grey).convert("RGB")
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    page = only(encode(image, kind, exif=exif))
    image.getexif()[ORIENTATION] = orientation
    displayed = np.array(ImageOps.exif_transpose(image))
    assert page.source_size == displayed.shape[:2]
    assert page.to_source == Transform.identity()
    assert abs(page.pixels.astype(int) - displayed).mean() < 3


def test_exif_that_cannot_be_parsed_does_not_cost_the_picture(picture: NDArray[np.uint8], encode) -> None:
    page = only(encode(picture, "PNG", exif=b"Exif\0\0 nothing that TIFF would know"))
    np.testing.assert_array_equal(page.pixels, picture)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_dpi_comes_from_the_file(kind: str, picture: NDArray[np.uint8], encode) -> None:
    assert only(encode(picture, kind, dpi=(300, 300))).dpi == pytest.approx(300, abs=0.02)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "WEBP"])
def test_dpi_is_unknown_where_the_file_does_not_say(kind: str, picture: NDArray[np.uint8], encode) -> None:
    assert only(encode(picture, kind)).dpi is None


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_fax_becomes_square_whichever_way_it_lies(orientation: int, encode) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    page = only(encode(Image.new("1", (300, 100), 1), "TIFF", dpi=(204, 98), exif=exif, compression="group4"))
    turned = orientation == 6
    assert page.source_size == ((300, 100) if turned else (100, 300))
    assert page.pixels.shape == ((300, 208, 3) if turned else (208, 300, 3))
    assert page.dpi == 204
    corner = page.to_source.points(np.array([[page.width, page.height]], dtype=float))[0]
    assert tuple(corner) == pytest.approx(page.source_size[::-1])


@pytest.fixture
def three_pages(picture: NDArray[np.uint8], encode) -> bytes:
    """A fax of three pages of different sizes, each with its own grey in the middle."""
    images = [Image.new("L", (20 + n, 10), 50 * n) for n in (1, 2, 3)]
    return encode(images[0], "TIFF", save_all=True, append_images=images[1:], compression="tiff_lzw")


def test_all_pages_of_a_tiff_are_read_with_their_numbers(three_pages: bytes) -> None:
    found = [(page.number, page.width, int(page.pixels[5, 5, 0])) for page in pages(three_pages)]
    assert found == [(1, 21, 50), (2, 22, 100), (3, 23, 150)]


def test_chosen_pages_of_a_tiff_keep_their_numbers(three_pages: bytes) -> None:
    assert [(page.number, page.width) for page in pages(three_pages, pages="3,1")] == [(1, 21), (3, 23)]


def test_pages_that_an_image_does_not_have_are_refused(three_pages: bytes, picture: NDArray[np.uint8], encode) -> None:
    with pytest.raises(PageRangeError, match=r"^fax\.tif: pages “4” cannot be: it has only 3 pages$"):
        pages(three_pages, name="fax.tif", pages="4")
    with pytest.raises(PageRangeError, match=r"only 1 page$"):
        pages(encode(picture, "PNG"), pages="2")


def test_previews_and_masks_in_a_tiff_are_no_pages(encode) -> None:
    page, preview = Image.new("L", (64, 32), 200), Image.new("L", (8, 4), 200)
    stream = io.BytesIO()
    page.save(stream, "TIFF", save_all=True, append_images=[preview])
    data = bytearray(stream.getvalue())
    assert [p.width for p in pages(bytes(data))] == [64, 8]
    _set_tag_of_second_directory(data, tag=254, value=1)
    assert [p.width for p in pages(bytes(data))] == [64]


def _set_tag_of_second_directory(data: bytearray, *, tag: int, value: int) -> None:
    """Write over the first entry of the second directory of a little-endian TIFF (TIFF 6.0, section 2)."""
    first = struct.unpack_from("<I", data, 4)[0]
    n_entries = struct.unpack_from("<H", data, first)[0]
    second = struct.unpack_from("<I", data, first + 2 + 12 * n_entries)[0]
    n_entries = struct.unpack_from("<H", data, second)[0]
    tags = [struct.unpack_from("<H", data, second + 2 + 12 * i)[0] for i in range(n_entries)]
    at = second + 2 + 12 * tags.index(284)
    struct.pack_into("<HHII", data, at, tag, 4, 1, value)


def test_an_animation_is_its_first_frame(encode) -> None:
    frames = [Image.new("L", (8, 8), value) for value in (10, 200)]
    for kind in ("GIF", "WEBP", "PNG", "MPO"):
        page = only(encode(frames[0], kind, save_all=True, append_images=frames[1:]))
        assert page.pixels.max() < 30, kind


def test_the_error_of_one_page_names_it_and_comes_when_it_is_reached(encode) -> None:
    images = [Image.fromarray(np.random.default_rng(n).integers(0, 255, (40, 50, 3)).astype(np.uint8)) for n in (1, 2)]
    data = bytearray(
        encode(images[0], "TIFF", save_all=True, append_images=images[1:], compression="tiff_adobe_deflate")
    )
    with Image.open(io.BytesIO(data)) as image:
        image.seek(1)
        strip = image.tag_v2[273][0]
    data[strip : strip + 40] = b"\xff" * 40
    reading = image_pages(io.BytesIO(data), kind=Format.TIFF, name="fax.tif", options=ReadOptions())
    assert next(reading).number == 1
    with pytest.raises(DamagedInputError, match=r"^fax\.tif, page 2: this TIFF image is cut short, damaged"):
        next(reading)


FILES = [
    ("PNG", {}),
    ("JPEG", {}),
    ("JPEG", {"progressive": True}),
    ("WEBP", {}),
    ("BMP", {}),
    ("GIF", {}),
    ("TIFF", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
    ("JPEG2000", {}),
    ("PPM", {}),
]


@pytest.mark.filterwarnings("ignore:Truncated File Read", "ignore:Corrupt EXIF data")
@pytest.mark.parametrize(("kind", "settings"), FILES)
def test_a_file_cut_anywhere_is_an_error_and_never_half_a_page(
    kind: str, settings: dict, picture: NDArray[np.uint8], encode
) -> None:
    data = encode(picture, kind, **settings)
    whole = only(data).pixels
    refused = []
    for length in range(24, len(data), len(data) // 40):
        try:
            page = only(data[:length], name="cut")
        except DamagedInputError as error:
            refused.append(str(error))
        else:
            np.testing.assert_array_equal(page.pixels, whole)
    assert len(refused) >= 39
    for message in refused:
        assert message.startswith(f"cut: this {kind} image is cut short, damaged or of an unusual kind")
        assert "\n" not in message


def test_a_fax_whose_data_ends_early_is_an_error(picture: NDArray[np.uint8], encode) -> None:
    """As scanners write it: the directory first, the data last."""
    with Image.open(io.BytesIO(encode(black_and_white(picture), "TIFF", compression="group4"))) as image:
        start, length = image.tag_v2[273][0], image.tag_v2[279][0]
        strip = image.fp.getvalue()[start : start + length]
    tags = [
        (256, 60),
        (257, 40),
        (258, 1),
        (259, 4),
        (262, 1),
        (273, 8 + 2 + 12 * 9 + 4),
        (277, 1),
        (278, 40),
        (279, length),
    ]
    head = b"II*\0" + struct.pack("<IH", 8, len(tags))
    data = head + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags) + bytes(4) + strip
    assert only(data).pixels.shape == (40, 60, 3)
    for missing in (1, length // 2, length):
        with pytest.raises(DamagedInputError, match="cut short"):
            only(data[:-missing])


def test_a_truncated_file_is_an_error_where_warnings_are_errors(picture: NDArray[np.uint8], encode) -> None:
    data = encode(picture, "TIFF")
    with pytest.raises(DamagedInputError, match="cut short"):
        only(data[:20])


def test_too_many_pixels_are_refused_before_they_are_decoded(picture: NDArray[np.uint8], encode) -> None:
    data = encode(picture, "PNG")
    assert only(data, max_pixels=2400).width == 60
    with pytest.raises(TooLargeError, match=r"^scan: 60 × 40 px are 2,400 pixels, over the limit of 2,399: "):
        only(data[:-300], max_pixels=2399)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "GIF", "JPEG", "BMP"])
def test_pillows_own_limit_never_interferes(
    kind: str, picture: NDArray[np.uint8], encode, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encode(picture, kind)
    for pillows_limit in (2000, 1000):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", pillows_limit)
        assert only(data).width == 60
        with pytest.raises(TooLargeError):
            only(data, max_pixels=2000)
        assert pillows_limit == Image.MAX_IMAGE_PIXELS


def test_a_bomb_that_pillow_would_only_warn_of_is_refused_by_our_limit() -> None:
    header = b"P6 20000 20000 255\n"
    with pytest.raises(TooLargeError, match=r"20000 × 20000 px are 400,000,000 pixels, over the limit of 250,000,000"):
        only(header)


def test_a_pillow_image_is_turned_and_left_as_it_was(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 8
    Image.fromarray(picture).save(tmp_path / "photo.png", exif=exif, dpi=(200, 200))
    with Image.open(tmp_path / "photo.png") as image:
        page = page_from_pillow(image, name="photo", options=ReadOptions())
        assert image.size == (60, 40)
    np.testing.assert_array_equal(page.pixels, np.rot90(picture))
    assert page.dpi == pytest.approx(200, abs=0.02)


def test_a_pillow_image_with_a_truncated_file_is_an_error(picture: NDArray[np.uint8], encode) -> None:
    with (
        Image.open(io.BytesIO(encode(picture, "PNG")[:-500])) as image,
        pytest.raises(DamagedInputError, match=r"^photo: "),
    ):
        page_from_pillow(image, name="photo", options=ReadOptions())


def test_a_pillow_image_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLargeError, match=r"^photo: 60 × 40 px"):
        page_from_pillow(Image.new("L", (60, 40)), name="photo", options=ReadOptions(max_pixels=2399))
