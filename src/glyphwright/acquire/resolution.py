"""What a file says about its dots per inch → what can be believed, and pixels that are square."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Transform
from glyphwright.pixels import resize

# Cameras and drawing programs write 72 or 96 into everything; only a small picture can truly be of so few dots.
_LOWEST, _HIGHEST = 60.0, 2400.0
_OFTEN_A_DEFAULT = 100.0
_LONGEST_AT_DEFAULT_INCHES = 17.0
# Fax has 204 dots across and 98 or 196 down; the second is near enough to square.
_SQUARE_WITHIN = 1.2
_NEVER_ABOVE = 4.0


def plausible_dpi(stated: Any, width: int, height: int) -> tuple[float, float] | None:
    """The (horizontal, vertical) dpi that a file states, unless it is missing or cannot be true of its pixels.

    Plausible are 60 to 2400, horizontally and vertically no more than a factor of 4 apart; and up to 100, which is
    mostly a default that means nothing, only if the image is then at most 17 inches long.
    """
    try:
        x_dpi, y_dpi = (float(value) for value in stated)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    lowest, highest = min(x_dpi, y_dpi), max(x_dpi, y_dpi)
    if not (lowest >= _LOWEST and highest <= _HIGHEST and highest <= _NEVER_ABOVE * lowest):
        return None
    longest_inches = max(width / x_dpi, height / y_dpi)
    if highest <= _OFTEN_A_DEFAULT and longest_inches > _LONGEST_AT_DEFAULT_INCHES:
        return None
    return x_dpi, y_dpi


def square_pixels(
    rgb: NDArray[np.uint8], dpi: tuple[float, float] | None
) -> tuple[NDArray[np.uint8], float | None, Transform]:
    """Stretch pixels that are not square, as a fax's, along their coarser axis.

    Returns:
        The pixels, their one dpi, and the map back to where they came from.
    """
    if dpi is None:
        return rgb, None, Transform.identity()
    x_dpi, y_dpi = dpi
    finer = max(dpi)
    if finer <= _SQUARE_WITHIN * min(dpi):
        return rgb, (x_dpi + y_dpi) / 2, Transform.identity()
    height, width = rgb.shape[:2]
    new_width, new_height = round(width * finer / x_dpi), round(height * finer / y_dpi)
    to_source = Transform.scale(width / new_width, height / new_height)
    return resize(rgb, new_width, new_height), finer, to_source
