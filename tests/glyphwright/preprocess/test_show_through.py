"""Print of the other side is left out, pale print of this side is not."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.metrics import word_f1
from glyphwright.options import ReadOptions
from glyphwright.pipeline import Reader, make_reader
from glyphwright.preprocess.show_through import lines_shown_through
from glyphwright.stages import PageImage

LETTER = Path(__file__).parents[3] / "examples" / "pages" / "letter.png"
SHARE = 0.3
"""Of the darkness of print, how much comes through the paper."""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader()


@pytest.fixture(scope="module")
def letter() -> NDArray[np.uint8]:
    """Flat paper and clear ink, so that all that is faint is what a test adds; (h, w, 3)."""
    grey = cv2.cvtColor(cv2.imread(str(LETTER)), cv2.COLOR_BGR2GRAY)
    clear = np.clip((grey.astype(np.float32) - 120) * 3.2, 0, 250).astype(np.uint8)
    return cv2.cvtColor(clear, cv2.COLOR_GRAY2RGB)


def through(page: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What comes through of a page, as what it takes from the light of the other side."""
    back = cv2.GaussianBlur(np.roll(page[:, ::-1], (330, 60), axis=(0, 1)), (0, 0), 1.0)
    return (back.astype(np.float32) - 250) * SHARE


def shown(page: NDArray[np.uint8], veil: NDArray[np.float32]) -> PageImage:
    return PageImage(np.clip(page + veil, 0, 255).astype(np.uint8))


def test_print_of_the_other_side_is_left_out(reader: Reader, letter: NDArray[np.uint8]) -> None:
    image = shown(letter, through(letter))
    truth = reader.read_page(PageImage(letter)).text
    as_it_is = word_f1(make_reader(ReadOptions(steps=("orientation",))).read_page(image).text, truth)
    left_out = word_f1(reader.read_page(image).text, truth)
    assert as_it_is.n_output > as_it_is.n_truth + 8
    assert left_out.n_output <= left_out.n_truth + 2
    assert left_out.f1 > max(0.92, as_it_is.f1)


def test_of_an_empty_page_nothing_is_read_but_what_stands_on_it(reader: Reader, letter: NDArray[np.uint8]) -> None:
    empty = np.full_like(letter, 250)
    image = shown(empty, through(letter))
    assert len(reader.find_lines(image)) > 10
    assert not any(reader.read_page(image).words)
    number = empty.copy()
    cv2.putText(number, "Page 17", (450, 1200), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20, 20, 20), 2, cv2.LINE_AA)
    assert reader.read_page(shown(number, through(letter))).text == "Page 17"


def length(image: PageImage) -> float:
    return sum(rule.end[0] - rule.start[0] for rule in image.rules)


def test_rules_of_the_other_side_are_not_taken_for_those_of_this_one(reader: Reader, letter: NDArray[np.uint8]) -> None:
    back = letter.copy()
    for y in range(200, 1200, 100):
        cv2.line(back, (60, y), (back.shape[1] - 60, y), (20, 20, 20), 2)
    image = shown(letter, through(back))
    as_it_is = make_reader(ReadOptions(steps=("rules",))).see(image).image
    assert length(as_it_is) > 4 * letter.shape[1]
    assert length(reader.see(image).image) < 0.2 * length(as_it_is)


def test_pale_print_stays_beside_print_of_the_other_side(reader: Reader, letter: NDArray[np.uint8]) -> None:
    page = letter.copy()
    cv2.putText(page, "Printed in grey", (380, 1230), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (180, 180, 180), 2, cv2.LINE_AA)
    assert "Printed in grey" in reader.read_page(PageImage(page)).text
    assert "Printed in grey" in reader.read_page(shown(page, through(letter))).text


def test_only_mirrored_print_shows_through(reader: Reader, letter: NDArray[np.uint8]) -> None:
    pale = np.clip(250 + (letter.astype(np.float32) - 250) * SHARE, 0, 255).astype(np.uint8)
    page = letter.copy()
    page[700:] = pale[700:]
    for image in (letter, page, pale):
        seen = reader.see(PageImage(image))
        assert not lines_shown_through(seen, reader.reader)
        assert len(seen.lines) > 10
