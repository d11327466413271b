from pathlib import Path

import pytest

pytest.importorskip("torch")

from bench.classifiers import PAGE, RESULTS, table
from bench.report import BEGIN, END

ROOT = Path(__file__).parents[2]


def test_the_page_shows_the_results_that_are_kept() -> None:
    shown = (ROOT / PAGE).read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert shown.strip() == table(ROOT / RESULTS)
