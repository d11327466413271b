import numpy as np
import pytest

from bench.orientation import judge
from glyphwright.stages import PageImage


class Says:
    """Finds one turn of every picture the likeliest, by so much."""

    def __init__(self, quarters: int, margin: float) -> None:
        self.scores = np.where(np.arange(4) == quarters, margin, 0.0)[:, None].astype(np.float32)

    def run(self, pictures: np.ndarray) -> np.ndarray:
        return np.tile(self.scores, (len(pictures) // 4, 1))


@pytest.mark.parametrize(
    ("quarters", "margin", "found"),
    [
        (0, 9.0, ["right"] + 3 * ["left as it lies"]),
        (1, 9.0, ["turned wrongly", "turned wrongly", "turned wrongly", "right"]),
        (1, 0.1, ["right"] + 3 * ["left as it lies"]),
    ],
)
def test_pages_are_right_left_or_wrong(quarters: int, margin: float, found: list[str]) -> None:
    pixels = np.full((300, 300, 3), 255, np.uint8)
    pixels[50:250:7, 40:260] = 0
    assert judge(PageImage(pixels), Says(quarters, margin)) == found  # type: ignore[arg-type]
