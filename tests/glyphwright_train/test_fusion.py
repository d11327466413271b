from typing import TYPE_CHECKING

import pytest

pytest.importorskip("torch")
pytest.importorskip("wordfreq")

from glyphwright.recognise import CtcLineReader
from glyphwright.recognise.language_model import from_arrays
from glyphwright.runtime import load_model
from glyphwright.zoo import find_model
from glyphwright_train import fusion
from glyphwright_train.fusion import Trial, choose, draw_kinds, fit_fusion
from glyphwright_train.language_model import count_model

if TYPE_CHECKING:
    from glyphwright_train.synth.fonts import FontLibrary
    from glyphwright_train.synth.text import TextSource

pytestmark = pytest.mark.train


def test_trials_come_best_first(
    plain_fonts: "FontLibrary", plain_text: "TextSource", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fusion, "WEIGHTS", (0.2, 5.0))
    monkeypatch.setattr(fusion, "BONUSES", (0.4,))
    kinds = draw_kinds(plain_fonts, plain_text, None, height=36, count=4)
    assert {kind: len(lines) for kind, lines in kinds.items()} == {
        "drawn 0.4": 4, "drawn 0.9": 4, "signs": 4, "codes": 4,
    }  # fmt: skip
    model = from_arrays(count_model(["abc 1"] * 3, plain_text.alphabet, order=3))
    reader = CtcLineReader(load_model(find_model("line_reader"), task="line_reader"))
    without, trials = fit_fusion(reader, model, kinds)
    assert list(without) == list(kinds)
    assert [trial.weight for trial in trials] == [0.2, 5.0]  # that much of such a model ruins everything


def test_each_kind_counts_as_much_as_any_other() -> None:
    trial = Trial(0.2, 0.4, {"easy": 0.01, "hard": 0.5})
    assert trial.against({"easy": 0.02, "hard": 0.5}) == pytest.approx(0.75)


def test_of_what_is_nearly_as_good_the_least_weight_is_chosen() -> None:
    without = {"all": 0.2}
    trials = [Trial(weight, 0.2, {"all": error}) for weight, error in ((0.3, 0.1), (0.2, 0.1005), (0.1, 0.12))]
    assert choose(trials, without).weight == 0.2
