from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from glyphwright_train.pictures.show import show

pytestmark = pytest.mark.train

Image = np.ndarray[Any, np.dtype[np.uint8]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cnn", ["filters.png", "impressions.png", "learnt-filters.png"]),
        ("perceptron", ["filters.png", "impressions.png"]),
        ("ram", ["filters.png", "impressions.png", "glimpses.png"]),
        ("reader", ["filters.png", "impressions.png", "learnt-filters.png", "symbols.png"]),
        ("transformer", ["filters.png", "impressions.png", "learnt-filters.png", "attention.png"]),
    ],
)
def test_every_picture_that_suits_the_model_is_written(
    tmp_path: Path, models: dict[str, Path], image: Image, name: str, expected: list[str]
) -> None:
    written = show(models[name], image, tmp_path / "new")
    assert [path.name for path in written] == expected
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(expected)
    assert all(path.read_bytes()[:4] == b"\x89PNG" for path in written)
