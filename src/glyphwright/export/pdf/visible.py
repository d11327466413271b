"""The words of a page → the content stream that sets them at their places, visibly, in the text font."""

from glyphwright.export.pdf.layer import number
from glyphwright.export.pdf.placement import PlacedWord, place_words
from glyphwright.export.pdf.text_font import TEXT_FONT_NAME, TextFont
from glyphwright.geometry import Transform
from glyphwright.page import Page

_FLIP = Transform.scale(1, -1)
# Of the height of a line: where its letters stand.
_BASE = 0.22
# How far letters may be narrowed before the whole word is set smaller, and how far they may be widened.
_NARROWEST, _WIDEST = 0.6, 1.3
# Combining characters that stand alone have no width.
_SLIM_EM = 0.1


def visible_text(page: Page, font: TextFont) -> str:
    """Set every word as wide as it stands on the page, as far as it stays readable.

    The frame is that of the page's pixels with y up, the origin at its upper left corner: all y are negative.
    """
    words = [_show(word, font) for line in page.lines for word in place_words(line, _FLIP)]
    return f"q BT 0 g\n{''.join(words)}ET Q\n" if words else ""


def _show(word: PlacedWord, font: TextFont) -> str:
    """A word and the space behind it."""
    stretch = word.width / (max(font.width_em(word.text), _SLIM_EM) * word.size)
    size = word.size * min(1.0, stretch / _NARROWEST)
    stretch = min(max(stretch, _NARROWEST), _WIDEST)
    (x, y), (cosine, sine) = word.start, word.along
    x, y = x - _BASE * word.size * sine, y + _BASE * word.size * cosine
    matrix = f"{number(cosine, 5)} {number(sine, 5)} {number(-sine, 5)} {number(cosine, 5)} {number(x)} {number(y)} Tm"
    place = f"/{TEXT_FONT_NAME} {number(size)} Tf {number(100 * stretch, 1)} Tz {matrix}"
    if word.gap <= 0:
        return f"{place} <{font.encode(word.text)}> Tj\n"
    # Shown together with its space, for pdfium passes over a space that is shown alone; it starts early where it would
    # reach into the next word.
    back = max(0.0, 1000 * (font.width_em(" ") - word.gap / (size * stretch)))
    return f"{place} [<{font.encode(word.text)}> {number(back, 0)} <{font.encode(' ')}>] TJ\n"
