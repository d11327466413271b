from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.errors import OptionError
from glyphwright.geometry import Box
from glyphwright.page import Line, Page
from glyphwright_train.synth import words
from glyphwright_train.synth.fonts import Font, FontLibrary
from glyphwright_train.synth.layouts import sheet as sheet_module
from glyphwright_train.synth.layouts.faces import Pen, face_of
from glyphwright_train.synth.layouts.flow import Column, Setting
from glyphwright_train.synth.layouts.marks import (
    draw_barcode,
    draw_chart,
    draw_emblem,
    draw_matrix_code,
    draw_picture,
    draw_stamp,
)
from glyphwright_train.synth.layouts.sheet import Run, Sheet
from glyphwright_train.synth.pages import KINDS, LEAST_SIDE, MOST_SIDE, draw_page, draw_sheet, preview
from glyphwright_train.synth.text import TextSource

pytestmark = pytest.mark.train

ALPHABET = "".join(map(chr, range(33, 127))) + "äöüßéèçñ“”–…•€©×°"
FACES = (
    ("DejaVuSans.ttf", "DejaVu Sans", "sans", 400),
    ("DejaVuSans-Bold.ttf", "DejaVu Sans", "sans", 700),
    ("DejaVuSerif.ttf", "DejaVu Serif", "serif", 400),
    ("DejaVuSansMono.ttf", "DejaVu Sans Mono", "mono", 400),
    ("STIXGeneralItalic.ttf", "STIX", "handwriting", 400),
)

Drawn = tuple[NDArray[np.uint8], Page]


def library(characters: str) -> FontLibrary:
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    coverage = frozenset(characters)
    fonts = [
        Font(folder / name, 0, family, kind, family, "train", coverage, weight, False)
        for name, family, kind, weight in FACES
    ]
    return FontLibrary.of(fonts, {kind: 1.0 for _, _, kind, _ in FACES})


@pytest.fixture(scope="module", autouse=True)
def english_only() -> Iterator[None]:
    """Twenty languages take seconds to load; one is enough here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "draw_language", lambda dice: words.languages()["en"])
        yield


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return library(ALPHABET)


@pytest.fixture(scope="module")
def text() -> TextSource:
    return TextSource(ALPHABET)


@pytest.fixture(scope="module")
def drawn(fonts: FontLibrary, text: TextSource) -> dict[str, Drawn]:
    return {kind: draw_page(np.random.default_rng(3), fonts, text, kind=kind, dpi=80) for kind in KINDS}


@pytest.fixture
def sheet(fonts: FontLibrary, text: TextSource) -> Sheet:
    return Sheet(np.random.default_rng(0), fonts, text, np.full((400, 600, 3), 255, np.uint8), 100, 20.0)


@pytest.fixture
def pen(fonts: FontLibrary) -> Pen:
    return Pen(face_of(fonts.fonts[0], 20), (0, 0, 0))


def ink_of(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.intp]:
    """Columns with ink inside a box, in pixels of the page."""
    part = pixels[int(box.top) : int(box.bottom) + 1, int(box.left) : int(np.ceil(box.right))]
    return np.flatnonzero((part < 128).all(axis=2).any(axis=0)) + int(box.left)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_lines_that_hold_their_words_and_lie_on_the_page(kind: str, drawn: dict[str, Drawn]) -> None:
    picture, page = drawn[kind]
    assert picture.shape == (page.height, page.width, 3)
    assert picture.dtype == np.uint8
    assert LEAST_SIDE <= min(page.width, page.height) <= max(page.width, page.height) <= MOST_SIDE
    lines = list(page.lines)
    assert bool(lines) == (kind != "empty")
    for line in lines:
        assert line.text.strip()
        assert holds(Box(0, 0, page.width, page.height), line.box)
        assert all(holds(line.box, word.box) for word in line.words)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_has_ink_of_two_tones_in_its_box(kind: str, drawn: dict[str, Drawn]) -> None:
    picture, page = drawn[kind]
    for word in page.words:
        box = word.box
        part = picture[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1]
        light = part @ np.array([0.299, 0.587, 0.114])
        assert np.ptp(light) > 255 * 0.12, word.text


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"poster", "package", "invoice", "receipt"}))
def test_the_cores_of_lines_do_not_overlap(kind: str, drawn: dict[str, Drawn]) -> None:
    _, page = drawn[kind]
    seen = np.zeros((page.height, page.width), bool)
    for line in page.lines:
        if is_upright(line):
            core = seen[int(line.box.top + line.box.height * 0.4) : int(line.baseline[0][1])]
            core = core[:, int(line.box.left) + 2 : int(line.box.right) - 2]
            assert not core.any(), line.text
            core[:] = True


def test_what_stands_at_the_foot_of_a_page_is_read_behind_the_rest_of_it(sheet: Sheet, pen: Pen) -> None:
    for text, baseline in (("9", 390), ("ab", 360)):
        with sheet.at_foot():
            sheet.add(sheet.write(text, 20, baseline, pen))
    sheet.add(sheet.write("abc", 20, 60, pen))
    assert [line.text for line in sheet.page.lines] == ["abc", "ab", "9"]
    sheet.end_page()
    sheet.add(sheet.write("ac", 320, 60, pen))
    assert [line.text for line in sheet.page.lines] == ["abc", "ab", "9", "ac"]


def test_the_same_seed_draws_the_same_page_and_another_one_another(fonts: FontLibrary, text: TextSource) -> None:
    for kind in ("article", "poster", "receipt", "screenshot"):
        first, again, other = (
            draw_page(np.random.default_rng(seed), fonts, text, kind=kind, dpi=80) for seed in (5, 5, 6)
        )
        assert np.array_equal(first[0], again[0])
        assert first[1] == again[1]
        assert first[1] != other[1]


def test_figures_are_told_where_they_were_drawn_and_beside_the_truth_of_lines(sheet: Sheet, pen: Pen) -> None:
    box = Box(40, 40, 240, 200)
    before = sheet.pixels.copy()
    draw_picture(sheet, box)
    assert sheet.figures == [("picture", box)]
    changed = (sheet.pixels != before).any(axis=2)
    assert not np.delete(changed, np.s_[40:200], axis=0).any()
    assert not np.delete(changed, np.s_[40:240], axis=1).any()
    for draw in (draw_barcode, draw_matrix_code):
        draw(sheet, box)
    draw_chart(sheet, box, pen)
    draw_stamp(sheet, box, pen)
    assert [figure.kind for figure in sheet.figures] == ["picture", "code", "code", "chart", "stamp"]
    assert all(figure.box.intersection(box).area > 0.5 * figure.box.area for figure in sheet.figures)
    assert all(block.lines for block in sheet.page.blocks)


def test_a_page_is_that_of_its_sheet(fonts: FontLibrary, text: TextSource) -> None:
    pixels, page = draw_page(np.random.default_rng(9), fonts, text, kind="figures", dpi=80)
    sheet = draw_sheet(np.random.default_rng(9), fonts, text, kind="figures", dpi=80)
    assert sheet.page == page
    assert (sheet.pixels == pixels).all()
    assert sheet.figures


def test_no_glyph_that_a_font_lacks_is_drawn(monkeypatch: pytest.MonkeyPatch, text: TextSource) -> None:
    coverage = "".join(c for c in ALPHABET if c.isascii() and c not in "&%#")
    runs: list[Run] = []
    draw = sheet_module._mask

    def spy(run: Run, baseline: float) -> object:
        runs.append(run)
        return draw(run, baseline)

    monkeypatch.setattr(sheet_module, "_mask", spy)
    for kind in KINDS:
        draw_page(np.random.default_rng(1), library(coverage), text, kind=kind, dpi=70)
    assert len(runs) > 300
    assert set("".join(run.text for run in runs)) <= set(coverage) | {" "}


def test_an_unknown_kind_is_refused(fonts: FontLibrary, text: TextSource) -> None:
    with pytest.raises(OptionError, match="letter"):
        draw_page(np.random.default_rng(0), fonts, text, kind="papyrus")


def test_word_boxes_begin_and_end_with_their_ink(sheet: Sheet, pen: Pen) -> None:
    (line,) = sheet.write("fix jumping ill (WAVE)", 40, 100, pen)
    assert [word.text for word in line.words] == ["fix", "jumping", "ill", "(WAVE)"]
    for word in line.words:
        ink = ink_of(sheet.pixels, Box(word.box.left - 3, word.box.top, word.box.right + 3, word.box.bottom))
        assert abs(ink[0] - word.box.left) <= 1
        assert abs(ink[-1] + 1 - word.box.right) <= 1


def test_a_line_reaches_from_ascender_to_descender_whatever_its_letters(sheet: Sheet, pen: Pen) -> None:
    (small,) = sheet.write("nos", 40, 100, pen)
    (tall,) = sheet.write("dig", 200, 100, pen)
    assert (small.box.top, small.box.bottom) == (tall.box.top, tall.box.bottom)
    rows = np.flatnonzero((sheet.pixels[:, 200:] < 128).any(axis=(1, 2)))
    assert abs(rows[0] - tall.box.top) <= 1.5
    assert abs(rows[-1] + 1 - tall.box.bottom) <= 1.5


def test_a_gap_of_more_than_two_line_heights_ends_a_line(sheet: Sheet, pen: Pen) -> None:
    near, far = 1.5 * pen.face.height, 2.6 * pen.face.height
    start = pen.width("Milk")
    assert len(sheet.set([Run("Milk", 10, pen), Run("1.99", 10 + start + near, pen)], 50)) == 1
    assert len(sheet.set([Run("Milk", 10, pen), Run("1.99", 10 + start + far, pen)], 100)) == 2


def test_text_is_not_set_over_text_or_off_the_page(sheet: Sheet, pen: Pen) -> None:
    assert sheet.write("first", 40, 100, pen)
    before = sheet.pixels.copy()
    assert not sheet.write("second", 50, 104, pen)
    assert not sheet.write("too far to the right", 550, 200, pen)
    assert not sheet.write("too low", 40, 399, pen)
    assert np.array_equal(sheet.pixels, before)


@pytest.mark.parametrize("degrees", [-90.0, 12.0, 90.0])
def test_turned_text_has_its_ink_inside_its_turned_outline(sheet: Sheet, pen: Pen, degrees: float) -> None:
    import cv2

    with sheet.turned(degrees, 300, 200):
        (line,) = sheet.write("turned dip", 300, 200, pen, align=0.5)
    inside = np.zeros(sheet.pixels.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, line.polygon.array.round().astype(np.int32), 1)
    ink = (sheet.pixels < 128).all(axis=2)
    assert ink.sum() > 300
    assert (ink & (inside > 0)).sum() > 0.97 * ink.sum()
    along = np.subtract(line.polygon.points[1], line.polygon.points[0])
    assert np.degrees(np.arctan2(along[1], along[0])) == pytest.approx(degrees, abs=0.5)


def test_justified_lines_end_at_the_column_and_hyphens_split_long_words(sheet: Sheet, pen: Pen) -> None:
    column = Column(sheet, 50, 550, 20, 390)
    words = "internationalisation of extraordinary considerations " * 6
    lines = column.paragraph(words, pen, Setting(justify=True, hyphenate=True))
    assert len(lines) > 4
    assert all(line.box.right == pytest.approx(550, abs=3) for line in lines[:-1])
    assert any(line.text.endswith("-") for line in lines)
    joined = "".join(line.text if line.text.endswith("-") else line.text + " " for line in lines).replace("-", "")
    assert words.startswith(joined.strip()[:200])


def test_a_preview_is_written(tmp_path: Path, drawn: dict[str, Drawn]) -> None:
    from PIL import Image

    preview([drawn["letter"], drawn["receipt"]], tmp_path / "sheet.png", cell_px=200)
    with Image.open(tmp_path / "sheet.png") as picture:
        assert picture.size == (400, 200)
    with pytest.raises(OptionError, match="no pages"):
        preview([], tmp_path / "none.png")


def holds(outer: Box, inner: Box) -> bool:
    slack = 0.01
    return (
        outer.left <= inner.left + slack
        and outer.top <= inner.top + slack
        and outer.right >= inner.right - slack
        and outer.bottom >= inner.bottom - slack
    )


def is_upright(line: Line) -> bool:
    return line.baseline[0][1] == line.baseline[-1][1]


def test_emblems_stay_in_their_box_and_say_nothing(sheet: Sheet) -> None:
    box = Box(100, 100, 220, 200)
    for _ in range(20):
        sheet.pixels[:] = 255
        draw_emblem(sheet, box)
        y, x = np.nonzero((sheet.pixels < 128).any(axis=2))
        assert len(x) > 50
        assert x.min() > 85
        assert x.max() < 235
        assert y.min() > 85
        assert y.max() < 215
    assert not sheet.is_free(box)
    assert not list(sheet.page.lines)
