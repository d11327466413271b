"""What a page of a PDF shows → whether there is text in it; or the same without its invisible text.

Invisible is what is shown in text render mode 3, the mark of the layer that an earlier reading left. The mode is part
of the graphics state: it is kept by `q` and `Q` and handed down to the forms that a page invokes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glyphwright.errors import DamagedInputError
from glyphwright.export.pdf.resources import form_of, inherited

if TYPE_CHECKING:
    import pikepdf

INVISIBLE = 3

SHOWING = {"Tj", "TJ", "'", '"'}
_FOLLOWED = "q Q Tr Do Tj TJ ' \""


@dataclass(frozen=True, slots=True)
class TextFound:
    """Which kinds of text a page shows."""

    visible: bool = False
    invisible: bool = False

    def __or__(self, other: "TextFound") -> "TextFound":
        return TextFound(self.visible or other.visible, self.invisible or other.invisible)


def find_text(pdf_page: "pikepdf.Page") -> TextFound:
    """Look for text in the page's content and in the forms that it invokes; strings of spaces do not count.

    Raises:
        DamagedInputError: The content cannot be parsed.
    """
    seen: set[tuple[object, int]] = set()
    return _find_text(pdf_page, inherited(pdf_page, "/Resources"), 0, seen)


def _find_text(content: Any, resources: Any, mode: int, seen: set[tuple[object, int]]) -> TextFound:
    found = TextFound()
    for name, operands, mode_now in _follow(parse(content, _FOLLOWED), mode):
        if name in SHOWING and has_characters(operands):
            found |= TextFound(visible=mode_now != INVISIBLE, invisible=mode_now == INVISIBLE)
        elif name == "Do" and operands:
            form = form_of(resources, operands[0])
            key = (form.objgen, mode_now) if form is not None else None
            if form is not None and key is not None and key not in seen:
                seen.add(key)
                found |= _find_text(form, form.get("/Resources", resources), mode_now, seen)
        if found.visible and found.invisible:
            break
    return found


def _follow(parsed: list[Any], mode: int) -> Iterator[tuple[str, list[Any], int]]:
    """Operators with their operands and the text render mode that they meet."""
    saved: list[int] = []
    for instruction in parsed:
        name, operands = str(instruction.operator), list(instruction.operands)
        yield name, operands, mode
        mode = next_mode(name, operands, mode, saved)


def parse(content: Any, operators: str = "") -> list[Any]:
    """The instructions of a page or form, all of them or those with these operators."""
    from pikepdf import PdfError, parse_content_stream

    try:
        return list(parse_content_stream(content, operators))
    except PdfError as error:
        raise DamagedInputError(f"the content of a page cannot be read ({error}): repair the PDF first") from error


def next_mode(name: str, operands: list[Any], mode: int, saved: list[int]) -> int:
    """The text render mode behind an operator; `saved` is the stack that `q` and `Q` use."""
    if name == "q":
        saved.append(mode)
    elif name == "Q" and saved:
        return saved.pop()
    elif name == "Tr" and operands and isinstance(operands[0], int):
        return operands[0]
    return mode


def has_characters(operands: list[Any]) -> bool:
    """Whether the strings among the operands of a text-showing operator hold more than spaces."""
    from pikepdf import Array, String

    for operand in operands:
        parts = list(operand) if isinstance(operand, Array) else [operand]
        if any(isinstance(part, String) and bytes(part).strip(b" \0") for part in parts):
            return True
    return False
