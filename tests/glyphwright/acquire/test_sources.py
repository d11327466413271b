import io
import os
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from glyphwright.acquire import sources
from glyphwright.acquire.sources import open_stream, source_name
from glyphwright.errors import FileAccessError, OptionError


def read(source: object) -> bytes:
    with open_stream(source) as stream:
        return stream.read()


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False

    def seek(self, *position: int) -> int:
        raise OSError("cannot seek")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "scan.bin").write_bytes(b"content")
    return tmp_path / "scan.bin"


def test_a_path_as_text_or_object_is_opened_and_closed_again(path: Path) -> None:
    for source in (path, str(path)):
        with open_stream(source) as stream:
            assert stream.read() == b"content"
        assert stream.closed


def test_bytes_of_every_type_are_read() -> None:
    assert read(b"abc") == read(bytearray(b"abc")) == read(memoryview(b"abc")) == b"abc"


def test_a_file_object_is_read_from_its_start_and_stays_open() -> None:
    stream = io.BytesIO()
    stream.write(b"abc")
    assert read(stream) == b"abc"
    assert not stream.closed


def test_a_file_object_that_cannot_seek_is_read_from_where_it_stands() -> None:
    assert read(Unseekable(b"abc")) == b"abc"


def test_standard_input_is_read_by_its_sign_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Unseekable(b"piped")))
    assert read("-") == b"piped"
    monkeypatch.chdir(tmp_path)
    Path("-").write_bytes(b"a file")
    assert read(Path("-")) == b"a file"


def test_a_process_without_standard_input_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(FileAccessError, match=r"^standard input: is not there"):
        read("-")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_with_a_path_can_be_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"through the pipe",))
    writer.start()
    with open_stream(pipe) as stream:
        assert stream.seekable()
        assert stream.read() == b"through the pipe"
    writer.join()


def test_an_address_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "fetch", lambda address: address.encode())
    assert read("https://host/scan.png") == b"https://host/scan.png"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match=r"nowhere\.png: no such file: check the path$"):
        read(tmp_path / "nowhere.png")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match=r"is a folder: name the files in it$"):
        read(str(tmp_path))


def test_a_file_without_permission_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: str) -> BinaryIO:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileAccessError, match=r"scan\.bin: permission denied: make the file readable$"):
        read(path)


@pytest.mark.parametrize("impossible", ["x" * 5000, "nul\0byte", ""])
def test_an_impossible_path_is_an_error_of_ours(impossible: str) -> None:
    with pytest.raises(FileAccessError):
        read(impossible)


def test_a_file_object_that_fails_is_an_error_of_ours() -> None:
    closed = io.BytesIO(b"abc")
    closed.close()
    with pytest.raises(FileAccessError, match=r"^file object: cannot be read .*: open it anew$"):
        read(closed)


def test_a_text_file_object_is_refused(path: Path) -> None:
    with (
        path.open() as stream,
        pytest.raises(OptionError, match=r"scan\.bin: was opened as text: open it in mode “rb”$"),
    ):
        read(stream)


@pytest.mark.parametrize("source", [None, 5, ["a.png", "b.png"]])
def test_what_is_no_source_is_refused(source: object) -> None:
    with pytest.raises(OptionError, match=f"^{type(source).__name__}: nothing that can be read: give one path"):
        read(source)


def test_every_source_has_a_name(path: Path) -> None:
    assert source_name("scans/a.png") == source_name(Path("scans/a.png")) == "scans/a.png"
    assert source_name("-") == "standard input"
    assert source_name("http://me:secret@host/a.png?b") == "http://host/a.png"
    assert source_name(b"abc") == "bytes in memory"
    assert source_name(io.BytesIO()) == "file object"
    with path.open("rb") as stream:
        assert source_name(stream) == str(path)
