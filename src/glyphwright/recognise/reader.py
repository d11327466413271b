"""The default line reader: crops in batches of equal width → a CTC network → readings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.batches import allowed_symbols, read_in_batches
from glyphwright.recognise.beam import decode_beam
from glyphwright.recognise.decode import decode_greedy
from glyphwright.recognise.line_model import LineModel
from glyphwright.stages import LineCrop, Reading

LEAST_BEAM = 8


@dataclass(frozen=True, slots=True)
class CtcLineReader(LineModel):
    """Reads lines with a CTC network; with a `beam` of more than 1 so many beginnings of a text are followed at once.

    A batch holds crops of equal padded width only, so what is read of a crop depends on that crop alone.
    """

    beam: int = 1

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        """One reading a crop, in the order of the crops.

        Raises:
            OptionError: If `charset` has characters that the model cannot read.
        """
        allowed = allowed_symbols(self.alphabet, self.charset, reader=self.name)

        def read(images: NDArray[np.float32]) -> list[Reading]:
            probabilities = self.model.run(images)
            if allowed is not None:
                probabilities = probabilities * allowed
            if self.beam <= 1 and self.pattern is None:
                return decode_greedy(probabilities, self.alphabet, step_px=self.step_px)
            width = max(self.beam, LEAST_BEAM)
            return [
                decode_beam(line, self.alphabet, step_px=self.step_px, width=width, pattern=self.pattern)
                for line in probabilities
            ]

        return read_in_batches(crops, read, threads=self.threads)
