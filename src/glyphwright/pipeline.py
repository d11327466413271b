"""The whole path from a source to a Document, on one screen.

open_pages → prepare → find_lines → part_lines → cut_lines → read_lines → find_figures → order_around → assemble
→ name_blocks
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from glyphwright.acquire import Source, open_pages
from glyphwright.detect import COMB, cut_lines, cut_otherwise, cut_whole, open_line_finder, part_lines
from glyphwright.geometry import Box
from glyphwright.layout import find_figures, name_blocks, order_around
from glyphwright.options import SHOW_THROUGH, ReadOptions
from glyphwright.page import Document, Line, Page
from glyphwright.postprocess import assemble
from glyphwright.preprocess import (
    clear_show_through,
    lines_shown_through,
    prepare,
    turn_quarters,
    with_surer_lines,
)
from glyphwright.recognise import choose_line_reader, plausible, read_together
from glyphwright.runtime import Model, load_model, usable_cores
from glyphwright.stages import LineCrop, LineFinder, LineReader, PageImage, Reading, Region, Seen
from glyphwright.zoo import find_model

SURE = 0.97
"""A page of few lines, one of which is read with less confidence, may stand on its head."""
SIGN_SURE, SIGN_LIKELY = 0.95, 0.6
"""A small picture in which no line is found is read as a sign where its characters, and its words, are so sure."""
TALL = 1.5
"""A line that is so many times as high as wide lies on its side."""
TURNED_SHARE = 0.05
"""Of a page on its head at least so many lines are told to be so; of others hardly any."""
FEW_LINES = 6
"""Pages of fewer lines the network of orientation has seen too little of to be trusted."""
SMALL_PX, LEAST_CONTRAST = 256, 64
"""A picture with a longer side is a page with lines to be found; one whose grey differs by less is blank."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads documents: models and options, none of which ever changes, so threads may share one Reader.

    Without the model `orientation` pages are not turned upright.
    """

    finder: LineFinder
    reader: LineReader
    options: ReadOptions
    orientation: Model | None = None

    def read(self, source: Source) -> Document:
        """Read all pages of a source into one document.

        Raises:
            GlyphwrightError: If the source or one of its pages cannot be opened; see errors.py.
        """
        pages = tuple(self.read_pages(source))
        return Document(pages, _name(source), (self.finder.name, self.reader.name))

    def read_pages(self, source: Source) -> Iterator[Page]:
        """Read page by page, one image in memory at a time."""
        return map(self.read_page, open_pages(source, options=self.options))

    def read_page(self, image: PageImage) -> Page:
        """Read one page image; a small picture in which no line is found, as of one sign, as a line itself."""
        page = self.lay_out(self.see(image))
        if any(page.words) or max(image.width, image.height) > SMALL_PX or np.ptp(image.pixels) < LEAST_CONTRAST:
            return page
        crop, sign = self._read_whole(image)
        return _whole_page(image, crop, sign) if _is_sign(sign) else page

    def see(self, image: PageImage) -> Seen:
        """What stands in each line of a page image; looked at again where print of its other side comes through."""
        seen = self._see_upright(image)
        shown = lines_shown_through(seen, self.reader) if SHOW_THROUGH in self.options.taken_steps else []
        if not shown:
            return seen
        upright = turn_quarters(image, _quarters(image, seen.image))
        clear = partial(clear_show_through, seen=seen, shown=shown)
        cleared = prepare(upright, self.options, show_through=clear)
        return with_surer_lines(self._look(cleared, self.find_lines(cleared)), seen)

    def _see_upright(self, image: PageImage) -> Seen:
        """The page the right way up.

        Where its lines stand upright beside one another, or on their heads, it is turned, whatever it looked like. Few
        lines have too little to look at: they are read as they lie, too, and the surest way counts.
        """
        upright = self.prepare(image)
        lines = self.find_lines(upright)
        if self.orientation is None or "orientation" not in self.options.taken_steps:
            return self._look(upright, lines)
        if _lies_on_its_side(lines):
            upright, lines = self._turned(image, upright, 1)
        seen = self._look(upright, lines)
        others = {2} if _may_be_on_its_head(seen) else set()
        if len(lines) < FEW_LINES:
            others.add(-_quarters(image, upright) % 4)
        ways = [seen, *(self._look(*self._turned(image, upright, more)) for more in sorted(others - {0}))]
        return max(ways, key=lambda way: way.certainty)

    def _turned(self, image: PageImage, upright: PageImage, quarters: int) -> tuple[PageImage, list[Region]]:
        """A page image, prepared and turned by so many quarters more than it was before, and its lines."""
        turned = prepare(turn_quarters(image, (_quarters(image, upright) + quarters) % 4), self.options)
        return turned, self.find_lines(turned)

    def prepare(self, image: PageImage) -> PageImage:
        """The image in which lines are found."""
        return prepare(image, self.options, orientation=self.orientation)

    def find_lines(self, image: PageImage) -> list[Region]:
        """The lines of a prepared image that are surely enough there, parted at gutters and rules."""
        return part_lines(
            image, [line for line in self.finder.find_lines(image) if line.score >= self.options.min_score]
        )

    def _look(self, image: PageImage, lines: Sequence[Region]) -> Seen:
        crops = cut_lines(image, lines, height=self.reader.height)
        readings = self.reader.read_lines(crops)
        words = [r.joined if line.kind == COMB else r for line, r in zip(lines, readings, strict=True)]
        return Seen(image, lines, crops, words)

    def lay_out(self, seen: Seen) -> Page:
        """The page that its lines make up."""
        image, lines, readings = seen.image, seen.lines, seen.readings
        sure = plausible(readings, lines, least=self.options.min_confidence)
        on_its_head = 2 * sum(readings[i].turned for i in sure) > len(sure)
        outlines = [lines[i].polygon.turned if on_its_head else lines[i].polygon for i in sure]
        figures = [] if on_its_head else find_figures(image, outlines)
        blocks, drawn = order_around(figures, outlines, image.rules)
        page = assemble(image, [[sure[k] for k in block] for block in blocks], lines, seen.crops, readings, drawn)
        return name_blocks(page, image.rules_of_source)

    def read_line(self, source: Source) -> Line:
        """Read an image that is one line or word; without words where nothing is read."""
        image = next(open_pages(source, options=self.options))
        return next(self.read_line_page(image).lines, Line((), image.to_source(_whole(image).polygon)))

    def read_line_page(self, image: PageImage) -> Page:
        """Read a page image that is one line or word; nothing is searched for.

        What reads badly as it stands, as words out of photographs do, is cut in other ways, too; all are read together.
        """
        return _whole_page(image, *self._read_whole(image))

    def _read_whole(self, image: PageImage) -> tuple[LineCrop, Reading]:
        height = self.reader.height
        otherwise = partial(cut_otherwise, image, height=height)
        return read_together(self.reader, cut_whole(image, height=height), otherwise)


def make_reader(options: ReadOptions | None = None, *, finder: str | None = None, reader: str | None = None) -> Reader:
    """A Reader with the default models, or others by name or path of an .onnx file.

    Raises:
        OptionError: No line reader, or not the one that is named, can write one of the languages.
        ModelError, FileAccessError: There is no such model, or its file is damaged.
    """
    options = options or ReadOptions()
    threads = options.threads or usable_cores()
    line_reader = choose_line_reader(options, reader, threads=threads)
    orientation = load_model(find_model("page_orientation"), task="page_orientation", threads=threads)
    return Reader(open_line_finder(finder, threads=threads), line_reader, options, orientation)


def read(source: Source, options: ReadOptions | None = None) -> Document:
    """Read a document with the default models: a path, bytes, a file object, a NumPy array or a Pillow image."""
    return make_reader(options).read(source)


def _quarters(image: PageImage, upright: PageImage) -> int:
    """By how many quarters a page was turned clockwise since."""
    return (upright.rotation_degrees - image.rotation_degrees) // 90


def _is_sign(reading: Reading) -> bool:
    """Whether what a picture without lines is read as is no shape that looks like a character."""
    sure = reading.confidence >= SIGN_SURE and min(reading.word_confidences, default=1.0) >= SIGN_LIKELY
    return sure and any(map(str.isalnum, reading.text))


def _whole_page(image: PageImage, crop: LineCrop, reading: Reading) -> Page:
    return assemble(image, [[0]], [_whole(image)], [crop], [reading])


def _lies_on_its_side(lines: Sequence[Region]) -> bool:
    tall = [line.polygon.box.height > TALL * line.polygon.box.width for line in lines]
    return sum(tall) > len(tall) / 2


def _may_be_on_its_head(seen: Seen) -> bool:
    """Whether so many lines were read on their heads, or nothing in most; or few are there, not all read surely."""
    readings = seen.readings
    turned = sum(reading.turned for reading in readings) > TURNED_SHARE * len(readings)
    unread = 2 * sum(not reading.glyphs for reading in readings) > len(readings)
    few = len(readings) < FEW_LINES and any(reading.confidence < SURE for reading in readings)
    return turned or unread or few


def _whole(image: PageImage) -> Region:
    return Region(Box(0, 0, image.width, image.height).polygon)


def _name(source: Source) -> str:
    return str(source) if isinstance(source, str | Path) else ""
