"""A folder, a file or nothing → labelled pictures to train and test with, and what a model file says of them.

Where nothing is given, scikit-learn's 1,797 digits of 8 × 8 pixels (UCI ML hand-written digits, CC BY 4.0) stand in, so
that everything works on a fresh machine without a network.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.datasets.labelled_sources import open_labelled
from glyphwright.errors import MissingDependencyError

EMBEDDED = Path("digits")
EMBEDDED_TEST = 5
EMBEDDED_SIDE_PX = 28
SAMPLED = 1_000

Split = Literal["train", "test"]


def open_characters(source: Path, split: Split) -> LabelledImages:
    """Open one part of a labelled set: `EMBEDDED`, or whatever `open_labelled` recognises.

    Raises:
        MissingDependencyError: scikit-learn, which carries the embedded set, is not installed.
        InputError: What lies there is no labelled set, in the kind that says why.
    """
    if source == EMBEDDED and not source.exists():
        return embedded_digits(split)
    return open_labelled(source, split)


@lru_cache(maxsize=2)
def open_parts(source: Path, held_out: int = 0) -> tuple[LabelledImages, LabelledImages]:
    """What is learnt from and what is measured on: the test part, or so many of the last training pictures.

    Opened once, whoever asks; raises as `open_characters` does.
    """
    train = open_characters(source, "train")
    if not held_out:
        return train, open_characters(source, "test")
    kept = len(train) - held_out
    return train.take(np.arange(kept)), train.take(np.arange(kept, len(train)))


def describe_classifier(
    data: LabelledImages, *, architecture: str, input_px: int, scene: str = "", licence: str = "Apache-2.0"
) -> dict[str, Any]:
    """What the model file of a classifier says of it.

    Args:
        data: What it learnt from.
        architecture: What kind it is.
        input_px: Side of what it sees.
        scene: What the pictures were placed into, or "".
        licence: Of the weights.
    """
    return {
        "task": "character_classifier",
        "architecture": architecture,
        "classes": list(data.classes),
        "input_px": input_px,
        "scene": scene,
        "light_ink": has_light_ink(data),
        "data": data.name,
        "licence": licence,
    }


def has_light_ink(data: LabelledImages) -> bool:
    """Whether characters are lighter than what they stand on, as in MNIST."""
    sample = np.asarray(data.images)[:: max(1, len(data) // SAMPLED)]
    border = np.concatenate([sample[:, 0], sample[:, -1], sample[:, :, 0], sample[:, :, -1]], axis=1)
    return float(np.median(border)) < float(sample.mean())


def embedded_digits(split: Split) -> LabelledImages:
    """The embedded digits, light on dark and enlarged as MNIST has them; every fifth is for the test."""
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise MissingDependencyError(
            "the embedded digits come with scikit-learn: install glyphwright[train], or give --data"
        ) from error
    import cv2

    table = load_digits()
    side = EMBEDDED_SIDE_PX - 8
    images = np.zeros((len(table.target), EMBEDDED_SIDE_PX, EMBEDDED_SIDE_PX), np.uint8)
    for image, small in zip(images, table.images, strict=True):
        pixels = np.rint(small * (255 / 16)).astype(np.uint8)
        image[4:-4, 4:-4] = cv2.resize(pixels, (side, side), interpolation=cv2.INTER_CUBIC)
    chosen = (np.arange(len(images)) % EMBEDDED_TEST == 0) == (split == "test")
    texts = tuple(str(digit) for digit in table.target[chosen])
    return LabelledImages("digits", images[chosen], texts, tuple("0123456789"))
