"""One line or word of text, what it says and the picture it stands in → its pixels alone.

Every data set and format of lines becomes a list of these. Nothing is opened before its pixels are asked for, so a
picture that is missing or damaged is an error of its line, not of the whole set.
"""

import io
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets.pictures import decode_grey
from glyphwright.errors import DamagedInputError, FileAccessError
from glyphwright.geometry import Box, Polygon
from glyphwright.image_files import COMPLAINTS, tiff_tag, without_pillows_limit
from glyphwright.pixels import rectify, resize

_ORIENTATION_TAG, _WIDTH_TAG, _HEIGHT_TAG = 274, 256, 257
_SIDEWAYS = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line and its text.

    Args:
        name: What messages call it; no two lines of a set share one.
        text: What it says, as its file has it.
        source: The file of the picture, or the content of one.
        polygon: Where the line stands in the picture as it is displayed, turned as its EXIF says: four corners,
            clockwise from where reading starts. None where it is all of the picture.
        ignored: Whether its file says that nobody can read it (###) or that it does not count.
    """

    name: str
    text: str
    source: Path | bytes = field(repr=False)
    polygon: Polygon | None = None
    ignored: bool = False

    def content(self) -> bytes:
        """The encoded picture; raises FileAccessError where it cannot be had."""
        if isinstance(self.source, bytes):
            return self.source
        try:
            return self.source.read_bytes()
        except (OSError, ValueError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise FileAccessError(f"{self._called}: {reason}: put the picture there or take the line out") from error

    def size(self) -> tuple[int, int]:
        """Width and height of the whole picture as it is displayed, from its header.

        Raises FileAccessError where it cannot be had and DamagedInputError where it is no picture.
        """
        return _displayed_size(self.content(), self._called)

    def image(self) -> NDArray[np.uint8]:
        """The whole picture, grey (h, w), in the polygon's frame, on white or black where clear; not to be changed.

        Raises:
            FileAccessError: The picture cannot be had.
            InputError: It is damaged or too large.
        """
        return _decoded(_Encoded(self.content(), self._called))

    def pixels(self) -> NDArray[np.uint8]:
        """The line alone, grey (h, w), upright and at the scale of its picture, on white or black where transparent.

        Raises:
            FileAccessError: The picture cannot be had.
            InputError: It is damaged or too large, or the outline is not in it.
        """
        grey = self.image()
        return grey if self.polygon is None else _cut(grey, self.polygon, name=self.name)

    @property
    def _called(self) -> str:
        if isinstance(self.source, bytes) or str(self.source) == self.name:
            return self.name
        return f"{self.source} (of {self.name})"


@dataclass(frozen=True, slots=True)
class _Encoded:
    content: bytes
    name: str = field(compare=False)


@lru_cache(maxsize=2)
def _decoded(picture: _Encoded) -> NDArray[np.uint8]:
    """In the pixels of the file, also where these are not square (fax); kept for the next line of the same page."""
    grey = decode_grey(picture.content, name=picture.name)
    width, height = _displayed_size(picture.content, picture.name)
    return grey if grey.shape == (height, width) else resize(grey, width, height)


def _displayed_size(content: bytes, name: str) -> tuple[int, int]:
    from PIL import Image

    try:
        with without_pillows_limit(), Image.open(io.BytesIO(content)) as image:
            # Newer versions of Pillow turn the size of a TIFF themselves, its tags they leave as they are.
            width, height = tiff_tag(image, _WIDTH_TAG, image.width), tiff_tag(image, _HEIGHT_TAG, image.height)
            sideways = image.getexif().get(_ORIENTATION_TAG) in _SIDEWAYS
            return (height, width) if sideways else (width, height)
    except COMPLAINTS as error:
        raise DamagedInputError(f"{name}: is not a picture that can be opened: replace it") from error


def _cut(grey: NDArray[np.uint8], frame: Polygon, *, name: str) -> NDArray[np.uint8]:
    top_left, top_right, bottom_right, bottom_left = frame.array
    width = (np.linalg.norm(top_right - top_left) + np.linalg.norm(bottom_right - bottom_left)) / 2
    height = (np.linalg.norm(bottom_left - top_left) + np.linalg.norm(bottom_right - top_right)) / 2
    if min(width, height) < 0.5:
        raise DamagedInputError(f"{name}: its outline has no area: draw it anew or take the line out")
    h, w = grey.shape
    shared = frame.box.intersection(Box(0, 0, w, h))
    if min(shared.width, shared.height) <= 0 or max(width, height) > 2 * (w + h):
        raise DamagedInputError(f"{name}: its outline lies outside the picture of {w} × {h} px: draw it anew")
    cut, _ = rectify(grey, frame, max(1, round(float(width))), max(1, round(float(height))))
    return cut
