import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glyphwright.datasets.lines import LabelledLine
from glyphwright.geometry import Box, Polygon

Draw = Callable[..., bytes]


@pytest.fixture(scope="session")
def draw() -> Draw:
    """A grey picture of noise, encoded: another number, another picture."""

    def drawn(number: int = 0, *, size: tuple[int, int] = (60, 20), kind: str = "PNG") -> bytes:
        pixels = np.random.default_rng(number).integers(0, 256, size[::-1], dtype=np.uint8)
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, kind)
        return stream.getvalue()

    return drawn


@pytest.fixture
def pictures(tmp_path: Path, draw: Draw) -> Path:
    """A folder with 1.png, 2.png and 3.jpg."""
    folder = tmp_path / "data"
    folder.mkdir()
    for number, name in enumerate(["1.png", "2.png", "3.jpg"]):
        content = draw(number, size=(120, 60), kind="JPEG" if name.endswith("jpg") else "PNG")
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def page_lines(pictures: Path) -> list[LabelledLine]:
    """Two lines of one picture, one of them tilted, and one of another, which is to be ignored."""
    tilted = Polygon(((10, 30), (90, 40), (88, 55), (8, 45)))
    return [
        LabelledLine("a", "two words", pictures / "1.png", Box(5, 5, 70, 25).polygon),
        LabelledLine("b", "“Größe”, 3 € <b>&", pictures / "1.png", tilted),
        LabelledLine("c", "", pictures / "3.jpg", Box(0, 0, 50, 20).polygon, ignored=True),
    ]
