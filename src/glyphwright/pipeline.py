"""The whole path from a source to a Document, on one screen.

open_pages → prepare → find_lines → part_lines → cut_lines → read_lines → order_lines → assemble → name_blocks
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from glyphwright.acquire import Source, open_pages
from glyphwright.detect import cut_lines, cut_otherwise, cut_whole, open_line_finder, part_lines
from glyphwright.geometry import Box
from glyphwright.layout import name_blocks, order_lines
from glyphwright.options import ReadOptions
from glyphwright.page import Document, Line, Page
from glyphwright.postprocess import assemble
from glyphwright.preprocess import prepare
from glyphwright.recognise import choose_line_reader, plausible
from glyphwright.runtime import Model, load_model, usable_cores
from glyphwright.stages import LineFinder, LineReader, PageImage, Reading, Region
from glyphwright.zoo import find_model

SURE, BETTER = 0.97, 0.05
"""A single line that is read with less confidence is cut in other ways too; by how much one must be better."""
CHARACTER_WORTH, MOST_CHARACTERS = 0.08, 8
"""Of narrow words a reader may see one letter and be sure of it: up to so many, each is worth some confidence."""


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
        """Read one page image."""
        image = self.prepare(image)
        return self.read_lines(image, self.find_lines(image))

    def prepare(self, image: PageImage) -> PageImage:
        """The image in which lines are found."""
        return prepare(image, self.options, orientation=self.orientation)

    def find_lines(self, image: PageImage) -> list[Region]:
        """The lines of a prepared image that are surely enough there, parted at gutters and rules."""
        return part_lines(
            image, [line for line in self.finder.find_lines(image) if line.score >= self.options.min_score]
        )

    def read_lines(self, image: PageImage, lines: Sequence[Region]) -> Page:
        """The page that lines of a prepared image make up."""
        crops = cut_lines(image, lines, height=self.reader.height)
        readings = self.reader.read_lines(crops)
        sure = plausible(readings, lines, least=self.options.min_confidence)
        on_its_head = 2 * sum(readings[i].turned for i in sure) > len(sure)
        outlines = [lines[i].polygon.turned if on_its_head else lines[i].polygon for i in sure]
        blocks = order_lines(outlines, image.rules)
        page = assemble(image, [[sure[k] for k in block] for block in blocks], lines, crops, readings)
        return name_blocks(page, image.rules_of_source)

    def read_line(self, source: Source) -> Line:
        """Read an image that is one line or word; without words where nothing is read."""
        image = next(open_pages(source, options=self.options))
        return next(self.read_line_page(image).lines, Line((), image.to_source(_whole(image).polygon)))

    def read_line_page(self, image: PageImage) -> Page:
        """Read a page image that is one line or word; nothing is searched for.

        What reads badly as it stands, as words cut out of photographs do, is also cut in other ways; the best counts.
        """
        crop = cut_whole(image, height=self.reader.height)
        (reading,) = self.reader.read_lines([crop])
        if reading.confidence < SURE:
            others = cut_otherwise(image, height=self.reader.height)
            pairs = [(other, self.reader.read_lines([other])[0]) for other in others]
            best = max(pairs, key=lambda pair: _worth(pair[1]))
            if _worth(best[1]) > _worth(reading) + BETTER:
                crop, reading = best
        return assemble(image, [[0]], [_whole(image)], [crop], [reading])


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


def _whole(image: PageImage) -> Region:
    return Region(Box(0, 0, image.width, image.height).polygon)


def _worth(reading: Reading) -> float:
    return reading.confidence + CHARACTER_WORTH * min(len(reading.glyphs), MOST_CHARACTERS)


def _name(source: Source) -> str:
    return str(source) if isinstance(source, str | Path) else ""
