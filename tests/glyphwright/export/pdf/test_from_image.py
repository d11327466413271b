import io
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from glyphwright.errors import DamagedInputError, OutputError, UnsupportedFormatError
from glyphwright.export import ExportOptions, export
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word

SIZE = (400, 300)
TEXTS = ("The quick brown", "a 1 fox", "x")
# What the layer, its font and the structure of a one-page file may take on top of the image.
OVERHEAD_BYTES = 4500

FindWords = Callable[..., list[tuple[str, Box]]]


def picture(mode: str = "RGB") -> Image.Image:
    """Something that looks different however it is turned, with smooth parts and sharp ones."""
    ramp = np.linspace(0, 255, SIZE[0] * SIZE[1]).reshape(SIZE[1], SIZE[0]).astype(np.uint8)
    image = Image.fromarray(np.dstack([ramp, ramp[::-1], ramp[:, ::-1]]))
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 30, 120, 60), fill=(250, 20, 20))
    draw.ellipse((250, 180, 380, 290), fill=(10, 10, 240))
    return image.convert(mode)


def file_of(image: Image.Image, kind: str, **choices: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **choices)
    return buffer.getvalue()


def document_of(*pages: Page) -> Document:
    return Document(pages, "scan.img")


def image_object(data: bytes, index: int = 0) -> pikepdf.Stream:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        image = pdf.pages[index].obj.Resources.XObject.Page
        image.read_raw_bytes()
        entries = {key: str(value) for key, value in image.items()}
        return image.read_raw_bytes(), entries


@pytest.fixture
def read(make_page: Callable[..., Page]) -> Document:
    """What was read on `picture`, at 72 dpi so that a rendering at scale 1 has its pixels."""
    return document_of(make_page(TEXTS, width=SIZE[0], height=SIZE[1], dpi=72))


def on_white(image: Image.Image) -> NDArray[np.uint8]:
    rgba = image.convert("RGBA")
    return np.array(Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB"))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_a_png_looks_as_it_did(mode: str, read: Document, rendered: Callable[..., NDArray[Any]]) -> None:
    image = picture("L").convert(mode) if mode == "I;16" else picture().convert(mode)
    if mode.endswith("A"):
        image.putalpha(picture("L"))
    result = export(read, "pdf", source=file_of(image, "PNG"))
    wanted = np.array(picture("RGB").convert("L").convert("RGB")) if mode == "I;16" else on_white(image)
    if mode == "I;16":
        wanted = np.zeros_like(wanted)  # its values are all below 256 of 65536
    assert np.abs(rendered(result).astype(int) - wanted).max() <= 1


@pytest.mark.parametrize("kind", ["BMP", "GIF", "TIFF", "WEBP", "PPM", "JPEG2000"])
def test_other_formats_look_as_they_did(kind: str, read: Document, rendered: Callable[..., NDArray[Any]]) -> None:
    source = file_of(picture(), kind, **({"lossless": True} if kind == "WEBP" else {}))
    wanted = np.array(Image.open(io.BytesIO(source)).convert("RGB"))
    assert np.abs(rendered(export(read, "pdf", source=source)).astype(int) - wanted).max() <= 1


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_is_embedded_byte_for_byte(mode: str, read: Document, rendered: Callable[..., NDArray[Any]]) -> None:
    source = file_of(picture(mode), "JPEG", progressive=True)
    result = export(read, "pdf", source=source)
    data, entries = image_object(result)
    assert data == source
    assert entries["/Filter"] == "/DCTDecode"
    assert len(result) <= len(source) + OVERHEAD_BYTES
    wanted = np.array(Image.open(io.BytesIO(source)).convert("RGB")).astype(int)
    # CMYK has no one right way to the screen: only the inversion is looked for.
    assert np.abs(rendered(result) - wanted).mean() < (60 if mode == "CMYK" else 2)


def test_the_pixels_of_a_png_are_not_compressed_anew(read: Document) -> None:
    source = file_of(picture(), "PNG", compress_level=1)
    data, entries = image_object(export(read, "pdf", source=source))
    assert data in source
    assert entries["/Filter"] == "/FlateDecode"


def test_jpeg_2000_is_embedded_byte_for_byte(read: Document) -> None:
    source = file_of(picture(), "JPEG2000")
    assert image_object(export(read, "pdf", source=source))[0] == source


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_one_bit_stays_one_bit(kind: str, read: Document, rendered: Callable[..., NDArray[Any]]) -> None:
    source = file_of(picture("1"), kind)
    result = export(read, "pdf", source=source)
    assert image_object(result)[1]["/BitsPerComponent"] == "1"
    assert np.array_equal(rendered(result), on_white(picture("1")))


def test_line_art_of_a_tiff_becomes_group_4(read: Document, rendered: Callable[..., NDArray[Any]]) -> None:
    drawing = Image.new("1", SIZE, 1)
    ImageDraw.Draw(drawing).line((10, 10, 300, 200), fill=0, width=3)
    source = file_of(drawing, "TIFF", compression="group4")
    result = export(read, "pdf", source=source)
    assert image_object(result)[1]["/Filter"] == "/CCITTFaxDecode"
    assert np.array_equal(rendered(result), on_white(drawing))
    assert len(result) <= len(source) + OVERHEAD_BYTES


@pytest.mark.parametrize("mode", ["1", "L"])
def test_a_bilevel_png_is_packed_as_a_fax_where_that_is_smaller(
    mode: str, read: Document, rendered: Callable[..., NDArray[Any]]
) -> None:
    drawing = Image.new("1", SIZE, 1)
    ImageDraw.Draw(drawing).line((10, 10, 300, 200), fill=0, width=3)
    ImageDraw.Draw(drawing).ellipse((90, 40, 333, 271), outline=0, width=5)
    source = file_of(drawing.convert(mode), "PNG")
    result = export(read, "pdf", source=source)
    data, entries = image_object(result)
    assert entries["/Filter"] == "/CCITTFaxDecode"
    assert len(data) < len(source)
    assert np.array_equal(rendered(result), on_white(drawing))


def test_the_strips_of_a_jpeg_tiff_are_joined_without_loss(
    read: Document, rendered: Callable[..., NDArray[Any]]
) -> None:
    for mode in ("RGB", "L"):
        source = file_of(picture(mode), "TIFF", compression="jpeg", quality=90)
        result = export(read, "pdf", source=source)
        data, entries = image_object(result)
        assert entries["/Filter"] == "/DCTDecode"
        assert len(result) <= len(source) + OVERHEAD_BYTES
        wanted = np.array(Image.open(io.BytesIO(source)).convert("RGB"))
        assert np.array_equal(np.array(Image.open(io.BytesIO(data)).convert("RGB")), wanted)
        assert np.abs(rendered(result).astype(int) - wanted).max() <= 2


def test_a_cmyk_tiff_keeps_its_four_channels(read: Document) -> None:
    image = picture("CMYK")
    data = export(read, "pdf", source=file_of(image, "TIFF"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        decoded = pdf.pages[0].obj.Resources.XObject.Page.read_bytes()
    assert decoded == image.tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_exif_orientation_is_obeyed(
    kind: str,
    orientation: int,
    make_page: Callable[..., Page],
    find_words: FindWords,
    rendered: Callable[..., NDArray[Any]],
) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    choices = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    source = file_of(picture(), kind, exif=exif, dpi=(72, 72), **choices)
    size = SIZE if orientation < 5 else SIZE[::-1]
    page = make_page(TEXTS, width=size[0], height=size[1], dpi=72)
    result = export(document_of(page), "pdf", source=source)
    upright = (
        picture()
        if orientation == 1
        else picture().transpose(
            {
                2: Image.Transpose.FLIP_LEFT_RIGHT,
                3: Image.Transpose.ROTATE_180,
                4: Image.Transpose.FLIP_TOP_BOTTOM,
                5: Image.Transpose.TRANSPOSE,
                6: Image.Transpose.ROTATE_270,
                7: Image.Transpose.TRANSVERSE,
                8: Image.Transpose.ROTATE_90,
            }[orientation]
        )
    )
    assert np.abs(rendered(result).astype(int) - np.array(upright)).mean() < 3
    found = find_words(result, size=size)
    assert statistics.mean(w.box.iou(box) for w, (_, box) in zip(page.words, found, strict=True)) > 0.97


@pytest.mark.parametrize(
    ("stated", "read_at", "points"),
    [
        ((150, 150), 150.0, (192, 144)),
        ((150, 150), None, (192, 144)),
        ((72, 72), None, (96, 72)),
        (None, None, (96, 72)),
        (None, 100.0, (288, 216)),
        ((150, 150), 100.0, (288, 216)),
        ((204, 102), 204.0, (141.176, 211.764)),
        (None, 1.0, (14400, 10800)),
    ],
)
def test_the_size_of_a_page_follows_from_its_dpi(
    stated: tuple[int, int] | None, read_at: float | None, points: tuple[float, float]
) -> None:
    source = file_of(picture(), "TIFF", **({"dpi": stated} if stated else {}))
    result = export(document_of(Page(1, *SIZE, dpi=read_at)), "pdf", source=source)
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert [float(side) for side in pdf.pages[0].obj.MediaBox] == [0, 0, *points]


@pytest.mark.parametrize("dpi", [137, 200, 250, 300, 301])
def test_a_page_rendered_at_its_dpi_has_the_pixels_of_its_image(
    dpi: int, rendered: Callable[..., NDArray[Any]]
) -> None:
    image = Image.effect_noise((413, 585), 60)
    result = export(document_of(Page(1, 413, 585, dpi=dpi)), "pdf", source=file_of(image, "PNG"))
    pixels = rendered(result, scale=dpi / 72)
    assert pixels.shape == (585, 413, 3)
    assert np.abs(pixels[:, :, 0].astype(int) - np.asarray(image)).mean() < 1


def test_words_of_a_fax_lie_where_they_were_read(make_page: Callable[..., Page], find_words: FindWords) -> None:
    source = file_of(Image.new("1", (1728, 1100), 1), "TIFF", dpi=(204, 98), compression="group4")
    page = make_page(TEXTS, width=1728, height=1100, dpi=98)
    found = find_words(export(document_of(page), "pdf", source=source), size=(1728, 1100))
    assert statistics.mean(w.box.iou(box) for w, (_, box) in zip(page.words, found, strict=True)) > 0.97


def test_pages_of_a_tiff_are_chosen_by_number_and_its_thumbnails_passed_over(
    make_page: Callable[..., Page], find_words: FindWords, rendered: Callable[..., NDArray[Any]]
) -> None:
    frames = [Image.new("L", SIZE, shade) for shade in (10, 20, 30)]
    thumbnail = Image.new("L", (40, 30), 99)
    thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    source = file_of(frames[0], "TIFF", save_all=True, append_images=[thumbnail, *frames[1:]])
    pages = [make_page((f"page{number}",), width=SIZE[0], height=SIZE[1], dpi=72, number=number) for number in (1, 3)]
    result = export(document_of(*pages), "pdf", source=source)
    assert [rendered(result, index=index)[0, 0, 0] for index in (0, 1)] == [10, 30]
    assert [find_words(result, index=index, size=SIZE)[0][0] for index in (0, 1)] == ["page1", "page3"]
    with pytest.raises(OutputError, match="page 4 was read, but the image has 3"):
        export(document_of(Page(4, *SIZE)), "pdf", source=source)


def test_a_profile_other_than_srgb_goes_along(read: Document) -> None:
    header = bytearray(200)
    header[12:20] = b"mntrRGB "
    entries = image_object(export(read, "pdf", source=file_of(picture(), "JPEG", icc_profile=bytes(header))))[1]
    assert "/ICCBased" in entries["/ColorSpace"]
    named = bytes(header) + b"sRGB IEC61966-2.1"
    entries = image_object(export(read, "pdf", source=file_of(picture(), "JPEG", icc_profile=named)))[1]
    assert entries["/ColorSpace"] == "/DeviceRGB"


def test_grey_pixels_stored_as_colour_become_grey(read: Document) -> None:
    source = file_of(picture("L").convert("RGB"), "BMP")
    assert image_object(export(read, "pdf", source=source))[1]["/ColorSpace"] == "/DeviceGray"


def test_the_file_is_the_same_every_time_and_names_its_producer(read: Document) -> None:
    source = file_of(picture(), "PNG")
    result = export(read, "pdf", source=source)
    assert export(read, "pdf", source=source) == result
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert dict(pdf.docinfo) == {"/Producer": "glyphwright"}


def test_a_page_that_lay_on_its_side_can_be_shown_upright() -> None:
    result = export(
        document_of(Page(1, *SIZE, dpi=72, rotation_degrees=90)),
        "pdf",
        source=file_of(picture(), "PNG"),
        options=ExportOptions(turn_upright=True),
    )
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert pdf.pages[0].obj.Rotate == 90


def test_characters_of_every_plane_can_be_copied(find_words: FindWords) -> None:
    tokens = ["fix", "漢字", "𝔊😀", "𐤀", "😀"]
    words = tuple(Word(text, Box(20 + 70 * i, 100, 80 + 70 * i, 120).polygon) for i, text in enumerate(tokens))
    line = Line(words, Box(20, 100, 380, 120).polygon)
    result = export(document_of(Page(1, *SIZE, (Block.around((line,)),), 72)), "pdf", source=file_of(picture(), "PNG"))
    found = "".join(text for text, _ in find_words(result, size=SIZE))
    assert found.encode("utf-16", "surrogatepass").decode("utf-16") == "".join(tokens)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"", UnsupportedFormatError),
        (b"MZ nothing of ours", UnsupportedFormatError),
        (b"BM\0\0", UnsupportedFormatError),
    ],
)
def test_what_is_no_image_is_refused_by_name(source: bytes, error: type[Exception], read: Document) -> None:
    with pytest.raises(error, match=r"^scan\.img: "):
        export(read, "pdf", source=source)


@pytest.mark.parametrize("kind", ["TIFF", "WEBP", "GIF", "PNG"])
def test_an_image_that_is_cut_short_is_refused_by_name(kind: str, read: Document) -> None:
    source = file_of(picture(), kind)
    with pytest.raises(DamagedInputError, match=r"^scan\.img: the image is cut short"):
        export(read, "pdf", source=source[: len(source) // 2])
