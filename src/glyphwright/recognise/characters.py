"""Pictures of single characters → what each shows, by any classifier of `glyphwright zoo`.

A picture of the classifier's own size is taken as it is. Any other is brought to the form of its training data: ink as
light or dark as there, cut along the ink, scaled, centred by mass.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.pixels import border_level, resize
from glyphwright.recognise.structure import describe_structure
from glyphwright.runtime import Model

INK_SHARE = 20 / 28
LEAST_INK = 40
AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Classification:
    """What a picture shows, how sure that is, and the probability of every class, (characters, classes)."""

    text: str
    confidence: float
    probabilities: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CharacterClassifier:
    """A model that names characters; what it says of one picture depends on that picture alone."""

    model: Model

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.model.description["classes"])

    @property
    def side_px(self) -> int:
        """Of the square pictures that it takes."""
        return int(self.model.description["input_px"])

    def classify(self, images: Sequence[NDArray[np.uint8]]) -> list[Classification]:
        """Name the character, or characters, of each grey picture, whatever its size."""
        if not images:
            return []
        prepared = np.stack([self.prepare(image) for image in images])
        return [self._name(probabilities) for probabilities in self.probabilities(prepared)]

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Of every class, (n, characters, classes), for prepared pictures (n, side, side)."""
        inputs = self.inputs(images)
        parts = [self.model.run(inputs[start : start + AT_ONCE]) for start in range(0, len(inputs), AT_ONCE)]
        joined: NDArray[np.float32] = np.concatenate(parts)
        return joined if joined.ndim == 3 else joined[:, None]

    def inputs(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """What the model is given: (n, 1, side, side) in [0, 1], or (n, features) of a model that reads structure."""
        if self.model.description.get("features") == "structure":
            dark_ink = images if not self.model.description["light_ink"] else 255 - images
            return np.stack([describe_structure(image) for image in dark_ink])
        return np.asarray(images[:, None].astype(np.float32) / np.float32(255), np.float32)

    def prepare(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Bring a grey picture (h, w) to the form that the model was trained on, (side, side)."""
        if self.model.description.get("scene"):
            return resize(image, self.side_px, self.side_px)
        return prepare_character(image, side_px=self.side_px, light_ink=bool(self.model.description["light_ink"]))

    def _name(self, probabilities: NDArray[np.float32]) -> Classification:
        best = probabilities.argmax(axis=1)
        text = "".join(self.classes[int(place)] for place in best)
        return Classification(text, float(probabilities.max(axis=1).prod()), probabilities)


def prepare_character(image: NDArray[np.uint8], *, side_px: int, light_ink: bool) -> NDArray[np.uint8]:
    """Bring a grey picture (h, w) to (side_px, side_px), as LeCun et al. 1998, section III.A, made MNIST.

    The ink, lighter or darker than the border, fills 20 of 28 parts of the side along its longer extent, and its centre
    of mass is in the middle. A picture without ink, and one that has the size already, are only brought to size.
    """
    if image.shape == (side_px, side_px):
        return image
    ink = _ink(image)
    if ink.max() < LEAST_INK:
        return resize(image, side_px, side_px)
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > ink.max() / 3) for axis in (1, 0))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = INK_SHARE * side_px / max(cut.shape)
    h, w = (max(1, round(side * scale)) for side in cut.shape)
    small = resize(np.clip(cut * (255 / ink.max()), 0, 255).astype(np.uint8), w, h)
    canvas = np.zeros((3 * side_px, 3 * side_px), np.uint8)
    canvas[side_px : side_px + h, side_px : side_px + w] = small
    mass = max(float(small.sum()), 1.0)
    y = side_px + float(small.sum(axis=1) @ np.arange(h)) / mass
    x = side_px + float(small.sum(axis=0) @ np.arange(w)) / mass
    top, left = round(y - (side_px - 1) / 2), round(x - (side_px - 1) / 2)
    square = canvas[top : top + side_px, left : left + side_px]
    return square if light_ink else 255 - square


def _ink(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How far each pixel is from the border's colour, towards the side on which there is more of it."""
    away = image.astype(np.float32) - np.float32(border_level(image))
    lighter: NDArray[np.float32] = np.maximum(away, 0)
    darker: NDArray[np.float32] = np.maximum(-away, 0)
    return lighter if float(lighter.sum()) > float(darker.sum()) else darker
