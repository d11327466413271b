"""A page that lies askew → the same page level, where its lines say how far it is off.

The angle is the one at which the lower edges of its letters pile up in the fewest rows: the sum of squares of their
projection profile is then largest (Postl 1986; compared with others in Bloomberg et al. 1995).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Transform
from glyphwright.pixels import to_grey
from glyphwright.preprocess.ink import find_pieces, ink_mask, shrunk
from glyphwright.stages import PageImage

LONG_SIDE_PX = 1200
LARGEST_DEGREES = 15.0
COARSE_DEGREES, FINE_DEGREES = 0.25, 0.05
COARSE_POINTS, FINE_POINTS = 5_000, 20_000
FEWEST_LETTERS = 12
CLEAR = 1.25
"""How far the best profile must stand above the median of all, for there to be lines."""
WORTH_DEGREES = 0.3
"""What is less askew is left as it is, since turning costs sharpness."""


def deskew(image: PageImage) -> PageImage:
    """Turn the page level; the same image where it is level already, or nothing on it looks like lines of text."""
    angle = estimate_skew(image.pixels)
    if angle is None or abs(angle) < WORTH_DEGREES:
        return image
    return turn(image, -angle)


def estimate_skew(pixels: NDArray[np.uint8]) -> float | None:
    """By how many degrees lines of text fall to the right, within ±15; None where there are none to be sure of.

    Args:
        pixels: (h, w, 3) RGB.
    """
    grey, _ = shrunk(to_grey(pixels), LONG_SIDE_PX)
    mask = ink_mask(grey)
    pieces = find_pieces(mask)
    letters = pieces.like_letters
    if letters.sum() < FEWEST_LETTERS:
        return None
    lower_edges = pieces.chosen(letters)[:-1] & (mask[1:] == 0)
    y, x = np.nonzero(lower_edges)
    points = np.stack([x - mask.shape[1] / 2, y]).astype(np.float32)  # (2, n)
    coarse = np.arange(-LARGEST_DEGREES, LARGEST_DEGREES + 1e-6, COARSE_DEGREES)
    profile = _concentrations(_sampled(points, COARSE_POINTS), coarse, bin_px=2.0)
    best = coarse[profile.argmax()]
    if profile.max() < CLEAR * np.median(profile):
        return None
    fine = best + np.arange(-2 * COARSE_DEGREES, 2 * COARSE_DEGREES + 1e-6, FINE_DEGREES)
    profile = _concentrations(_sampled(points, FINE_POINTS), fine, bin_px=1.0)
    return _peak(fine, profile)


def turn(image: PageImage, degrees: float) -> PageImage:
    """Turn a page clockwise on a sheet large enough for all of it; what comes in has the colour of its border."""
    import cv2

    h, w = image.height, image.width
    angle = np.deg2rad(degrees)
    cosine, sine = np.cos(angle), np.sin(angle)
    # As OpenCV's frame has y down, this turns clockwise as seen.
    spin = np.array([[cosine, -sine], [sine, cosine]])
    width, height = (np.ceil(np.abs(spin) @ [w, h] - 1e-6)).astype(int)
    shift = np.array([width, height]) / 2 - spin @ [w / 2, h / 2]
    there = Transform.from_array(np.column_stack([spin, shift]))
    # warpAffine numbers pixel centres from 0; our frames put a centre at .5.
    centred = Transform.shift(0.5, 0.5).then(there).then(Transform.shift(-0.5, -0.5))
    turned = cv2.warpAffine(
        image.pixels,
        centred.array[:2],
        (int(width), int(height)),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=_border_colour(image.pixels),
    )
    return replace(
        image,
        pixels=turned,
        to_source=there.inverse.then(image.to_source),
        source_size=image.source_size or (h, w),
    )


def _border_colour(pixels: NDArray[np.uint8]) -> tuple[float, ...]:
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return tuple(float(level) for level in np.median(border, axis=0))


def _sampled(points: NDArray[np.float32], most: int) -> NDArray[np.float32]:
    return points[:, :: -(-points.shape[1] // most)]


def _concentrations(points: NDArray[np.float32], degrees: NDArray[np.float64], *, bin_px: float) -> NDArray[np.float64]:
    """Sum of squares of the profile of points (2, n) at each angle."""
    x, y = points / np.float32(bin_px)
    profiles = []
    for slope in np.tan(np.deg2rad(degrees)):
        rows = y - np.float32(slope) * x
        counts = np.bincount((rows - rows.min()).astype(np.int32))
        profiles.append(float(np.square(counts, dtype=np.float64).sum()))
    return np.array(profiles)


def _peak(degrees: NDArray[np.float64], profile: NDArray[np.float64]) -> float:
    """Where the parabola through the highest value and its neighbours is highest."""
    i = int(np.clip(profile.argmax(), 1, len(profile) - 2))
    below, top, above = profile[i - 1 : i + 2]
    bend = below - 2 * top + above
    offset = 0.0 if bend == 0 else float(np.clip(0.5 * (below - above) / bend, -1, 1))
    return float(degrees[i] + offset * (degrees[1] - degrees[0]))
