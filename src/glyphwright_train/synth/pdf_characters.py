"""A page of a PDF, as pdfium has it open → its characters, with where their ink lies in pixels of a rendering.

Ligatures come apart, accents that were set as glyphs of their own join their letter, and a hyphen is a hyphen. Which
characters stand in one line is for `pdf_lines`.
"""

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any, Literal

from glyphwright.geometry import Box, Transform

# What stands at the end of a line in pdfium's text where the page shows a hyphen, and the soft hyphen itself.
_HYPHENS = frozenset("\x02\ufffe\xad\u2010\u2011")
# Accents with a width of their own, as old TeX fonts have them, and what combines with a letter.
_ACCENTS = dict(
    zip(
        "`´^ˆ~˜¨¯˘˙˚˝ˇ¸˛",
        "\u0300\u0301\u0302\u0302\u0303\u0303\u0308\u0304\u0306\u0307\u030a\u030b\u030c\u0327\u0328",
        strict=True,
    )
)
_DOTLESS = {"ı": "i", "ȷ": "j"}
# Families of symbols that stand at the codes of letters and have no other names: notes, pieces, pictograms.
_SYMBOL_FAMILIES = re.compile(
    r"(^|\+)(line[w0-9]|archaic|fut[0-9]|oldp[0-9]|cypr[0-9]|linb[0-9]|phnc[0-9]|feta[0-9-]|lnb|etr|ugar|xsl[udhz])"
    r"|musix|texxsl|slur|emmentaler|parmesan|gregor|dingbat|bbding|marvo|awesome|skak|chess|mahjong|cryst|wasy|orn[ae]ment"
    r"|pifont|icons|webomints|fourier-orns|lcircle|xy(atip|btip|bsql|dash|circ|line)|cmex|lasy|hiero|aramaic"
    r"|sarab|nabat|knot|dice|starfont|tengwar|semafor|svrsymb",
    re.IGNORECASE,
)
_INVISIBLE_MODES = frozenset({3, 7})


@dataclass(frozen=True, slots=True)
class PdfCharacter:
    """One character, in pixels of the page's rendering.

    `start`, `stop` and `baseline` are in the frame that `angle_degrees` (clockwise) turns upright: along the line
    from origin to the end of the advance, and across it, downwards. `ink` is the glyph's own extent in that frame.
    `order` counts through the page's content, `spaced` says that the text layer has a space before it, `sure` that
    its Unicode value can be believed, `visible` that it is painted at all.
    """

    text: str
    start: float
    stop: float
    baseline: float
    ink: Box
    size_px: float
    angle_degrees: float
    font: str
    order: int
    spaced: bool = False
    sure: bool = True
    visible: bool = True


def read_characters(page: Any, to_pixels: Transform) -> list[PdfCharacter]:
    """All characters of a pypdfium2 page but spaces, in the order of its content.

    Args:
        page: A `pypdfium2.PdfPage`.
        to_pixels: From the page's points (y up) to pixels of the rendering; a similarity.
    """
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    try:
        reader = _Reader(textpage.raw, to_pixels, {})
        count = pdfium.FPDFText_CountChars(textpage.raw)
        raw = [reader.character(index) for index in range(count) if not reader.is_second_half(index)]
    finally:
        textpage.close()
    return _join_accents(_share_ligatures(_mark_spaces(raw)))


@dataclass(frozen=True, slots=True)
class _Reader:
    textpage: Any
    to_pixels: Transform
    objects: dict[int, "_Font"]

    def is_second_half(self, index: int) -> bool:
        """Whether this is the second of the two codes that pdfium has for a character beyond U+FFFF."""
        import pypdfium2.raw as pdfium

        return 0xDC00 <= pdfium.FPDFText_GetUnicode(self.textpage, index) < 0xE000

    def code(self, index: int) -> int:
        import pypdfium2.raw as pdfium

        code = int(pdfium.FPDFText_GetUnicode(self.textpage, index))
        if 0xD800 <= code < 0xDC00 and self.is_second_half(index + 1):
            second = int(pdfium.FPDFText_GetUnicode(self.textpage, index + 1))
            return 0x10000 + ((code - 0xD800) << 10) + second - 0xDC00
        return code

    def character(self, index: int) -> PdfCharacter | None:
        """One character, or None for a space or line end."""
        import pypdfium2.raw as pdfium

        text, sure = _text_of(self.code(index))
        sure = sure and pdfium.FPDFText_HasUnicodeMapError(self.textpage, index) != 1
        generated = pdfium.FPDFText_IsGenerated(self.textpage, index) == 1
        if (generated and text != "-") or (sure and text.isspace()):
            return None
        font = self._font(index)
        matrix, loose = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
        left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
        pdfium.FPDFText_GetMatrix(self.textpage, index, matrix)
        pdfium.FPDFText_GetCharBox(self.textpage, index, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(self.textpage, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(self.textpage, index, loose)
        size = pdfium.FPDFText_GetFontSize(self.textpage, index)
        frame = _Frame.of(self.to_pixels, matrix, size)
        ink = frame.upright(left.value, bottom.value, right.value, top.value)
        advance = frame.upright(loose.left, loose.bottom, loose.right, loose.top)
        start, baseline = frame.turned(x.value, y.value)
        return PdfCharacter(
            text=text,
            start=start,
            stop=max(start, advance.right),
            baseline=baseline,
            ink=ink,
            size_px=frame.size_px,
            angle_degrees=frame.angle_degrees,
            font=font.name,
            order=index,
            sure=sure and font.named and not frame.mirrored,
            visible=font.visible and frame.size_px > 0.5,
        )

    def _font(self, index: int) -> "_Font":
        import pypdfium2.raw as pdfium

        text_object = pdfium.FPDFText_GetTextObject(self.textpage, index)
        key = ctypes.cast(text_object, ctypes.c_void_p).value or 0
        if key not in self.objects:
            buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
            pdfium.FPDFText_GetFontInfo(self.textpage, index, buffer, 128, flags)
            name = buffer.value.decode("utf-8", "replace")
            handle = ctypes.cast(pdfium.FPDFTextObj_GetFont(text_object), ctypes.c_void_p).value if key else 0
            mode = pdfium.FPDFTextObj_GetTextRenderMode(text_object) if key else 0
            # Several fonts of one page may have the same name: small capitals and the rest of a family.
            font = _Font(f"{name} {handle}", mode not in _INVISIBLE_MODES, not _SYMBOL_FAMILIES.search(name))
            self.objects[key] = font
        return self.objects[key]


@dataclass(frozen=True, slots=True)
class _Font:
    """What one text object is set in: `visible` if it is painted, `named` if its letters are what they are called."""

    name: str
    visible: bool
    named: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """How a piece of text lies on the rendering."""

    to_pixels: Transform
    angle_degrees: float
    size_px: float
    mirrored: bool

    @classmethod
    def of(cls, to_pixels: Transform, matrix: Any, size: float) -> "_Frame":
        (a, b, _), (c, d, _), _ = to_pixels.matrix
        along = (a * matrix.a + b * matrix.b, c * matrix.a + d * matrix.b)
        up = (a * matrix.c + b * matrix.d, c * matrix.c + d * matrix.d)
        sign = -1.0 if size < 0 else 1.0
        angle = math.degrees(math.atan2(sign * along[1], sign * along[0]))
        across = along[0] * up[1] - along[1] * up[0]
        size_px = abs(size) * abs(across) / (math.hypot(*along) or 1.0)
        return cls(to_pixels, round(angle * 2) / 2 % 360, size_px, across > 0)

    def turned(self, x: float, y: float) -> tuple[float, float]:
        (a, b, e), (c, d, f), _ = self.to_pixels.matrix
        px, py = a * x + b * y + e, c * x + d * y + f
        if not self.angle_degrees:
            return px, py
        angle = math.radians(self.angle_degrees)
        return px * math.cos(angle) + py * math.sin(angle), py * math.cos(angle) - px * math.sin(angle)

    def upright(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of the page's own frame in the turned frame.

        pdfium has only boxes parallel to the page. Around slanted text they are too large: the glyph's own width and
        height follow from w·cos + h·sin and w·sin + h·cos, except near 45°, where w = h is assumed.
        """
        slant = math.radians(self.angle_degrees % 90)
        if not slant:
            (x0, y0), (x1, y1) = self.turned(left, bottom), self.turned(right, top)
            return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        corners = [self.turned(x, y) for x, y in ((left, bottom), (right, bottom), (right, top), (left, top))]
        us, vs = [u for u, _ in corners], [v for _, v in corners]
        box = Box(min(us), min(vs), max(us), max(vs))
        cos, sin = math.cos(slant), math.sin(slant)
        (a, b, _), (c, d, _), _ = self.to_pixels.matrix
        width = abs(a * (right - left)) + abs(b * (top - bottom))
        height = abs(c * (right - left)) + abs(d * (top - bottom))
        if abs(cos - sin) < 0.3:
            w = h = (width + height) / 2 / (cos + sin)
        else:
            w = (width * cos - height * sin) / (cos * cos - sin * sin)
            h = (height * cos - width * sin) / (cos * cos - sin * sin)
        if self.angle_degrees % 180 >= 90:
            w, h = h, w
        (u, v), w, h = box.centre, max(w, 1.0), max(h, 1.0)
        return Box(u - w / 2, v - h / 2, u + w / 2, v + h / 2)


def _text_of(code: int) -> tuple[str, bool]:
    """A character code as text, and whether it is one that can be drawn and named."""
    if 0xF730 <= code <= 0xF739:  # Adobe's names for old style figures
        code += ord("0") - 0xF730
    character = chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"
    if character in _HYPHENS:
        return "-", True
    if character in "\t\r\n":
        return " ", True
    # Letters of mathematical alphabets look like the plain ones that other fonts are mapped to.
    form: Literal["NFKC", "NFC"] = "NFKC" if 0x1D400 <= code < 0x1D800 else "NFC"
    sure = unicodedata.category(character) not in {"Cc", "Cf", "Cn", "Co", "Cs"} and character != "\ufffd"
    if unicodedata.bidirectional(character) in {"R", "AL"}:
        sure = False  # lines are put together from left to right
    if unicodedata.category(character) in {"Cc", "Cs"}:
        character = "\ufffd"
    return unicodedata.normalize(form, character), sure


def _mark_spaces(raw: list[PdfCharacter | None]) -> list[PdfCharacter]:
    marked: list[PdfCharacter] = []
    spaced = False
    for character in raw:
        if character is not None:
            marked.append(replace(character, spaced=True) if spaced else character)
        spaced = character is None
    return marked


def _share_ligatures(characters: list[PdfCharacter]) -> list[PdfCharacter]:
    """Give each letter of a ligature its part of the box, be it one character of the text layer or several."""
    shared: list[PdfCharacter] = []
    group: list[PdfCharacter] = []
    for character in characters:
        if group and not (character.ink == group[0].ink and character.start == group[0].start):
            shared.extend(_split(group))
            group = []
        group.append(character)
    return shared + (_split(group) if group else [])


def _split(group: list[PdfCharacter]) -> list[PdfCharacter]:
    letters = "".join(
        unicodedata.normalize("NFKC", one.text) if "\ufb00" <= one.text <= "\ufb06" else one.text for one in group
    )
    first = group[0]
    if len(letters) < 2:
        return group
    sure = all(one.sure for one in group)
    step, ink_step = (first.stop - first.start) / len(letters), first.ink.width / len(letters)
    return [
        replace(
            first,
            text=letter,
            sure=sure,
            spaced=first.spaced and k == 0,
            start=first.start + k * step,
            stop=first.start + (k + 1) * step,
            ink=Box(
                first.ink.left + k * ink_step, first.ink.top, first.ink.left + (k + 1) * ink_step, first.ink.bottom
            ),
        )
        for k, letter in enumerate(letters)
    ]


def _join_accents(characters: list[PdfCharacter]) -> list[PdfCharacter]:
    joined: list[PdfCharacter] = []
    for character in characters:
        whole = _accented(joined[-1], character) if joined else None
        if whole is None:
            joined.append(character)
        else:
            joined[-1] = whole
    return joined


def _accented(first: PdfCharacter, second: PdfCharacter) -> PdfCharacter | None:
    """Two characters as one where one is an accent that stands over, or under, the other."""
    for accent, letter in ((first, second), (second, first)):
        mark = _ACCENTS.get(accent.text) or (accent.text if unicodedata.combining(accent.text[0]) else None)
        if mark is None or not letter.text.isalpha() or accent.angle_degrees != letter.angle_degrees:
            continue
        overlap = min(accent.ink.right, letter.ink.right) - max(accent.ink.left, letter.ink.left)
        apart = abs(accent.baseline - letter.baseline)
        if overlap < 0.3 * min(accent.ink.width, letter.ink.width) or apart > 0.6 * letter.size_px:
            continue
        text = unicodedata.normalize("NFC", _DOTLESS.get(letter.text, letter.text) + mark)
        sure = letter.sure and len(text) == 1
        return replace(letter, text=text, ink=letter.ink.union(accent.ink), sure=sure, spaced=first.spaced)
    return None
