"""A user's own lines with their text → strips to learn from and crops to measure on.

One image in five is held out, chosen by a hash of its content: the same on every machine, whatever is added later, and
never a line of the same page on both sides.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets.lines import LabelledLine, open_lines
from glyphwright.detect import cut_lines, cut_whole
from glyphwright.detect.crops import crop_width
from glyphwright.errors import InputError
from glyphwright.geometry import Box, Polygon
from glyphwright.pixels import border_level, rectify
from glyphwright.stages import LineCrop, PageImage, Region
from glyphwright_train.networks.line_features import HEIGHT
from glyphwright_train.synth.lines import LineSample, Strip
from glyphwright_train.synth.strips import ROOM, LabelledStrip

HELD_OUT_SHARE = 0.2
LEAST_IMAGES = 2
LEAST_SIDE_PX = 4


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A line to measure on: its name, what it says, and the crop that a reader is given of it."""

    name: str
    text: str
    crop: LineCrop

    @property
    def sample(self) -> LineSample:
        """As a task measures it."""
        return LineSample(self.crop.pixels, self.text)


@dataclass(frozen=True, slots=True)
class OwnLines:
    """Strips to learn from, lines that are held out, and the names of those that nothing can be learnt from."""

    strips: tuple[LabelledStrip, ...]
    held_out: tuple[HeldOut, ...]
    left_out: tuple[str, ...]

    @property
    def characters(self) -> str:
        """Every character that occurs, in order."""
        texts = [strip.text for strip in self.strips] + [line.text for line in self.held_out]
        return "".join(sorted(set("".join(texts))))


@lru_cache(maxsize=2)
def load_own_lines(folder: Path, validation: Path | None = None) -> OwnLines:
    """Open the lines that lie at a path, in any form that `open_lines` knows.

    Args:
        folder: To learn from.
        validation: To measure on; None holds some of the others out.

    Raises:
        InputError: There are too few, or what `open_lines` raises.
    """
    lines = open_lines(folder)
    usable = [line for line in lines if not line.ignored and line.text.strip()]
    left_out = tuple(line.name for line in lines if line.ignored or not line.text.strip())
    if validation is None:
        train, held_out = _divide(usable, folder)
    else:
        train, held_out = usable, [line for line in open_lines(validation) if not line.ignored and line.text.strip()]
    if not train or not held_out:
        raise InputError(f"{folder}: {len(train)} lines to learn from and {len(held_out)} to measure on: add more")
    cut = tuple(HeldOut(line.name, line.text, crop_of(line, height=HEIGHT)) for line in held_out)
    return OwnLines(tuple(map(strip_of, train)), cut, left_out)


def _divide(lines: list[LabelledLine], folder: Path) -> tuple[list[LabelledLine], list[LabelledLine]]:
    images = sorted({line.source for line in lines}, key=_digest)
    if len(images) < LEAST_IMAGES:
        raise InputError(
            f"{folder}: its lines stand in {len(images)} image: give two or more, or --validate-with another folder, "
            "so that some can be held out"
        )
    held = set(images[: max(1, round(HELD_OUT_SHARE * len(images)))])
    return [line for line in lines if line.source not in held], [line for line in lines if line.source in held]


def _digest(source: Path | bytes) -> bytes:
    return hashlib.sha256(source if isinstance(source, bytes) else source.read_bytes()).digest()


def crop_of(line: LabelledLine, *, height: int) -> LineCrop:
    """The crop that a reader is given of a line: the same cut as in reading a page, or an image that is one line."""
    grey, frame = line.image(), line.polygon
    if frame is None:
        return cut_whole(PageImage(grey), height=height)
    return cut_lines(PageImage(grey), [Region(frame)], height=height)[0]


def strip_of(line: LabelledLine) -> LabelledStrip:
    """A line with room around it, at its own resolution, level."""
    grey, frame = line.image(), line.polygon
    if frame is None:
        h, w = grey.shape
        room = round(ROOM * h)
        pixels = np.pad(grey, room, constant_values=round(border_level(grey)))
        return LabelledStrip(Strip(pixels, Box(room, room, room + w, room + h)), line.text)
    corners = frame.array
    across = (corners[3] - corners[0] + corners[2] - corners[1]) / 2
    height = max(LEAST_SIDE_PX, round(float(np.linalg.norm(across))))
    width = crop_width(frame, height)
    room = round(ROOM * height)
    pixels, _ = rectify(grey, _grown(frame, ROOM * height), width + 2 * room, height + 2 * room)
    return LabelledStrip(Strip(pixels, Box(room, room, room + width, room + height)), line.text)


def _grown(polygon: Polygon, room: float) -> Polygon:
    """A quadrilateral with so many pixels more on every side."""
    top_left, top_right, bottom_right, bottom_left = polygon.array
    along = _unit(top_right - top_left + bottom_right - bottom_left) * room
    across = _unit(bottom_left - top_left + bottom_right - top_right) * room
    return Polygon.from_array(
        np.array(
            [
                top_left - along - across,
                top_right + along - across,
                bottom_right + along + across,
                bottom_left - along + across,
            ]
        )
    )


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6))
