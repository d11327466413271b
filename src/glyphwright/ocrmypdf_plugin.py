"""OCRmyPDF 17 with this reader: `ocrmypdf --plugin glyphwright.ocrmypdf_plugin in.pdf out.pdf`.

Images of pages come in; text goes out, which OCRmyPDF lays over its pages. Tesseract is neither called nor asked for.
Only OCRmyPDF imports this module, which needs `pip install 'glyphwright[ocrmypdf]'`.
"""

import math
from argparse import ArgumentParser
from functools import lru_cache
from pathlib import Path
from threading import Lock

from ocrmypdf import (
    BadArgsError,
    Baseline,
    BoundingBox,
    OcrClass,
    OcrElement,
    OcrEngine,
    OcrOptions,
    OrientationConfidence,
    hookimpl,
)
from ocrmypdf.builtin_plugins.tesseract_ocr import TesseractOptions
from ocrmypdf.pdfinfo import PdfInfo
from pluggy import PluginManager
from pydantic import BaseModel

from glyphwright import __version__
from glyphwright.acquire import open_pages
from glyphwright.errors import GlyphwrightError
from glyphwright.export import export
from glyphwright.export.pdf import write_text_only_pdf
from glyphwright.geometry import Box
from glyphwright.options import ReadOptions
from glyphwright.page import Block, Line, Page, Word
from glyphwright.pipeline import Reader, make_reader
from glyphwright.preprocess.deskew import estimate_skew
from glyphwright.preprocess.orientation import SURE, find_orientation
from glyphwright.runtime import usable_cores
from glyphwright.stages import PageImage

NAME = f"glyphwright {__version__}"
CERTAIN = 15.0
"""Of an orientation for which the reader itself would turn a page: just above what OCRmyPDF asks for by default."""

_MAKING = Lock()


class GlyphwrightOptions(BaseModel):
    """What OCRmyPDF hands on as `options.glyphwright`."""

    reader: str | None = None
    threads: int = 1


@hookimpl
def initialize(plugin_manager: PluginManager) -> None:
    """Take Tesseract out of the way, without which OCRmyPDF would not start where it is not installed."""
    plugin_manager.set_blocked("ocrmypdf.builtin_plugins.tesseract_ocr")


@hookimpl
def register_options() -> dict[str, type[BaseModel]]:
    """Our options; Tesseract's stay known, at their defaults, because OCRmyPDF checks them whatever the engine."""
    return {"glyphwright": GlyphwrightOptions, "tesseract": TesseractOptions}


@hookimpl
def add_options(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("glyphwright", "Options of the reader that takes the place of Tesseract")
    group.add_argument(
        "--glyphwright-reader", metavar="MODEL", help="Read with another line reader: its name, or its .onnx file."
    )


@hookimpl
def check_options(options: OcrOptions) -> None:
    """Refuse what the reader cannot do, and have OCRmyPDF take our own text layer unless another is asked for."""
    if options.ocr_engine == "none":
        return
    if options.ocr_engine != "auto":
        raise BadArgsError(
            f"--ocr-engine {options.ocr_engine}: the plug-in reads in its place: leave out one of the two"
        )
    if options.pdf_renderer == "auto":
        options.pdf_renderer = "sandwich"
    try:
        _reader(options)
    except GlyphwrightError as error:
        raise BadArgsError(str(error)) from error


@hookimpl
def validate(pdfinfo: PdfInfo, options: OcrOptions) -> None:
    """Share the cores that OCRmyPDF may use among the pages that it works on at once."""
    options.glyphwright.threads = max(1, (options.jobs or usable_cores()) // len(pdfinfo))


@hookimpl
def get_ocr_engine(options: OcrOptions | None) -> OcrEngine | None:
    return None if options is not None and options.ocr_engine == "none" else GlyphwrightEngine()


class GlyphwrightEngine(OcrEngine):
    """Reads one page image a call, from as many threads or processes as OCRmyPDF likes."""

    @staticmethod
    def version() -> str:
        return __version__

    @staticmethod
    def creator_tag(options: OcrOptions) -> str:
        return NAME

    def __str__(self) -> str:
        return NAME

    @staticmethod
    def languages(options: OcrOptions) -> set[str]:
        """Those that are asked for: `check_options` has refused what the reader cannot write, and said why."""
        return set(options.languages)

    @staticmethod
    def get_orientation(input_file: Path, options: OcrOptions) -> OrientationConfidence:
        """How far the text is turned clockwise, as the reader's own preparation sees it.

        OCRmyPDF turns the page back by that, whatever its documentation says of the direction.
        """
        reader = _reader(options)
        assert reader.orientation is not None  # make_reader always gives one
        vote = find_orientation(_open(input_file, reader).pixels, reader.orientation)
        confidence = CERTAIN * min(vote.margin / SURE, 1.0)
        return OrientationConfidence(-90 * vote.quarters % 360, confidence)

    @staticmethod
    def get_deskew(input_file: Path, options: OcrOptions) -> float:
        """By how many degrees the page must be turned anticlockwise for its lines to be level."""
        return estimate_skew(_open(input_file, _reader(options)).pixels) or 0.0

    @staticmethod
    def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: OcrOptions) -> None:
        """Write the page's text as a PDF that shows nothing: what `--pdf-renderer sandwich` takes."""
        document = _reader(options).read(input_file)
        output_pdf.write_bytes(write_text_only_pdf(document.pages[0]))
        output_text.write_bytes(export(document, "txt"))

    @staticmethod
    def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: OcrOptions) -> None:
        """Write the page as hOCR: what `ocrmypdf.pdf_to_hocr` asks for."""
        document = _reader(options).read(input_file)
        output_hocr.write_bytes(export(document, "hocr"))
        output_text.write_bytes(export(document, "txt"))

    @staticmethod
    def supports_generate_ocr() -> bool:
        return True

    @staticmethod
    def generate_ocr(input_file: Path, options: OcrOptions, page_number: int = 0) -> tuple[OcrElement, str]:
        """Read the page into OCRmyPDF's own tree: what `--pdf-renderer fpdf2` takes."""
        document = _reader(options).read(input_file)
        return page_element(document.pages[0], page_number), document.text


def page_element(page: Page, page_number: int) -> OcrElement:
    """A page as OCRmyPDF's tree; `page_number` counts from 0."""
    whole = BoundingBox(0, 0, page.width, page.height)
    blocks = [_block_element(block) for block in page.blocks if block.lines]
    return OcrElement(OcrClass.PAGE, whole, children=blocks, dpi=page.dpi, page_number=page_number)


def _block_element(block: Block) -> OcrElement:
    lines = [_line_element(line) for line in block.lines if line.words]
    return OcrElement(OcrClass.PARAGRAPH, _bounding(block.box), children=lines)


def _line_element(line: Line) -> OcrElement:
    """A line whose box is as high as its text.

    OCRmyPDF starts the baseline at the left edge of the box and takes what is above it there for the size of the font.
    The box around a line that is askew would be too high for that, so that of the line turned level about its left end
    is given; where it really is, `poly` says. A line that is more upright than level has an angle and no baseline.
    """
    words = [_word_element(word) for word in line.words]
    outline = list(line.polygon.points)
    (x, y), (x_end, y_end) = line.baseline[0], line.baseline[-1]
    angle = math.atan2(y_end - y, x_end - x)
    if abs(angle) > math.pi / 4:
        bounding = _bounding(line.box)
        return OcrElement(OcrClass.LINE, bounding, outline, children=words, textangle=-math.degrees(angle))
    below = (line.polygon.array - (x, y)) @ (-math.sin(angle), math.cos(angle))
    start = y + math.tan(angle) * (line.box.left - x)
    level = Box(line.box.left, start + below.min(), line.box.right, start + below.max())
    baseline = Baseline(math.tan(angle), -float(below.max()))
    return OcrElement(OcrClass.LINE, _bounding(level), outline, children=words, baseline=baseline)


def _word_element(word: Word) -> OcrElement:
    outline = list(word.polygon.points)
    return OcrElement(OcrClass.WORD, _bounding(word.box), outline, word.text, word.confidence)


def _bounding(box: Box) -> BoundingBox:
    return BoundingBox(box.left, box.top, box.right, box.bottom)


def _reader(options: OcrOptions) -> Reader:
    """The reader that the options ask for, made once a process."""
    with _MAKING:  # or threads that start together would each make one
        return _make_reader("+".join(options.languages), options.glyphwright.reader, options.glyphwright.threads)


@lru_cache(maxsize=4)
def _make_reader(languages: str, model: str | None, threads: int) -> Reader:
    # How many pixels an image may have, OCRmyPDF decides.
    return make_reader(ReadOptions(languages=languages, threads=threads, max_pixels=0), reader=model)


def _open(input_file: Path, reader: Reader) -> PageImage:
    return next(open_pages(input_file, options=reader.options))
