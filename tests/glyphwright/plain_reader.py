"""A reader without models: every dark bar across a page is a line, and says how grey it is, as "040"."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glyphwright.errors import DamagedInputError, OptionError
from glyphwright.geometry import Box
from glyphwright.options import ReadOptions
from glyphwright.pipeline import Reader
from glyphwright.stages import LineCrop, PageImage, Reading, Region

UNREADABLE_GREY = 13


@dataclass(frozen=True)
class BarFinder:
    name: str = "bars"

    def find_lines(self, image: PageImage) -> list[Region]:
        dark = np.concatenate([[False], (image.pixels[..., 0] < 200).any(axis=1), [False]])
        edges = np.flatnonzero(np.diff(dark.astype(int)))
        return [
            Region(Box(0, top, image.width, bottom).polygon)
            for top, bottom in zip(edges[::2], edges[1::2], strict=True)
        ]


@dataclass(frozen=True)
class GreyReader:
    """Reads grey levels; or, if that is its `task`, the number of its process; or ends it."""

    task: str
    threads: int
    name: str = "greys"
    height: int = 16

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        return [self._read(crop) for crop in crops]

    def _read(self, crop: LineCrop) -> Reading:
        grey = int(np.median(crop.pixels[8]))
        if self.task == "die":
            os._exit(1)
        if grey == UNREADABLE_GREY:
            raise DamagedInputError("page with a bar of 13: cannot be read: draw another")
        text = {"process": f"{os.getpid()}", "threads": f"{self.threads}"}.get(self.task, f"{grey:03}")
        spans = tuple((float(k), k + 1.0) for k in range(len(text)))
        return Reading(tuple(text), (0.9,) * len(text), spans)


def open_reader(options: ReadOptions | None = None, *, finder: str | None = None, reader: str | None = None) -> Reader:
    options = options or ReadOptions()
    if options.languages == "rus":
        raise OptionError("language 'rus': greys does not know Cyrillic letters: leave the language out")
    return Reader(BarFinder(finder or "bars"), GreyReader(reader or "", options.threads), options)
