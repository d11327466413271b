"""A picture → what each filter makes of it: named 3×3 kernels, max-pooling, and the kernels that a model has learnt."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from glyphwright.errors import OptionError
from glyphwright_train.pictures.layers import Inspection, inspect
from glyphwright_train.pictures.sheets import HEADING, MARGIN, new_sheet

MOST_LEARNT = 64
WIDE = 3.0
TALLEST = 6.0
NEAR_MOST = 99.5
TITLE = 0.42
SPACE = 0.3


@dataclass(frozen=True, slots=True)
class Kernel:
    """A 3×3 filter: `weights` over `divisor`; what is `signed` gives 0 on even ground and is drawn about mid-grey."""

    name: str
    weights: tuple[tuple[int, int, int], ...]
    divisor: int = 1
    signed: bool = False


KERNELS = (
    Kernel("edges (Laplacian)", ((0, 1, 0), (1, -4, 1), (0, 1, 0)), signed=True),
    Kernel("vertical edges (Sobel x)", ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), signed=True),
    Kernel("horizontal edges (Sobel y)", ((-1, -2, -1), (0, 0, 0), (1, 2, 1)), signed=True),
    Kernel("sharpened", ((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    Kernel("blurred (box)", ((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9),
    Kernel("blurred (Gaussian)", ((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16),
    Kernel("embossed", ((-2, -1, 0), (-1, 1, 1), (0, 1, 2))),
)


@dataclass(frozen=True, slots=True)
class _Result:
    title: str
    picture: NDArray[Any]
    low: float = 0
    high: float = 255


def draw_filters(image: NDArray[np.uint8]) -> Figure:
    """Draw a grey picture (h, w) of any size, what seven 3×3 filters make of it, and its 2×2 max-pooling.

    Filters that find edges are drawn about mid-grey: black and white are the two directions of an edge.
    """
    h, w = image.shape
    results = [_Result(f"the picture, {h} × {w}", image), *(_filtered(image, kernel) for kernel in KERNELS)]
    pooled = max_pooled(image)
    results.append(_Result(f"2 × 2 max-pooling: {h} × {w} → {pooled.shape[0]} × {pooled.shape[1]}", pooled))
    columns = 2 if w > WIDE * h else 3
    width = 6.0 if columns == 2 else min(3.9, TALLEST * w / h)
    height = width * h / w
    rows = -(-len(results) // columns)
    step_x, step_y = width + SPACE, height + TITLE + SPACE
    sheet = new_sheet(2 * MARGIN + columns * step_x - SPACE, HEADING + rows * step_y)
    sheet.head("What filters make of a picture")
    for i, result in enumerate(results):
        left, top = MARGIN + i % columns * step_x, HEADING + i // columns * step_y
        lines = result.title.count("\n") + 1
        sheet.write(left, top + (2 - lines) * 0.16, result.title, size=8.5)
        sheet.draw(result.picture, (left, top + TITLE, width, height), low=result.low, high=result.high)
    return sheet.figure


def apply(image: NDArray[np.uint8], kernel: Kernel) -> NDArray[np.float32]:
    """Slide a kernel over a picture (h, w) as a convolutional layer does; the border is mirrored."""
    import cv2

    weights = np.array(kernel.weights, np.float32) / kernel.divisor
    return np.asarray(cv2.filter2D(image.astype(np.float32), cv2.CV_32F, weights), np.float32)


def max_pooled(image: NDArray[Any]) -> NDArray[Any]:
    """The largest of every 2×2 pixels; an odd row or column at the end is left out, (h, w) → (h // 2, w // 2).

    Raises OptionError if nothing would be left.
    """
    h, w = (side // 2 for side in image.shape)
    if not h * w:
        raise OptionError(
            f"max-pooling: the picture has {image.shape[0]} × {image.shape[1]} pixels: give 2 × 2 or more"
        )
    return image[: 2 * h, : 2 * w].reshape(h, 2, w, 2).max(axis=(1, 3))


def draw_learnt_filters(model_path: Path, image: NDArray[np.uint8]) -> Figure:
    """Draw the kernels of a model's first convolution, each beside what it makes of a grey picture (h, w).

    In kernels mid-grey is 0, white the greatest and black the least weight; so in what they make.

    Raises:
        OptionError: The model has no convolution that sees the picture.
    """
    return draw_first_convolution(inspect(model_path, image))


def draw_first_convolution(inspection: Inspection) -> Figure:
    """`draw_learnt_filters` of a model that is open already."""
    found = inspection.first_convolution()
    if found is None:
        raise OptionError(f"{inspection.model.path}: no convolution sees the picture: give a convolutional network")
    kernels, made = (part[:MOST_LEARNT] for part in found)
    n, aspect = len(kernels), made.shape[2] / made.shape[1]
    columns = max(1, min(n, 4 if n <= 16 else 6 if n <= 36 else 8, round(14 / (1.2 * (1 + aspect)))))
    side = 0.75
    step_x, step_y = side + 0.06 + side * aspect + 0.3, side + 0.32
    heading = f"{n} filters that were learnt, {kernels.shape[1]} × {kernels.shape[2]}, each beside what it makes"
    width = max(2 * MARGIN + columns * step_x - 0.3, 2 * MARGIN + 0.1 * len(heading))
    sheet = new_sheet(width, HEADING + 0.25 + -(-n // columns) * step_y + 0.05)
    sheet.head(heading)
    sheet.write(MARGIN, HEADING - 0.02, _explained(inspection.sight, made), size=8.5)
    reach = float(np.abs(kernels).max()) or 1.0
    for i, (kernel, picture) in enumerate(zip(kernels, made, strict=True)):
        left, top = MARGIN + i % columns * step_x, HEADING + 0.25 + i // columns * step_y
        sheet.write(left, top, str(i + 1), size=8)
        sheet.draw(kernel, (left, top + 0.16, side, side), low=-reach, high=reach)
        far = float(np.abs(picture).max()) or 1.0
        sheet.draw(picture, (left + side + 0.06, top + 0.16, side * aspect, side), low=-far, high=far)
    return sheet.figure


def _explained(sight: NDArray[np.float32], made: NDArray[np.float32]) -> str:
    before, after = (f"{h} × {w}" for h, w in (sight.shape[2:], made.shape[1:]))
    return f"{before} → {after}; mid-grey is 0, white above, black below"


def _filtered(image: NDArray[np.uint8], kernel: Kernel) -> _Result:
    made = apply(image, kernel)
    rows = "  |  ".join(" ".join(map(str, row)) for row in kernel.weights).replace("-", "−")
    over = f"  over {kernel.divisor}" if kernel.divisor > 1 else ""
    title = f"{kernel.name}, {made.shape[0]} × {made.shape[1]}\n{rows}{over}"
    if not kernel.signed:
        return _Result(title, made)
    reach = float(np.percentile(np.abs(made), NEAR_MOST)) or 1.0
    return _Result(title, made, -reach, reach)
