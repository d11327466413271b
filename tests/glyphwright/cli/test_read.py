import io
import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pikepdf
import pytest
from PIL import Image

from glyphwright import pipeline
from glyphwright.cli import main
from glyphwright.stages import Reading

Draw = Callable[..., Path]


@pytest.fixture(autouse=True)
def reader(plain_reader: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(pipeline, "make_reader", plain_reader.open_reader)
    return plain_reader


def as_terminal(stream: object) -> SimpleNamespace:
    return SimpleNamespace(buffer=stream.buffer, isatty=lambda: True, write=stream.write, flush=stream.flush)


def test_a_file_alone_is_enough(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(draw("Über uns.png", [40, 50]))]) == 0
    assert capsys.readouterr() == ("040\n050\n", "")


def test_the_verb_changes_nothing_and_options_may_come_first(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    scan = str(draw("a.tif", [40], [50], [60]))
    for arguments in (["read", scan, "--pages", "2-"], ["--pages", "2-", scan], ["read", "--pages", "2-", scan]):
        assert main(arguments) == 0
        assert capsys.readouterr().out == "050\n\f060\n"


def test_texts_of_several_inputs_are_parted_by_form_feeds(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(draw("a.png", [40])), str(draw("b.png", [50])), "-o", "-"]) == 0
    assert capsys.readouterr().out == "040\n\f050\n"


def test_json_of_several_inputs_is_a_line_each(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    scans = [str(draw("a.png", [40])), str(draw("b.png", [50]))]
    assert main([*scans, "-f", "json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["source"] for line in lines] == scans


def test_standard_input_is_read_and_makes_a_pdf(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = draw("a.png", [40]).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert main(["-", "-f", "pdf"]) == 0
    with pikepdf.open(io.BytesIO(capsysbinary.readouterr().out)) as pdf:
        assert len(pdf.pages) == 1


def test_all_formats_come_of_one_reading(
    draw: Draw, tmp_path: Path, reader: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    monkeypatch.setattr(reader.BarFinder, "find_lines", lambda self, image: read.append(image.number) or [])
    assert (
        main([str(draw("a.tif", [40], [50])), "-o", str(tmp_path / "base"), "-f", "txt,pdf", "-f", "json,tsv,hocr"])
        == 0
    )
    assert read == [1, 2]
    written = sorted(path.name for path in tmp_path.iterdir() if path.stem == "base")
    assert written == ["base.hocr", "base.json", "base.pdf", "base.tsv", "base.txt"]


def test_a_folder_is_read_into_a_folder(draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw("in/page 10.png", [40])
    draw("in/page 2.png", [50])
    assert main([str(tmp_path / "in"), "-o", f"{tmp_path}/out/"]) == 0
    assert capsys.readouterr() == ("", "")
    written = {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert written == {"page 10.txt": "040\n", "page 2.txt": "050\n"}


def test_the_suffix_of_the_output_makes_a_pdf(draw: Draw, tmp_path: Path) -> None:
    assert main([str(draw("a.png", [40])), "-o", str(tmp_path / "out.pdf")]) == 0
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


def test_what_fails_is_listed_at_the_end_and_gives_the_exit_code(
    draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.png").write_text("Dear Sir")
    inputs = [str(tmp_path / "letter.png"), str(tmp_path / "none.png"), str(draw("a.png", [40]))]
    assert main(inputs) == 5
    out, messages = capsys.readouterr()
    assert out == "040\n"
    first, *others = messages.splitlines()
    assert first == "glyphwright: 2 errors in 3 inputs:"
    assert "none.png: no such file or folder" in others[0]
    assert "letter.png: is text, not an image" in others[1]


def test_too_little_memory_is_no_fault_of_the_program(
    draw: Draw, reader: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def exhaust(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reader.BarFinder, "find_lines", exhaust)
    assert main([str(draw("a.png", [40]))]) == 15
    assert capsys.readouterr().err.startswith("glyphwright: there is not enough memory: give a lower --dpi")


def test_libraries_do_not_warn_of_what_is_an_error_of_ours(tmp_path: Path) -> None:
    source = tmp_path / "a.tif"
    page = Image.new("L", (60, 40))
    page.save(source, save_all=True, append_images=[page], compression="tiff_lzw")
    source.write_bytes(source.read_bytes()[:-100])
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert main([str(source)]) == 2
    assert seen == []


def test_a_page_that_fails_is_told_and_the_others_are_written(
    draw: Draw, reader: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    source = draw("a.tif", [40], [reader.UNREADABLE_GREY], [50])
    assert main([str(source)]) == 2
    out, messages = capsys.readouterr()
    assert out == "040\n\f050\n"
    assert messages.splitlines()[0] == f"{source}: without 1 page that could not be read"
    assert messages.splitlines()[1].startswith("glyphwright: page with a bar of 13")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["none.png"], 5, "none.png: no such file or folder: check the path"),
        (["letter.png"], 2, "letter.png: is text"),
        (["a.png", "-f", "odt"], 1, "'odt' is no format"),
        (["a.png", "--dpi", "9"], 1, "dpi 9"),
        (["a.png", "--dpi", "high"], 1, "--dpi"),
        (["a.png", "--pages", "2"], 1, "only 1 page"),
        (["a.png", "--pdfa"], 1, "--pdfa concerns the format pdf, not txt"),
        (["a.png", "-l", "rus"], 1, "Cyrillic"),
        (["a.png", "--nonsense"], 1, "--nonsense"),
        (["a.png", "--jobs", "0"], 1, "--jobs"),
        (["a.png", "-o", "a.png", "-f", "txt"], 0, ""),
        (["read"], 1, "INPUT"),
        (["raed"], 1, "did you mean `glyphwright read`?"),
    ],
)
def test_mistakes_are_told_with_their_exit_codes(
    arguments: list[str],
    code: int,
    words: str,
    draw: Draw,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(draw("a.png", [40]).parent)
    Path("letter.png").write_text("Dear Sir")
    assert main(arguments) == code
    out, messages = capsys.readouterr()
    assert out == ""
    assert words in messages


def test_a_pdf_is_not_poured_over_a_terminal(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = str(draw("a.png", [40]))
    monkeypatch.setattr(sys, "stdout", as_terminal(sys.stdout))
    assert main([scan, "-f", "pdf"]) == 1
    assert "-o out.pdf" in capsys.readouterr().err


def test_lines_and_characters_reach_the_reader(draw: Draw, reader: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def open_reader(options: object, **models: object) -> object:
        seen.append((options, models))
        return reader.open_reader(options)

    monkeypatch.setattr(pipeline, "make_reader", open_reader)
    scan = str(draw("a.png", [40]))
    assert (
        main(
            [
                scan,
                "--charset",
                "0123",
                "--min-score",
                "0.5",
                "--password",
                "x",
                "--reader",
                "r.onnx",
                "--min-confidence",
                "0",
                "--steps",
                "deskew,rules",
            ]
        )
        == 0
    )
    ((options, models),) = seen
    assert (options.charset, options.min_score, options.min_confidence, options.password) == ("0123", 0.5, 0.0, "x")
    assert options.steps == ("deskew", "rules")
    assert models == {"finder": None, "reader": "r.onnx"}


def test_redo_replaces_the_layer_of_an_earlier_reading(
    draw: Draw, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, kept, redone = (str(tmp_path / name) for name in ("1.pdf", "2.pdf", "3.pdf"))
    assert main([str(draw("a.pdf", [40])), "-o", first, "--charset", "4"]) == 0
    assert caplog.messages == []
    assert main([first, "-o", kept]) == 0
    assert caplog.messages == [
        f"{first}: 1 page has text already and got no layer: redo replaces that of an earlier reading"
    ]
    caplog.clear()
    assert main([first, "-o", redone, "--redo"]) == 0
    assert caplog.messages == []

    def layers(path: str) -> int:
        with pikepdf.open(path) as pdf:
            return len(pdf.pages[0].Contents) if isinstance(pdf.pages[0].Contents, pikepdf.Array) else 1

    assert layers(kept) == layers(first) == layers(redone)
    assert Path(kept).read_bytes() != Path(redone).read_bytes()


def test_ctrl_c_ends_with_130(draw: Draw, reader: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: object, image: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(reader.BarFinder, "find_lines", interrupted)
    assert main([str(draw("a.png", [40]))]) == 130


def test_a_fault_of_ours_shows_where_it_is(
    draw: Draw, reader: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(self: object, image: object) -> object:
        raise ZeroDivisionError("faulty")

    monkeypatch.setattr(reader.BarFinder, "find_lines", faulty)
    assert main([str(draw("a.png", [40]))]) == 15
    assert "ZeroDivisionError: faulty" in capsys.readouterr().err


def test_lines_that_nobody_can_read_are_named_once_a_file(
    draw: Draw, reader: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = Reading((), (), (), script="Deva")
    monkeypatch.setattr(reader.GreyReader, "_read", lambda self, crop: foreign)
    scan = str(draw("a.tif", [40, 60], [50]))
    assert main([scan]) == 0
    printed = capsys.readouterr()
    assert printed.out.strip() == ""
    assert printed.err.startswith(f"{scan}: 3 lines in Devanagari: no reader for it")
    assert printed.err.count("\n") == 1


def test_an_empty_result_is_not_silent(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    blank, scan = str(draw("blank.png", [])), str(draw("a.png", [40]))
    assert main([blank, scan, "-o", "-"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "\n\f040\n"
    assert printed.err.startswith(f"{blank}: no text was found; --min-confidence 0")
    assert printed.err.count("\n") == 1


def test_what_cannot_be_written_is_refused_before_anything_is_read(
    draw: Draw, reader: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(self: object, crops: object) -> list[Reading]:
        raise AssertionError("read for nothing")

    monkeypatch.setattr(reader.GreyReader, "read_lines", read)
    monkeypatch.setitem(sys.modules, "docx", None)
    scan = draw("a.tif", [40], [50])
    assert main([str(scan), "-o", str(scan.with_name("a.docx"))]) == 3
    assert main([str(scan), "-f", "page"]) == 4
    assert main([str(draw("b.pdf", [40])), "-f", "html-positioned"]) == 4
    monkeypatch.setitem(sys.modules, "pikepdf.pdfa", None)
    monkeypatch.delitem(vars(pikepdf), "pdfa", raising=False)
    assert main([str(scan), "-o", str(scan.with_name("a.pdf")), "--pdfa"]) == 3
    out, messages = capsys.readouterr()
    assert out == ""
    assert "docx needs python-docx: pip install 'glyphwright[docx]'" in messages
    assert "PAGE XML holds one page a file, and this has 2: choose one with --pages" in messages
    assert "b.pdf: HTML over a page is made of images" in messages
    assert "--pdfa needs more of pikepdf" in messages


def test_page_xml_that_cannot_be_does_not_cost_the_other_formats(draw: Draw, tmp_path: Path) -> None:
    assert main([str(draw("a.tif", [40], [50])), "-f", "page,txt", "-o", str(tmp_path / "out")]) == 4
    assert [path.name for path in tmp_path.glob("out*")] == ["out.txt"]
