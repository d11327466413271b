"""Pages of grey bars, and the reader without models that reads them."""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

Draw = Callable[..., Path]


@pytest.fixture
def plain_reader(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module `plain_reader.py`, on the path, so that other processes find it too."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    yield import_module("plain_reader")
    sys.modules.pop("plain_reader")


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Draw a file of pages, each a list of grey bars: `draw("a.tif", [40], [50, 60])`."""

    def drawn(name: str, *pages: list[int]) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        images = []
        for bars in pages:
            pixels = np.full((20 + 28 * len(bars), 120, 3), 255, np.uint8)
            for place, grey in enumerate(bars):
                pixels[10 + 28 * place : 30 + 28 * place] = grey
            images.append(Image.fromarray(pixels))
        several = {"save_all": True, "append_images": images[1:]} if len(images) > 1 else {}
        if path.suffix == ".pdf":
            several["resolution"] = 300
        images[0].save(path, **several)
        return path

    return drawn
