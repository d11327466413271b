"""Line regions → rectified grey crops of one height, each with the way back to its page.

The frame of a line region is [left ink edge, ascender line] … [right ink edge, descender line]; the crop adds a margin
around it, so that accents, descenders and the neighbours' distance can be seen. Training cuts its lines here too.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon, Transform
from glyphwright.pixels import border_level, percentiles, rectify, straighten
from glyphwright.stages import LineCrop, PageImage, Region

# Shares of the line's height. Accents on capitals stand above the ascender line, little hangs below the descender line.
MARGIN_ABOVE = 0.20
MARGIN_BELOW = 0.14
MARGIN_ALONG = 0.30
MAX_WIDTH_PX = 8192
# A slanted word in an upright box fills nearly all of its height, from corner to corner; some of it is always kept.
FOLLOWED, LEAST_ACROSS = 0.9, 0.35
SLANTS = (-25.0, -18.0, -12.0, -6.0, 6.0, 12.0, 18.0, 25.0)
MOST_FALL = 0.7
STRETCH, MOST_STRETCH = 1.4, 1.8
FRAMED = (0.84, 1.16)
# A picture of one word that is so much higher than wide may hold one that was written downwards or upwards.
UPENDED = 1.3
# Drawing out contrast: percentiles that are let go, the range that the rest then fills, the most that it grows.
EXTREMES, FULL_RANGE, MOST_CONTRAST = (2, 98), 200, 6


def cut_lines(image: PageImage, lines: Sequence[Region], *, height: int) -> list[LineCrop]:
    """Cut every line out as an upright crop of exactly `height` pixels, along its bend; its shape tells the width."""
    grey = image.grey
    crops = []
    for line in lines:
        frame = with_margin(line.polygon)
        cut = rectify if len(frame.points) == 4 else straighten
        crops.append(LineCrop(*cut(grey, frame, crop_width(frame, height), height)))
    return crops


def cut_whole(
    image: PageImage, *, height: int, slant_degrees: float = 0.0, stretch: float = 1.0, framed: float = 1.0
) -> LineCrop:
    """A picture that is one line or word, as a crop; the margin around it has the colour of its border.

    Repeating the border, as at the edges of pages, would draw letters that touch it out into streaks. Weak contrast, as
    photographs taken in the dark have it, is drawn out.

    Args:
        image: The picture.
        height: Of the crop.
        slant_degrees: By how much the line falls from left to right; the crop follows it, as a parallelogram whose
            upper and lower edges reach what they can of the picture's corners.
        stretch: How much wider than it is the crop shall be.
        framed: The height of the line's frame, in that of the picture.
    """
    grey = _full_contrast(image.grey)
    h, w = grey.shape
    room = max(2, round(h * max(MARGIN_ABOVE, MARGIN_BELOW, MARGIN_ALONG)) + 2)
    padded = np.pad(grey, room, constant_values=round(border_level(grey)))
    fall = w * float(np.tan(np.deg2rad(slant_degrees)))
    across = framed * max(h - FOLLOWED * abs(fall), LEAST_ACROSS * h)
    centre = np.array([room, room + h / 2])
    corners = np.array([[0, -fall - across], [2 * w, fall - across], [2 * w, fall + across], [0, across - fall]]) / 2
    frame = with_margin(Polygon.from_array(centre + corners))
    width = min(max(round(crop_width(frame, height) * stretch), 4), MAX_WIDTH_PX)
    pixels, to_padded = rectify(padded, frame, width, height)
    return LineCrop(pixels, to_padded.then(Transform.shift(-room, -room)))


def cut_otherwise(image: PageImage, *, height: int) -> list[LineCrop]:
    """A picture that is one line or word, cut in other ways that may suit it better.

    Stretched, for narrow letters; framed more closely and more widely; along every slant of `SLANTS`, in degrees, that
    falls by no more than `MOST_FALL` of the picture's height, as it is and stretched: a long line cannot slant much in
    its own box; and what is higher than wide on both sides.
    """
    reach = MOST_FALL * image.height / image.width
    slants = [slant for slant in SLANTS if abs(np.tan(np.deg2rad(slant))) <= reach]
    slanted = [
        cut_whole(image, height=height, slant_degrees=slant, stretch=stretch)
        for slant in slants
        for stretch in (1.0, STRETCH)
    ]
    stretched = [cut_whole(image, height=height, stretch=stretch) for stretch in (STRETCH, MOST_STRETCH)]
    framed = [cut_whole(image, height=height, framed=share) for share in FRAMED]
    turned = [_cut_on_side(image, height, clockwise) for clockwise in (True, False)]
    upended = turned if image.height > UPENDED * image.width else []
    return [*stretched, *framed, *slanted, *upended]


def _cut_on_side(image: PageImage, height: int, clockwise: bool) -> LineCrop:
    """A picture of one word turned by a quarter, clockwise for a word that was written upwards."""
    quarters = 1 if clockwise else 3
    pixels = np.ascontiguousarray(np.rot90(image.pixels, -quarters))
    home = Transform.quarter_turns(quarters, image.width, image.height).inverse
    crop = cut_whole(PageImage(pixels), height=height)
    return LineCrop(crop.pixels, crop.to_page.then(home))


def _full_contrast(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Grey values spread over most of the range where they fill less of it; what has none, noise included, stays."""
    low, high = percentiles(grey, EXTREMES)
    if high - low < FULL_RANGE / 20:
        return grey
    growth = min(FULL_RANGE / (high - low), MOST_CONTRAST)
    if growth <= 1:
        return grey
    levels = (np.arange(256) - (low + high) / 2) * growth + 127.5
    return np.asarray(np.clip(levels, 0, 255).astype(np.uint8)[grey])


def with_margin(polygon: Polygon) -> Polygon:
    """The frame of a line grown by the margins that a crop has around its line."""
    return polygon.grown(above=MARGIN_ABOVE, below=MARGIN_BELOW, along=MARGIN_ALONG)


def crop_width(frame: Polygon, height: int) -> int:
    """How many pixels wide a frame becomes when it is `height` pixels high, at least 4."""
    upper, lower = frame.edges
    runs = np.concatenate([upper[1:] - upper[:-1], lower[1:] - lower[:-1]])
    length = np.sqrt((runs**2).sum(axis=1)).sum() / 2
    across = np.sqrt(((lower - upper) ** 2).sum(axis=1)).mean()
    return min(max(round(float(length) / max(float(across), 1e-6) * height), 4), MAX_WIDTH_PX)
