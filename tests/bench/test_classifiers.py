from pathlib import Path

import pytest

pytest.importorskip("torch")

from bench.classifiers import PAGE, RESULTS, table
from bench.report import embedded

ROOT = Path(__file__).parents[2]


def test_the_page_shows_the_results_that_are_kept() -> None:
    assert embedded(ROOT / PAGE) == table(ROOT / RESULTS)
