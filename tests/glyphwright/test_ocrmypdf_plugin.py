"""OCRmyPDF runs with our reader, and without Tesseract or Ghostscript on its path."""

import io
import math
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont

from glyphwright.geometry import Box, Polygon, Transform, union_of
from glyphwright.page import Block, Line, Page, Word

pytest.importorskip("ocrmypdf")

from ocrmypdf import BadArgsError

from glyphwright import ocrmypdf_plugin as plugin

DPI, WIDTH, HEIGHT, TILT = 150, 760, 420, 2.0
LINES = (
    "The lantern keepers met on Monday",
    "beside an old harbour office and",
    "wrote down how many ships came here",
    "during that windy week of spring",
    "before autumn brought rain again",
)
TEXTS = " ".join(LINES).split()


def picture() -> tuple[Image.Image, dict[str, Box]]:
    """A page of words, none of which comes twice, and where each stands, from ascender to descender line."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(size=32)
    _, top, _, bottom = font.getbbox("dp")
    places = {}
    for row, line in enumerate(LINES):
        y = 60 + 60 * row
        pen.text((80, y), line, fill=0, font=font)
        for word in line.split():
            left = 80 + font.getlength(line[: line.index(word)])
            places[word] = Box(left, y + top, left + font.getlength(word), y + bottom)
    return image, places


def tilted(image: Image.Image) -> Image.Image:
    return image.rotate(-TILT, resample=Image.Resampling.BICUBIC, fillcolor=255)


def write_scan(path: Path) -> Path:
    """Two pages that are pictures: one tilted, one that lies on its side and is shown upright by its /Rotate."""
    image, _ = picture()
    pages = []
    for page in (tilted(image), image.rotate(90, expand=True)):
        pages.append(io.BytesIO())
        page.save(pages[-1], "PDF", resolution=DPI)
    with pikepdf.open(pages[0]) as scan, pikepdf.open(pages[1]) as side:
        scan.pages.extend(side.pages)
        scan.pages[1].Rotate = 90
        scan.save(path)
    return path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """OCRmyPDF with the plug-in, where no program but Python is to be found."""
    command = [sys.executable, "-m", "ocrmypdf", "--plugin", "glyphwright.ocrmypdf_plugin", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PATH": ""})


@pytest.fixture(scope="module")
def searchable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scan after OCRmyPDF, its text beside it."""
    folder = tmp_path_factory.mktemp("ocrmypdf")
    output = folder / "out.pdf"
    done = run("-l", "eng+deu", "--sidecar", folder / "out.txt", write_scan(folder / "in.pdf"), output)
    assert done.returncode == 0, done.stderr
    return output


def words_of(path: Path, index: int) -> dict[str, Box]:
    """The words that pdfium finds on a page, in pixels of the page as it is displayed."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[index]
        text_page = page.get_textpage()
        found: dict[str, list[Box]] = {}
        start = 0
        for word in text_page.get_text_range().split():
            start = text_page.get_text_range().index(word, start)
            found[word] = [_displayed(page, text_page.get_charbox(start + i, loose=True)) for i in range(len(word))]
            start += len(word)
        return {word: union_of(boxes) for word, boxes in found.items()}


def _displayed(page: pypdfium2.PdfPage, sides: tuple[float, float, float, float]) -> Box:
    left, bottom, right, top = sides
    points = []
    for x, y in ((left, top), (right, bottom)):
        device = pdfium.c_int(), pdfium.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, WIDTH, HEIGHT, 0, x, y, *device)
        points.append((device[0].value, device[1].value))
    return Polygon(tuple(points)).box


def test_words_are_found_where_they_stand_on_a_tilted_page(searchable: Path) -> None:
    _, places = picture()
    found = words_of(searchable, 0)
    centre = Transform.shift(-WIDTH / 2, -HEIGHT / 2)
    tilt = centre.then(_turn(TILT)).then(centre.inverse)
    assert list(found) == TEXTS
    assert all(found[text].iou(tilt(places[text].polygon).box) > 0.5 for text in TEXTS)


def test_words_are_found_where_they_stand_on_a_page_with_a_rotation(searchable: Path) -> None:
    _, places = picture()
    found = words_of(searchable, 1)
    assert list(found) == TEXTS
    assert all(found[text].iou(places[text]) > 0.5 for text in TEXTS)


def test_the_sidecar_has_the_text_page_by_page(searchable: Path) -> None:
    pages = searchable.with_suffix(".txt").read_text(encoding="utf-8").split("\f")
    assert [page.split() for page in pages if page] == [TEXTS, TEXTS]


def test_the_file_names_what_read_it(searchable: Path) -> None:
    with pikepdf.open(searchable) as pdf:
        assert plugin.NAME in str(pdf.docinfo.Creator)


def test_pages_with_text_are_refused_or_skipped(searchable: Path, tmp_path: Path) -> None:
    refused = run(searchable, tmp_path / "again.pdf")
    assert refused.returncode == 6
    assert "already has text" in refused.stderr
    skipped = run("--skip-text", searchable, tmp_path / "again.pdf")
    assert skipped.returncode == 0, skipped.stderr
    assert list(words_of(tmp_path / "again.pdf", 0)) == TEXTS


def options(**changed: Any) -> Any:
    """As much of OCRmyPDF's options as the plug-in looks at."""
    given = {"languages": ["eng"], "ocr_engine": "auto", "pdf_renderer": "auto", "jobs": None}
    return SimpleNamespace(**given | {"glyphwright": plugin.GlyphwrightOptions()} | changed)


def test_our_own_text_layer_is_taken_unless_another_is_asked_for() -> None:
    asked, chosen = options(), options(pdf_renderer="fpdf2")
    plugin.check_options(asked)
    plugin.check_options(chosen)
    assert (asked.pdf_renderer, chosen.pdf_renderer) == ("sandwich", "fpdf2")


def test_no_ocr_is_left_to_ocrmypdf() -> None:
    none = options(ocr_engine="none")
    plugin.check_options(none)
    assert none.pdf_renderer == "auto"
    assert plugin.get_ocr_engine(none) is None
    assert str(plugin.get_ocr_engine(options())) == plugin.NAME


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"languages": ["eng", "rus"]}, "does not know Cyrillic letters"),
        ({"ocr_engine": "tesseract"}, "leave out one of the two"),
        ({"glyphwright": plugin.GlyphwrightOptions(reader="missing.onnx")}, "no such model file"),
    ],
)
def test_what_cannot_be_done_is_refused_at_once(changed: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BadArgsError, match=complaint):
        plugin.check_options(options(**changed))


@pytest.mark.parametrize(("jobs", "pages", "threads"), [(8, 1, 8), (8, 3, 2), (2, 500, 1)])
def test_pages_share_the_cores(jobs: int, pages: int, threads: int) -> None:
    shared = options(jobs=jobs)
    plugin.validate([None] * pages, shared)  # type: ignore[arg-type]
    assert shared.glyphwright.threads == threads


@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_the_orientation_is_seen(clockwise: int, tmp_path: Path) -> None:
    picture()[0].rotate(-clockwise, expand=True).save(tmp_path / "page.png", dpi=(DPI, DPI))
    found = plugin.GlyphwrightEngine.get_orientation(tmp_path / "page.png", options())
    assert found.angle == clockwise
    assert found.confidence > 8


def test_a_tilt_is_measured_in_the_direction_that_mends_it(tmp_path: Path) -> None:
    tilted(picture()[0]).save(tmp_path / "page.png", dpi=(DPI, DPI))
    assert plugin.GlyphwrightEngine.get_deskew(tmp_path / "page.png", options()) == pytest.approx(TILT, abs=0.3)


def test_an_empty_page_is_neither_turned_nor_read(tmp_path: Path) -> None:
    page = tmp_path / "page.png"
    Image.new("L", (400, 300), 255).save(page, dpi=(DPI, DPI))
    assert plugin.GlyphwrightEngine.get_orientation(page, options()) == (0, 0.0)
    assert plugin.GlyphwrightEngine.get_deskew(page, options()) == 0
    tree, text = plugin.GlyphwrightEngine.generate_ocr(page, options())
    assert (tree.words, text.strip()) == ([], "")


def test_hocr_and_the_tree_say_the_same(tmp_path: Path) -> None:
    page, hocr, text = tmp_path / "page.png", tmp_path / "page.hocr", tmp_path / "page.txt"
    picture()[0].save(page, dpi=(DPI, DPI))
    plugin.GlyphwrightEngine.generate_hocr(page, hocr, text, options())
    tree, tree_text = plugin.GlyphwrightEngine.generate_ocr(page, options(), 3)
    assert text.read_text(encoding="utf-8") == tree_text
    assert [word.text for word in tree.words] == TEXTS
    assert all(f">{text}<" in hocr.read_text(encoding="utf-8") for text in TEXTS)
    assert (tree.page_number, round(tree.dpi or 0), tree.bbox and tree.bbox.right) == (3, DPI, WIDTH)


def element_of(degrees: float) -> Any:
    """The element of a line 200 wide and 20 high, its baseline 5 above its lower edge, turned about its start."""
    turn = _turn(degrees).then(Transform.shift(300, 300))
    word = Word("word", turn(Box(0, 0, 60, 20).polygon), 0.75)
    line = Line((word,), turn(Box(0, 0, 200, 20).polygon), turn(Polygon(((0, 15), (200, 15)))).points)
    return plugin.page_element(Page(1, 600, 600, (Block.around((line,)),)), 0).lines[0]


def test_the_box_of_a_tilted_line_is_as_high_as_its_text() -> None:
    line = element_of(5)
    assert line.bbox.height == pytest.approx(20)
    assert (line.baseline.slope, line.baseline.intercept) == pytest.approx((0.0875, -5), abs=0.001)
    assert line.poly[1] == pytest.approx((499.2, 317.4), abs=0.1)
    assert [(word.text, word.confidence) for word in line.children] == [("word", 0.75)]


@pytest.mark.parametrize(("degrees", "angle"), [(-90, 90), (90, -90)])
def test_an_upright_line_has_an_angle(degrees: float, angle: float) -> None:
    line = element_of(degrees)
    assert line.baseline is None
    assert line.textangle == pytest.approx(angle)
    assert (line.bbox.width, line.bbox.height) == pytest.approx((20, 200))


def test_a_line_that_nobody_reads_is_left_out() -> None:
    foreign = Line((), Box(0, 0, 90, 20).polygon, script="Grek")
    assert plugin.page_element(Page(1, 600, 600, (Block.around((foreign,)),)), 0).lines == []


def _turn(degrees: float) -> Transform:
    """Clockwise, as y grows downwards."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return Transform.from_array([[cosine, -sine, 0], [sine, cosine, 0]])
