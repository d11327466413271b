"""A labelled set → pictures of what is in it."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.errors import InputError
from glyphwright_train.pictures.sheets import Cell, contact_sheet, legible

FEW = 12
ORDER = (1, 10)


def draw_class_grid(data: LabelledImages) -> Figure:
    """The first and the tenth example of each class, side by side above its name; a class may have fewer.

    Raises InputError where a text is no class.
    """
    _check(data)
    labels = data.labels
    cells = []
    for place, name in enumerate(data.classes):
        own = np.flatnonzero(labels == place)
        pictures = tuple(_grey(data, int(own[i - 1])) if len(own) >= i else None for i in ORDER)
        cells.append(Cell(pictures, (f"{legible(name)}   ({len(own)})",)))
    few = len(cells) <= FEW
    heading = f"{data.name}: first and tenth example of each class, and how many there are"
    return contact_sheet(heading, cells, columns=5 if few else 8, side=0.8 if few else 0.62, spread=0.25)


def draw_random_grid(data: LabelledImages, seed: int, *, count: int = 60) -> Figure:
    """So many pictures, or all if there are fewer, drawn at random, each above what it shows."""
    _check(data)
    chosen = np.random.default_rng(seed).permutation(len(data))[:count]
    cells = [Cell((_grey(data, int(i)),), (legible(data.texts[i]),)) for i in chosen]
    return contact_sheet(f"{data.name}: {len(cells)} pictures of {len(data)}, at random", cells, columns=10, side=0.8)


def _check(data: LabelledImages) -> None:
    if not len(data):
        raise InputError(f"{data.name}: there are no pictures in it: give a set that has some")


def _grey(data: LabelledImages, place: int) -> NDArray[np.uint8]:
    return np.asarray(data.images[place], np.uint8)
