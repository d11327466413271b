from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.errors import OptionError
from glyphwright.recognise.characters import CharacterClassifier
from glyphwright.runtime import load_model
from glyphwright_train.pictures.mistakes import draw_mistakes, worst_mistakes

pytestmark = pytest.mark.train


@pytest.fixture
def classifier(models: dict[str, Path]) -> CharacterClassifier:
    return CharacterClassifier(load_model(models["cnn"], task="character_classifier"))


def test_the_surest_wrong_answers_come_first(classifier: CharacterClassifier, strokes: LabelledImages) -> None:
    probabilities = classifier.probabilities(np.asarray(strokes.images))[:, 0]
    wrong = probabilities.argmax(axis=1) != strokes.labels
    found = worst_mistakes(classifier, strokes, 100)
    assert len(found) == wrong.sum() > 2
    sure = [mistake.confidence for mistake in found]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] == pytest.approx(float(probabilities[wrong].max()))
    assert all(mistake.said != mistake.truth for mistake in found)
    assert [m.confidence for m in worst_mistakes(classifier, strokes, 2)] == sure[:2]


def test_truth_answer_and_confidence_stand_under_the_picture(
    classifier: CharacterClassifier, strokes: LabelledImages
) -> None:
    found = worst_mistakes(classifier, strokes, 2)
    axes = draw_mistakes(found).axes[0]
    assert len(axes.images) == 2
    expected = [f"is {m.truth}\nsaid {m.said}\n{100 * m.confidence:.1f} %" for m in found]
    assert [text.get_text() for text in axes.texts[1:]] == expected


def test_no_mistakes_are_said_to_be_none() -> None:
    assert draw_mistakes([]).axes[0].texts[0].get_text() == "No mistakes"


def test_a_set_of_other_classes_is_refused(classifier: CharacterClassifier, strokes: LabelledImages) -> None:
    with pytest.raises(OptionError, match="does not know the class 'z'"):
        worst_mistakes(classifier, replace(strokes, classes=("z", "a", "b")), 3)
