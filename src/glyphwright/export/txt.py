"""Plain text, UTF-8: a line for a line, an empty one between blocks, a form feed between pages.

It holds no positions: what is read from it lies at the origin of pages of no size, without spaces at line ends.
"""

from glyphwright.errors import DamagedInputError
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word

_NOWHERE = Box(0.0, 0.0, 0.0, 0.0).polygon


def write_txt(document: Document) -> bytes:
    """Exactly `document.text`; half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    return document.text.encode("utf-8", errors="replace")


def read_txt(data: bytes) -> Document:
    """Take text apart at form feeds, empty lines, line ends and spaces.

    Raises:
        DamagedInputError: It is not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DamagedInputError(f"the text is not UTF-8 ({error.reason}): convert it first") from error
    if not text:
        return Document(())
    pages = text.replace("\r\n", "\n").split("\f")
    return Document(tuple(_page(number, page.removesuffix("\n")) for number, page in enumerate(pages, start=1)))


def _page(number: int, text: str) -> Page:
    blocks = text.split("\n\n") if text else []
    return Page(number, 0, 0, tuple(Block(tuple(map(_line, block.split("\n"))), _NOWHERE) for block in blocks))


def _line(text: str) -> Line:
    return Line(tuple(Word(word, _NOWHERE) for word in text.rstrip(" ").split(" ")), _NOWHERE)
