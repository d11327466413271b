import json
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from glyphwright.errors import OptionError
from glyphwright.runtime import METADATA_KEY
from glyphwright.zoo import find_model
from glyphwright_train.cli import synth
from glyphwright_train.cli.synth import app
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.strips import StripStore
from glyphwright_train.synth.text import TextSource

pytestmark = pytest.mark.train


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def plain(plain_fonts: FontLibrary, plain_text: TextSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synth, "_fonts_and_text", lambda fonts, corpus, *, alphabet: (plain_fonts, plain_text))


@pytest.mark.usefixtures("plain")
def test_lines_are_written_with_their_texts_and_a_preview(tmp_path: Path) -> None:
    result = run("lines", "--out", tmp_path / "lines", "--count", 3, "--preview", tmp_path / "sheet.png")
    assert result.output == f"3 lines in {tmp_path / 'lines'}\n"
    assert len(list((tmp_path / "lines").glob("*.gt.txt"))) == 3
    assert (tmp_path / "sheet.png").is_file()


@pytest.mark.usefixtures("plain")
def test_the_same_seed_writes_the_same_lines_and_more_of_them_change_none(tmp_path: Path) -> None:
    for name, count, seed in (("a", 2, 7), ("b", 3, 7), ("c", 2, 8)):
        run("lines", "-o", tmp_path / name, "-n", count, "--seed", seed)
    first = [(tmp_path / name / "000002.png").read_bytes() for name in "abc"]
    assert first[0] == first[1] != first[2]


@pytest.mark.usefixtures("plain")
def test_lines_in_one_font_are_cut_close(tmp_path: Path) -> None:
    run("lines", "-o", tmp_path, "-n", 2, "--font", "DejaVuSansMono.ttf", "--strength", 0, "--height", 30)
    for path in sorted(tmp_path.glob("*.png")):
        ink = np.flatnonzero(np.asarray(Image.open(path)).min(axis=0) < 160)
        height, width = np.asarray(Image.open(path)).shape
        assert height == 30
        assert ink[0] < 12
        assert ink[-1] > width - 12
    with pytest.raises(OptionError, match="no 'Futura'"):
        run("lines", "-o", tmp_path, "--font", "Futura")


@pytest.mark.usefixtures("plain")
def test_pages_are_written_with_one_truth_and_a_preview(tmp_path: Path) -> None:
    result = run("pages", "-o", tmp_path, "-n", 1, "--kind", "note", "--strength", 0.3, "--preview", tmp_path / "s.jpg")
    assert result.output == f"1 pages in {tmp_path}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000001.png", "s.jpg", "truth.json"]


def draw_pdf(path: Path, number: int) -> None:
    """A page with four lines, which differs from others by its number."""
    rows = "".join(f"BT /F 12 Tf 50 {250 - 20 * row} Td (row {row}) Tj ET\n" for row in range(4))
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(400, 300))
        page = pdf.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(f"{rows} 0 0 {number} {number} re f".encode())
        path.parent.mkdir(exist_ok=True)
        pdf.save(path, deterministic_id=True)


def test_pages_of_pdfs_become_a_cache_and_the_cache_strips(tmp_path: Path) -> None:
    for k in range(3):
        draw_pdf(tmp_path / f"pdfs/{k}.pdf", k)
    result = run("pages", "--from-pdf", tmp_path / "pdfs", "-o", tmp_path / "cache", "-n", 3)
    assert result.output == f"3 pages with 12 lines in {tmp_path / 'cache'}\n"
    result = run("strips", tmp_path / "cache", "-o", tmp_path / "strips", "--per-page", 2)
    assert "strips of" in result.output
    assert len(StripStore.open(tmp_path / "strips/train")) % 2 == 0
    with pytest.raises(OptionError, match="--from-pdf takes pages as they are"):
        run("pages", "--from-pdf", tmp_path / "pdfs", "-o", tmp_path / "cache", "--kind", "note")


def test_confidence_in_words_is_fitted_into_a_readers_file(
    tmp_path: Path, plain_fonts: FontLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glyphwright_train.synth.fonts.load_fonts", lambda folder, split: plain_fonts)
    file = tmp_path / "reader.onnx"
    file.write_bytes(find_model("line_reader").read_bytes())
    result = run("word-confidence", file, "--count", 2)
    assert [row.split("\t")[0] for row in result.output.splitlines()][1:5] == [
        "drawn 0.4",
        "drawn 0.9",
        "signs",
        "codes",
    ]
    assert len(json.loads(describing(file))["word_confidence"]) == 5


def describing(file: Path) -> str:
    """What the metadata of a model file say of it."""
    import onnx

    return {entry.key: entry.value for entry in onnx.load(str(file)).metadata_props}[METADATA_KEY]


def test_folders_without_packages_are_told(tmp_path: Path) -> None:
    for command in ("corpus", "pdfs"):
        with pytest.raises(OptionError, match=r"holds no \.deb files"):
            run(command, tmp_path, "-o", tmp_path / "out")
