import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

WriteIdx = Callable[[Path, NDArray[np.uint8]], None]
WritePicture = Callable[..., Path]


@pytest.fixture
def write_idx() -> WriteIdx:
    """An array of bytes → an IDX file, gzipped where the name says so."""

    def write(path: Path, array: NDArray[np.uint8]) -> None:
        content = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()
        path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)

    return write


@pytest.fixture
def write_picture() -> WritePicture:
    """A picture of one grey value, whose folder is made; other values give other files."""

    def write(path: Path, grey: int = 0, *, size: tuple[int, int] = (8, 8)) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", size, grey).save(path)
        return path

    return write
