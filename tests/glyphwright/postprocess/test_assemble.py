import itertools
from dataclasses import replace

import numpy as np
import pytest

from glyphwright.geometry import Box, Transform
from glyphwright.postprocess import assemble
from glyphwright.stages import LineCrop, PageImage, Reading, Region


def reading(text: str, step: float = 10.0) -> Reading:
    """Each character seen in a span of `step` pixels, one after the other."""
    spans = tuple((i * step, (i + 1) * step) for i in range(len(text)))
    return Reading(tuple(text), tuple(0.9 for _ in text), spans)


def crop(width: int, to_page: Transform) -> LineCrop:
    return LineCrop(np.zeros((36, width), np.uint8), to_page)


def page_image(to_source: Transform | None = None) -> PageImage:
    return PageImage(np.zeros((400, 600, 3), np.uint8), 3, 150.0, to_source or Transform.identity(), (800, 1200))


REGION = Region(Box(50, 100, 150, 120).polygon, 0.8)
TO_PAGE = Transform.scale(0.5, 0.5).then(Transform.shift(50, 100))


def test_words_are_runs_between_spaces_with_the_product_of_their_confidences() -> None:
    page = assemble(page_image(), [[0]], [REGION], [crop(200, TO_PAGE)], [reading("ab cde")])
    words = list(page.words)
    assert [word.text for word in words] == ["ab", "cde"]
    assert words[1].confidence == pytest.approx(0.9**3)
    assert [glyph.text for glyph in words[1].glyphs] == ["c", "d", "e"]
    assert page.text == "ab cde"


def test_a_reader_that_judges_words_is_believed() -> None:
    judged = replace(reading("ab cde"), word_confidences=(0.3, 0.99))
    page = assemble(page_image(), [[0]], [REGION], [crop(200, TO_PAGE)], [judged])
    assert [word.confidence for word in page.words] == [0.3, 0.99]
    assert [glyph.confidence for word in page.words for glyph in word.glyphs] == [0.9] * 5


def test_words_lie_where_the_reader_saw_them_in_pixels_of_the_source() -> None:
    double = Transform.scale(2, 2)
    page = assemble(page_image(double), [[0]], [REGION], [crop(200, TO_PAGE)], [reading("ab cde")])
    first, second = page.words
    assert first.box == Box(100, 200, 120, 240)
    assert second.box == Box(130, 200, 160, 240)
    assert next(page.lines).polygon.box == Box(96, 194, 304, 244)


def test_characters_of_a_word_join_without_gaps_or_overlaps() -> None:
    page = assemble(page_image(), [[0]], [REGION], [crop(200, TO_PAGE)], [reading("words")])
    (word,) = page.words
    edges = [(glyph.polygon.box.left, glyph.polygon.box.right) for glyph in word.glyphs]
    assert all(a[1] == pytest.approx(b[0]) for a, b in itertools.pairwise(edges))
    assert edges[0][0] == word.box.left
    assert edges[-1][1] == word.box.right


def test_lines_in_which_nothing_was_read_leave_no_trace() -> None:
    page = assemble(page_image(), [[0], [1]], [REGION] * 2, [crop(200, TO_PAGE)] * 2, [reading(""), reading("x")])
    assert len(page.blocks) == 1
    assert (page.number, page.width, page.height, page.dpi) == (3, 1200, 800, 150.0)


def test_blocks_keep_the_order_that_they_are_given() -> None:
    readings = [reading("one"), reading("two"), reading("three")]
    page = assemble(page_image(), [[2], [0, 1]], [REGION] * 3, [crop(200, TO_PAGE)] * 3, readings)
    assert page.text == "three\n\none\ntwo"


def test_a_blank_page_has_no_blocks() -> None:
    assert assemble(page_image(), [], [], [], []).text == ""


def test_lines_in_a_script_that_nobody_reads_stay_with_their_place_and_without_text() -> None:
    foreign = Reading((), (), (), script="Deva")
    page = assemble(page_image(), [[0, 1]], [REGION] * 2, [crop(200, TO_PAGE)] * 2, [foreign, reading("x")])
    line, _ = page.lines
    assert (line.words, line.script, line.polygon) == ((), "Deva", REGION.polygon)
    assert page.text == "x"


def test_a_line_that_was_turned_to_be_read_runs_the_other_way_on_its_page() -> None:
    turned = replace(reading("ab cde"), turned=True)
    page = assemble(page_image(), [[0]], [REGION], [crop(200, TO_PAGE)], [turned])
    (line,) = page.lines
    first, second = line.words
    assert line.text == "ab cde"
    assert line.polygon.points[0] == (152, 123)
    assert line.baseline[0] > line.baseline[1]
    assert (first.box, second.box) == (Box(140, 100, 150, 120), Box(120, 100, 135, 120))


def test_a_figure_stays_without_lines_and_is_as_large_as_it_was_seen() -> None:
    box = Box(10, 20, 60, 80)
    image = page_image(Transform.scale(2, 2))
    page = assemble(image, [[], [0], []], [REGION], [crop(200, TO_PAGE)], [reading("ab")], {0: box.polygon})
    assert [(block.kind, block.text) for block in page.blocks] == [("figure", ""), ("text", "ab")]
    assert page.blocks[0].box == Box(20, 40, 120, 160)
