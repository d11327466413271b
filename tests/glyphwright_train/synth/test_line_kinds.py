import random
import re

import pytest

from glyphwright_train.synth.line_kinds import LINE_KINDS, draw_heading_line, draw_row_line, draw_title
from glyphwright_train.synth.words import languages

pytestmark = pytest.mark.train

ENGLISH = languages()["en"]


@pytest.mark.parametrize("draw", LINE_KINDS, ids=lambda draw: str(draw.__name__))
def test_every_kind_gives_text_at_every_length(draw) -> None:  # type: ignore[no-untyped-def]
    dice = random.Random(1)
    assert all(draw(dice, ENGLISH, characters).strip() for characters in (1, 2, 5, 12, 40, 120) for _ in range(40))


def test_contents_lines_have_leaders_and_page_numbers() -> None:
    dice = random.Random(2)
    lines = [draw_heading_line(dice, ENGLISH, 50) for _ in range(300)]
    led = [line for line in lines if re.search(r"(\.{5,}|(\. ){4,}\.) ?(\d+|[ivx]+)$", line)]
    assert 30 < len(led) < 120


def test_a_few_titles_are_letter_spaced() -> None:
    dice = random.Random(3)
    titles = [draw_title(dice, ENGLISH, 1) for _ in range(800)]
    spaced = [title for title in titles if re.fullmatch(r"(\S )+\S", title) and len(title) > 6]
    assert 1 <= len(spaced) < 60


def test_rows_fill_the_width_they_are_given() -> None:
    dice = random.Random(4)
    assert all(len(draw_row_line(dice, ENGLISH, 60)) >= 40 for _ in range(100))
