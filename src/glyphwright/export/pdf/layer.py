"""The words of a page → the content stream that shows them invisibly, each exactly over its picture."""

from glyphwright.export.pdf.font import ADVANCE_EM, Codes
from glyphwright.export.pdf.placement import PlacedWord, place_words
from glyphwright.geometry import Transform
from glyphwright.page import Page


def text_layer(page: Page, to_user: Transform, codes: Codes, *, font: str) -> bytes:
    """Show the words of a page in text render mode 3; nothing where there is none.

    Args:
        page: In pixels of the page as it is displayed.
        to_user: From these pixels to the default user space of the PDF page.
        codes: Takes note of the characters; the font is made for them afterwards.
        font: Name under which the page's resources have the font, without the slash.
    """
    body = []
    size = 0.0
    for line in page.lines:
        for word in place_words(line, to_user):
            if word.size != size:
                size = word.size
                body.append(f"/{font} {number(size)} Tf\n")
            body.append(_show(word, codes))
    return f"q\nBT\n3 Tr\n{''.join(body)}ET\nQ\n".encode("ascii") if body else b""


def _show(word: PlacedWord, codes: Codes) -> str:
    """The operators for one word and the space behind it."""
    natural = ADVANCE_EM * word.size
    stretch = max(0.001, word.width / (natural * len(word.text)))
    cosine, sine = word.along
    matrix = f"{number(cosine, 5)} {number(sine, 5)} {number(-sine, 5)} {number(cosine, 5)}"
    place = f"{number(100 * stretch, 1)} Tz {matrix} {number(word.start[0])} {number(word.start[1])} Tm"
    text = codes.encode(word.text).hex()
    if word.gap <= 0:
        return f"{place} <{text}> Tj\n"
    if len(word.text) == 1:
        # Shown together with its space, or pdfium may take the character for one of a vertical line; the space is
        # as wide as the character and starts early where it would reach into the next word.
        back = max(0.0, 1000 * (ADVANCE_EM - word.gap / (word.size * stretch)))
        return f"{place} [<{text}> {number(back, 0)} <0020>] TJ\n"
    return f"{place} <{text}> Tj {number(100 * word.gap / natural, 0)} Tz <0020> Tj\n"


def number(value: float, digits: int = 2) -> str:
    """As short as it can be, and never in exponential notation, which PDF does not know."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
