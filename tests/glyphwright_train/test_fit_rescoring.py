from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("torch")

from glyphwright.recognise import CtcLineReader, open_line_reader
from glyphwright.recognise.certainty import judge_words
from glyphwright.recognise.rescore import TRAITS, WEIGHTS, shares
from glyphwright.runtime import load_model
from glyphwright.zoo import find_model
from glyphwright_train.fit_rescoring import Choice, choices_of, chosen, draw_pictures, fit_certainty, fit_rescoring

if TYPE_CHECKING:
    from glyphwright_train.synth.fonts import FontLibrary
    from glyphwright_train.synth.text import TextSource

pytestmark = pytest.mark.train


def choices(n: int, *, right: float, none: float) -> list[Choice]:
    """Two texts, the first with a trait that the second has not, and right in a share of all; or none is."""
    traits = np.zeros((2, TRAITS))
    traits[0, 5] = 1
    return [Choice(traits, None if i < none * n else 0 if i < (none + right) * n else 1) for i in range(n)]


def test_shares_and_certainty_become_how_often_a_text_is_right() -> None:
    some = choices(600, right=0.6, none=0.2)
    weights = fit_rescoring(some)
    assert shares(some[0].traits, weights).tolist() == pytest.approx([0.75, 0.25], abs=0.01)
    described, right = chosen(some, weights)
    assert right.mean() == pytest.approx(0.6)
    assert judge_words(described, fit_certainty(some, weights)).tolist() == pytest.approx([0.6] * 600, abs=0.01)


def test_drawn_signs_that_are_read_unsurely_are_told_better_together(
    plain_fonts: "FontLibrary", plain_text: "TextSource"
) -> None:
    reader = open_line_reader(load_model(find_model("line_reader"), task="line_reader"))
    assert isinstance(reader, CtcLineReader)
    some = choices_of(reader, draw_pictures(plain_fonts, plain_text, count=120, seed=3))
    right = [choice.right is not None and _is_surest(choice) for choice in some]
    assert 40 < len(some) < 120
    assert chosen(some, WEIGHTS)[1].sum() > sum(right)


def _is_surest(choice: Choice) -> bool:
    """Whether the right text is that of the cut whose reading is worth most by itself."""
    return int(choice.traits[:, 7].argmax()) == choice.right
