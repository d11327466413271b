import numpy as np
import pytest

from glyphwright_train.newton import minimise


def test_the_minimum_is_found_also_where_whole_steps_lead_away_from_it() -> None:
    def loss(x: np.ndarray) -> float:
        return float(np.sqrt(1 + (x - 3) ** 2).sum())

    def derivatives(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        root = np.sqrt(1 + (x - 3) ** 2)
        return (x - 3) / root, np.diag(1 / root**3)

    assert minimise(loss, derivatives, np.array([9.0, -4.0])) == pytest.approx([3.0, 3.0], abs=1e-6)
