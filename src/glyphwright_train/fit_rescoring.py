"""A reader and drawn pictures of words that it reads unsurely → what all cuts of a picture are worth together.

Conditional logit (McFadden 1974): the text that is right is chosen among those that the cuts suggest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from glyphwright.detect import cut_otherwise, cut_whole
from glyphwright.metrics import fold
from glyphwright.recognise import CtcLineReader
from glyphwright.recognise.rescore import CERTAINTY, SURE, TRAITS, compare, describe_choice, shares
from glyphwright.stages import PageImage
from glyphwright_train.logistic import fit_logistic
from glyphwright_train.newton import minimise
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.signs import SignPicture, draw_picture
from glyphwright_train.synth.text import TextSource

STRENGTHS, LENGTHS = (0.4, 0.9), (2, 14)
PRIOR = 0.05
"""What holds the weights near 0, where a trait is nats or the like."""
LEAST_CHANCE = 1e-300


@dataclass(frozen=True, slots=True)
class Choice:
    """Traits of the texts that a picture may show, (texts, TRAITS), and the place of the right one; None if none is."""

    traits: NDArray[np.float64]
    right: int | None


def draw_pictures(fonts: FontLibrary, text: TextSource, *, count: int, seed: int) -> Iterator[SignPicture]:
    """So many pictures of signs, little and much worn."""
    rng = np.random.default_rng(seed)
    for i in range(count):
        written = text.sign(rng, characters=int(rng.integers(*LENGTHS)))
        yield draw_picture(rng, fonts, written, strength=STRENGTHS[i % len(STRENGTHS)])


def choices_of(reader: CtcLineReader, pictures: Iterable[SignPicture]) -> list[Choice]:
    """What there is to choose between, where a picture is read unsurely as it is and something is read in it."""
    found = []
    for picture in pictures:
        image = PageImage(np.repeat(picture.pixels[:, :, None], 3, axis=2))
        looks = reader.look_at([cut_whole(image, height=reader.height)])
        if looks[0].reading.confidence >= SURE:
            continue
        looks += reader.look_at(cut_otherwise(image, height=reader.height))
        candidates, traits = compare(reader, looks)
        truth = fold(picture.text)
        right = next((i for i, text in enumerate(candidates.texts) if fold(text) == truth), None)
        if candidates.texts:
            found.append(Choice(traits, right))
    return found


def fit_rescoring(choices: Sequence[Choice]) -> NDArray[np.float64]:
    """The likeliest weights (TRAITS,), of those pictures of which one of the texts is right."""
    known = [(choice.traits, choice.right) for choice in choices if choice.right is not None]

    def loss(weights: NDArray[np.float64]) -> float:
        wrong = -sum(log(max(shares(traits, weights)[right], LEAST_CHANCE)) for traits, right in known)
        return float(wrong + PRIOR / 2 * weights @ weights)

    def derivatives(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        slope, bend = PRIOR * weights, PRIOR * np.eye(TRAITS)
        for traits, right in known:
            likely = shares(traits, weights)
            mean = likely @ traits
            apart = traits - mean
            slope = slope + mean - traits[right]
            bend = bend + (apart * likely[:, None]).T @ apart
        return slope, bend

    return minimise(loss, derivatives, np.zeros(TRAITS))


def fit_certainty(choices: Sequence[Choice], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The likeliest weights of how sure to be of the text with the greatest share, (len(CERTAINTY),)."""
    described, right = chosen(choices, weights)
    return fit_logistic(described, right, start=np.zeros(len(CERTAINTY)), prior=PRIOR)


def chosen(choices: Sequence[Choice], weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Of each text with the greatest share what tells how sure it is, (n, len(CERTAINTY)), and if it is right."""
    described, right = [], []
    for choice in choices:
        likely = shares(choice.traits, weights)
        best = int(likely.argmax())
        described.append(describe_choice(likely[best : best + 1], choice.traits[best]))
        right.append(best == choice.right)
    return np.concatenate(described), np.array(right, bool)
