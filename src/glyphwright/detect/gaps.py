"""Blanks between the words of a line → at which of them it ends: cells of tables, labels and what they say.

Who finds lines and what they learn from both go by this.
"""

import numpy as np
from numpy.typing import NDArray

# In heights of the line. Two spaces of a typewriter are wider than the first; up to the second it may be justified
# prose, whose spaces are all wide.
LEAST_GAP, MOST_SPACE = 1.0, 1.8
# How many times wider than the other spaces of its line a gap in between is; in heights, the narrowest space.
STANDS_OUT, ANY_SPACE = 1.5, 0.2
# So many spaces of usual width that are nearly as wide tell that it is one, too: the letters of typewriters and tills
# are so far apart that they are taken for spaces as well.
SEVERAL = 2


def are_wide(blanks: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the blanks of a line, (k,) in its heights, part it: wide ones, unless the others are nearly as wide."""
    wide = blanks > LEAST_GAP
    spaces = blanks > ANY_SPACE
    if spaces.sum() <= 2:
        return wide
    for i in np.flatnonzero(wide & (blanks <= MOST_SPACE)).tolist():
        others = spaces.copy()
        others[i] = False
        usual = np.count_nonzero((blanks <= LEAST_GAP) & (blanks * STANDS_OUT >= blanks[i])) >= SEVERAL
        wide[i] = not usual and blanks[i] > STANDS_OUT * float(np.median(blanks[others]))
    return wide
