"""A recurrent attention model and a picture → where it looked, what it saw there, and what it said."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from glyphwright.errors import OptionError
from glyphwright_train.networks.dram import DramConfig
from glyphwright_train.networks.glimpses import Retina
from glyphwright_train.networks.ram import RamConfig
from glyphwright_train.pictures.impressions import draw_chances
from glyphwright_train.pictures.layers import Inspection, inspect
from glyphwright_train.pictures.sheets import HEADING, MARGIN, draw_picture, legible, new_sheet
from glyphwright_train.recipe import from_table

SIDE = 4.6
PATCH = 1.0
STEP = PATCH + 0.15
STYLES = ("-", "--", ":")


def draw_glimpses(model_path: Path, image: NDArray[np.uint8]) -> Figure:
    """Draw the path of a model's first look over a grey picture (h, w) of any size, numbered, and what it saw.

    Raises OptionError if the model does not look in glimpses.
    """
    return draw_look(inspect(model_path, image))


def looks_in_glimpses(inspection: Inspection) -> bool:
    """Whether a model chooses where to look."""
    return any(output.name == "locations" for output in inspection.graph.graph.output)


def draw_look(inspection: Inspection) -> Figure:
    """`draw_glimpses` of a model that is open already."""
    if not looks_in_glimpses(inspection):
        raise OptionError(f"{inspection.model.path}: it sees the picture at once: give a model of kind ram or dram")
    description = inspection.model.description
    config = _config(inspection)
    chances, locations = inspection.values(["output", "locations"])
    chances, locations = chances[0], locations[0]  # (characters, classes), (t, 2)
    patches = see(inspection.sight, locations, config)
    names = [legible(name) for name in description["classes"]]
    width = max(SIDE + 0.5 + 4.6, len(locations) * STEP)
    sheet = new_sheet(width + 2 * MARGIN, HEADING + SIDE + 0.6 + config.scales * STEP + 0.35)
    said = "".join(names[int(row.argmax())] for row in chances)
    sure = 100 * float(chances.max(axis=1).prod())
    name = description.get("name", description["architecture"])
    sheet.head(f"{name} says {said} ({sure:.1f} %) after {len(locations)} glimpses")
    _draw_path(sheet.panel(MARGIN, HEADING, SIDE, SIDE), inspection.sight[0, 0], locations, config)
    left = MARGIN + SIDE + 0.5
    sheet.write(left, HEADING, "what it says, averaged over its looks", size=9)
    draw_chances(sheet.panel(left, HEADING + 0.25, 4.6, 1.6), chances, names)
    sheet.write(left, HEADING + 2.3, _explained(config, len(locations)), size=9)
    top = HEADING + SIDE + 0.3
    sheet.write(MARGIN, top - 0.05, "what it saw, first look", size=9)
    for t in range(len(locations)):
        for k in range(config.scales):
            sheet.draw(patches[t, k], (MARGIN + t * STEP, top + 0.4 + k * STEP, PATCH, PATCH), low=0, high=1)
        sheet.write(MARGIN + t * STEP + PATCH / 2, top + 0.2, str(t + 1), align="center")
    return sheet.figure


def see(
    sight: NDArray[np.float32], locations: NDArray[np.float32], config: RamConfig | DramConfig
) -> NDArray[np.float32]:
    """The patches of a picture (1, 1, h, w) at locations (t, 2), (t, scales, side, side), as the networks see them."""
    import torch

    retina = Retina(config.patch_px, config.scales)
    with torch.inference_mode():
        pyramid = retina.pyramid(torch.from_numpy(sight))
        patches = [retina(pyramid, torch.from_numpy(location[None])) for location in locations]
    return torch.cat(patches).numpy()


def _config(inspection: Inspection) -> RamConfig | DramConfig:
    """Sizes of patches, from the recipe that the file carries."""
    description = inspection.model.description
    table = {"classes": len(description["classes"]), "side_px": inspection.sight.shape[3]}
    table |= description["recipe"]["network"]
    kind = {"ram": RamConfig, "dram": DramConfig}[table.pop("architecture")]
    return from_table(kind, table, str(inspection.model.path))


def _draw_path(
    axes: Axes, picture: NDArray[np.float32], locations: NDArray[np.float32], config: RamConfig | DramConfig
) -> None:
    h, w = picture.shape
    draw_picture(axes, picture, low=0, high=1)
    x, y = ((locations + 1) / 2 * (w, h)).T
    for k in reversed(range(config.scales)):
        side = config.patch_px * 2**k
        for left, top in zip(x - side / 2, y - side / 2, strict=True):
            for width, color, style in ((2.4, "black", "-"), (1.0, "white", STYLES[min(k, 2)])):
                thin = 1 if k == 0 else 0.5
                axes.add_patch(
                    Rectangle((left, top), side, side, fill=False, linewidth=thin * width, color=color, linestyle=style)
                )
    axes.plot(x, y, color="black", linewidth=3.2)
    axes.plot(x, y, color="white", linewidth=1.6)
    for t, (across, down) in enumerate(zip(x, y, strict=True), start=1):
        ball = {"boxstyle": "circle,pad=0.2", "facecolor": "white", "edgecolor": "black", "linewidth": 0.8}
        axes.text(across, down, str(t), fontsize=8, ha="center", va="center", color="black", bbox=ball)
    axes.set(xlim=(0, w), ylim=(h, 0))


def _explained(config: RamConfig | DramConfig, glimpses: int) -> str:
    sizes = ", ".join(f"{config.patch_px * 2**k} × {config.patch_px * 2**k}" for k in range(config.scales))
    lines = [
        f"numbers: the {glimpses} places in order",
        f"frames: what is seen there, {sizes} pixels",
    ]
    if config.scales > 1:
        lines.append(f"each row below is coarser, all of {config.patch_px} × {config.patch_px} values")
    if isinstance(config, DramConfig):
        lines.append(f"{config.glimpses} glimpses for each of {config.characters} characters")
    return "\n".join(lines)
