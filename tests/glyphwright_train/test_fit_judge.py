import numpy as np
import pytest

from glyphwright.geometry import Box
from glyphwright.layout.columns import regions
from glyphwright.layout.gutters import Gutter
from glyphwright.layout.level import LevelLines, level_lines
from glyphwright.layout.neighbours import Neighbours, find_neighbours
from glyphwright.layout.ruled import find_ruling, level_rules
from glyphwright.page import Block, Line, Page
from glyphwright_train.fit_judge import Example, Judge, examples_of, fit, pages_from_cache, reads_down

ROWS = 8


def line(x: float, y: float, width: float) -> Line:
    return Line((), Box(x, y, x + width, y + 20).polygon)


def page(*, down: bool) -> Page:
    """Eight lines on either side of a strip, read down or across."""
    left = [line(50, 100 + 30 * k, 300) for k in range(ROWS)]
    right = [line(400, 100 + 30 * k, 300) for k in range(ROWS)]
    lines = left + right if down else [one for row in zip(left, right, strict=True) for one in row]
    return Page(1, 800, 1000, (Block.around(tuple(lines)),))


def examples(shift: float, *, n: int = 40) -> list[Example]:
    """Two traits, of which only the first tells; columns where it is above the shift."""
    rng = np.random.default_rng(3)
    values = rng.normal(size=(n, 2)) * [1.0, 30.0]
    return [Example(value, bool(value[0] > shift), 1.0) for value in values]


@pytest.mark.parametrize("down", [True, False])
def test_the_true_order_says_what_a_strip_parts(down: bool) -> None:
    found = examples_of(page(down=down))
    assert [example.is_columns for example in found] == [down]
    assert found[0].weight == pytest.approx(ROWS**0.5)


def test_a_page_without_a_strip_teaches_nothing() -> None:
    column = Page(1, 800, 1000, (Block.around(tuple(line(50, 100 + 30 * k, 600) for k in range(20))),))
    assert examples_of(column) == []
    assert examples_of(Page(1, 800, 1000)) == []


def test_text_read_from_right_to_left_is_left_open() -> None:
    right_first = [line(400, 100 + 30 * k, 300) for k in range(ROWS)] + [
        line(50, 100 + 30 * k, 300) for k in range(ROWS)
    ]
    lines = level_lines([one.polygon for one in right_first])
    seen = []

    def judge(lines: LevelLines, strip: Gutter, neighbours: Neighbours) -> bool:
        seen.append(reads_down(lines, strip))
        return False

    regions(lines, find_neighbours(lines), find_ruling(lines, level_rules((), 0.0)), judge=judge)
    assert seen == [0.5]


def test_the_fit_finds_the_trait_that_tells_and_the_threshold() -> None:
    judge = fit(examples(0.5, n=400))
    assert judge.accuracy(examples(0.5)) > 0.95
    assert -judge.bias / judge.weights[0] == pytest.approx(0.5, abs=0.1)
    assert abs(judge.weights[1]) < 0.01 * abs(judge.weights[0])


def test_examples_of_one_kind_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="both"):
        fit([Example(np.ones(2), True, 1.0)] * 5)


def test_accuracy_goes_by_weight() -> None:
    judge = Judge(np.array([1.0]), 0.0)
    right, wrong = Example(np.ones(1), True, 3.0), Example(np.ones(1), False, 1.0)
    assert judge.accuracy([right, wrong]) == 0.75


def test_pages_of_a_cache_come_in_an_order_of_the_seed(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    class Cache:
        def __len__(self) -> int:
            return 9

        def truth(self, index: int) -> Page:
            return Page(index, 10, 10)

    monkeypatch.setattr("glyphwright_train.synth.pdf_cache.load_truth_pages", lambda folder, split: Cache())
    numbers = [one.number for one in pages_from_cache(tmp_path, split="train", count=4, seed=1)]
    assert len(set(numbers)) == 4
    assert numbers == [one.number for one in pages_from_cache(tmp_path, split="train", count=4, seed=1)]
    assert numbers != [one.number for one in pages_from_cache(tmp_path, split="train", count=4, seed=2)]
