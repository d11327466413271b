"""The default line reader: crops in batches of equal width → a CTC network → readings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.batches import allowed_symbols, read_in_batches
from glyphwright.recognise.beam import align, likeliest_text
from glyphwright.recognise.decode import decode_greedy
from glyphwright.recognise.language_model import FusedModel
from glyphwright.recognise.line_model import LineModel
from glyphwright.stages import LineCrop, Reading

LEAST_BEAM = 8
SURE = 0.9
"""A line of which each character is read with no less confidence needs no search, nor one that says nothing."""


@dataclass(frozen=True, slots=True)
class CtcLineReader(LineModel):
    """Reads lines with a CTC network.

    In lines that are not read surely, `beam` beginnings of a text are followed at once, and a `language` model has its
    say. A batch holds crops of equal padded width only, so what is read of a crop depends on that crop alone.
    """

    beam: int = 1
    language: FusedModel | None = None

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
            return self.decode(probabilities)

        return read_in_batches(crops, read, threads=self.threads)

    def decode(self, probabilities: NDArray[np.float32]) -> list[Reading]:
        """What lines say by their probabilities, (lines, steps, 1 + len(alphabet))."""
        readings = decode_greedy(probabilities, self.alphabet, step_px=self.step_px)
        return [self._search(*line) for line in zip(probabilities, readings, strict=True)]

    def _search(self, probabilities: NDArray[np.float32], reading: Reading) -> Reading:
        """Look for a better reading than that of the best path, where there may be one."""
        pattern, language = self.pattern, self.language
        if pattern is None and (min(reading.confidences, default=1) >= SURE or (self.beam <= 1 and language is None)):
            return reading
        width = max(self.beam, LEAST_BEAM)
        text = likeliest_text(probabilities, self.alphabet, width=width, pattern=pattern, language=language)
        return reading if text == reading.text else align(probabilities, text, self.alphabet, step_px=self.step_px)
