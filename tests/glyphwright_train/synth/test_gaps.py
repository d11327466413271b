import numpy as np
import pytest

from glyphwright.geometry import Box, Polygon
from glyphwright.page import Block, Line, Page, Word
from glyphwright_train.synth.gaps import cut_at_gaps

pytestmark = pytest.mark.train


def page_of(*reaches: tuple[float, float], turn: float = 0.0) -> Page:
    """One line of 10 pixels height with words from … to."""
    a = np.deg2rad(turn)
    matrix = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])

    def frame(left: float, right: float) -> Polygon:
        return Polygon.from_array(Box(left, 20, right, 30).polygon.array @ matrix)

    words = tuple(Word(str(i), frame(*reach)) for i, reach in enumerate(reaches))
    ends = Polygon.from_array(np.array([[reaches[0][0], 28], [reaches[-1][1], 28]]) @ matrix)
    line = Line(words, frame(reaches[0][0], reaches[-1][1]), ends.points)
    return Page(1, 200, 60, (Block.around((line,)),))


@pytest.mark.parametrize("turn", [0, 20])
def test_a_line_ends_at_a_gap_wider_than_it_is_high(turn: float) -> None:
    cut = cut_at_gaps(page_of((0, 40), (45, 60), (75, 90), turn=turn))
    first, second = cut.lines
    assert [word.text for word in first.words] == ["0", "1"]
    expected = page_of((0, 60), turn=turn), page_of((75, 90), turn=turn)
    for line, one in zip((first, second), expected, strict=True):
        (truth,) = one.lines
        assert np.allclose(line.polygon.array, truth.polygon.array)
        assert np.allclose(line.baseline, truth.baseline)


def test_a_line_of_words_side_by_side_stays_whole() -> None:
    page = page_of((0, 40), (45, 60), (70, 90))
    assert cut_at_gaps(page) == page


@pytest.mark.parametrize(("step", "lines"), [(35, 1), (40, 4)])
def test_justified_prose_has_wide_spaces_and_cells_have_wider_ones(step: int, lines: int) -> None:
    cut = cut_at_gaps(page_of(*((x, x + 20) for x in range(0, 4 * step, step))))
    assert len(list(cut.lines)) == lines


def test_a_cell_behind_a_label_of_several_words_is_cut_off() -> None:
    cut = cut_at_gaps(page_of((0, 20), (23, 40), (43, 60), (72, 90)))
    assert [len(line.words) for line in cut.lines] == [3, 1]
