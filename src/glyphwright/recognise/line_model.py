"""A model file of a line reader → what it says of itself; whatever decodes its output stands on this."""

from dataclasses import dataclass

from glyphwright.recognise.pattern import Pattern
from glyphwright.runtime import Model


@dataclass(frozen=True, slots=True)
class LineModel:
    """A model that reads lines, and what all ways of decoding it can be told.

    Args:
        model: The file.
        charset: The only characters that may be read; None for all.
        threads: How many batches are read at once.
        pattern: What every line must match; None for any text.
    """

    model: Model
    charset: str | None = None
    threads: int = 1
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

    @property
    def step_px(self) -> float:
        return float(self.model.description["step_px"])
