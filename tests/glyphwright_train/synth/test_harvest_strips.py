from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from glyphwright.errors import FileAccessError, InputError
from glyphwright_train.synth.pdf_cache import PageCache, harvest, load_truth_pages
from glyphwright_train.synth.strips import harvest_strips, write_store

pytestmark = pytest.mark.train

DrawPdf = Callable[..., Path]

ROWS = (
    "BT /F 12 Tf 50 250 Td (level line) Tj ET\n"
    "BT /F 12 Tf 50 230 Td (with a \xe9) Tj ET\n"
    "BT /F 12 Tf 50 210 Td (another) Tj ET\n"
    "BT /F 12 Tf 0.99 0.1 -0.1 0.99 50 100 Tm (on its way up to the right) Tj ET\n"
    "BT /F 2 Tf 50 190 Td (far too small to be read) Tj ET\n"
)
LETTERS = "abcdefghijklmnopqrstuvwxyz "


@pytest.fixture
def cache(draw_pdf: DrawPdf, tmp_path: Path) -> PageCache:
    for k in range(4):
        draw_pdf(ROWS + f"0 0 {k} {k} re f", name=f"pdfs/{k}.pdf")
    harvest(tmp_path / "pdfs", tmp_path / "cache", count=4, seed=0, dpi_range=(150, 150))
    return load_truth_pages(tmp_path / "cache")


def texts(cache: PageCache, *, per_page: int = 9, seed: int = 0) -> list[str]:
    return [strip.text for strip in harvest_strips(cache, alphabet=LETTERS, per_page=per_page, seed=seed)]


def test_only_level_lines_of_the_alphabet_that_can_be_read_are_cut(cache: PageCache) -> None:
    assert texts(cache) == ["level line", "another"] * len(cache)
    assert len(cache) >= 2


def test_a_page_gives_no_more_than_its_share_and_the_seed_decides_what(cache: PageCache) -> None:
    assert len(texts(cache, per_page=1)) == len(cache)
    assert texts(cache, per_page=1) == texts(cache, per_page=1)
    assert len({tuple(texts(cache, per_page=1, seed=seed)) for seed in range(8)}) > 1


def test_a_strip_holds_its_line_with_room_around_it(cache: PageCache) -> None:
    first = next(iter(harvest_strips(cache, alphabet=LETTERS, per_page=9, seed=0))).strip
    inside = first.pixels[
        round(first.frame.top) : round(first.frame.bottom), round(first.frame.left) : round(first.frame.right)
    ]
    assert inside.min() < 100
    assert first.frame.left > 5
    assert (first.pixels[:, : round(first.frame.left) - 1] > 200).all()
    assert first.pixels.dtype == np.uint8


def test_nothing_that_fits_is_an_error_and_no_empty_store(cache: PageCache, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no strips"):
        write_store(tmp_path / "strips", harvest_strips(cache, alphabet="xyz", per_page=9, seed=0))
    assert not (tmp_path / "strips").exists()


def test_a_missing_cache_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="harvest"):
        load_truth_pages(tmp_path)
