"""A classifier's model file and a labelled set → how right, how robust and how fast it is.

Everything is computed through ONNX Runtime, as users will have it, and not with what it was trained with.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets.labelled_images import LabelledImages, resized
from glyphwright.errors import OptionError
from glyphwright.recognise.characters import CharacterClassifier
from glyphwright_train.augment import robust_set
from glyphwright_train.synth.digit_scenes import draw_scenes

TIMED = 200
WARM_UP = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Shares in [0, 1]; `robust` is the accuracy on the augmented set, None where there is none.

    precision, recall and f1 are means over classes (macro); `confusion` counts (truth, said).
    """

    accuracy: float
    precision: float
    recall: float
    f1: float
    robust: float | None
    confusion: tuple[tuple[int, ...], ...]


def measure(classifier: CharacterClassifier, test: LabelledImages) -> Scores:
    """Score a classifier on a test set, or on the scenes made of it, which have no augmented set."""
    images, labels = pictures_for(classifier, test)
    said = _said(classifier, images)  # (n, characters)
    confusion = count_confusion(labels.ravel(), said.ravel(), len(classifier.classes))
    precision, recall, f1 = macro(confusion)
    robust = None
    if not scene_of(classifier):
        changed, labels_of_changed = pictures_for(classifier, robust_set(resized(test, classifier.side_px)))
        robust = float((_said(classifier, changed) == labels_of_changed).mean())
    return Scores(
        accuracy=float((said == labels).all(axis=1).mean()),
        precision=precision,
        recall=recall,
        f1=f1,
        robust=robust,
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
    )


def scene_of(classifier: CharacterClassifier) -> str:
    """What a classifier looks for characters in; "" for one that is shown single ones."""
    return str(classifier.model.description.get("scene", ""))


def pictures_for(classifier: CharacterClassifier, data: LabelledImages) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """A set as a classifier sees it, or the scenes made of it.

    Returns:
        Pictures (n, side, side), and which of its classes they show (n, characters).

    Raises:
        OptionError: If it does not know a class of the set.
    """
    unknown = [name for name in data.classes if name not in classifier.classes]
    if unknown:
        raise OptionError(
            f"{data.name}: {classifier.model.path} does not know the class {unknown[0]!r}: "
            f"give a set of the classes that it learnt, {''.join(classifier.classes)}"
        )
    labels = np.array([classifier.classes.index(name) for name in data.classes], np.int64)[data.labels]
    if scene := scene_of(classifier):
        return draw_scenes(scene, np.asarray(data.images), labels)
    return np.asarray(resized(data, classifier.side_px).images), labels[:, None]


def _said(classifier: CharacterClassifier, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.asarray(classifier.probabilities(images).argmax(axis=2), np.int64)


def count_confusion(labels: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """(classes, classes): row truth, column what was said."""
    counts = np.bincount(labels * classes + said, minlength=classes**2)
    return np.asarray(counts.reshape(classes, classes), np.int64)


def class_scores(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Precision, recall and F1 of every class, (classes, 3); NaN where there is nothing to divide by."""
    right, said, true = np.diag(confusion).astype(float), confusion.sum(axis=0), confusion.sum(axis=1)
    scores = np.full((len(confusion), 3), np.nan)
    for k, whole in enumerate((said, true, (said + true) / 2)):
        np.divide(right, whole, out=scores[:, k], where=whole > 0)
    return scores


def macro(confusion: NDArray[np.int64]) -> tuple[float, float, float]:
    """Precision, recall and F1, each the mean over the classes that occur; what is never said has precision 0."""
    occurring = confusion.sum(axis=1) > 0
    precision, recall, f1 = np.nan_to_num(class_scores(confusion))[occurring].mean(axis=0)
    return float(precision), float(recall), float(f1)


def time_one(classifier: CharacterClassifier, images: NDArray[np.uint8]) -> float:
    """Median microseconds for one picture, all that the classifier does to it included."""
    seconds = []
    for i in range(WARM_UP + TIMED):
        picture = images[i % len(images)][None]
        start = time.perf_counter()
        classifier.probabilities(picture)
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds[WARM_UP:])) * 1e6
