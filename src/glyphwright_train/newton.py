"""A convex function of a few weights → its minimum, by Newton's method."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROUNDS, HALVINGS = 50, 20


def minimise(
    loss: Callable[[Array], float], derivatives: Callable[[Array], tuple[Array, Array]], start: Array
) -> Array:
    """Newton's method, its steps halved until they lead down.

    Args:
        loss: Of weights (n,).
        derivatives: Of it at weights: the first (n,) and the second (n, n), which is positive definite.
        start: Weights to begin with.
    """
    weights = start.copy()
    for _ in range(ROUNDS):
        slope, bend = derivatives(weights)
        step = np.linalg.solve(bend, slope)
        # A whole step may lead far beyond the minimum, from where there is no way back.
        shorter = [weights - step / 2**k for k in range(HALVINGS)]
        least = loss(weights)
        weights = next((one for one in shorter if loss(one) <= least), weights)
    return weights
