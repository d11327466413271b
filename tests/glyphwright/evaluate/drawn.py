"""Pages of bars, each a word, and a finder that was told where their lines are."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from glyphwright.datasets import Sample
from glyphwright.geometry import Box
from glyphwright.page import Block, Line, Page, Word
from glyphwright.stages import PageImage, Region

WIDTH, HEIGHT = 400, 200


def sample_of(folder: Path, *words: tuple[str, int, int], ignored: tuple[Box, ...] = ()) -> Sample:
    """A page with words of 10 × 20 pixels a character at (left, top), and its file."""
    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    placed = []
    for text, left, top in words:
        box = Box(left, top, left + 10 * len(text), top + 20)
        pixels[top : top + 20, left : left + 10 * len(text)] = 90
        placed.append(Line((Word(text, box.polygon),), box.polygon))
    path = folder / f"{words[0][0]}.png"
    Image.fromarray(pixels).save(path)
    page = Page(1, WIDTH, HEIGHT, (Block.around(tuple(placed)),))
    text = "\n".join(line.text for line in placed)
    return Sample(path, text, page, ignored=tuple(box.polygon for box in ignored))


@dataclass
class Told:
    """Finds the boxes that it was told of on every page."""

    boxes: tuple[Box, ...]
    name: str = "told"

    def find_lines(self, image: PageImage) -> list[Region]:
        return [Region(box.polygon) for box in self.boxes]
