from collections.abc import Callable
from pathlib import Path

import pytest

from glyphwright.errors import FileAccessError
from glyphwright_train.synth.from_pdf import pages_from_pdf
from glyphwright_train.synth.pdf_cache import harvest, load_truth_pages

DrawPdf = Callable[..., Path]


def draw_documents(draw_pdf: DrawPdf, count: int) -> Path:
    for k in range(count):
        rows = "".join(f"BT /F 12 Tf 50 {250 - 20 * row} Td (row {row} of {k}) Tj ET\n" for row in range(4))
        colour = "0.8 0 0 rg " if k % 2 else ""
        path = draw_pdf(colour + rows, name=f"pdfs/set/document-{k}.pdf")
    return path.parent.parent


def test_a_cache_gives_back_what_the_pdfs_say(draw_pdf: DrawPdf, tmp_path: Path) -> None:
    folder = draw_documents(draw_pdf, 4)
    tally = harvest(folder, tmp_path / "cache", count=10, seed=3)
    assert (tally["kept"], tally["lines"]) == (4, 16)
    cache, held_out = (load_truth_pages(tmp_path / "cache", split=split) for split in ("train", "val"))
    assert len(cache) + len(held_out) == 4
    image, page = cache[0]
    assert (image.height, image.width) == (page.height, page.width)
    document = next(path for path in folder.rglob("*.pdf") if f"of {path.stem[-1]}" in page.text)
    (truth,) = pages_from_pdf(document, dpi=page.dpi or 0)
    assert page.text == truth.page.text
    for line, other in zip(page.lines, truth.page.lines, strict=True):
        assert line.polygon.array == pytest.approx(other.polygon.array, abs=0.06)
    assert abs(image.pixels.astype(int) - truth.image.pixels).mean() < 2


def test_the_same_seed_gives_the_same_cache_and_another_seed_another(draw_pdf: DrawPdf, tmp_path: Path) -> None:
    folder = draw_documents(draw_pdf, 4)
    written = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        harvest(folder, tmp_path / name, count=3, seed=seed)
        written.append((tmp_path / name / "truth.jsonl").read_bytes())
    assert written[0] == written[1] != written[2]


def test_a_page_that_is_still_being_written_is_not_seen(draw_pdf: DrawPdf, tmp_path: Path) -> None:
    harvest(draw_documents(draw_pdf, 3), tmp_path / "cache", count=3, seed=1)
    truth = tmp_path / "cache" / "truth.jsonl"
    whole = sum(len(load_truth_pages(tmp_path / "cache", split=split)) for split in ("train", "val"))
    truth.write_bytes(truth.read_bytes()[:-20])
    assert sum(len(load_truth_pages(tmp_path / "cache", split=split)) for split in ("train", "val")) == whole - 1


def test_a_folder_without_pdfs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="no PDF below"):
        harvest(tmp_path, tmp_path / "cache", count=1, seed=1)
    with pytest.raises(FileAccessError, match=r"truth\.jsonl"):
        load_truth_pages(tmp_path)
