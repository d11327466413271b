import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from glyphwright.errors import OptionError
from glyphwright_train.pictures.confusion import class_scores, draw_confusion

pytestmark = pytest.mark.train

COUNTS = [[8, 2, 0], [1, 9, 0], [0, 0, 0]]


def test_every_count_stands_in_its_cell_and_is_legible_on_its_grey() -> None:
    axes = draw_confusion(COUNTS, ("a", "b", "c")).axes[1]
    cells = {text.get_position()[::-1]: text for text in axes.texts}
    assert {place: text.get_text() for place, text in cells.items()} == {
        (0, 0): "8", (0, 1): "2", (1, 0): "1", (1, 1): "9",
    }  # fmt: skip
    shade = np.asarray(axes.images[0].get_array())
    for (y, x), text in cells.items():
        assert text.get_color() == ("white" if shade[y, x] < 0.55 else "black")
    assert shade[0, 0] < shade[0, 1] < shade[2, 2] == 1
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b", "c"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("said", "truth")


def test_precision_recall_and_f1_stand_beside_their_class() -> None:
    ground = draw_confusion(COUNTS, ("a", "b", "c")).axes[0]
    rows: dict[float, list[str]] = {}
    for text in ground.texts:
        if text.get_ha() == "right":
            rows.setdefault(round(text.get_position()[1], 3), []).append(text.get_text())
    assert [rows[top] for top in sorted(rows)] == [
        ["pictures", "precision", "recall", "F1"],
        ["10", "88.9 %", "80.0 %", "84.2 %"],
        ["10", "81.8 %", "90.0 %", "85.7 %"],
        ["0", "–", "–", "–"],
        ["20", "85.4 %", "85.0 %", "85.0 %", "all; means"],
    ]
    assert ground.texts[0].get_text() == "17 of 20 right (85.00 %)"


def test_many_classes_keep_a_size_at_which_counts_can_be_read() -> None:
    figure = draw_confusion(np.eye(47, dtype=int) * 400, [chr(0x100 + i) for i in range(47)])
    assert len(figure.axes[1].texts) == 47
    assert min(text.get_fontsize() for text in figure.axes[1].texts) >= 6
    assert max(figure.get_size_inches()) < 20


def test_what_divides_by_nothing_is_no_score() -> None:
    assert np.isnan(class_scores(np.array([[0, 1], [0, 1]]))[0, 0])
    assert class_scores(np.array([[0, 1], [0, 1]]))[0, 1] == 0


@pytest.mark.parametrize("counts", [[[1, 2]], [[0, 0], [0, 0]]])
def test_a_table_that_does_not_fit_is_refused(counts: list[list[int]]) -> None:
    with pytest.raises(OptionError, match="for 2 classes"):
        draw_confusion(counts, ("a", "b"))
