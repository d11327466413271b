from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from glyphwright.recognise.second_reader import SecondReader
from glyphwright.stages import LineCrop, Reading


@dataclass
class Reader:
    """Reads crops, by the grey of their first pixel, with the confidence that it is given for it."""

    text: str
    confidences: dict[int, float]
    shown: list[int] = field(default_factory=list)
    name: str = "x"
    height: int = 36
    alphabet: str = "ab"

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        greys = [int(crop.pixels[0, 0]) for crop in crops]
        self.shown += greys
        return [Reading((self.text,), (self.confidences[grey],), ((0.0, 4.0),)) for grey in greys]


def crops(*greys: int) -> list[LineCrop]:
    return [LineCrop(np.full((36, 8), grey, np.uint8)) for grey in greys]


def test_only_unsure_lines_are_read_again_and_the_surer_reading_counts() -> None:
    quick, careful = Reader("a", {1: 0.99, 2: 0.5, 3: 0.7}), Reader("b", {2: 0.8, 3: 0.6})
    both = SecondReader(quick, careful)  # type: ignore[arg-type]
    assert [reading.text for reading in both.read_lines(crops(1, 2, 3, 1))] == ["a", "b", "a", "a"]
    assert careful.shown == [2, 3]
    assert both.read_lines([]) == []
    assert (both.name, both.height, both.alphabet) == ("x", 36, "ab")
