"""Traits and whether something is so → a logistic regression, fitted by Newton's method."""

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.certainty import judge_words
from glyphwright_train.newton import minimise


def fit_logistic(
    traits: NDArray[np.float64],
    right: NDArray[np.bool_],
    *,
    start: NDArray[np.float64],
    prior: float,
    share: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """The likeliest weights (TRAITS,).

    Args:
        traits: (n, TRAITS).
        right: Whether each is right, (n,).
        start: Where a normal prior has its mean, (TRAITS,).
        prior: By how many rows' worth it holds each weight there.
        share: What each row counts for, (n,); 1 where it is left out.
    """
    counts = np.ones(len(right)) if share is None else share

    def loss(weights: NDArray[np.float64]) -> float:
        wrong = np.logaddexp(0, np.where(right, -1, 1) * (traits @ weights))
        return float(counts @ wrong + prior / 2 * ((weights - start) ** 2).sum())

    def derivatives(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        chance = judge_words(traits, weights)
        slope = traits.T @ (counts * (chance - right)) + prior * (weights - start)
        bend = (traits * (counts * chance * (1 - chance))[:, None]).T @ traits + prior * np.eye(len(start))
        return slope, bend

    return minimise(loss, derivatives, start)
