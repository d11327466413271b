"""A model file and a picture → every drawing that suits the model, as files."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from glyphwright_train.pictures.filters import draw_filters, draw_first_convolution
from glyphwright_train.pictures.glimpses import draw_look, looks_in_glimpses
from glyphwright_train.pictures.impressions import can_draw, draw_layers
from glyphwright_train.pictures.layers import inspect
from glyphwright_train.pictures.line_maps import draw_attention, draw_symbols
from glyphwright_train.pictures.sheets import save


def show(model_path: Path, image: NDArray[np.uint8], folder: Path) -> list[Path]:
    """Draw a grey picture (h, w) under known filters, and what a model makes of it; returns what was written.

    Always filters.png; impressions.png of what has layers, learnt-filters.png of what has a convolution, glimpses.png
    of what looks where it wants; of a line reader symbols.png or, if it writes symbol by symbol, attention.png.
    """
    inspection = inspect(model_path, image)
    figures: dict[str, Figure] = {"filters.png": draw_filters(image)}
    if can_draw(inspection):
        figures["impressions.png"] = draw_layers(inspection)
    if inspection.first_convolution() is not None:
        figures["learnt-filters.png"] = draw_first_convolution(inspection)
    if looks_in_glimpses(inspection):
        figures["glimpses.png"] = draw_look(inspection)
    if inspection.model.decoder is not None:
        figures["attention.png"] = draw_attention(inspection)
    elif inspection.model.description["task"] == "line_reader":
        figures["symbols.png"] = draw_symbols(inspection)
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in figures.items():
        save(figure, folder / name)
    return [folder / name for name in figures]
