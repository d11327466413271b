"""Print of the other side that shines through thin paper → paper, where reading has shown that there is any.

Faint lines may be pale print as well as print of the other side. That is mirrored: read from right to left it is read
more surely than as it stands. So a page is looked at first; where it shows through, everything fainter is taken for
paper, but for what adjoins darker ink, and the page is looked at again.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Polygon
from glyphwright.overlaps import overlaps
from glyphwright.pixels import percentiles, rectify
from glyphwright.preprocess.background import paper_level
from glyphwright.stages import LineCrop, LineReader, PageImage, Seen

FAINT = 0.65
"""Of the darkness of most lines, that of one that may shine through, at most."""
LEAST_DARK = 32
"""The darkness of most lines, in levels of grey, at the least: light lines on dark have less."""
MOST = 0.6
"""Of all lines, by length, those that are no darker than what is called the darkness of most."""
UNSURE = 0.9
"""A faint line that is read with this confidence is pale print."""
LEAST_LINES, LOOKED_AT, LONG_ENOUGH = 3, 16, 2.0
"""How many lines tell at the least, how many are read again at the most, and how long these are in their heights: of
single letters and circles many look the same in a mirror."""
BETTER = 0.1
"""By how much mean confidence is higher where they are read from right to left."""
NOTHING_ELSE = 0.2
"""Of all lines, by length, those read with that confidence on a page of which only the other side has print."""
BETWEEN = 0.3
"""Where between the darkness of what shows through and that of other lines the one ends."""
ALL = 255.0
REACH = 0.1
"""In heights of a line: how far from dark ink faint ink is kept, as the edges of letters and thin strokes."""
COVERED = 0.3
"""Of a line, what lines of another look at the page cover where it was found by both."""
SAME, SURER = 0.8, 0.02
"""Intersection over union of a line in both looks, and by how much the second must be surer: dashes are soon lost."""
INK_PERCENTILE = 2


def lines_shown_through(seen: Seen, reader: LineReader) -> list[int]:
    """Which lines of a page are print of its other side; none where nothing says that any are.

    Args:
        seen: A page.
        reader: Reads some of its lines again, mirrored.
    """
    crops, readings = seen.crops, seen.readings
    unsure = np.array([reading.confidence < UNSURE for reading in readings], np.bool_)
    if np.count_nonzero(unsure) < LEAST_LINES:
        return []
    lengths = np.array([crop.pixels.shape[1] / crop.pixels.shape[0] for crop in crops])
    nothing_else = lengths[~unsure].sum() < NOTHING_ELSE * lengths.sum()
    shown = np.flatnonzero(unsure if nothing_else else unsure & _faint(crops, lengths)).tolist()
    some = sorted((i for i in shown if lengths[i] >= LONG_ENOUGH), key=lambda i: -lengths[i])[:LOOKED_AT]
    if len(some) < LEAST_LINES:
        return []
    mirrored = reader.read_lines([LineCrop(np.ascontiguousarray(crops[i].pixels[:, ::-1])) for i in some])
    gains = [again.confidence - readings[i].confidence for i, again in zip(some, mirrored, strict=True)]
    return shown if np.mean(gains) >= BETTER else []


def clear_show_through(image: PageImage, *, seen: Seen, shown: Sequence[int]) -> PageImage:
    """Make paper of what is no darker than some lines, which show through; the edges of what is darker stay.

    Args:
        image: The page, dark on light, before anything but its place was changed: rules of the other side go, too.
        seen: What was found on it.
        shown: Which lines of that show through.
    """
    import cv2

    grey = image.grey
    height = float(np.median([line.polygon.box.height for line in seen.lines]))
    paper = cv2.resize(paper_level(grey), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    dark = (cv2.subtract(paper, grey) > _level(seen, shown, grey)).astype(np.uint8)
    side = 2 * max(1, round(REACH * height)) + 1
    kept = cv2.dilate(dark, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    cleared = np.where(kept[..., None] > 0, image.pixels, np.maximum(image.pixels, paper[..., None]))
    return replace(image, pixels=cleared)


def with_surer_lines(again: Seen, before: Seen) -> Seen:
    """The second look, but of the first what was read more surely, or surely where the second has nothing.

    Pale print and thin strokes are taken for paper together with what shows through.
    """
    shared = overlaps([line.polygon for line in before.lines], [line.polygon for line in again.lines])
    chosen = [(again, i) for i in range(len(again.lines))]
    for i, reading in enumerate(before.readings):
        if shared.share_of_left[i].sum() < COVERED and reading.confidence >= UNSURE:
            chosen.append((before, i))
        j = int(shared.iou[i].argmax()) if len(again.lines) else -1
        if j >= 0 and shared.iou[i, j] > SAME and reading.confidence > again.readings[j].confidence - SURER:
            chosen[j] = (before, i)
    return Seen(
        again.image,
        [look.lines[i] for look, i in chosen],
        [look.crops[i] for look, i in chosen],
        [look.readings[i] for look, i in chosen],
    )


def _faint(crops: Sequence[LineCrop], lengths: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which lines of a page are much fainter than most of them, by length."""
    depths = np.array([_darkness(crop.pixels) for crop in crops])
    order = np.argsort(depths)
    usual = depths[order][np.searchsorted(lengths[order].cumsum(), MOST * lengths.sum())]
    return np.asarray((depths < FAINT * usual) & (usual > LEAST_DARK))


def _level(seen: Seen, shown: Sequence[int], grey: NDArray[np.uint8]) -> float:
    """Up to which darkness print of the other side comes through, in levels of grey: all where nothing is darker."""
    sure = [i for i, reading in enumerate(seen.readings) if reading.confidence >= UNSURE]
    back, front = (
        float(np.median([_darkness(_cut(grey, seen.lines[i].polygon)) for i in of] or [0.0])) for of in (shown, sure)
    )
    return back + BETWEEN * (front - back) if back < FAINT * front else ALL


def _darkness(line: NDArray[np.uint8]) -> float:
    """By how much the ink of a line is darker than its paper, in levels of grey; of light lines on dark, little."""
    paper, ink = percentiles(line, [50, INK_PERCENTILE])
    return float(paper - ink)


def _cut(grey: NDArray[np.uint8], outline: Polygon) -> NDArray[np.uint8]:
    """A line in as many pixels as it has on its page: where strokes are shrunk, they are paler."""
    top_left, top_right, _, bottom_left = outline.corners
    size = (max(1, round(float(np.linalg.norm(side - top_left)))) for side in (top_right, bottom_left))
    return rectify(grey, Polygon.from_array(outline.corners), *size)[0]
