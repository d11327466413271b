import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glyphwright.cli import data as command
from glyphwright.cli import main
from glyphwright.datasets.lines import open_lines
from glyphwright.errors import DamagedInputError, FileAccessError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three lines: a sound one, one with a character that is not known, and a copy of the first with another text."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "abc.txt").write_text("\ufeffabc\ndef\n", encoding="utf-8")
    lines = tmp_path / "lines"
    lines.mkdir()
    for name, seed, text in (("1", 1, "cafe"), ("2", 2, "Ω"), ("3", 1, "face")):
        pixels = np.random.default_rng(seed).integers(0, 256, (20, 60), dtype=np.uint8)
        Image.fromarray(pixels).save(lines / f"{name}.png")
        (lines / f"{name}.gt.txt").write_text(f"{text}\n", encoding="utf-8")
    return lines


def test_what_is_wrong_is_printed_a_row_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "check", "lines", "--alphabet", "abc.txt"]) == command.FOUND == 10
    printed = capsys.readouterr()
    rows = [row.split("\t") for row in printed.out.splitlines()]
    assert [(kind, name) for kind, name, _ in rows] == [
        ("outside-alphabet", "lines/2.gt.txt"),
        ("other-text", "lines/3.gt.txt"),
    ]
    assert printed.err == "3 lines checked: 1 outside-alphabet, 1 other-text\n"


def test_sound_lines_end_with_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "3.gt.txt").unlink()
    assert main(["data", "check", "lines", "--alphabet", "any", "--from", "gt-txt"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "2 lines checked: nothing is wrong\n")


def test_json_stands_alone_on_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "check", "lines", "--alphabet", "any", "--json"]) == 10
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["kind"], finding["name"]) == ("other-text", "lines/3.gt.txt")
    assert set(finding) == {"kind", "name", "message"}


def test_texts_are_compared_with_what_is_read(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "open_default_reader", lambda: lambda line: "cafe")
    assert main(["data", "check", "lines/1.gt.txt", "--read"]) == 0
    assert main(["data", "check", "lines/2.gt.txt", "--read", "--alphabet", "any"]) == 10
    assert capsys.readouterr().out.startswith("misread\tlines/2.gt.txt\tsays 'Ω', but reads 'cafe'")


def test_the_packaged_reader_reads_a_line(folder: Path) -> None:
    (line,) = open_lines(folder / "1.gt.txt")
    assert isinstance(command.open_default_reader()(line), str)


def test_names_of_files_cannot_make_rows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a\tb\n.gt.txt").write_text("Ω\n", encoding="utf-8")
    assert main(["data", "check", str(folder / "a\tb\n.gt.txt"), "--alphabet", "any"]) == 10
    assert capsys.readouterr().out.count("\n") == 1


def test_the_alphabet_is_that_of_the_reader_or_of_a_file_or_any(folder: Path) -> None:
    latin = command.find_alphabet("latin")
    assert latin is not None
    assert set("aZ9é€") <= set(latin)
    assert command.find_alphabet("abc.txt") == "abcdef"
    assert command.find_alphabet("any") is None
    with pytest.raises(FileAccessError, match=r"gone\.txt: No such file or directory: give latin, any or a file"):
        command.find_alphabet("gone.txt")
    Path("bad.txt").write_bytes(b"\xff")
    with pytest.raises(DamagedInputError, match=r"bad\.txt: is not text in UTF-8"):
        command.find_alphabet("bad.txt")


def test_lines_are_converted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "convert", "lines", "out", "--format", "label-txt"]) == 0
    assert capsys.readouterr().err == "3 lines written to out/Label.txt\n"
    assert [line.text for line in open_lines("out")] == ["cafe", "Ω", "face"]
    path = Path("out/Label.txt")
    path.write_text(path.read_text(encoding="utf-8").replace("Ω", "###"), encoding="utf-8")
    assert main(["data", "convert", "out", "again", "--format", "list"]) == 0
    assert capsys.readouterr().err == "2 lines written to again/rec_gt.txt, 1 to be ignored left out\n"


def test_errors_have_the_exit_codes_of_all_commands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "check", "gone"]) == 5
    assert main(["data", "convert", "lines", "lines", "--format", "list"]) == 5
    assert main(["data", "convert", "lines", "out", "--format", "svt"]) == 1
    assert main(["data", "check", "lines", "--from", "labels-json"]) == 5
    assert main(["data", "check", "abc.txt"]) == 2
    capsys.readouterr()
