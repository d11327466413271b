"""Sheets of paper measured in inches from their top left corner, pictures in rows on them, and files made of them.

Everything is drawn in black, white and grey, so that a print loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from glyphwright.errors import FileAccessError, OptionError

DPI = 110
MARGIN = 0.3
LINE = 0.19
HEADING = 0.45
GAP = 0.12

Place = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure and axes as large as it; all lengths in inches, from the top left corner to the right and downwards."""

    figure: Figure
    ground: Axes
    width: float
    height: float

    def panel(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes of its own for what needs its own measure, without ticks."""
        place = (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        axes: Axes = self.figure.add_axes(place)
        axes.set(xticks=[], yticks=[])
        return axes

    def draw(self, picture: NDArray[Any], place: Place, *, low: float = 0, high: float = 255) -> None:
        """A grey picture (h, w), black at `low` and white at `high`, scaled into a place and framed; NaN is paper."""
        left, top, width, height = place
        method = _method(picture.shape, width * DPI, height * DPI)
        edges = (left, left + width, top + height, top)
        self.ground.imshow(picture, cmap="gray", vmin=low, vmax=high, interpolation=method, extent=edges, aspect="auto")
        self.ground.add_patch(Rectangle((left, top), width, height, fill=False, linewidth=0.5, edgecolor="0.5"))

    def write(self, left: float, top: float, text: str, *, size: float = 9, align: str = "left") -> None:
        """Text of one line or more, whose upper edge is at `top`; `align` says what `left` is of it."""
        self.ground.text(left, top, text, fontsize=size, ha=align, va="top", parse_math=False)

    def head(self, text: str) -> None:
        """What stands above everything else."""
        self.ground.text(MARGIN, 0.15, text, fontsize=11, weight="bold", va="top", parse_math=False)


def new_sheet(width: float, height: float) -> Sheet:
    """An empty white sheet."""
    figure = Figure(figsize=(width, height))
    ground = figure.add_axes((0, 0, 1, 1))
    ground.set(xlim=(0, width), ylim=(height, 0))
    ground.set_autoscale_on(False)
    ground.axis("off")
    return Sheet(figure, ground, width, height)


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG or SVG, as the end of the name says.

    Raises:
        OptionError: The name ends in something else.
        FileAccessError: Nothing can be written there.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("png", "svg"):
        raise OptionError(f"{path}: pictures are written as .png or .svg: give a name that ends so")
    try:
        figure.savefig(path, format=kind, dpi=DPI, metadata={"Date": None} if kind == "svg" else None)
    except OSError as error:
        raise FileAccessError(f"{path}: cannot be written ({error.strerror}): give another place") from error


def draw_picture(axes: Axes, image: NDArray[Any], *, low: float = 0, high: float = 255) -> None:
    """A grey picture (h, w) with square pixels, black at `low` and white at `high`, in axes of its own."""
    h, w = image.shape
    method = _method(image.shape, axes.bbox.width, axes.bbox.height)
    axes.imshow(image, cmap="gray", vmin=low, vmax=high, interpolation=method, extent=(0, w, h, 0))
    for edge in axes.spines.values():
        edge.set(linewidth=0.5, color="0.5")


def _method(shape: tuple[int, ...], width_px: float, height_px: float) -> str:
    """Pixels stay squares where they are enlarged; where they are shrunk, none is left out."""
    return "nearest" if min(width_px / shape[1], height_px / shape[0]) >= 1 else "antialiased"


@dataclass(frozen=True, slots=True)
class Cell:
    """Pictures side by side, None where one is missing, and what stands under them; a line a string."""

    pictures: tuple[NDArray[np.uint8] | None, ...]
    lines: tuple[str, ...]


def contact_sheet(heading: str, cells: Sequence[Cell], *, columns: int, side: float, spread: float = GAP) -> Figure:
    """Draw cells row by row.

    Args:
        heading: Above all.
        cells: At least one, all with as many pictures and lines as the first.
        columns: How many cells a row has.
        side: Of a picture, in inches.
        spread: Between cells, in inches.
    """
    several, text = len(cells[0].pictures), len(cells[0].lines) * LINE
    step_x, step_y = several * (side + 0.04) + spread, side + text + 0.22
    rows = -(-len(cells) // columns)
    # Eleven points bold take a tenth of an inch a letter.
    width = max(2 * MARGIN + min(columns, len(cells)) * step_x - spread, 2 * MARGIN + 0.1 * len(heading))
    sheet = new_sheet(width, HEADING + rows * step_y + 0.1)
    sheet.head(heading)
    for i, cell in enumerate(cells):
        left, top = MARGIN + i % columns * step_x, HEADING + i // columns * step_y
        for k, picture in enumerate(cell.pictures):
            across = left + k * (side + 0.04)
            if picture is None:
                sheet.write(across + side / 2, top + side / 2 - 0.06, "none", size=8, align="center")
            else:
                sheet.draw(picture, _inside(picture.shape, across, top, side))
        middle = left + several * (side + 0.04) / 2 - 0.02
        sheet.write(middle, top + side + 0.04, "\n".join(cell.lines), align="center")
    return sheet.figure


def _inside(shape: tuple[int, ...], left: float, top: float, side: float) -> Place:
    """The largest place of a picture's form in a square, in its middle."""
    h, w = (side * length / max(shape) for length in shape)
    return left + (side - w) / 2, top + (side - h) / 2, w, h


def tiles(maps: NDArray[Any], *, columns: int, least_px: int = 28) -> NDArray[np.float32]:
    """Maps (n, h, w) as one picture, row by row, NaN between them; small ones are enlarged, so that gaps stay thin."""
    factor = max(1, -(-least_px // min(maps.shape[1:])))
    large = maps.repeat(factor, axis=1).repeat(factor, axis=2)
    n, h, w = large.shape
    gap = max(1, h // 14)
    rows = -(-n // columns)
    paper = np.full((rows * (h + gap) - gap, columns * (w + gap) - gap), np.nan, np.float32)
    for i, tile in enumerate(large):
        y, x = i // columns * (h + gap), i % columns * (w + gap)
        paper[y : y + h, x : x + w] = tile
    return paper


def legible(text: str) -> str:
    """A text as these pictures can show it: blanks made visible, a number for what the font does not have."""
    if not text:
        return "(nothing)"
    return "".join("␣" if c == " " else c if _has(c) else f"U+{ord(c):04X}" for c in text)


@cache
def _has(character: str) -> bool:
    return bool(get_font(findfont(FontProperties())).get_char_index(ord(character)))
