"""A classifier and a labelled set → what it is most wrongly sure of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.recognise.characters import CharacterClassifier
from glyphwright_train.pictures.sheets import Cell, contact_sheet, legible, new_sheet
from glyphwright_train.zoo_scores import pictures_for


@dataclass(frozen=True, slots=True, eq=False)
class Mistake:
    """A picture (h, w), what it shows, what was said and how sure that was."""

    image: NDArray[np.uint8]
    truth: str
    said: str
    confidence: float


def worst_mistakes(classifier: CharacterClassifier, data: LabelledImages, count: int) -> list[Mistake]:
    """The wrong answers of the highest confidence, surest first; of a scene every character must be right.

    Raises OptionError if the classifier does not know a class of the set.
    """
    images, labels = pictures_for(classifier, data)
    truths = ["".join(classifier.classes[int(label)] for label in row) for row in labels]
    probabilities = classifier.probabilities(images)  # (n, characters, classes)
    best = probabilities.argmax(axis=2)
    said = ["".join(classifier.classes[int(place)] for place in row) for row in best]
    confidence = probabilities.max(axis=2).prod(axis=1)
    wrong = np.array([i for i in range(len(said)) if said[i] != truths[i]], np.int64)
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")][:count]
    return [Mistake(images[i], truths[i], said[i], float(confidence[i])) for i in surest]


def draw_mistakes(mistakes: Sequence[Mistake]) -> Figure:
    """Each picture above what it shows, what was said, and how sure that was."""
    if not mistakes:
        sheet = new_sheet(5, 1)
        sheet.head("No mistakes")
        return sheet.figure
    cells = [
        Cell(
            (mistake.image,),
            (f"is {legible(mistake.truth)}", f"said {legible(mistake.said)}", f"{100 * mistake.confidence:.1f} %"),
        )
        for mistake in mistakes
    ]
    heading = f"The {len(cells)} mistakes of the highest confidence" if len(cells) > 1 else "The worst mistake"
    return contact_sheet(heading, cells, columns=8, side=1.0, spread=0.2)
