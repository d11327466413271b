import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glyphwright.batch import Target, choose_formats, plan_targets, write_file
from glyphwright.errors import FileAccessError, OptionError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path


def names(sources: list[str | Path], out: str, *formats: str) -> list[list[str]]:
    groups = plan_targets(sources, formats or ("txt",), out)
    return [[str(target.path.relative_to(Path(out).parent)) for target in group] for group in groups]


def test_text_is_the_default_and_a_suffix_chooses_otherwise(folder: Path) -> None:
    assert choose_formats([], None) == ["txt"]
    assert choose_formats([], "-") == ["txt"]
    assert choose_formats([], "results") == ["txt"]
    assert choose_formats(["md,TXT"], None) == ["markdown", "txt"]
    assert choose_formats([], str(folder / "out")) == ["txt"]
    assert choose_formats([], "out.v2/") == ["txt"]
    assert choose_formats([], "OUT.PDF") == ["pdf"]
    assert choose_formats([], "out.alto.xml") == ["alto"]
    assert choose_formats([], "out.page.xml") == ["page"]
    assert choose_formats([], "out.alto") == ["alto"]
    assert choose_formats([], "out.html") == ["html"]
    assert choose_formats([], "out.positioned.html") == ["html-positioned"]
    with pytest.raises(OptionError, match=r"no format has the suffix \.odt"):
        choose_formats([], "out.odt")


def test_formats_come_together_or_one_by_one(folder: Path) -> None:
    assert choose_formats(["txt, PDF", "json", "txt"], "out.hocr") == ["txt", "pdf", "json"]
    with pytest.raises(OptionError, match="'odt' is no format: choose among alto, csv, docx"):
        choose_formats(["txt,odt"], None)


def test_standard_output_takes_one_format_and_what_can_follow_itself() -> None:
    assert plan_targets([Path("a.png")], ["pdf"], "-") == [(Target("pdf"),)]
    assert plan_targets([Path("a.png")], choose_formats([], "/dev/stdout"), "/dev/stdout") == [(Target("txt"),)]
    assert plan_targets([Path("a.png"), "-"], ["json"], None) == [(Target("json"),), (Target("json"),)]
    with pytest.raises(OptionError, match="txt and pdf cannot share"):
        plan_targets([Path("a.png")], ["txt", "pdf"], None)
    with pytest.raises(OptionError, match="2 inputs as tsv need a file each"):
        plan_targets([Path("a.png"), Path("b.png")], ["tsv"], None)


def test_a_file_gets_the_suffix_of_each_format(folder: Path) -> None:
    source = [Path("scan.png")]
    assert names(source, str(folder / "base"), "txt") == [["base.txt"]]
    assert names(source, str(folder / "base"), "txt", "pdf") == [["base.txt", "base.pdf"]]
    assert names(source, str(folder / "base.TXT"), "txt", "pdf") == [["base.txt", "base.pdf"]]
    assert names(source, str(folder / "result.v2"), "json") == [["result.v2.json"]]
    assert names(source, str(folder / "base.alto.xml"), "alto", "txt") == [["base.alto.xml", "base.txt"]]


def test_one_file_is_called_as_it_is_named_if_that_fits(folder: Path) -> None:
    for name, format_name in (("a.xml", "alto"), ("a.alto", "alto"), ("a.PDF", "pdf"), ("a.pdf", "pdf-overlay")):
        assert names([Path("scan.png")], str(folder / name), format_name) == [[name]]


def test_several_inputs_need_a_folder(folder: Path) -> None:
    with pytest.raises(OptionError, match=r"2 inputs do not go into one file: give a folder, as -o all\.txt/"):
        plan_targets([Path("a.png"), Path("b.png")], ["txt"], "all.txt")


def test_files_in_a_folder_are_named_after_the_inputs(folder: Path) -> None:
    sources = [Path("in/scan one.v2.png"), Path("in/Übung.pdf"), "-", "https://host/a%20b.jpg?x=1", "http://host"]
    found = names(sources, f"{folder}/out", "txt")
    assert found == [["out/scan one.v2.txt"], ["out/Übung.txt"], ["out/stdin.txt"], ["out/a b.txt"], ["out/page.txt"]]


def test_inputs_of_one_name_do_not_overwrite_one_another(folder: Path) -> None:
    sources = [Path(name) for name in ("a.png", "A.pdf", "x/b.png", "y/b.png", "b.png.tif", "c.png")]
    found = [name for (name,) in names(sources, f"{folder}/out")]
    assert found == [
        "out/a.png.txt",
        "out/A.pdf.txt",
        "out/b.png.txt",
        "out/b.png-2.txt",
        "out/b.png-3.txt",
        "out/c.txt",
    ]


@given(st.lists(st.text("abAB.-2/", min_size=1).filter(lambda name: Path(name).name != "")))
def test_no_two_inputs_ever_share_a_file(inputs: list[str]) -> None:
    groups = plan_targets([Path("/somewhere") / name for name in inputs], ["txt", "json"], "/tmp")
    paths = [str(target.path).casefold() for group in groups for target in group]
    assert len(set(paths)) == len(paths) == 2 * len(inputs)


def test_a_folder_that_ends_in_a_slash_is_made(folder: Path) -> None:
    plan_targets([Path("a.png")], ["txt"], f"{folder}/new/deep/")
    assert (folder / "new/deep").is_dir()
    (folder / "file").touch()
    with pytest.raises(FileAccessError, match="file: cannot be made"):
        plan_targets([Path("a.png")], ["txt"], f"{folder}/file/")


def test_a_file_in_a_missing_folder_is_refused_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(FileAccessError, match=r"there is no folder .*missing: make it first"):
        plan_targets([Path("a.png")], ["txt"], str(folder / "missing/a.txt"))


def test_no_input_is_ever_overwritten(folder: Path) -> None:
    scan, other = folder / "out/scan.pdf", folder / "other.png"
    for path in (scan, other):
        path.touch()
    (folder / "link.pdf").symlink_to(scan)
    for sources, out in (
        ([scan], str(folder / "out")),
        ([scan], str(folder / "link.pdf")),
        ([other, scan], f"{folder}/out/../out/"),
    ):
        with pytest.raises(OptionError, match="is what is read"):
            plan_targets(sources, ["pdf"], out)


def test_a_file_is_written_whole_and_through_links(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "real.txt")
    write_file(folder / "link.txt", [b"new"])
    assert (folder / "real.txt").read_bytes() == b"new"
    assert (folder / "link.txt").is_symlink()
    assert sorted(path.name for path in folder.iterdir()) == ["link.txt", "out", "real.txt"]


def test_processes_of_one_number_in_one_folder_do_not_mix_their_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 1)
    replace = Path.replace

    def late(path: Path, place: Path) -> Path:
        if place.name == "a.txt":
            write_file(folder / "b.txt", [b"b"])
        return replace(path, place)

    monkeypatch.setattr(Path, "replace", late)
    write_file(folder / "a.txt", [b"a"])
    assert [(folder / name).read_bytes() for name in ("a.txt", "b.txt")] == [b"a", b"b"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_written_to_and_stays_one(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    assert names([Path("scan.png")], str(pipe), "txt") == [["pipe"]]
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, [b"text"])
    assert os.read(reading, 10) == b"text"
    os.close(reading)
    assert pipe.is_fifo()


def test_what_cannot_be_written_leaves_the_old_file(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"old")

    def parts() -> Iterator[bytes]:
        yield b"new"
        raise OSError(28, "No space left on device")

    with pytest.raises(FileAccessError, match=r"a\.txt: cannot be written \(No space left on device\)"):
        write_file(folder / "a.txt", parts())
    assert (folder / "a.txt").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "out"]
