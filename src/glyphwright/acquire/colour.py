"""Pixels of any kind → (height, width, 3) uint8 RGB.

Transparent parts become white, as paper would be; or black where all else is so light that white would hide it.
"""

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import DamagedInputError, UnsupportedFormatError

if TYPE_CHECKING:
    from PIL import Image

_HIDDEN_BY_WHITE = 224


def rgb_from_array(array: NDArray[Any], *, name: str) -> NDArray[np.uint8]:
    """A copy of grey (h, w), RGB (h, w, 3) or RGBA (h, w, 4) pixels as RGB.

    Args:
        array: uint8, uint16 (white is 65535), bool (True is white) or floating point in [0, 1].
        name: What an error calls it.

    Raises:
        UnsupportedFormatError: Its shape, type or range is another.
        DamagedInputError: It has no pixels.
    """
    if array.ndim != 2 and not (array.ndim == 3 and array.shape[2] in (3, 4)):
        raise UnsupportedFormatError(f"{name}: shape {array.shape} is no image: give (h, w), (h, w, 3) or (h, w, 4)")
    if array.size == 0:
        raise DamagedInputError(f"{name}: shape {array.shape} has no pixels: give at least one row and one column")
    eight_bit = _to_8_bit(array, name)
    if eight_bit.ndim == 2:
        return _grey(eight_bit)
    if eight_bit.shape[2] == 4:
        return _on_paper(eight_bit)
    return eight_bit.copy()


def rgb_from_pillow(image: "Image.Image") -> NDArray[np.uint8]:
    """The pixels of a loaded Pillow image of any mode.

    Of 16-bit values the highest eight bits that any of them has count: scanners and cameras put 10, 12 or 14 bits into
    them. Values of 32 bits (modes I and F), whose white nobody states, are taken for
    the smallest of 1 (F only), 255 and 65535 that none of them exceeds, or else for their own maximum.
    """
    if image.mode.startswith("I;16"):
        values = np.asarray(image)
        return _grey((values >> max(0, int(values.max()).bit_length() - 8)).astype(np.uint8))
    if image.mode in ("I", "F"):
        return _grey(_from_32_bit(np.asarray(image, dtype=np.float64), fraction=image.mode == "F"))
    if image.has_transparency_data:
        return _on_paper(np.asarray(image.convert("RGBA")))
    if image.mode in ("1", "L"):
        return _grey(np.asarray(image.convert("L")))
    if image.mode == "LAB":
        # Pillow converts it only with colour profiles; the lightness is all that reading needs.
        return _grey(np.asarray(image.getchannel("L")))
    # To convert to its own mode would be one more copy.
    return np.array(image if image.mode == "RGB" else image.convert("RGB"))


def _grey(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w) → (h, w, 3)."""
    import cv2

    return cast(NDArray[np.uint8], cv2.cvtColor(np.ascontiguousarray(values), cv2.COLOR_GRAY2RGB))


def _to_8_bit(array: NDArray[Any], name: str) -> NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return cast(NDArray[np.uint8], array)
    if np.issubdtype(array.dtype, np.uint16):
        return cast(NDArray[np.uint8], (array >> 8).astype(np.uint8))
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if not np.issubdtype(array.dtype, np.floating):
        raise UnsupportedFormatError(f"{name}: type {array.dtype} is no image: give uint8, uint16, bool or float")
    # NaN fails both comparisons.
    if not (array.min() >= 0 and array.max() <= 1):
        raise UnsupportedFormatError(f"{name}: values are outside 0 to 1: scale them, or give uint8")
    return cast(NDArray[np.uint8], np.rint(array * 255).astype(np.uint8))


def _from_32_bit(values: NDArray[np.float64], *, fraction: bool) -> NDArray[np.uint8]:
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    highest = float(finite.max())
    white = next((top for top in (1.0, 255.0, 65535.0) if highest <= top and (fraction or top > 1)), highest)
    return np.rint(np.clip(finite / white, 0, 1) * 255).astype(np.uint8)


def _on_paper(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Alpha compositing over white or black: (h, w, 4) → (h, w, 3)."""
    if rgba[:, :, 3].min() == 255:
        return rgba[:, :, :3].copy()
    alpha = rgba[:, :, 3:].astype(np.uint16)
    on_white = ((rgba[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
    if on_white.min() < _HIDDEN_BY_WHITE or not alpha.any():
        return on_white
    return ((rgba[:, :, :3] * alpha + 127) // 255).astype(np.uint8)
