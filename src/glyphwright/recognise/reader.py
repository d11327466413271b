"""The default line reader: crops in batches of equal width → a CTC network → readings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.batches import allowed_symbols, read_in_batches
from glyphwright.recognise.beam import decode_beam
from glyphwright.recognise.decode import decode_greedy
from glyphwright.recognise.pattern import Pattern
from glyphwright.runtime import Model
from glyphwright.stages import LineCrop, Reading

LEAST_BEAM = 8


@dataclass(frozen=True, slots=True)
class CtcLineReader:
    """Reads lines with a CTC network; `charset` limits what it may read, `threads` how many batches run at once.

    With a `beam` of more than 1 so many beginnings of a text are followed at once; a `pattern` must be matched by every
    line.

    A batch holds crops of equal padded width only, so what is read of a crop depends on that crop alone.
    """

    model: Model
    charset: str | None = None
    threads: int = 1
    beam: int = 1
    pattern: Pattern | None = None

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
        allowed = allowed_symbols(self.alphabet, self.charset, reader=self.name)
        step_px = float(self.model.description["step_px"])

        def read(images: NDArray[np.float32]) -> list[Reading]:
            probabilities = self.model.run(images) * allowed
            if self.beam <= 1 and self.pattern is None:
                return decode_greedy(probabilities, self.alphabet, step_px=step_px)
            width = max(self.beam, LEAST_BEAM)
            return [
                decode_beam(line, self.alphabet, step_px=step_px, width=width, pattern=self.pattern)
                for line in probabilities
            ]

        return read_in_batches(crops, read, threads=self.threads)
