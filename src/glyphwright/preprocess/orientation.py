"""Which way up a page is: a few small pictures of its ink, voted on by a network; the page turned by quarters, or left.

The network (`glyphwright_train/networks/upright.py`) says how upright a picture looks; a turn is chosen where the
pictures together are sure of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Transform
from glyphwright.pixels import resize, to_grey
from glyphwright.runtime import Model
from glyphwright.stages import PageImage

SIDE_PX = 128
TURNS = 4
LONG_SIDE_PX = 1536
PICTURES_AT_ONCE = 5
MOST_PICTURES = 15
SAMPLES = 700
EDGE = 40
DENSE_ENOUGH = 0.3
SURE = 1.0
"""By how much the best turn's log-probability, in the mean of the pictures, must exceed that of the next.

It is no sum, since the pictures of one page are much alike: what misleads one, misleads all.
"""


def four_turns(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, side, side) grey → (n × 4, 1, side, side) from −1 to 1: each turned by 0, 90, 180 and 270° clockwise."""
    turned = np.stack([np.rot90(pictures, -k, axes=(1, 2)) for k in range(TURNS)], axis=1)  # (n, 4, side, side)
    return np.ascontiguousarray(turned.reshape(-1, 1, *pictures.shape[1:]) / np.float32(127.5) - 1)


@dataclass(frozen=True, slots=True)
class Vote:
    """By how many quarters a page must be turned clockwise to stand upright, and how sure that is (see `SURE`)."""

    quarters: int
    margin: float


def turn_upright(image: PageImage, model: Model) -> PageImage:
    """Turn the page by quarters; the same image where it is upright, or not surely anything else."""
    vote = find_orientation(image.pixels, model)
    return image if vote.quarters == 0 or vote.margin < SURE else turn_quarters(image, vote.quarters)


def find_orientation(pixels: NDArray[np.uint8], model: Model) -> Vote:
    """Vote on small pictures of a page (h, w, 3), a few at a time until they are sure; no margin without ink."""
    total, n, vote = np.zeros(TURNS), 0, Vote(0, 0.0)
    for pictures in cut_pictures(pixels):
        scores = model.run(four_turns(pictures)).reshape(-1, TURNS)
        total += _log_softmax(scores.astype(np.float64)).sum(axis=0)
        n += len(pictures)
        second, first = np.sort(total)[-2:]
        vote = Vote(int(total.argmax()), float(first - second) / n)
        if vote.margin >= SURE:
            break
    return vote


def cut_pictures(pixels: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """(h, w, 3) → some (n, side, side) grey at a time: squares with ink, of the page at 1536 pixels."""
    reach = SIDE_PX * max(1.0, max(pixels.shape) / LONG_SIDE_PX)
    h, w = pixels.shape[:2]
    rows, columns = max(1, round(h / reach)), max(1, round(w / reach))
    density = _ink_density(pixels, rows, columns)
    places = np.argwhere(density > DENSE_ENOUGH * density.max())
    chosen = np.random.default_rng(0).permutation(places)[:MOST_PICTURES] + 0.5
    for start in range(0, len(chosen), PICTURES_AT_ONCE):
        some = chosen[start : start + PICTURES_AT_ONCE]
        yield np.stack([_square(pixels, y * h / rows, x * w / columns, reach) for y, x in some])


def turn_quarters(image: PageImage, quarters: int) -> PageImage:
    """Turn a page clockwise by so many quarters, without loss."""
    h, w = image.height, image.width
    return replace(
        image,
        pixels=np.ascontiguousarray(np.rot90(image.pixels, -quarters)),
        to_source=Transform.quarter_turns(quarters, w, h).inverse.then(image.to_source),
        source_size=image.source_size or (h, w),
        rotation_degrees=(image.rotation_degrees + 90 * quarters) % 360,
    )


def _ink_density(pixels: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.float32]:
    """How often neighbouring samples of the page differ much in each of (rows, columns) fields."""
    import cv2

    step = max(1, max(pixels.shape) // SAMPLES)
    green = pixels[::step, ::step, 1].astype(np.int16)
    edges = np.zeros(green.shape, np.float32)
    edges[:, 1:] += np.abs(np.diff(green, axis=1)) > EDGE
    edges[1:] += np.abs(np.diff(green, axis=0)) > EDGE
    return np.asarray(cv2.resize(edges, (columns, rows), interpolation=cv2.INTER_AREA))


def _square(pixels: NDArray[np.uint8], y: float, x: float, reach: float) -> NDArray[np.uint8]:
    """A grey picture of the square of side `reach` about a place, moved inside the page; small pages are stretched."""
    h, w = pixels.shape[:2]
    side = round(reach)
    top, left = (round(min(max(0, middle - reach / 2), max(0, most - reach))) for middle, most in ((y, h), (x, w)))
    return resize(to_grey(np.ascontiguousarray(pixels[top : top + side, left : left + side])), SIDE_PX, SIDE_PX)


def _log_softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    high = scores.max(axis=1, keepdims=True)
    return np.asarray(scores - high - np.log(np.exp(scores - high).sum(axis=1, keepdims=True)))
