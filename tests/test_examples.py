"""The examples run, and what they read is what is written there."""

import subprocess
import sys
from pathlib import Path

import pytest

from glyphwright.datasets import read_truth_folder
from glyphwright.evaluate import evaluate
from glyphwright.pipeline import make_reader

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "examples" / "pages"


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "examples" / script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def test_a_page_is_read() -> None:
    text = run("read_page.py")
    for words in ("Dear Mme Lefèvre,", "24 March, at 6:45 a.m.", "Dvořák"):
        assert words in text


def test_a_scan_becomes_a_searchable_pdf(tmp_path: Path) -> None:
    import pypdfium2

    run("searchable_pdf.py", str(PAGES / "letter.png"), str(tmp_path / "letter.pdf"))
    document = pypdfium2.PdfDocument(tmp_path / "letter.pdf")
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "thank you for your letter of 3 March" in " ".join(text.split())


def test_the_example_pages_are_read_as_well_as_before() -> None:
    evaluation = evaluate(read_truth_folder(PAGES), make_reader())
    scores = evaluation.to_dict()
    assert scores["images"] == 3
    assert scores["word_f1"] > 0.7


@pytest.mark.parametrize("turns", [1, 7])
def test_results_do_not_depend_on_what_was_read_before_or_beside(turns: int) -> None:
    from concurrent.futures import ThreadPoolExecutor

    reader = make_reader()
    paths = [PAGES / "letter.png", PAGES / "receipt.jpg"]
    alone = [make_reader().read(path).to_json() for path in paths]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda path: reader.read(path).to_json(), paths * turns))
    assert together == alone * turns
