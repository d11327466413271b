from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from glyphwright.errors import DamagedInputError
from glyphwright.page import Line, Page
from glyphwright.pixels import to_grey
from glyphwright_train.synth.from_pdf import TruthPage, pages_from_pdf

DrawPdf = Callable[..., Path]
DPI = 144
SCALE = DPI / 72


def text_at(x: float, y: float, text: str, *, size: float = 12, font: str = "F") -> str:
    return f"BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET\n"


def only_page(path: Path, **choices: str) -> TruthPage:
    (truth,) = pages_from_pdf(path, dpi=DPI, **choices)
    return truth


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def ink_outside(truth: TruthPage) -> int:
    """How many dark pixels lie outside all words."""
    dark = to_grey(truth.image.pixels) < 128
    for word in truth.page.words:
        box = word.box
        dark[int(box.top) - 1 : int(box.bottom) + 2, int(box.left) - 1 : int(box.right) + 2] = False
    return int(dark.sum())


def test_words_lie_where_their_ink_is(draw_pdf: DrawPdf) -> None:
    truth = only_page(draw_pdf(text_at(50, 200, "Hello big world") + text_at(50, 180, "again")))
    assert texts(truth.page) == ["Hello big world", "again"]
    assert [word.text for word in truth.page.words] == ["Hello", "big", "world", "again"]
    assert ink_outside(truth) == 0
    dark = to_grey(truth.image.pixels) < 128
    for word in truth.page.words:
        part = dark[int(word.box.top) : int(word.box.bottom) + 1, int(word.box.left) : int(word.box.right) + 1]
        assert part.any(axis=1).mean() > 0.8


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_crop_box_and_rotation_move_the_truth_with_the_picture(draw_pdf: DrawPdf, rotation: int) -> None:
    content = text_at(120, 200, "Turned page") + text_at(10, 20, "outside")
    truth = only_page(draw_pdf(content, CropBox=[90, 60, 380, 280], Rotate=rotation))
    assert texts(truth.page) == ["Turned page"]
    assert ink_outside(truth) == 0
    (line,) = truth.page.lines
    (x0, y0), (x1, y1) = line.polygon.points[:2]
    steps = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}
    assert (np.sign(round(x1 - x0)), np.sign(round(y1 - y0))) == steps[rotation]


def test_a_line_reaches_from_ascender_to_descender_whatever_its_letters(draw_pdf: DrawPdf) -> None:
    content = text_at(50, 200, "xxxxx") + text_at(50, 150, "dhl pgy") + text_at(150, 200, "xdhlpx")
    truth = only_page(draw_pdf(content))
    flat, full, mixed = truth.page.lines
    assert flat.box.height == pytest.approx(full.box.height)
    assert (flat.box.top, flat.box.bottom) == (mixed.box.top, mixed.box.bottom)
    ink = [word.box for word in full.words]
    assert full.box.top == pytest.approx(min(box.top for box in ink), abs=0.5)
    assert full.box.bottom == pytest.approx(max(box.bottom for box in ink), abs=0.5)
    assert flat.baseline[0][1] == pytest.approx((300 - 200) * SCALE, abs=0.6)


def test_slanted_text_gets_a_slanted_quadrilateral(draw_pdf: DrawPdf) -> None:
    content = "BT /F 14 Tf 0.866 0.5 -0.5 0.866 100 100 Tm (Slanted words here) Tj ET"
    (line,) = only_page(draw_pdf(content)).page.lines
    assert line.text == "Slanted words here"
    (x0, y0), (x1, y1) = line.polygon.points[:2]
    assert np.degrees(np.arctan2(y0 - y1, x1 - x0)) == pytest.approx(30, abs=0.5)
    assert line.box.area > 2 * line.polygon.area


def test_columns_come_apart_and_section_numbers_do_not(draw_pdf: DrawPdf) -> None:
    content = text_at(50, 200, "1.2") + text_at(50 + 17 + 12, 200, "Title") + text_at(250, 200, "right column")
    assert texts(only_page(draw_pdf(content)).page) == ["1.2 Title", "right column"]


def test_scripts_belong_to_their_line(draw_pdf: DrawPdf) -> None:
    content = "BT /F 12 Tf 50 200 Td (E = mc) Tj /F 8 Tf 5 Ts (2) Tj /F 12 Tf 0 Ts ( holds) Tj ET"
    assert texts(only_page(draw_pdf(content)).page) == ["E = mc2 holds"]


def test_what_cannot_be_seen_is_not_there(draw_pdf: DrawPdf) -> None:
    content = (
        text_at(50, 250, "plain text")
        + "BT /F 12 Tf 3 Tr 50 200 Td (ghost) Tj 0 Tr ET\n"
        + "1 g " + text_at(50, 150, "snow") + "0 g "
        + text_at(900, 150, "far away")
    )  # fmt: skip
    assert texts(only_page(draw_pdf(content)).page) == ["plain text"]


def test_faint_words_make_their_line_doubtful(draw_pdf: DrawPdf) -> None:
    content = "".join(text_at(50, 250 - 20 * k, "plain text here") for k in range(5))
    faint = "0.9 g " + text_at(50, 100, "faint") + "0 g "
    lines = list(only_page(draw_pdf(content + faint)).page.lines)
    assert [line.score for line in lines] == [1, 1, 1, 1, 1, 0]


def test_ligatures_hyphens_and_small_numbers_are_read_as_they_look(draw_pdf: DrawPdf) -> None:
    names = {ord("1"): 0xFB01, ord("2"): 0x00AD, ord("3"): 0xF733}
    (line,) = only_page(draw_pdf(text_at(50, 200, "a1x b3 end2"), unicode=names)).page.lines
    assert line.text == "afix b3 end-"
    assert line.score == 1


def test_private_characters_are_figures_and_not_text(draw_pdf: DrawPdf) -> None:
    names = {ord("X"): 0xE001}
    content = text_at(50, 200, "plain text") + text_at(50, 150, "XXX") + text_at(50, 100, "some more XX of it")
    page = only_page(draw_pdf(content, unicode=names)).page
    assert [(line.text.split()[0], line.score) for line in page.lines] == [("plain", 1), ("some", 0)]
    assert [block.kind for block in page.blocks if not block.lines] == ["figure"]


def test_a_page_whose_text_has_no_names_is_passed_over(draw_pdf: DrawPdf) -> None:
    names = {code: 0xE000 + code for code in range(ord("a"), ord("z"))}
    path = draw_pdf(text_at(50, 200, "nothing of this has a name"), unicode=names)
    assert list(pages_from_pdf(path, dpi=DPI)) == []


def test_words_outside_the_alphabet_are_doubtful(draw_pdf: DrawPdf) -> None:
    content = "".join(text_at(50, 250 - 20 * k, "plain text here") for k in range(3)) + text_at(50, 100, "caf\xe9")
    lines: list[Line] = list(only_page(draw_pdf(content), alphabet="acefhilnprtx").page.lines)
    assert [line.score for line in lines] == [1, 1, 1, 0]


def test_pages_can_be_chosen_by_number(draw_pdf: DrawPdf) -> None:
    path = draw_pdf(text_at(50, 200, "one page"))
    assert [truth.page.number for truth in pages_from_pdf(path, dpi=DPI, pages=[1])] == [1]
    assert list(pages_from_pdf(path, dpi=DPI, pages=[])) == []


def test_a_file_that_is_no_pdf_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_text("no PDF at all")
    with pytest.raises(DamagedInputError, match=r"letter\.pdf"):
        list(pages_from_pdf(path, dpi=DPI))
