"""Files of results, of ours or of another program's → Documents: the format is recognised, errors name the file."""

import re
from pathlib import Path, PurePath

from glyphwright.errors import FileAccessError, InputError, UnsupportedFormatError
from glyphwright.export.formats import FORMATS, read_export
from glyphwright.export.tsv import HEADER
from glyphwright.page import Document

READABLE = tuple(name for name, known in FORMATS.items() if known.read is not None)

_LOOKED_AT = 4096
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# The first element that is neither a declaration nor a comment, without its namespace's prefix.
_ROOT = re.compile(r"(?>\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*+<(?:[\w.-]+:)?([A-Za-z]+)", re.DOTALL)
_ROOTS = {"alto": "alto", "PcGts": "page", "html": "hocr"}


def read_result(data: bytes, *, name: str, format: str | None = None) -> Document:  # noqa: A002  as in read_export
    """Read a result in any format that is read back.

    Args:
        data: The whole file.
        name: What an error calls it; a name in .txt is that of plain text, which has no marks of its own.
        format: Of READABLE; None to recognise it.

    Raises:
        UnsupportedFormatError: It is not recognised.
        DamagedInputError: It is not what it is taken for.
        OptionError: The format is unknown, or not read back.
    """
    try:
        return read_export(data, format or format_of(data, name=name))
    except InputError as error:
        raise type(error)(f"{name}: {error}") from error


def format_of(data: bytes, *, name: str = "") -> str:
    """The format of a result, by its content.

    Raises:
        UnsupportedFormatError: It has the marks of none that is read back.
    """
    text = data[:_LOOKED_AT].decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig", errors="replace")
    if text.lstrip().startswith("{"):
        return "json"
    if text.startswith(HEADER):
        return "tsv"
    root = _ROOT.match(text)
    if root and root[1] in _ROOTS:
        return _ROOTS[root[1]]
    if root and b"ocr_page" in data:
        return "hocr"
    if name.lower().endswith(FORMATS["txt"].extension):
        return "txt"
    raise UnsupportedFormatError(
        f"it is none of the results that are read ({', '.join(READABLE)}) or bears no mark of it: say which with --from"
        ", or read it with `glyphwright read` if it is an image or a PDF"
    )


def image_beside(document: Document, path: Path) -> Path:
    """The image that a result names, if it lies in the result's folder.

    Args:
        document: What the result says.
        path: The file of the result.

    Raises:
        FileAccessError: It names none, or it does not lie there.
    """
    named = PurePath(document.source.replace("\\", "/")).name
    image = path.parent / named
    if not named or not image.is_file():
        lacks = f"names {named}, which does not lie beside it" if named else "names no image"
        raise FileAccessError(f"{path}: {lacks}: give the image with --image")
    return image
