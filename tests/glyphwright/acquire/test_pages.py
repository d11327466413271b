import gc
import io
import socket
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from glyphwright.acquire import load_bytes, open_pages, sources
from glyphwright.errors import (
    DamagedInputError,
    FileAccessError,
    GlyphwrightError,
    OptionError,
    PageRangeError,
    TooLargeError,
    UnsupportedFormatError,
)
from glyphwright.geometry import Transform
from glyphwright.options import ReadOptions
from glyphwright.stages import PageImage


def only(source: object, **options: object) -> PageImage:
    (page,) = open_pages(source, options=ReadOptions(**options))
    return page


@pytest.fixture
def scan(tmp_path: Path, picture: NDArray[np.uint8]) -> Path:
    Image.fromarray(picture).save(tmp_path / "scan.png")
    return tmp_path / "scan.png"


def test_every_kind_of_source_gives_the_same_page(
    scan: Path, picture: NDArray[np.uint8], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = scan.read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    monkeypatch.setattr(sources, "fetch", lambda address: data)
    with scan.open("rb") as stream, Image.open(scan) as image:
        for source in (scan, str(scan), data, bytearray(data), stream, image, picture, "-", "https://host/scan.png"):
            page = only(source)
            np.testing.assert_array_equal(page.pixels, picture)
            assert (page.number, page.source_size, page.to_source) == (1, (40, 60), Transform.identity())


def test_the_content_decides_what_a_file_is(tmp_path: Path, make_pdf, picture: NDArray[np.uint8], encode) -> None:
    (tmp_path / "letter.png").write_bytes(make_pdf(2))
    (tmp_path / "photo.pdf").write_bytes(encode(picture, "PNG"))
    assert len(list(open_pages(tmp_path / "letter.png", options=ReadOptions(dpi=72)))) == 2
    np.testing.assert_array_equal(only(tmp_path / "photo.pdf").pixels, picture)


def test_arrays_of_every_shape_are_pages(picture: NDArray[np.uint8]) -> None:
    np.testing.assert_array_equal(only(picture[:, :, 0]).pixels[:, :, 2], picture[:, :, 0])
    np.testing.assert_array_equal(only(np.dstack([picture, np.full((40, 60), 255, np.uint8)])).pixels, picture)
    np.testing.assert_array_equal(only(picture / 255).pixels, picture)


def test_a_page_in_memory_obeys_the_options(picture: NDArray[np.uint8]) -> None:
    for source in (picture, Image.fromarray(picture)):
        assert only(source, pages="1").number == 1
        with pytest.raises(PageRangeError, match="in memory: pages “2” cannot be"):
            only(source, pages="2")
        with pytest.raises(TooLargeError, match="in memory: 60 × 40 px"):
            only(source, max_pixels=2399)


@pytest.mark.parametrize("shape", [(), (5,), (4, 5, 2), (0, 5)])
def test_an_array_that_is_no_page_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises((UnsupportedFormatError, DamagedInputError), match=r"^array in memory: shape"):
        only(np.zeros(shape, np.uint8))


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", DamagedInputError, "is empty: get it anew"),
        (b"just text", UnsupportedFormatError, "is text, not an image of text: give PNG"),
        (b"<!DOCTYPE html>", UnsupportedFormatError, "is a web page: save the image itself"),
        (bytes(range(128, 256)), UnsupportedFormatError, "is of no known format: give PNG"),
        (b"\x89PNG\r\n\x1a\n", DamagedInputError, "this PNG image is cut short, damaged"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", DamagedInputError, "this JPEG image is cut short, damaged"),
        (b"%PDF-1.7\n", DamagedInputError, "the PDF is cut short, damaged"),
    ],
)
def test_a_file_that_is_no_page_is_named_in_one_line(
    tmp_path: Path, content: bytes, error: type[GlyphwrightError], words: str
) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        only(path)
    assert str(caught.value).startswith(f"{path}: {words}")
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("content", [b"", b"text", b"%PDF-1.7"])
def test_an_error_uses_the_name_that_it_is_given(content: bytes) -> None:
    with pytest.raises(GlyphwrightError, match=r"^mail attachment 3: "):
        list(open_pages(content, options=ReadOptions(), name="mail attachment 3"))


def test_folders_missing_files_and_non_sources_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="is a folder"):
        only(tmp_path)
    with pytest.raises(FileAccessError, match="no such file"):
        only(tmp_path / "nowhere.png")
    with pytest.raises(OptionError, match=r"^list: nothing that can be read"):
        only([tmp_path])


def test_nothing_is_opened_before_the_first_page_is_asked_for(tmp_path: Path) -> None:
    reading = open_pages(tmp_path / "nowhere.png", options=ReadOptions())
    with pytest.raises(FileAccessError):
        next(reading)


@pytest.mark.parametrize("exhaust", [True, False])
def test_the_file_is_closed_at_the_end_and_at_an_early_end(
    exhaust: bool, tmp_path: Path, make_pdf, encode, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    open_path = Path.open

    def note(self: Path, mode: str) -> object:
        opened.append(open_path(self, mode))
        return opened[-1]

    monkeypatch.setattr(Path, "open", note)
    frames = [Image.new("L", (9, 9))] * 2
    (tmp_path / "fax.tif").write_bytes(encode(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    (tmp_path / "letter.pdf").write_bytes(make_pdf(2))
    opened.clear()
    for name in ("fax.tif", "letter.pdf"):
        reading = open_pages(tmp_path / name, options=ReadOptions(dpi=72))
        next(reading)
        assert not opened[-1].closed
        if exhaust:
            assert len(list(reading)) == 1
        else:
            reading.close()
        assert opened[-1].closed
    assert len(opened) == 2


def test_a_file_that_fails_is_closed_too(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(DamagedInputError):
        only(path)
    gc.collect()


def test_one_page_is_alive_at_a_time(make_pdf, encode) -> None:
    frames = [Image.new("L", (9, 9))] * 4
    for source in (make_pdf(4), encode(frames[0], "TIFF", save_all=True, append_images=frames[1:])):
        reading = open_pages(source, options=ReadOptions(dpi=72))
        before = None
        for _ in range(4):
            page = next(reading)
            assert before is None or before() is None
            before = weakref.ref(page.pixels)
            del page
        reading.close()


def test_no_socket_is_opened_unless_an_address_is_given(
    scan: Path, make_pdf, picture: NDArray[np.uint8], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(socket, "socket", lambda *a, **k: pytest.fail("a socket was opened"))
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("a connection was opened"))
    for source in (scan, scan.read_bytes(), make_pdf(), picture):
        assert only(source).number == 1
    with pytest.raises(pytest.fail.Exception, match="was opened"):
        only("http://127.0.0.1:9/scan.png")


def test_importing_loads_none_of_the_heavy_packages() -> None:
    code = (
        "import sys, glyphwright.acquire; "
        "heavy = {'cv2', 'PIL', 'pypdfium2', 'pi_heif', 'urllib.request', 'http.client'}; "
        "print(*heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_the_bytes_of_a_source_come_with_its_name(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = scan.read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    monkeypatch.setattr(sources, "fetch", lambda address: data)
    assert load_bytes(scan) == load_bytes(str(scan)) == (data, str(scan))
    assert load_bytes(data) == (data, "bytes in memory")
    assert load_bytes("-") == (data, "standard input")
    assert load_bytes("https://me:secret@host/scan.png") == (data, "https://host/scan.png")
    assert load_bytes(io.BytesIO(data)) == (data, "file object")
    with pytest.raises(FileAccessError, match="no such file"):
        load_bytes("nowhere.png")


def test_pixels_in_memory_become_a_png_that_reads_as_the_same_page(scan: Path, picture: NDArray[np.uint8]) -> None:
    turned = Image.fromarray(picture)
    turned.getexif()[274] = 6
    for source, name in ((picture, "array in memory"), (turned, "image in memory")):
        data, called = load_bytes(source)
        assert called == name
        np.testing.assert_array_equal(only(data).pixels, only(source).pixels)
    with Image.open(scan) as image:
        assert load_bytes(image)[1] == str(scan)
