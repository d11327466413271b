import pytest

from bench.figures import FigureScore, report_figures, score_figures
from glyphwright.geometry import Box
from glyphwright_train.synth.layouts.sheet import Figure

pytestmark = pytest.mark.train
PICTURE, CHART = Figure("picture", Box(0, 0, 100, 100)), Figure("chart", Box(200, 0, 300, 100))


def score(*found: Box) -> FigureScore:
    return score_figures(found, [PICTURE, CHART])


def test_a_box_matches_one_figure_by_half_of_what_both_take() -> None:
    one = score(Box(0, 0, 100, 100), Box(0, 10, 100, 100))
    assert (one.hits, one.n_found, one.n_right, one.n_beside) == ({"picture": 1}, 2, 1, 0)
    assert score(Box(200, 0, 300, 49)).n_right == 0


def test_boxes_that_touch_no_figure_are_counted_apart() -> None:
    assert score(Box(0, 0, 10, 10), Box(120, 0, 180, 50)).n_beside == 1


def test_recall_is_told_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    report_figures([score(PICTURE.box), score(CHART.box, Box(0, 500, 9, 509))], [score()])
    said = capsys.readouterr().out
    assert "precision 0.667  recall 0.500" in said
    assert "chart 1/2, picture 1/2" in said
    assert "3 found, 1 where there is none" in said
