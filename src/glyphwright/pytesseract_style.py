"""`image_to_string` and `image_to_data` as pytesseract has them, so that a program can change over by its import alone.

Of Tesseract's configuration is understood what has a meaning here; anything else is refused, never ignored:

    --psm 1, 3, 4, 6, 11, 12          a page: what stands where on it is found, not assumed
    --psm 7, 8, 10, 13                one line, word or character: nothing is searched for
    --oem 1, 3                        the neural reader, which is the only one
    --dpi N                           of no effect on images, whose text is read at any size
    -l eng+deu                        languages, as the argument `lang`
    -c tessedit_char_whitelist=0123   nothing but these characters
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, overload

from glyphwright.acquire import Source, open_pages
from glyphwright.errors import OptionError
from glyphwright.export import export
from glyphwright.options import ReadOptions
from glyphwright.page import Document
from glyphwright.pipeline import make_reader

Table = dict[str, list[int] | list[str]]

_PAGE_MODES = frozenset({1, 3, 4, 6, 11, 12})
_LINE_MODES = frozenset({7, 8, 10, 13})
_ENGINES = frozenset({1, 3})
_WHITELIST = "tessedit_char_whitelist="
_TEXT_COLUMN = "text"


def image_to_string(image: Source, lang: str | None = None, config: str = "") -> str:
    """Read an image and return its text; the pages of one that has several are parted by form feeds.

    Args:
        image: A path, Pillow image, NumPy array (RGB), … as for `read`.
        lang: Tesseract's codes joined by "+"; None for any language.
        config: Tesseract's options, as the module lists them.

    Raises:
        OptionError: An option is not understood, or the reader cannot write the language.
        GlyphwrightError: The image cannot be read.
    """
    return _read(image, lang, config).text


@overload
def image_to_data(
    image: Source, lang: str | None = None, config: str = "", *, output_type: Literal["string"] = "string"
) -> str: ...


@overload
def image_to_data(
    image: Source, lang: str | None = None, config: str = "", *, output_type: Literal["dict"]
) -> Table: ...


def image_to_data(
    image: Source, lang: str | None = None, config: str = "", *, output_type: Literal["string", "dict"] = "string"
) -> str | Table:
    """Read an image and return Tesseract's table of twelve columns: pages, blocks, paragraphs, lines, words.

    Args:
        image: As for `image_to_string`.
        lang: As for `image_to_string`.
        config: As for `image_to_string`.
        output_type: "string" for tab-separated values; "dict" for a list a column, of whole numbers but for `text`.

    Raises:
        OptionError, GlyphwrightError: As `image_to_string`.
    """
    if output_type not in ("string", "dict"):
        raise OptionError(f"output_type '{output_type}' is not offered: take 'string' or 'dict'")
    rows = export(_read(image, lang, config), "tsv").decode("utf-8")
    return rows if output_type == "string" else _columns(rows)


@dataclass(slots=True)
class _Config:
    """What Tesseract's options ask for, in our terms."""

    line: bool = False
    languages: str = "auto"
    charset: str | None = None

    def take(self, option: str, value: str) -> None:
        known = True
        if option == "--psm":
            mode = _number(option, value)
            known = mode in _PAGE_MODES | _LINE_MODES
            self.line = mode in _LINE_MODES
        elif option == "--oem":
            known = _number(option, value) in _ENGINES
        elif option == "--dpi":
            _number(option, value)
        elif option == "-l":
            self.languages = value
        elif option == "-c" and value.startswith(_WHITELIST):
            self.charset = value.removeprefix(_WHITELIST) or None
        else:
            known = False
        if not known:
            raise OptionError(f"config “{option} {value}” is not understood here: leave it out")


def _read(image: Source, lang: str | None, config: str) -> Document:
    parsed = _Config()
    for option, value in _options(config):
        parsed.take(option, value)
    options = ReadOptions(languages=lang or parsed.languages, charset=parsed.charset)
    reader = make_reader(options)
    if not parsed.line:
        return reader.read(image)
    return Document(tuple(reader.read_line_page(page) for page in open_pages(image, options=options)))


def _options(config: str) -> Iterator[tuple[str, str]]:
    """Each option with its value, which all of Tesseract's have."""
    try:
        words = iter(shlex.split(config))
    except ValueError as error:
        raise OptionError(f"config “{config}” cannot be parsed ({error}): close its quotes") from error
    for word in words:
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if not equals:
            value = next(words, "")
        yield option, value


def _number(option: str, value: str) -> int:
    if not value.isdecimal():
        raise OptionError(f"config “{option} {value}”: needs a number")
    return int(value)


def _columns(rows: str) -> Table:
    header, *lines = (line.split("\t") for line in rows.removesuffix("\n").split("\n"))
    columns: Table = {}
    for name, values in zip(header, zip(*lines, strict=True), strict=True):
        columns[name] = list(values) if name == _TEXT_COLUMN else [int(float(value)) for value in values]
    return columns
