import numpy as np
import pytest

from glyphwright.detect.gaps import are_wide


@pytest.mark.parametrize(
    ("blanks", "wide"),
    [
        ([0.3, 0.35, 1.2, 0.3], [False, False, True, False]),  # two columns
        ([1.1, 1.3], [True, True]),  # cells of a word each
        ([1.1, 1.2, 1.0, 1.15], [False] * 4),  # justified prose
        ([0.25, 0.3, 0.75, 0.25, 1.03, 0.3, 0.8, 0.25], [False] * 8),  # tills: letters far apart
        ([0.25, 0.3, 0.25, 1.4, 0.3, 1.6, 0.25], [False, False, False, True, False, True, False]),  # its cells
        ([0.3, 2.5, 2.5, 2.5], [False, True, True, True]),
    ],
)
def test_a_line_ends_at_what_stands_out_from_its_spaces(blanks: list[float], wide: list[bool]) -> None:
    assert are_wide(np.array(blanks)).tolist() == wide
