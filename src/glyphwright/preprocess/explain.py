"""A page and the steps taken on it → one picture that shows all of them side by side."""

import numpy as np
from numpy.typing import NDArray

from glyphwright.options import ReadOptions
from glyphwright.pixels import resize
from glyphwright.preprocess.steps import chosen_steps
from glyphwright.runtime import Model
from glyphwright.stages import PageImage

COLUMNS = 4
CELL_PX = 640
LABEL_PX = 36
GREY = 200


def explain(image: PageImage, options: ReadOptions, *, orientation: Model | None = None) -> NDArray[np.uint8]:
    """Draw the page as it came and after each step of `prepare`, four in a row, labelled; (h, w, 3) RGB."""
    cells = [_cell(image, "as it came")]
    for name, mend in chosen_steps(options, orientation=orientation):
        mended = mend(image)
        cells.append(_cell(mended, name if mended.pixels is not image.pixels else f"{name}: not needed"))
        image = mended
    columns = min(COLUMNS, len(cells))
    empty = np.full_like(cells[0], GREY)
    cells += [empty] * (-len(cells) % columns)
    return np.vstack([np.hstack(cells[start : start + columns]) for start in range(0, len(cells), columns)])


def _cell(image: PageImage, label: str) -> NDArray[np.uint8]:
    import cv2

    cell = np.full((CELL_PX + LABEL_PX, CELL_PX, 3), GREY, np.uint8)
    scale = (CELL_PX - 8) / max(image.height, image.width)
    small = resize(image.pixels, max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    cell[LABEL_PX : LABEL_PX + small.shape[0], 4 : 4 + small.shape[1]] = small
    cv2.putText(cell, label, (6, LABEL_PX - 11), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 2, cv2.LINE_AA)
    return cell
