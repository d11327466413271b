"""Pictures of characters → the same, as another hand, pen and camera would have made them.

`augment` is what training draws anew at every step; `robust_set` is the one fixed set that robust accuracy is measured
on. Both draw from `Distribution`, so that what was trained for and what is measured can be told apart by numbers.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.pixels import border_level

Images = NDArray[np.uint8]

ROBUST_SEED = 2020


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How far pictures are changed; lengths are shares of the side, all draws even between the bounds.

    Args:
        rotation_degrees: To either side.
        translation: Along either axis.
        scale: From 1 − scale to 1 + scale.
        shear_degrees: To either side.
        chance: Of each of the four effects below, by itself.
        erased: Largest side of a rectangle filled with noise or one grey.
        noise: Largest standard deviation, as a share of white.
        blur: Largest standard deviation.
        contrast: Least share of the contrast that is kept.
        elastic: Largest displacement of a smooth random field (Simard et al. 2003, section 2).
    """

    rotation_degrees: float = 20.0
    translation: float = 0.10
    scale: float = 0.20
    shear_degrees: float = 10.0
    chance: float = 0.25
    erased: float = 0.25
    noise: float = 0.20
    blur: float = 0.036
    contrast: float = 0.4
    elastic: float = 0.0


ROBUST = Distribution()
"""Rotation ±20°, translation ±10 %, scale 0.8–1.2, shear ±10°; each in one picture of four: a rectangle of up to a
quarter of the side erased, noise up to 0.2, blur up to a pixel in 28, contrast down to 0.4."""

GENTLE = Distribution(rotation_degrees=12, translation=0.07, scale=0.12, shear_degrees=8, chance=0.0, elastic=0.035)
"""For the best accuracy on pictures as they are: how much one person's writing differs from another's."""

DISTRIBUTIONS = {"robust": ROBUST, "gentle": GENTLE}


def robust_set(data: LabelledImages) -> LabelledImages:
    """The augmented form of a test set: one fixed draw from `ROBUST` for every picture, the same everywhere."""
    rng = np.random.default_rng(ROBUST_SEED)
    images = augment(np.asarray(data.images), rng, ROBUST)
    return replace(data, name=f"{data.name}-robust", images=images)


def augment(images: Images, rng: np.random.Generator, changes: Distribution) -> Images:
    """Change every picture by a draw of its own; what comes into view has the colour of its border.

    Args:
        images: (n, h, w) grey.
        rng: Where all chance comes from.
        changes: How far.
    """
    n, h, w = images.shape
    matrices = _affine(rng, n, h, w, changes)
    changed = np.empty_like(images)
    for i, image in enumerate(images):
        border = border_level(image)
        if changes.elastic:
            map_x, map_y = _elastic_maps(rng, matrices[i], h, w, changes.elastic)
            changed[i] = cv2.remap(image, map_x, map_y, cv2.INTER_LINEAR, borderValue=border)
        else:
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            changed[i] = cv2.warpAffine(image, matrices[i], (w, h), flags=flags, borderValue=border)
    return _damage(changed, rng, changes) if changes.chance else changed


def _affine(rng: np.random.Generator, n: int, h: int, w: int, changes: Distribution) -> NDArray[np.float64]:
    """(n, 2, 3) maps from the new picture to the old one, about its middle."""
    angle = np.deg2rad(rng.uniform(-1, 1, n) * changes.rotation_degrees)
    shear = np.tan(np.deg2rad(rng.uniform(-1, 1, n) * changes.shear_degrees))
    scale = 1 / (1 + rng.uniform(-1, 1, n) * changes.scale)
    shift = rng.uniform(-1, 1, (n, 2)) * changes.translation * np.array([w, h])
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    linear = np.stack([np.stack([cos, cos * shear - sin], 1), np.stack([sin, sin * shear + cos], 1)], 1)  # (n, 2, 2)
    middle = np.array([(w - 1) / 2, (h - 1) / 2])
    offset = middle - np.einsum("nij,nj->ni", linear, middle + shift)
    return np.concatenate([linear, offset[:, :, None]], axis=2)


def _elastic_maps(
    rng: np.random.Generator, matrix: NDArray[np.float64], h: int, w: int, share: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """An affine map bent by a smooth field of a few bumps."""
    field = rng.uniform(-1, 1, (4, 4, 2)).astype(np.float32) * np.float32(share * max(h, w) * rng.random())
    bumps = cv2.resize(field, (w, h), interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[:h, :w].astype(np.float32)
    m = matrix.astype(np.float32)
    map_x = m[0, 0] * x + m[0, 1] * y + m[0, 2] + bumps[..., 0]
    map_y = m[1, 0] * x + m[1, 1] * y + m[1, 2] + bumps[..., 1]
    return map_x.astype(np.float32), map_y.astype(np.float32)


def _damage(images: Images, rng: np.random.Generator, changes: Distribution) -> Images:
    n, h, w = images.shape
    chosen = rng.random((4, n)) < changes.chance
    for i in np.flatnonzero(chosen[0]):
        rows, columns = (
            max(1, round(share * side))
            for share, side in zip(rng.uniform(0.08, changes.erased, 2), (h, w), strict=True)
        )
        y, x = int(rng.integers(0, h - rows + 1)), int(rng.integers(0, w - columns + 1))
        filled = rng.integers(0, 256, (rows, columns)) if rng.random() < 0.5 else int(rng.integers(0, 256))
        images[i, y : y + rows, x : x + columns] = filled
    for i in np.flatnonzero(chosen[1]):
        images[i] = cv2.GaussianBlur(images[i], (0, 0), max(0.2, rng.uniform(0.3, 1.0) * changes.blur * max(h, w)))
    values: NDArray[np.float32] = images.astype(np.float32)
    for i in np.flatnonzero(chosen[2]):
        kept = float(rng.uniform(changes.contrast, 1.0))
        values[i] = values[i] * kept + float(rng.uniform(0, 255)) * (1 - kept)
    for i in np.flatnonzero(chosen[3]):
        values[i] += rng.standard_normal((h, w)) * (rng.uniform(0.2, 1.0) * changes.noise * 255)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
