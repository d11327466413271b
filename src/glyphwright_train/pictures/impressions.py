"""A model file and one picture → every layer's impression of it, from the image to the softmax."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from glyphwright.errors import OptionError
from glyphwright_train.pictures.layers import Inspection, inspect
from glyphwright_train.pictures.sheets import HEADING, MARGIN, draw_picture, legible, new_sheet, tiles

Values = NDArray[np.float32]

MOST_LAYERS = 160
FEW_LAYERS = 16
TILE = 0.62
LEAST_COLUMNS = 4
TITLE = 0.22
SPACE = 0.16
BETWEEN = 0.5
LEAST_CHANCE = 0.05
MOST_SYMBOLS = 30
MOST_LABELLED = 12
MOST_APART = 128
WIDEST_BAR = 0.35


@dataclass(frozen=True, slots=True)
class _Room:
    """How much there is for a layer: inches of width, rows of maps."""

    width: float
    rows: int


@dataclass(frozen=True, slots=True)
class _Block:
    """A title and what stands under it, of a width and height in inches."""

    title: str
    width: float
    height: float
    draw: Callable[[Axes], None]


def draw_impressions(model_path: Path, image: NDArray[np.uint8]) -> Figure:
    """Draw what each layer of a model gives for a grey picture (h, w) of any size.

    Feature maps stand side by side, black where they are least in their layer and white where they are greatest;
    vectors are bars about zero, the last layer bars with the names of classes. Of a model that looks several times it
    is the first look. Of deep models only the first maps of each layer are drawn.

    Raises:
        OptionError: The model does not see pictures, or has no layers or too many.
    """
    return draw_layers(inspect(model_path, image))


def draw_layers(inspection: Inspection) -> Figure:
    """`draw_impressions` of a model that is open already."""
    layers = inspection.layers
    if not can_draw(inspection):
        raise OptionError(
            f"{inspection.model.path}: {len(layers)} layers that can be drawn: give a network of 1 to {MOST_LAYERS}"
        )
    deep = len(layers) > FEW_LAYERS
    room = _Room(7.0, 1) if deep else _Room(11.0, 4)
    values = inspection.values([layer.output for layer in layers])
    blocks = [_image_block(inspection.sight[0, 0], room)]
    for i, (layer, value) in enumerate(zip(layers, values, strict=True), start=1):
        last = layer.kind == "softmax" and value.ndim <= 3  # with more, it is attention within the network
        block = _softmax_block(value[0], inspection, room) if last else _block(value[0], room)
        title = "   ".join(filter(None, (f"{i}  {layer.kind}", layer.name, block.title)))
        blocks.append(_Block(title, block.width, block.height, block.draw))
    columns = 1 if not deep else 2 if len(layers) <= 70 else 3
    return _lay_out(_heading(inspection), _share_out(blocks, columns), room.width)


def can_draw(inspection: Inspection) -> bool:
    """Whether a model has layers, and not too many."""
    return 0 < len(inspection.layers) <= MOST_LAYERS


def _heading(inspection: Inspection) -> str:
    description = inspection.model.description
    name = description.get("name", description.get("architecture", "model"))
    return f"{name}: what every layer makes of the picture (black is least, white greatest in a layer)"


def _image_block(sight: Values, room: _Room) -> _Block:
    h, w = sight.shape
    height = min(1.4, room.width * h / w)
    title = f"image   {h} × {w}{_range(sight)}"
    low = min(0.0, float(sight.min()))
    return _Block(title, height * w / h, height, lambda axes: draw_picture(axes, sight, low=low, high=1))


def _block(value: Values, room: _Room) -> _Block:
    """What one picture has in a layer: maps (c, h, w), a sequence (c, t), or a vector."""
    if value.ndim == 3 and min(value.shape[1:]) > 1:
        return _maps_block(value, room)
    shape = " × ".join(map(str, value.shape))
    matrix = value.reshape(value.shape[0], -1)
    if min(matrix.shape) > 1:
        return _Block(f"{shape}{_range(value)}", room.width, 0.9, lambda axes: _draw_matrix(axes, matrix))
    flat = value.ravel()
    width = min(room.width, WIDEST_BAR * flat.size)
    return _Block(f"{flat.size}{_range(flat)}", width, 0.5, lambda axes: _draw_vector(axes, flat))


def _maps_block(maps: Values, room: _Room) -> _Block:
    c, h, w = maps.shape
    columns = max(LEAST_COLUMNS, min(16, int(room.width / (TILE * max(w / h, 1)))))
    drawn = min(c, room.rows * columns)
    columns = min(columns, drawn)
    paper = tiles(maps[:drawn], columns=columns)
    height = TILE * -(-drawn // columns)
    width = height * paper.shape[1] / paper.shape[0]
    if width > room.width:
        width, height = room.width, height * room.width / width
    low, high = float(maps.min()), float(maps.max())
    some = f"   the first {drawn}" if drawn < c else ""

    def draw(axes: Axes) -> None:
        draw_picture(axes, paper, low=low, high=max(high, low + 1e-6))
        axes.axis("off")

    return _Block(f"{c} × {h} × {w}{_range(maps)}{some}", width, height, draw)


def _softmax_block(value: Values, inspection: Inspection, room: _Room) -> _Block:
    """Bars for classes (classes,) or (characters, classes); a chart over the line for symbols (t, 1 + alphabet)."""
    description = inspection.model.description
    if "alphabet" in description:
        names = ["blank", *(legible(symbol) for symbol in description["alphabet"])]
        shown = likely_symbols(value)
        title = f"{value.shape[0]} steps × {value.shape[1]} symbols   those that are ever likely, black is certain"
        height = 0.3 + 0.16 * len(shown)
        return _Block(
            title, room.width, height, lambda axes: _draw_symbols(axes, value, [(s, names[s]) for s in shown])
        )
    rows = value.reshape(-1, value.shape[-1])
    names = [legible(name) for name in description.get("classes", map(str, range(rows.shape[1])))]
    best = ", ".join(f"{names[int(row.argmax())]} {100 * row.max():.1f} %" for row in rows)
    return _Block(f"{rows.shape[1]}   says {best}", room.width, 1.3, lambda axes: draw_chances(axes, rows, names))


def draw_chances(axes: Axes, rows: Values, names: Sequence[str]) -> None:
    """The probabilities (characters, classes) as bars, those of one character after those of the other."""
    n, c = rows.shape
    places = (np.arange(n)[:, None] * (c + 1) + np.arange(c)).ravel()
    axes.bar(places, rows.ravel(), 0.8, color="0.35", edgecolor="black", linewidth=0.5)
    few = len(places) <= MOST_LABELLED
    for x, chance in zip(places, rows.ravel(), strict=True):
        if chance >= (0.01 if few else 0.15):
            axes.text(
                float(x), float(chance), f"{100 * chance:.0f} %", ha="center", va="bottom", fontsize=7 if few else 6
            )
    axes.set(ylim=(0, 1.2), xlim=(-0.7, places[-1] + 0.7), yticks=[])
    axes.set_xticks(places, list(names) * n, fontsize=9 if len(places) <= 30 else 7)
    axes.tick_params(length=0)
    axes.spines[["left", "right", "top"]].set_visible(False)


def likely_symbols(chances: Values) -> list[int]:
    """Symbols that are ever likely, in the order of the steps at which they are likeliest, the blank (0) first."""
    most = chances.max(axis=0)
    order = [int(s) for s in np.argsort(-most)[:MOST_SYMBOLS] if most[s] >= LEAST_CHANCE and s]
    return [0, *sorted(order, key=lambda symbol: int(chances[:, symbol].argmax()))]


def _draw_symbols(axes: Axes, chances: Values, shown: list[tuple[int, str]]) -> None:
    part = chances[:, [symbol for symbol, _ in shown]].T
    axes.imshow(part, cmap="gray_r", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    axes.set_yticks(range(len(shown)), [name for _, name in shown], fontsize=7)
    axes.tick_params(length=0)


def _draw_matrix(axes: Axes, values: Values) -> None:
    axes.imshow(values, cmap="gray", aspect="auto", interpolation="antialiased")


def _draw_vector(axes: Axes, values: Values) -> None:
    gap = 0.1 if values.size <= MOST_APART else 0.0
    edges = np.repeat(np.arange(values.size), 2) + np.tile([gap, 1 - gap], values.size)
    heights = np.zeros(2 * values.size - 1)
    heights[::2] = values
    axes.stairs(heights, edges, fill=True, color="0.2")
    axes.axhline(0, color="black", linewidth=0.5)
    axes.set(xlim=(0, values.size), xticks=[], yticks=[])
    axes.spines[["left", "right", "top", "bottom"]].set_visible(False)


def _range(values: NDArray[Any]) -> str:
    return f"   {values.min():.3g} … {values.max():.3g}".replace("-", "−")


def _share_out(blocks: list[_Block], columns: int) -> list[list[_Block]]:
    """Columns of about the same height, in order."""
    whole = sum(block.height + TITLE + SPACE for block in blocks)
    shared: list[list[_Block]] = [[] for _ in range(columns)]
    done = 0.0
    for block in blocks:
        size = block.height + TITLE + SPACE
        shared[min(columns - 1, int((done + size / 2) / whole * columns))].append(block)
        done += size
    return shared


def _lay_out(heading: str, columns: list[list[_Block]], width: float) -> Figure:
    tallest = max(sum(block.height + TITLE + SPACE for block in column) for column in columns)
    sheet = new_sheet(2 * MARGIN + len(columns) * (width + BETWEEN) - BETWEEN, HEADING + tallest + 0.3)
    sheet.head(heading)
    for k, column in enumerate(columns):
        left, top = MARGIN + k * (width + BETWEEN), HEADING
        for block in column:
            sheet.write(left, top, block.title, size=8.5)
            block.draw(sheet.panel(left, top + TITLE, block.width, block.height))
            top += block.height + TITLE + SPACE
    return sheet.figure
