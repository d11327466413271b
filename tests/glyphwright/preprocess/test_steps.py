import numpy as np
import pytest

from glyphwright.errors import OptionError
from glyphwright.options import DEFAULT_STEPS, SHOW_THROUGH, STEPS, ReadOptions, parse_steps
from glyphwright.preprocess import chosen_steps, explain, prepare
from glyphwright.preprocess.steps import MENDS
from glyphwright.stages import PageImage


def names(*steps: str) -> list[str]:
    return [name for name, _ in chosen_steps(ReadOptions(steps=steps))]


def test_every_name_has_a_step_and_every_step_a_name() -> None:
    assert set(STEPS) == {"orientation", SHOW_THROUGH, *MENDS}
    assert set(DEFAULT_STEPS) <= set(STEPS)


def test_steps_are_taken_in_their_own_order() -> None:
    assert names("otsu", "rules", "deskew") == ["deskew", "rules", "otsu"]
    assert names() == []


def test_without_its_model_orientation_is_left_out() -> None:
    assert names("orientation", "deskew") == ["deskew"]


def test_an_unknown_step_is_answered_with_all_that_exist() -> None:
    with pytest.raises(OptionError, match=r"'deskw' is unknown: use fax, orientation, deskew, .*edges"):
        ReadOptions(steps=("deskw",))


def test_names_are_typed_with_commas() -> None:
    assert parse_steps("deskew, rules,") == ("deskew", "rules")
    assert parse_steps("none") == ()
    assert parse_steps(None) is None


def test_with_no_step_a_page_is_what_it_was(text_page: PageImage) -> None:
    assert prepare(text_page, ReadOptions(steps=())) is text_page


def test_an_explanation_has_a_picture_for_each_step(text_page: PageImage) -> None:
    picture = explain(text_page, ReadOptions(steps=("deskew", "otsu", "edges")))
    assert picture.shape == (picture.shape[0], 4 * 640, 3)
    five = explain(text_page, ReadOptions(steps=("deskew", "rules", "otsu", "edges")))
    assert five.shape[0] == 2 * picture.shape[0]
    assert not np.array_equal(picture[:, :640], picture[:, 1280:1920])
