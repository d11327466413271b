"""PAGE XML, ALTO and hOCR, one file for each picture ⇄ lines; `export` reads and writes them.

Spaces within a text come back as single ones, since these formats hold words, and outlines in whole pixels.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from glyphwright.datasets.lines.label_files import PICTURES, files_below, locate
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.outlines import corners
from glyphwright.datasets.lines.output_folder import copy_pictures, counted, new_folder, outline, write_bytes
from glyphwright.datasets.lines.xml_files import root_name
from glyphwright.datasets.pictures import read_bytes
from glyphwright.errors import FileAccessError, InputError, UnsupportedFormatError
from glyphwright.export.alto import read_alto, write_alto
from glyphwright.export.hocr import read_hocr, write_hocr
from glyphwright.export.page_xml import read_page_xml, write_page_xml
from glyphwright.geometry import Polygon
from glyphwright.page import Block, Document, Line, Page, Word


@dataclass(frozen=True, slots=True)
class _Layout:
    """What files are called, what their root is, what must be in them, and what reads and writes them."""

    suffixes: tuple[str, ...]
    root: str
    content: bytes
    read: Callable[[bytes], Document]
    write: Callable[[Document], bytes]


_PAGE = _Layout((".xml",), "pcgts", b"", read_page_xml, write_page_xml)
_ALTO = _Layout((".xml", ".alto"), "alto", b"", lambda data: read_alto(data), write_alto)
_HOCR = _Layout((".hocr", ".html", ".xhtml", ".xml"), "html", b"ocr_page", read_hocr, write_hocr)


def holds_page(path: Path) -> bool:
    return any(True for _ in _files(path, _PAGE))


def read_page(path: Path) -> list[LabelledLine]:
    """Read the lines of every PAGE XML file of a folder and of those below it, or of one file.

    The picture is that which the file names, as `locate` looks for it, or is called like the file.

    Raises:
        FileAccessError: There is no such file, or it cannot be read.
        UnsupportedFormatError: A file has several pages.
        DamagedInputError: A file cannot be read as PAGE XML.
    """
    return _read(path, _PAGE)


def write_page(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """Copy the pictures into a new folder, each with its lines in a .xml; lines to ignore are left out.

    Raises:
        FileAccessError: The folder is not empty, or a picture or the folder cannot be had.
        DamagedInputError: A picture cannot be opened.
    """
    return _write(lines, folder, _PAGE)


def holds_alto(path: Path) -> bool:
    return any(True for _ in _files(path, _ALTO))


def read_alto_lines(path: Path) -> list[LabelledLine]:
    """As `read_page`, of ALTO."""
    return _read(path, _ALTO)


def write_alto_lines(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """As `write_page`, of ALTO."""
    return _write(lines, folder, _ALTO)


def holds_hocr(path: Path) -> bool:
    return any(True for _ in _files(path, _HOCR))


def read_hocr_lines(path: Path) -> list[LabelledLine]:
    """As `read_page`, of hOCR that is well-formed XML."""
    return _read(path, _HOCR)


def write_hocr_lines(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """As `write_page`, of hOCR."""
    return _write(lines, folder, _HOCR)


def _files(path: Path, layout: _Layout) -> Iterator[Path]:
    files = (file for file in files_below(path, *layout.suffixes) if root_name(file) == layout.root)
    return (file for file in files if layout.content in read_bytes(file))


def _read(path: Path, layout: _Layout) -> list[LabelledLine]:
    files = [path] if path.is_file() else list(_files(path, layout))
    if not files:
        raise FileAccessError(f"{path}: has no such file ({', '.join(layout.suffixes)}): check the path and the format")
    return [line for file in files for line in _lines(file, layout)]


def _lines(file: Path, layout: _Layout) -> list[LabelledLine]:
    try:
        document = layout.read(read_bytes(file))
    except InputError as error:
        raise type(error)(f"{file}: {error}") from error
    if len(document.pages) > 1:
        raise UnsupportedFormatError(
            f"{file}: has {len(document.pages)} pages, but a line is looked for in one picture: split it by page"
        )
    picture = _picture(file, document.source)
    found = [line for page in document.pages for line in page.lines]
    return [
        LabelledLine(f"{file}#{number}", line.text, picture, corners(line.polygon))
        for number, line in enumerate(found, start=1)
    ]


def _picture(file: Path, named: str) -> Path:
    """As the file says; or called like the file, beside it or above it, where page/ and alto/ lie beside pictures."""
    wanted = locate(file.parent, named) if named.strip() else file.with_suffix(PICTURES[0])
    stem = file.name.partition(".")[0]
    places = [folder / name for folder in (file.parent, file.parent.parent) for name in (wanted.name, *_called(stem))]
    return next((place for place in (wanted, *places) if place.is_file()), wanted)


def _called(stem: str) -> list[str]:
    return [stem + suffix for suffix in PICTURES]


def _write(lines: Sequence[LabelledLine], folder: Path, layout: _Layout) -> Path:
    for name, of_picture in copy_pictures(counted(lines), new_folder(folder)):
        width, height = of_picture[0].size()
        written = tuple(_line(line.text, outline(line)) for line in of_picture)
        document = Document((Page(1, width, height, (Block.around(written),)),), name)
        write_bytes((folder / name).with_suffix(layout.suffixes[0]), layout.write(document))
    return folder


def _line(text: str, polygon: Polygon) -> Line:
    return Line(tuple(Word(token, polygon) for token in text.split()), polygon)
