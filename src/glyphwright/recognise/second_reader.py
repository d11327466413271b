"""Two line readers as one: a quick one for all lines, and a better and slower one for those that it is not sure of."""

from collections.abc import Sequence
from dataclasses import dataclass

from glyphwright.recognise.open_reader import AnyLineReader
from glyphwright.stages import LineCrop, Reading

DOUBTFUL = 0.9
"""Lines that the quick reader reads with less confidence are read again."""


@dataclass(frozen=True, slots=True)
class SecondReader:
    """Reads again, with `careful`, what `quick` reads unsurely; the surer reading of a line counts.

    What a page costs depends on how bad it is: of clean print hardly a line is read twice.
    """

    quick: AnyLineReader
    careful: AnyLineReader

    @property
    def name(self) -> str:
        return self.quick.name

    @property
    def height(self) -> int:
        return self.quick.height

    @property
    def alphabet(self) -> str:
        return self.quick.alphabet

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        """One reading a crop, in their order."""
        readings = self.quick.read_lines(crops)
        doubtful = [i for i, reading in enumerate(readings) if reading.confidence < DOUBTFUL]
        for i, again in zip(doubtful, self.careful.read_lines([crops[i] for i in doubtful]), strict=True):
            readings[i] = max(readings[i], again, key=lambda reading: reading.confidence)
        return readings
