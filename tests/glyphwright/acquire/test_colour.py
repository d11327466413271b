import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from PIL import Image

from glyphwright.acquire.colour import rgb_from_array, rgb_from_pillow
from glyphwright.errors import DamagedInputError, UnsupportedFormatError

INK, PAPER = (0, 0, 0), (255, 255, 255)


def ink_on_paper(dtype: object, white: float) -> NDArray[np.generic]:
    grey = np.full((4, 6), white, dtype)
    grey[1, 2] = 0
    return grey


def reads_as_ink_on_paper(rgb: NDArray[np.uint8]) -> bool:
    dark = (rgb == INK).all(axis=2)
    light = (rgb == PAPER).all(axis=2)
    return rgb.dtype == np.uint8 and dark[1, 2] and dark.sum() == 1 and light.sum() == rgb.shape[0] * rgb.shape[1] - 1


@pytest.mark.parametrize(
    ("dtype", "white"),
    [
        (np.uint8, 255),
        (np.uint16, 65535),
        (">u2", 65535),
        (np.bool_, 1),
        (np.float16, 1),
        (np.float32, 1),
        (np.float64, 1),
    ],
)
def test_grey_arrays_of_every_type_become_rgb(dtype: object, white: float) -> None:
    assert reads_as_ink_on_paper(rgb_from_array(ink_on_paper(dtype, white), name="array"))


@settings(deadline=None, max_examples=30)
@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 5), st.integers(1, 5), st.just(3))))
def test_rgb_stays_as_it_is_in_every_type(rgb: NDArray[np.uint8]) -> None:
    for array in (rgb, rgb.astype(np.uint16) * 257, rgb / 255, (rgb / 255).astype(np.float32)):
        np.testing.assert_array_equal(rgb_from_array(array, name="array"), rgb)


def test_the_result_is_a_copy_of_its_own() -> None:
    for shape in ((3, 4), (3, 4, 3), (3, 4, 4)):
        array = np.full(shape, 255, np.uint8)
        rgb = rgb_from_array(array[::-1, ::-1], name="array")
        rgb[:] = 9
        assert array.min() == 255
        assert rgb.flags.c_contiguous


def test_transparent_parts_become_white_in_proportion() -> None:
    rgba = np.array([[[0, 0, 0, 255], [0, 0, 0, 0], [10, 20, 30, 128]]], np.uint8)
    expected = [[[0, 0, 0], [255, 255, 255], [132, 137, 142]]]
    assert rgb_from_array(rgba, name="array").tolist() == expected
    assert rgb_from_array(rgba.astype(np.uint16) * 257, name="array").tolist() == expected


def test_light_ink_without_paper_stands_on_black() -> None:
    rgba = np.zeros((2, 2, 4), np.uint8)
    assert (rgb_from_array(rgba, name="array") == 255).all()
    rgba[0, 0] = 255, 250, 240, 255
    assert rgb_from_array(rgba, name="array").tolist() == [[[255, 250, 240], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]]


@pytest.mark.parametrize("shape", [(5,), (4, 5, 1), (4, 5, 2), (4, 5, 5), (1, 4, 5, 3), ()])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"^array: shape \(.*\) is no image: give \(h, w\)"):
        rgb_from_array(np.zeros(shape, np.uint8), name="array")


@pytest.mark.parametrize("shape", [(0, 5), (5, 0, 3)])
def test_an_array_without_pixels_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(DamagedInputError, match="has no pixels"):
        rgb_from_array(np.zeros(shape, np.uint8), name="array")


@pytest.mark.parametrize("dtype", [np.int32, np.int8, np.uint32, np.complex64, object, "U1"])
def test_other_types_are_refused(dtype: object) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"is no image: give uint8, uint16, bool or float$"):
        rgb_from_array(np.zeros((4, 5), dtype), name="array")


@pytest.mark.parametrize("value", [255.0, -0.1, np.nan, np.inf])
def test_floats_outside_zero_to_one_are_refused(value: float) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"values are outside 0 to 1: scale them, or give uint8$"):
        rgb_from_array(np.full((4, 5), value), name="array")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "RGBX", "LA", "PA", "CMYK", "YCbCr", "HSV", "RGBa"])
def test_pillow_images_of_every_8_bit_mode_become_rgb(mode: str) -> None:
    image = Image.fromarray(ink_on_paper(np.uint8, 255))
    via = "RGBA" if mode == "RGBa" else "P" if mode == "PA" else "RGB"
    assert reads_as_ink_on_paper(rgb_from_pillow(image.convert(via).convert(mode)))


def test_the_lightness_of_a_lab_image_is_read() -> None:
    lab = Image.merge("LAB", [Image.fromarray(ink_on_paper(np.uint8, 255)), *[Image.new("L", (6, 4), 128)] * 2])
    assert reads_as_ink_on_paper(rgb_from_pillow(lab))


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_fewer_bits_in_16_are_as_light_as_16(bits: int) -> None:
    grey = (np.arange(256) * ((1 << bits) - 1) // 255).reshape(16, 16)
    rgb = rgb_from_pillow(Image.fromarray(grey.astype(np.uint16)))
    np.testing.assert_array_equal(rgb[..., 0].ravel(), np.arange(256))


@pytest.mark.parametrize("dtype", ["<u2", ">u2"])
def test_16_bit_pillow_images_lose_their_lower_byte(dtype: str) -> None:
    values = ink_on_paper(dtype, 65535)
    mode = "I;16" if dtype == "<u2" else "I;16B"
    assert reads_as_ink_on_paper(rgb_from_pillow(Image.frombytes(mode, (6, 4), values.tobytes())))


@pytest.mark.parametrize(
    ("dtype", "white"),
    [(np.int32, 255), (np.int32, 65535), (np.int32, 10**8), (np.float32, 1), (np.float32, 255), (np.float32, 3e9)],
)
def test_32_bit_pillow_images_find_their_white(dtype: type, white: float) -> None:
    assert reads_as_ink_on_paper(rgb_from_pillow(Image.fromarray(ink_on_paper(dtype, white))))


def test_an_all_black_32_bit_image_stays_black_and_what_is_not_finite_is_black() -> None:
    assert not rgb_from_pillow(Image.new("F", (3, 2), 0.0)).any()
    odd = np.array([[np.nan, np.inf, -np.inf, -3.0, 1.0]], np.float32)
    assert rgb_from_pillow(Image.fromarray(odd))[0, :, 0].tolist() == [0, 0, 0, 0, 255]


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "1"])
def test_a_colour_that_a_file_declares_transparent_becomes_white(mode: str) -> None:
    image = Image.new("L", (6, 4), 0).convert(mode)
    image.info["transparency"] = (0, 0, 0) if mode == "RGB" else image.getpixel((0, 0))
    assert (rgb_from_pillow(image) == 255).all()
