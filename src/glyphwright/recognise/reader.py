"""The default line reader: crops in batches of equal width → a CTC network → readings."""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import OptionError
from glyphwright.recognise.batches import padded_width, to_input
from glyphwright.recognise.decode import decode_greedy
from glyphwright.runtime import Model
from glyphwright.stages import LineCrop, Reading

BATCH_PX = 2048


@dataclass(frozen=True, slots=True)
class CtcLineReader:
    """Reads lines with a CTC network; `charset` limits what it may read, `threads` how many batches run at once.

    A batch holds crops of equal padded width only, so what is read of a crop depends on that crop alone.
    """

    model: Model
    charset: str | None = None
    threads: int = 1

    @property
    def name(self) -> str:
        return str(self.model.description["name"])

    @property
    def height(self) -> int:
        return int(self.model.description["height_px"])

    @property
    def alphabet(self) -> str:
        return str(self.model.description["alphabet"])

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        """One reading a crop, in the order of the crops.

        Raises:
            OptionError: If `charset` has characters that the model cannot read.
        """
        allowed = self._allowed()
        batches = list(_batches([crop.pixels.shape[1] for crop in crops]))

        def read(batch: list[int]) -> list[Reading]:
            width = padded_width(crops[batch[0]].pixels.shape[1])
            probabilities = self.model.run(to_input([crops[i].pixels for i in batch], width))
            if allowed is not None:
                probabilities = probabilities * allowed
            return decode_greedy(probabilities, self.alphabet, step_px=float(self.model.description["step_px"]))

        readings: dict[int, Reading] = {}
        if self.threads > 1 and len(batches) > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                results = list(pool.map(read, batches))
        else:
            results = [read(batch) for batch in batches]
        for batch, result in zip(batches, results, strict=True):
            readings.update(zip(batch, result, strict=True))
        return [readings[i] for i in range(len(crops))]

    def _allowed(self) -> NDArray[np.float32] | None:
        """1 for each symbol that may be read (the blank and the space always), or None for all."""
        if self.charset is None:
            return None
        unknown = sorted(set(self.charset) - set(self.alphabet))
        if unknown:
            raise OptionError(f"charset: {self.name} cannot read {''.join(unknown)!r}: leave these characters out")
        wanted = set(self.charset) | {" "}
        return np.array([1.0, *(float(character in wanted) for character in self.alphabet)], dtype=np.float32)


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Indices of crops of equal padded width, widest first, so many together that a batch is about 2048 px wide."""
    by_width: dict[int, list[int]] = defaultdict(list)
    for i, width in enumerate(widths):
        by_width[padded_width(width)].append(i)
    batches = []
    for width in sorted(by_width, reverse=True):
        size = max(1, BATCH_PX // width)
        same = by_width[width]
        batches += [same[i : i + size] for i in range(0, len(same), size)]
    return batches
