import io
import sys
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from glyphwright.cli import main
from glyphwright.export import export, read_export
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word


def page(number: int, *texts: str) -> Page:
    words = tuple(Word(text, Box(10 + 40 * i, 10, 40 + 40 * i, 30).polygon, 0.5) for i, text in enumerate(texts))
    return Page(number, 200, 100, (Block.around((Line(words, Box(10, 10, 190, 30).polygon),)),))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    document = Document((page(1, "first", "page"), page(2, "second")), "scan.tif")
    (tmp_path / "in.hocr").write_bytes(export(document, "hocr"))
    images = [Image.new("L", (200, 100), grey) for grey in (200, 100)]
    images[0].save(tmp_path / "scan.tif", save_all=True, append_images=images[1:])
    return tmp_path


def test_one_result_becomes_several(folder: Path) -> None:
    assert main(["convert", "in.hocr", "out.alto", "out.md", "more.json"]) == 0
    assert read_export((folder / "out.alto").read_bytes(), "alto").text == "first page\n\fsecond\n"
    assert (folder / "out.md").read_text() == "first page\n\n---\n\nsecond\n"
    assert read_export((folder / "more.json").read_bytes(), "json").source == "scan.tif"


def test_a_pdf_is_made_of_the_image_beside_or_another(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "in.hocr", "out.pdf", "out.overlay.pdf"]) == 0
    for name in ("out.pdf", "out.overlay.pdf"):
        with pikepdf.open(folder / name) as pdf:
            assert len(pdf.pages) == 2
    (folder / "scan.tif").rename(folder / "other.tif")
    assert main(["convert", "in.hocr", "out.pdf"]) == 5
    assert "in.hocr: names scan.tif, which does not lie beside it" in capsys.readouterr().err
    assert main(["convert", "in.hocr", "out.pdf", "--image", "other.tif", "--pages", "2"]) == 0
    with pikepdf.open(folder / "out.pdf") as pdf:
        assert len(pdf.pages) == 1


def test_pdfa_is_asked_for_here_too(folder: Path) -> None:
    pytest.importorskip("pikepdf.pdfa")
    assert main(["convert", "in.hocr", "out.pdf", "--pdfa"]) == 0
    with pikepdf.open(folder / "out.pdf") as pdf:
        assert "/OutputIntents" in pdf.Root


def test_pages_are_chosen_for_formats_of_one_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "in.hocr", "out.page.xml"]) == 4
    assert main(["convert", "in.hocr", "out.page.xml", "--pages", "2"]) == 0
    assert read_export((folder / "out.page.xml").read_bytes(), "page").pages[0].number == 2
    assert main(["convert", "in.hocr", "out.txt", "--pages", "3"]) == 1
    assert "in.hocr" in capsys.readouterr().err


def test_pipes_are_read_and_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((folder / "in.hocr").read_bytes())))
    assert main(["convert", "-", "-", "-f", "tsv"]) == 0
    assert read_export(capsysbinary.readouterr().out, "tsv").text == "first page\n\fsecond\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"one\ntwo")))
    assert main(["convert", "-", "-", "--from", "txt"]) == 0
    assert capsysbinary.readouterr().out == b"one\ntwo\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["none.hocr", "a.txt"], 5, "none.hocr: No such file"),
        (["scan.tif", "a.txt"], 2, "scan.tif: it is none of the results that are read"),
        (["in.hocr", "a.odt"], 1, "no format has the suffix .odt"),
        (["in.hocr", "a.txt", "--from", "alto"], 2, "in.hocr: the ALTO cannot be read"),
        (["in.hocr", "a.txt", "--from", "pdf"], 1, "pdf is not read back"),
        (["in.hocr", "a.csv"], 4, "no table with cells"),
        (["in.hocr", "in.hocr"], 1, "is what is read, and would be lost"),
        (["in.hocr", "a.html", "--image", "none.png", "-f", "html-positioned"], 5, "none.png: No such file"),
        (["in.hocr", "a.md", "--pdfa"], 1, "--pdfa concerns the format pdf, not markdown"),
        (["in.hocr"], 1, "OUT"),
    ],
)
def test_mistakes_are_told(
    arguments: list[str], code: int, words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", *arguments]) == code
    assert words in " ".join(capsys.readouterr().err.split())


def test_a_pdf_from_a_pipe_needs_an_image(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((folder / "in.hocr").read_bytes())))
    assert main(["convert", "-", "out.pdf"]) == 5
    assert "give it with --image" in capsys.readouterr().err
