import re
from pathlib import Path

import pytest

from glyphwright.errors import DamagedInputError, FileAccessError, UnsupportedFormatError
from glyphwright.export import READABLE, export, format_of, image_beside, read_result
from glyphwright.page import Document


@pytest.mark.parametrize("name", sorted(set(READABLE) - {"txt"}))
def test_a_format_is_known_by_its_content(small_document: Document, name: str) -> None:
    pages = small_document.pages[:1] if name == "page" else small_document.pages
    data = export(Document(pages), name)
    assert format_of(data) == format_of(b"\xef\xbb\xbf" + data) == name
    if name in ("alto", "page"):
        declared = data.decode().replace("UTF-8", "UTF-16", 1)
        assert format_of(declared.encode("utf-16")) == name
        assert read_result(declared.encode("utf-16"), name="x").pages[0].width == 400


def test_a_file_made_of_comments_takes_no_time() -> None:
    with pytest.raises(UnsupportedFormatError):
        format_of(b"<!---->" * 500 + b"<!")


def test_prefixes_comments_and_pieces_of_hocr_are_seen_through() -> None:
    assert format_of(b'<?xml version="1.0"?>\n<!-- <html> -->\n<a:alto xmlns:a="x"/>') == "alto"
    assert format_of(b"<div class='ocr_page' title='bbox 0 0 9 9'></div>") == "hocr"


@pytest.mark.parametrize("data", [b"", b"plain words", b"%PDF-1.7", b"\x89PNG\r\n", b"<svg/>", b"\xff\xfe\xff"])
def test_what_bears_no_mark_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(UnsupportedFormatError, match=re.escape("a.bin: it is none of the results")):
        read_result(data, name="a.bin")


def test_text_is_known_by_its_name_alone() -> None:
    assert read_result(b"one two", name="a.TXT").text == "one two\n"
    assert read_result(b"one two", name="a.bin", format="txt").text == "one two\n"


@pytest.mark.parametrize(
    ("data", "place"),
    [(b"<alto>\n<Layout>\n</alto>", "line 3"), (b"{\n1", "line 2"), (b"<html>\n<p", "line 2")],
)
def test_damage_is_told_with_file_and_line(data: bytes, place: str) -> None:
    with pytest.raises(DamagedInputError, match=rf"^a\.x: .*{place}"):
        read_result(data, name="a.x")


def test_damage_of_a_table_is_told_with_its_line(small_document: Document) -> None:
    rows = export(small_document, "tsv").decode().splitlines()
    rows[3] = rows[3].replace("\t", " ", 4)
    with pytest.raises(DamagedInputError, match=r"^a\.tsv: .*line 4: "):
        read_result("\n".join(rows).encode(), name="a.tsv")


def test_the_image_is_looked_for_beside_the_result_alone(tmp_path: Path) -> None:
    result = tmp_path / "a.hocr"
    (tmp_path / "scan.png").touch()
    for named in ("scan.png", "/elsewhere/scan.png", "C:\\scans\\scan.png"):
        assert image_beside(Document((), named), result) == tmp_path / "scan.png"
    with pytest.raises(FileAccessError, match=r"a\.hocr: names no image: give the image with --image"):
        image_beside(Document(()), result)
    with pytest.raises(FileAccessError, match=r"names b\.png, which does not lie beside it"):
        image_beside(Document((), "b.png"), result)
