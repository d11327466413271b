"""Pictures and what each shows, as one object, whatever data set they come from.

The files of a data set → the modules beside this one → LabelledImages. Nothing here opens a file.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glyphwright.errors import InputError, OptionError
from glyphwright.geometry import Box
from glyphwright.pixels import border_level, resize


@dataclass(frozen=True, slots=True, eq=False)
class LabelledImages:
    """Pictures of characters or short numbers and what each shows.

    Args:
        name: Which set: "mnist", "emnist-balanced", "svhn-cropped", …
        images: Grey, as one array (n, h, w), or as n arrays (h, w) where sizes differ.
        texts: What each shows: "7", "अ", "2016".
        classes: In the order of a model's outputs. Of a set of numbers these are the digits.
        boxes: Of every character of every image, in pixels of that image, where the set has them.
    """

    name: str
    images: NDArray[np.uint8] | tuple[NDArray[np.uint8], ...]
    texts: tuple[str, ...]
    classes: tuple[str, ...]
    boxes: tuple[tuple[Box, ...], ...] = ()

    def __post_init__(self) -> None:
        if len(self.images) != len(self.texts) or len(self.boxes) not in (0, len(self.texts)):
            raise ValueError(f"{len(self.images)} images, {len(self.texts)} texts and {len(self.boxes)} lists of boxes")
        if len(set(self.classes)) != len(self.classes):
            raise ValueError(f"a class is there twice: {self.classes}")

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def labels(self) -> NDArray[np.int64]:
        """The place of each text among the classes, (n,).

        Raises InputError where a text is no class, as the numbers of SVHN are not.
        """
        places = {name: place for place, name in enumerate(self.classes)}
        strange = next((text for text in self.texts if text not in places), None)
        if strange is not None:
            raise InputError(
                f"{self.name}: the text {strange!r} is none of its {len(self.classes)} classes: "
                "correct the label, or train a reader of several characters"
            )
        return np.array([places[text] for text in self.texts], dtype=np.int64)

    def take(self, places: ArrayLike) -> Self:
        """Some of the images, in the order given: a list of places, or a mask of n booleans."""
        chosen = np.atleast_1d(np.asarray(places))
        chosen = np.arange(len(self))[chosen if chosen.size else chosen.astype(np.int64)]
        images = self.images[chosen] if isinstance(self.images, np.ndarray) else tuple(self.images[i] for i in chosen)
        return replace(
            self,
            images=images,
            texts=tuple(self.texts[i] for i in chosen),
            boxes=tuple(self.boxes[i] for i in chosen) if self.boxes else (),
        )


def resized(data: LabelledImages, size: int) -> LabelledImages:
    """All images as `fit_square` makes them, their boxes with them; the same object if they are of that size already.

    Raises OptionError for a size below 1.
    """
    if size < 1:
        raise OptionError(f"size {size} is below 1: give the side of the images in pixels, such as 28")
    if isinstance(data.images, np.ndarray) and data.images.shape[1:] == (size, size):
        return data
    images = np.empty((len(data), size, size), dtype=np.uint8)
    for place, image in enumerate(data.images):
        images[place] = fit_square(image, size)
    boxes = (
        tuple(_moved(box, image.shape, size) for box in of_image)
        for image, of_image in zip(data.images, data.boxes, strict=False)
    )
    return replace(data, images=images, boxes=tuple(boxes))


def fit_square(image: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Scale grey (h, w) to (size, size), its aspect kept, centred, padded with the median of its border."""
    if image.shape == (size, size):
        return image
    width, height, left, top = _place(image.shape, size)
    scaled = image if image.shape == (height, width) else resize(image, width, height)
    if width == height:
        return scaled
    square = np.full((size, size), round(border_level(image)), dtype=np.uint8)
    square[top : top + height, left : left + width] = scaled
    return square


def _place(shape: tuple[int, ...], size: int) -> tuple[int, int, int, int]:
    """Width, height, left and top of an image of a shape (h, w) in its square."""
    scale = size / max(shape)
    height, width = (max(1, round(side * scale)) for side in shape)
    return width, height, (size - width) // 2, (size - height) // 2


def _moved(box: Box, shape: tuple[int, ...], size: int) -> Box:
    width, height, left, top = _place(shape, size)
    (h, w), x, y = shape, width, height
    return Box(box.left * x / w + left, box.top * y / h + top, box.right * x / w + left, box.bottom * y / h + top)
