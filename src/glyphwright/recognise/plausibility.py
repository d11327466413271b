"""A Reading → whether it is text at all, or what dirt, drawings and ruled lines look like to a reader."""

import re

from glyphwright.stages import Reading

MARKS = re.compile(r"[-–—_=~.·•*+|\s]{2,}")
LEAST_FOR_MARKS = 0.9


def is_plausible(reading: Reading, *, least: float) -> bool:
    """Whether the characters are on average sure enough.

    Rows of dashes and dots must be surer than letters: they are what ruled lines and leaders come out as.

    Args:
        reading: Of a line.
        least: The least mean confidence of text; 0 lets everything pass.
    """
    if least <= 0:
        return True
    return reading.confidence >= (max(least, LEAST_FOR_MARKS) if MARKS.fullmatch(reading.text) else least)
