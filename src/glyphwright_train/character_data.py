"""A folder, a file or nothing → labelled pictures to train and test with.

Where nothing is given, scikit-learn's 1,797 digits of 8 × 8 pixels (UCI ML hand-written digits, CC BY 4.0) stand in, so
that everything works on a fresh machine without a network.
"""

from pathlib import Path
from typing import Literal

import numpy as np

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.datasets.labelled_sources import open_labelled
from glyphwright.errors import MissingDependencyError

EMBEDDED = Path("digits")
EMBEDDED_TEST = 5
EMBEDDED_SIDE_PX = 28

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
